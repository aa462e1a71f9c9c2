# SPDX-License-Identifier: Apache-2.0
# What things weigh: slots and dicts, growth by steps, sharing of keys, and sizes a class tells itself.
from sys import getsizeof, getrefcount


class WithDict:
    def __init__(self):
        self.x = 1
        self.y = 2


class Slots:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1
        self.y = 2


class More(Slots):
    __slots__ = ["z"]


class Loose(Slots):
    pass


class Both:
    __slots__ = ("a", "__dict__", "__weakref__")


class Empty:
    __slots__ = ()


print([(c.__name__, getsizeof(c())) for c in (WithDict, Slots, More, Loose, Both, Empty)])
print([(c.__name__, c.__basicsize__, c.__itemsize__, c.__dictoffset__, c.__weakrefoffset__) for c in (Slots, More, Empty, object, int, tuple)])
s = Slots()
print(Slots.__slots__, s.x, type(Slots.x).__name__, hasattr(s, "__dict__"), hasattr(Loose(), "__dict__"), Slots.x.__name__)
for action in ("setattr(s, 'w', 1)", "More().z", "delattr(More(), 'z')", "s.__dict__"):
    try:
        eval(action)
    except AttributeError as e:
        print(e)
del s.x
try:
    s.x
except AttributeError as e:
    print("AttributeError:", e)
both = Both()
both.a, both.other = 1, 2
print(both.a, both.__dict__)
try:
    class Clash:
        __slots__ = ("v",)
        v = 1
except ValueError as e:
    print(e)
try:
    class Number(int):
        __slots__ = ("extra",)
except TypeError as e:
    print(e)
print([getsizeof(x) for x in (0, 1, -1, 2 ** 30 - 1, 2 ** 30, 2 ** 60, 10 ** 100, True, 1.5, None, ...)])
print([getsizeof(x) for x in ("", "a", "é", "ж", "😀", "a" * 100, "ж" * 100, b"", b"abc", bytearray(), bytearray(5))])
print([getsizeof(x) for x in ((), (1,), (1, 2), [], [1], [1, 2, 3], list(range(10)), {}, {1: 2}, set(), {1, 2, 3}, frozenset(), range(9), slice(1))])
print([getsizeof(x) for x in (object(), len, print, [].append, lambda: 0, type, Slots, Slots.x, property(), (i for i in ()), iter([]))])


def steps(make, n):
    out, last, thing = [], None, make()
    for i in range(n):
        size = getsizeof(thing)
        if size != last:
            out.append((i, size))
            last = size
        yield_to(thing, i)
    return out


def yield_to(thing, i):
    if isinstance(thing, list):
        thing.append(i)
    elif isinstance(thing, dict):
        thing[i] = i
    elif isinstance(thing, set):
        thing.add(i)
    else:
        thing.extend(b"x")


for make in (list, dict, set, bytearray):
    print(make.__name__, steps(make, 120))
first, second = WithDict(), WithDict()
print(getsizeof(first.__dict__), getsizeof(second.__dict__), getsizeof({"x": 1, "y": 2}), getsizeof(dict(first.__dict__)))
second.z = 3
print(getsizeof(second.__dict__))
l = list(range(100))
full = getsizeof(l)
del l[10:]
cut = getsizeof(l)
l.clear()
print(full, cut, getsizeof(l), getsizeof([None] * 7), getsizeof([x for x in range(7)]), getsizeof([*range(7)]), getsizeof(list((1,) * 7)))
d = {i: i for i in range(50)}
grown = getsizeof(d)
for i in range(49):
    del d[i]
print(grown, getsizeof(d), getsizeof(d.copy()), getsizeof(dict(d)), getsizeof({**d}))


class Heavy:
    def __sizeof__(self):
        return 1000


class Wrong:
    def __sizeof__(self):
        return "big"


print(getsizeof(Heavy()), Heavy().__sizeof__(), (1).__sizeof__(), [].__sizeof__(), getsizeof([]))
try:
    getsizeof(Wrong())
except TypeError as e:
    print(e)
print(getsizeof(Wrong(), -1))
o = object()
print(getrefcount(o), getrefcount([o, o]), getrefcount(o))
pair = (o, [o])
print(getrefcount(o), getrefcount(pair))
del pair
print(getrefcount(o))
