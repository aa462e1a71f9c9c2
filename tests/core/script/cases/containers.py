# SPDX-License-Identifier: Apache-2.0
# deque, OrderedDict, defaultdict, Counter, namedtuple: contents, sizes, references, deaths, trash.
import gc
import sys
import weakref
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple

gc.collect()
gc.disable()
size = sys.getsizeof


def attempt(*functions):
    for function in functions:
        try:
            print(function())
        except Exception as e:
            print(type(e).__name__, e)


print("deque: blocks of 64 come and go")
d = deque()
sizes = []
for i in range(400):
    d.append(i)
    sizes.append(size(d))
print(sizes[::16])
for i in range(200):
    d.popleft()
    d.append(1)
print(size(d), len(d))
sizes = []
while d:
    d.pop()
    sizes.append(size(d))
print(sizes[::16], size(d))
print([size(deque(range(n), m)) for n in (0, 10, 65, 200) for m in (None, 0, 5, 70)])
for n in (5, -5, 64, 100, -100, 1000):
    d = deque(range(200))
    d.rotate(n)
    print(n, d[0], d[-1], size(d))
d = deque(range(10))
d.insert(3, "x")
d.insert(-3, "y")
d.insert(100, "z")
d.insert(-100, "a")
del d[4]
d[2] = "q"
print(d, d[3], d[-1], d.count(5), d.index("z"))
d.reverse()
print(d, d == d.copy(), deque([1, 2]) < deque([1, 3]), deque([1]) < deque([1, 0]), d != deque(), d * 2)
d = deque([1])
d *= 70
d += "abc"
print(len(d), size(d), d[-1], deque([1], 3) * 5, deque([1, 2], 3) * 5, deque([1]) + deque([2]))
d = deque([1, 2, 3])


class Meddler:
    def __eq__(self, other):
        d.append(1)
        return False


attempt(lambda: d.remove(9), lambda: d.index(9), lambda: d[9], lambda: d.insert(1), lambda: deque(1, 2, 3),
        lambda: deque([], -1), lambda: deque([], "a"), lambda: d + [1], lambda: d.rotate("a"), lambda: d["a"],
        lambda: deque([1, 2], 2).insert(0, 1), lambda: d * -1, lambda: d.maxlen, lambda: setattr(d, "maxlen", 1),
        lambda: d < [1], lambda: hash(d), lambda: d.index(Meddler()), lambda: d.count(Meddler()),
        lambda: d.remove(Meddler()), lambda: Meddler() in d, lambda: deque().pop(), lambda: deque().popleft())

print("OrderedDict: a list of nodes beside the table")
o = OrderedDict()
sizes = []
for i in range(100):
    o[i] = i
    sizes.append(size(o))
print(sizes[::5])
for i in range(0, 100, 2):
    del o[i]
print(size(o))
o.clear()
print(size(o), size(OrderedDict.fromkeys(range(20))), size(OrderedDict(a=1).copy()), size(OrderedDict([(1, 2)] * 3)))
print([size(OrderedDict((i, i) for i in range(n))) for n in (0, 1, 5, 6, 10, 11, 50)])
o = OrderedDict(a=1, b=2, c=3)


class Sub(OrderedDict):
    pass


def grow():
    for key in o:
        o[key + "x"] = 1


attempt(lambda: o.pop("z"), lambda: o.pop("z", default=3), lambda: OrderedDict().popitem(), lambda: o.move_to_end("q"),
        lambda: OrderedDict([1]), lambda: OrderedDict(1, 2), lambda: OrderedDict([(1, 2, 3)]), lambda: o.update(1, 2),
        lambda: o | 3, lambda: o | {"d": 4}, lambda: {"d": 4} | o, lambda: o.keys(), lambda: o.items(),
        lambda: o.values(), lambda: list(reversed(o.items())), lambda: o.keys() & {"a"}, lambda: Sub(a=1), lambda: Sub(),
        lambda: Sub(a=1) | {"b": 1}, lambda: Sub(a=1).pop("a"), lambda: Sub(a=1).setdefault("b"), grow,
        lambda: OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), lambda: OrderedDict(a=1) != {"a": 1},
        lambda: o.setdefault("zz"), lambda: o.popitem(last=False), lambda: o)
o["self"] = o
print(o)
print([type(x).__name__ for x in (iter(deque()), reversed(deque()), iter(o), o.keys(), o.values(), o.items())])
print([size(x) for x in (iter(deque()), reversed(deque()), iter(o), o.keys(), iter(o.items()))])
del o["self"]

print("defaultdict")


class SubDefault(defaultdict):
    pass


