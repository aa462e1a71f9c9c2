# SPDX-License-Identifier: Apache-2.0
"""Builds objects of many kinds, writes what the interpreter itself says of every object it can see,
and waits. Arguments: the file for that truth. Runs on Python 3.8 and later."""
import gc
import sys

gc.disable()

import array, asyncio, collections, contextvars, decimal, enum, functools, io, itertools, operator
import os, re, struct, threading, types, weakref


class Plain:
    pass


class Slotted:
    __slots__ = ("left", "right", "__weakref__")


class Child(Slotted):
    __slots__ = ("more",)

    def __init__(self):
        self.left, self.more = [1], {"a": 2}


class WithDict(Slotted):
    pass


class Meta(type):
    pass


class Made(metaclass=Meta):
    limit = 7


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyInt(int):
    pass


class MyStr(str):
    pass


class MyTuple(tuple):
    pass


class MySet(set):
    pass


class MyError(Exception):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


Point = collections.namedtuple("Point", "x y")


def generator(n):
    local_list = [n]
    for i in range(n):
        yield i, local_list


async def coroutine():
    await asyncio.sleep(0)


async def async_generator():
    yield 1


def closure(a):
    def inner():
        return a, hidden

    hidden = [a]
    return inner


@functools.lru_cache(maxsize=8)
def cached(n):
    return [n]


@functools.lru_cache(maxsize=None)
def cached_forever(n):
    return [n]


def make():
    things = []
    for i in range(300):
        plain = Plain()
        plain.number, plain.name = i * 1000003, "name %d" % i
        plain.others = [i, float(i) / 3, (i, str(i)), {i: "v%d" % i}, {i, -i}]
        things.append(plain)
    for i in range(60):
        instance = Plain()
        instance.x = i
        instance.__dict__["added later"] = [i]
        setattr(instance, "attr%d" % i, i)
        things.append(instance)
    slotted = Slotted()
    slotted.left, slotted.right = [], ()
    with_dict = WithDict()
    with_dict.left, with_dict.extra = "l", ["e"]
    values = [MyList([1]), MyDict(a=[2]), MyInt(10 ** 30), MyStr("größer"), MyTuple((1, [2])), MySet([1])]
    for value in values:
        value.attribute = ["of a subclass"]
    things += [slotted, Child(), with_dict, Made, Made(), Colour.RED, Point(1, [2])] + values
    things += [10 ** n for n in range(0, 80, 7)] + [-(3 ** 50), 0.1, 1e300, 1 + 2j, True, None, ...]
    things += ["ascii", "grün", "漢字", "\U0001f600 smile", "x" * 1000, "ä" * 600, b"bytes" * 300]
    "grün utf8".encode()
    things += [bytearray(b"x" * 700), memoryview(b"abc"), array.array("d", [1.0] * 20)]
    things += [frozenset(range(40)), set(range(1000, 1100)), {i: [i] for i in range(200)}]
    things += [collections.deque([[i] for i in range(200)]), collections.OrderedDict((i, [i]) for i in range(30))]
    default = collections.defaultdict(list)
    default[1].append(2)
    things += [default, collections.Counter("hello"), collections.ChainMap({}, {1: [2]})]
    gen = generator(5)
    next(gen)
    done = generator(1)
    list(done)
    agen, coro = async_generator(), coroutine()
    things += [gen, generator(3), done, agen, coro, closure([1]), cached, cached_forever]
    for i in range(12):
        cached(i)
        cached_forever(i)
    things += [functools.partial(closure, [1]), operator.itemgetter([1]), operator.attrgetter("a.b")]
    things += [itertools.chain([1], [2]), itertools.count(5), itertools.cycle([1, 2]), itertools.repeat([1])]
    things += [iter([1, 2]), iter((1,)), iter({1: 2}), iter({1}), iter("ab"), reversed([1]), enumerate([1])]
    things += [zip([1], [2]), map(str, [1]), filter(None, [1]), range(5), range(10 ** 20), slice([1], 2, 3)]
    things += [{}.keys(), {}.values(), {1: 2}.items(), property(make), staticmethod(make), classmethod(make)]
    things += [io.StringIO("text"), io.BytesIO(b"b"), re.compile("a(b)*"), re.match("a", "a")]
    things += [struct.Struct("<ii"), decimal.Decimal("1.5"), threading.Lock(), threading.local()]
    things += [contextvars.ContextVar("v", default=[1]), contextvars.copy_context(), super(Child, Child())]
    things += [weakref.ref(slotted), weakref.proxy(with_dict), weakref.WeakValueDictionary({1: slotted})]
    things += [weakref.ref(slotted, lambda r: None), types.SimpleNamespace(a=[1]), types.MappingProxyType({1: 2})]
    try:
        try:
            raise MyError("a", [1])
        except MyError as first:
            raise ValueError("b") from first
    except ValueError as error:
        things += [error, error.__traceback__]
    ring = [[] for _ in range(5)]
    for i in range(5):
        ring[i].append(ring[(i + 1) % 5])
    ring_of_dict = {}
    ring_of_dict["self"] = ring_of_dict
    things += [ring[0], ring_of_dict, [].append, "".join, sys.getsizeof, os.stat("/"), sys.flags, sys.version_info]
    return things


def full_name(kind):
    heap = type.__dict__["__flags__"].__get__(kind) & (1 << 9)
    name = type.__dict__["__qualname__"].__get__(kind) if heap else type.__dict__["__name__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    if not isinstance(module, str) or module == "builtins":
        return name
    return module + "." + name


def write_truth(path, things):
    generations = [gc.get_objects(generation=g) for g in range(3)]
    generation_of = {}
    for number, objects in enumerate(generations):
        for o in objects:
            generation_of[id(o)] = number
    everything, seen = [], set()
    queue = [o for objects in generations for o in objects]
    own = {id(x) for x in generations} | {id(generations), id(generation_of), id(everything), id(seen), id(queue)}
    own |= {id(things)}
    own.add(id(own))
    seen |= own
    while queue:
        o = queue.pop()
        if id(o) in seen:
            continue
        seen.add(id(o))
        everything.append(o)
        queue.extend(gc.get_referents(o))
    del o
    mine = {id(o) for o in things}
    with open(path, "w", encoding="utf-8", errors="replace") as out:
        for o in everything:
            refs = [x for x in map(id, gc.get_referents(o)) if x not in own]
            exact = id(o) in mine and gc.is_tracked(o) and not isinstance(o, type)
            out.write("o %d %d %d %d %d %s\n" % (id(o), generation_of.get(id(o), 255), sys.getrefcount(o) - 2,
                                                sys.getsizeof(o, 0), exact, full_name(type(o)).replace("\n", " ")))
            out.write("r %s\n" % " ".join(map(str, refs)))
        del o
        out.write("c %d %d %d\n" % gc.get_threshold())
        for stats in gc.get_stats():
            out.write("s %(collections)d %(collected)d %(uncollectable)d\n" % stats)
        out.write("f %d %d\n" % (gc.isenabled(), gc.get_freeze_count()))
    return everything


def main():
    things = make()
    gc.collect()
    extra = [[i] for i in range(1500)]
    gc.collect(0)
    young = [[i] for i in range(200)]
    keep = write_truth(sys.argv[1], things)
    log = os.open(sys.argv[1] + ".malloc", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 2)
    os.write(1, b"ready\n")
    sys._debugmallocstats()
    os.read(0, 1)
    return keep, extra, young


main()
