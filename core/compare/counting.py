# SPDX-License-Identifier: Apache-2.0
# Runs a script in the reference interpreter and counts its heap: before it starts and when it has ended.
#
# Given as text to "python3.11 -c" (see reference.c): sys.argv is -c, the descriptor that takes the report, the script,
# and the script's arguments. The script is __main__; this text has names of its own. counters.c reads the report.
import gc
import posix
import sys


def write(descriptor, line):
    data = line.encode("utf-8", "backslashreplace")
    while data:
        data = data[posix.write(descriptor, data):]


def read_malloc_stats():
    # The report of the allocator goes to descriptor 2, whoever that belongs to.
    sys.stderr.flush()
    read_end, write_end = posix.pipe()
    saved = posix.dup(2)
    posix.dup2(write_end, 2)
    try:
        sys._debugmallocstats()
    finally:
        posix.dup2(saved, 2)
        posix.close(saved)
        posix.close(write_end)
    text = b""
    while part := posix.read(read_end, 65536):
        text += part
    posix.close(read_end)
    return text.decode("ascii", "replace")


def report_heap(descriptor, when, collections_to_come=0):
    # First what reading the rest would change. Nothing of this is kept: it would be counted at the end.
    count = gc.get_count()
    blocks = sys.getallocatedblocks()
    stats = gc.get_stats()
    lines = ["when " + when, "blocks %d" % blocks, "count %d %d %d" % count]
    generations = [len(gc.get_objects(generation)) for generation in range(3)]
    lines.append("tracked %d %d %d %d" % (*generations, gc.get_freeze_count()))
    lines.append("threshold %d %d %d" % gc.get_threshold())
    stats[2]["collections"] += collections_to_come
    for key in ("collections", "collected", "uncollectable"):
        lines.append("%s %d %d %d" % (key, *(generation[key] for generation in stats)))
    types = {}
    for o in gc.get_objects():
        types[type(o)] = types.get(type(o), 0) + 1
    for kind, n in types.items():
        name = type.__dict__["__name__"].__get__(kind)
        lines.append("type %d %s" % (n, name.replace("\n", "?").replace("\r", "?")))
    write(descriptor, "\n".join(lines) + "\n" + read_malloc_stats() + "\n")


def print_error(kind, value, traceback):
    sys.last_type, sys.last_value, sys.last_traceback = kind, value, traceback
    sys.excepthook(kind, value, traceback)


def compile_script(path):
    with open(path, "rb") as file:
        return compile(file.read(), path, "exec", dont_inherit=True)


def hide_our_frames(n, get=sys.getrecursionlimit, put=sys.setrecursionlimit):
    # The script may recurse as deep as without the frames that run it, and is told its own limit.
    put(get() + n)
    sys.getrecursionlimit = lambda: get() - n
    sys.setrecursionlimit = lambda limit: put(limit + n)


descriptor = int(sys.argv.pop(1))
del sys.argv[0]
main = sys.modules["__main__"].__dict__
main["__file__"] = sys.argv[0]
main["__cached__"] = None
status = 0
ending = None
hide_our_frames(4)
report_heap(descriptor, "warming up")
gc.collect()
# What the report leaves on free lists has been counted as allocated: a second collection clears that away.
report_heap(descriptor, "start", collections_to_come=1)
gc.collect()
try:
    exec(compile_script(sys.argv[0]), main)
except SystemExit as error:
    ending = error
except BaseException as error:
    status = 130 if isinstance(error, KeyboardInterrupt) else 1
    step = error.__traceback__
    while step is not None and step.tb_frame.f_globals is not main:
        step = step.tb_next
    print_error(type(error), error.with_traceback(step), step)
    del step, error
report_heap(descriptor, "end")
posix.close(descriptor)
del main
if ending is not None:
    raise ending
if status:
    raise SystemExit(status)