d = defaultdict(list)
d["a"].append(1)
d[1].append(d)
attempt(lambda: d, lambda: defaultdict(1), lambda: defaultdict()["a"], lambda: defaultdict(None, {1: 2})[1, 2],
        lambda: defaultdict(int, a=1) | {"b": 3}, lambda: {"b": 3} | defaultdict(int, a=1), lambda: SubDefault(int, a=1),
        lambda: SubDefault().copy(), lambda: d.default_factory, lambda: defaultdict(int, {1: 2}).copy())
print(size(defaultdict(int)), size(defaultdict(int, {1: 2})), size(Counter()), size(Counter("aabbc")), size(ChainMap()),
      size(UserDict()), size(UserList([1])))

print("Counter, ChainMap, UserDict, UserList")
c = Counter("abracadabra")
print(c, c.most_common(2), c["z"], c.total(), sorted(c.elements()))
print(c + c, c - Counter("aaa"), c & Counter("ab"), c | Counter("zz"), -c, +c, c == Counter(c), c > Counter("a"))
c.subtract("aaaaaa")
c.update({"a": 10})
del c["nope"]
c += Counter("q")
print(c)
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m, m["a"], m["b"], len(m), list(m), m.new_child({"c": 1}), m.parents, m.get("zz"), "b" in m, dict(m))
u = UserDict(a=1)
u["b"] = 2
print(u, len(u), list(u), "a" in u, u.get("c"), u.pop("a"), u.data, u == {"b": 2}, list(u.items()))
n = UserList([3, 1])
n.append(2)
n.sort()
print(n, n[0], n[1:], len(n), n + [1], n == [1, 2, 3], n * 2, 2 in n)
attempt(lambda: m["zz"], lambda: u["zz"], lambda: Counter.fromkeys("a"), lambda: ChainMap().popitem())

print("namedtuple")
P = namedtuple("P", "x y z", defaults=[5])
p = P(1, 2)
print(p, p.x, p._replace(x=9), p._asdict(), P._fields, P._field_defaults, size(p), size(P.x), gc.is_tracked(P.x))
print(P.__doc__, P.__new__.__doc__, P.x.__doc__, P._make([1, 2, 3]), p == (1, 2, 5), P.__module__, P.__new__.__qualname__)
print(sys.getrefcount(P))
q = P(1, 2)
print(sys.getrefcount(P))
attempt(P, lambda: P(1, 2, 3, 4), lambda: P._make([1]), lambda: p._replace(w=1), lambda: namedtuple("A", "a a"),
        lambda: namedtuple("A", "_a"), lambda: namedtuple("A", "class"), lambda: namedtuple("1A", "a"),
        lambda: namedtuple("A", "a _b class a", rename=True)._fields, lambda: P.x, lambda: setattr(p, "x", 1),
        lambda: namedtuple("A", "a", defaults=[1, 2]), lambda: p.w, lambda: namedtuple("E", "")())
gc.collect()
del P, p, q
print("collected", gc.collect())

print("references")
x = object()
base = sys.getrefcount(x)
d = deque([x] * 3)
print(sys.getrefcount(x) - base)
d.rotate(1)
d.insert(1, x)
d.remove(x)
print(sys.getrefcount(x) - base)
del d[0]
d.clear()
print(sys.getrefcount(x) - base)
o = OrderedDict()
o[x] = x
o.move_to_end(x)
i = iter(o)
print(sys.getrefcount(x) - base)
list(i)
i = iter(o.items())
next(i)
print(sys.getrefcount(x) - base)
del i
o.popitem()
print(sys.getrefcount(x) - base)

print("weak references and cycles")
d = deque()
r = weakref.ref(d, lambda r: print("deque gone"))
del d
o = OrderedDict()
o.x = 1
print(vars(o), size(o))
r = weakref.ref(o, lambda r: print("odict gone"))
del o
attempt(lambda: weakref.ref(defaultdict()))
d = deque()
d.append(d)
o = OrderedDict()
o[1] = o
f = defaultdict(list)
f[1] = f
c = Counter()
c["a"] = c
d = o = f = c = None
print(gc.collect())
print(gc.get_referents(deque([1, "a", 2])), gc.get_referents(OrderedDict(a=[1])), gc.get_referents(defaultdict(int, a=[1])))
print([gc.is_tracked(x) for x in (deque(), OrderedDict(), defaultdict(), Counter())])

print("deaths")


class D:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        print("del", self.n, end=" ")


d = deque(D(i) for i in range(5))
d.rotate(2)
del d
print()
d = deque([D(i) for i in range(3)], 2)
print()
d.extendleft([D(7), D(8)])
print()
d.clear()
print()
o = OrderedDict((i, D(i)) for i in range(4))
o.move_to_end(1)
del o
print()
o = OrderedDict((D(i), D(10 + i)) for i in range(3))
o.popitem(False)
print()
o.clear()
print()
