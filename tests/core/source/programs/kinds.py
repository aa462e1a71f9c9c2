# SPDX-License-Identifier: Apache-2.0
"""Objects of many kinds, a few of each, in all three generations."""
import gc
import sys

gc.disable()

import array, asyncio, collections, contextvars, decimal, enum, functools, io, itertools, operator
import os, re, struct, threading, types, weakref

import truth


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


def main():
    things = make()
    gc.collect()
    extra = [[i] for i in range(1500)]
    gc.collect(0)
    young = [[i] for i in range(200)]
    truth.stand()
    return things, extra, young


main()
