# SPDX-License-Identifier: Apache-2.0
# Dicts and sets: order, views, missing keys, changes while iterating, and sets' algebra.
a_set = {1}
d = dict(one=1, two=2)
d["three"] = 3
d["one"] = 11
del d["two"]
d["two"] = 22
print(d, list(d), d.popitem(), d.pop("nope", None), d.setdefault("four", []), d.setdefault("one", 0))
d["four"].append(4)
print(d, d.get("five"), d.get("five", 5), "four" in d, len(d))
print(d | {"one": 1}, {"z": 0} | d, list(reversed(d)))
d |= [("a", 1)]
d.update({"b": 2}, c=3)
d.update([("d", 4), "xy"])
print(d)
keys, values, items = d.keys(), d.values(), d.items()
before = len(keys)
d["later"] = None
print(len(keys) - before, "later" in keys, None in values, ("a", 1) in items, keys & {"a", "q"} == {"a"}, type(items).__name__)
print(sorted(keys - {"one", "three", "four"}), keys == set(d), sorted(keys ^ {"a", "zz"})[-1], keys.isdisjoint(["nn"]))
print({1: "int"} == {1.0: "int"}, {1: "a", True: "b", 1.0: "c"}, {(1, 2): "t"}[1, 2], {} == [], dict.fromkeys("aab", 0))
for action in ("{}['k']", "{[]: 1}", "{}.popitem()", "{1: 2} < {2: 3}", "{}.pop('x')", "dict([1])", "dict(['abc'])", "{{}}",
               "set().pop()", "{1}.remove(2)", "{1} | [2]", "a_set[0]", "frozenset().add(1)", "hash({1})", "{**{}, **[]}"):
    try:
        print(eval(action))
    except Exception as e:
        print(type(e).__name__ + ":", e)
try:
    for k in d:
        d[k + "!"] = 0
except RuntimeError as e:
    print(e)
try:
    s = {1, 2}
    for x in s:
        s.discard(x)
except RuntimeError as e:
    print(e)


class Default(dict):
    def __missing__(self, key):
        self[key] = value = [key]
        return value


x = Default()
x["a"].append(1)
print(x, x.get("b"), isinstance(x, dict), type(x).__name__)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 7

    def __eq__(self, other):
        compared.append((self.n, getattr(other, "n", None)))
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


compared = []
collide = {Key(i): i for i in range(3)}
print(collide, compared)
compared.clear()
print(collide[Key(2)], compared, Key(9) in collide, len(compared))
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a & b, a | b, a - b, a ^ b, a <= b, {3} < b, a.isdisjoint({9}), {1, 2} == {2, 1}, a > {1})
a &= {1, 2, 3}
a |= {10}
a -= {1}
a ^= {2, 11}
print(sorted(a), a.union([1], (2,)) >= {1, 2}, b.intersection(range(4)), b.difference([3], [4]), {5}.issubset(b))
f = frozenset([1, 2])
print({f: "frozen"}[frozenset([2, 1])], hash(f) == hash(frozenset((2, 1))), f | {3}, type({3} | f).__name__, {f} == {frozenset({1, 2})})
print({0, 1, 2, 32, 33, 5}, set(range(10, 0, -1)), {8, 16, 24, 0}, {True, 1, 1.0}, set("a") == {"a"}, {-1, -2})
words = "the cat and the dog and the bird".split()
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), max(counts, key=counts.get))
print({v: k for k, v in counts.items()}, {len(w) for w in words}, {k: {c for c in k if c == "t"} for k in ("to", "no")})
copy = counts.copy()
copy.clear()
print(copy, len(counts), list(counts)[0], [*counts.values()][:2], dict(zip(counts, range(9))))
big = {i: -i for i in range(1000)}
for i in range(0, 1000, 2):
    del big[i]
print(len(big), sum(big.values()), next(iter(big)), big.popitem())
