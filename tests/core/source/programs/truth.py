# SPDX-License-Identifier: Apache-2.0
"""What the interpreter itself says of every object it can see, written to the file that the first
argument names; then the program stands still. Runs on Python 3.8 and later.

The lines of the file, in this order:
  o ID GENERATION SIZE TYPE     an object; generation 255: not tracked
  r ID ID ...                   what the object of the line before refers to
  c, s, f                       thresholds, statistics and state of the collector
  n ID COUNT                    its reference count, if it is the same before and after the program stood still
"""
import array
import builtins
import gc
import os
import sys
import threading
import time
import types

IMMORTAL = 0xFFFFFFFF


def scale(quick):
    """How many things a program makes: quick, or as many times that as the second argument says."""
    return quick * int(sys.argv[2] if len(sys.argv) > 2 else 1)


def full_name(kind):
    heap = type.__dict__["__flags__"].__get__(kind) & (1 << 9)
    name = type.__dict__["__qualname__"].__get__(kind) if heap else type.__dict__["__name__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    if not isinstance(module, str) or module == "builtins":
        return name
    return module + "." + name


def reach(generations, own):
    """All objects that can be reached from the tracked ones, but for those in own."""
    everything, seen = [], set(own)
    queue = [o for objects in generations for o in objects]
    seen |= {id(everything), id(queue), id(seen)}
    while queue:
        o = queue.pop()
        if id(o) in seen:
            continue
        seen.add(id(o))
        everything.append(o)
        queue.extend(gc.get_referents(o))
    return everything, seen - {id(o) for o in everything}


def describe(everything, generation_of, own):
    lines, names = [], {}
    for o in everything:
        kind = type(o)
        if kind not in names:
            names[kind] = full_name(kind).replace("\n", " ")
        lines.append("o %d %d %d %s" % (id(o), generation_of.get(id(o), 255), sys.getsizeof(o, 0), names[kind]))
        lines.append("r " + " ".join([str(x) for x in map(id, gc.get_referents(o)) if x not in own]))
    return lines


def describe_objects(out):
    """Writes lines o and r; returns the objects, which live on because they are in that list."""
    generations = [gc.get_objects(generation=g) for g in range(3)]
    own = {id(x) for x in generations} | {id(x) for x in (generations, out, out.buffer, out.buffer.raw)}
    generation_of = {id(o): number for number, objects in enumerate(generations) for o in objects}
    everything, own = reach(generations, own | {id(generation_of)})
    out.write("\n".join(describe(everything, generation_of, own)) + "\n")
    return everything


def describe_collector(out):
    out.write("c %d %d %d\n" % gc.get_threshold())
    for stats in gc.get_stats():
        out.write("s %(collections)d %(collected)d %(uncollectable)d\n" % stats)
    out.write("f %d %d\n" % (gc.isenabled(), gc.get_freeze_count()))
    out.flush()


def forget_names():
    """The cache of methods counts the names in it, and two names may take turns at one place, which depends on their
    addresses. Whenever counts are looked at, nothing but the last names that this module has used is in there: those
    of passing()."""
    sys._clear_type_cache()


def counts(everything):
    """Each object is held by the list everything, which goes on, and by the call."""
    forget_names()
    return array.array("q", map(sys.getrefcount, everything))


def passing(out):
    """What this module uses while it counts and stands: these counts go up and down."""
    found = {id(x) for x in (None, True, False, out, globals(), vars(builtins), array.array)}
    found |= {id(n) for n in range(-5, 257)} | {id(sys.intern(name)) for name in ("close", "closed")}
    queue = list(globals().values()) + [os.open, os.dup2, os.write, os.read, os.getpid, sys.getrefcount]
    queue += [sys._debugmallocstats, gc.get_threshold, gc.get_stats, gc.isenabled, gc.get_freeze_count]
    while queue:
        o = queue.pop()
        found.add(id(o))
        if isinstance(o, types.FunctionType):
            queue.append(o.__code__)
        elif isinstance(o, types.CodeType):
            queue += gc.get_referents(o) + [o.co_consts, o.co_names, o.co_varnames]
        elif isinstance(o, tuple):
            queue += o
    return found


def describe_counts(out, everything, before, after):
    own = passing(out)
    for o, first, second in zip(map(id, everything), before, after):
        if first == second and o not in own:
            out.write("n %d %d\n" % (o, first if first == IMMORTAL else first - 1))
    out.flush()


def wait(path, fd):
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    saved = os.dup(2)
    os.dup2(log, 2)
    os.write(2, b"blocks %d\n" % sys.getallocatedblocks())
    sys._debugmallocstats()
    forget_names()
    os.read(fd, 1)
    os.dup2(saved, 2)


def rehearse(out):
    """What the first use of a function makes once and keeps is there before anything is counted."""
    for _ in range(2):
        empty = os.open(os.devnull, os.O_RDONLY)
        before = counts([rehearse])
        wait(os.devnull, empty)
        describe_counts(out, [], before, counts([rehearse]))
        os.close(empty)


def others():
    """The other threads, with the state and the switches of each; None: one of them runs or is about to."""
    found = []
    try:
        for task in os.listdir("/proc/self/task"):
            if int(task) != threading.get_native_id():
                with open("/proc/self/task/%s/status" % task) as status:
                    found.append([task] + [line for line in status if "State" in line or "switches" in line])
    except OSError:  # one has ended meanwhile
        return None
    return None if any("State:\tS" not in line for _, line, *_ in found) else found


def settle():
    """Returns when the other threads have got to where they wait: all sleep, and none has run for a while."""
    before, now = None, others()
    while now is None or now != before:
        time.sleep(0.05)
        before, now = now, others()


def stand(fd=0):
    """Stands still until a byte comes, tells the counts, and returns when the file ends. Counts are taken on both sides
    of the stillness: what changes at a time of its own is in neither."""
    settle()
    gc.disable()
    out = open(sys.argv[1], "w", encoding="utf-8", errors="replace")
    everything = describe_objects(out)
    describe_collector(out)
    rehearse(out)
    before = counts(everything)
    os.write(1, b"ready %d\n" % os.getpid())
    wait(sys.argv[1] + ".malloc", fd)
    describe_counts(out, everything, before, counts(everything))
    out.close()
    os.write(1, b"ready %d\n" % os.getpid())
    os.read(fd, 1)
    return everything
