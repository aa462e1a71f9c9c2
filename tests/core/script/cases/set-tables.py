# The table of a set: how the route by which items come decides its size, and that an addition takes
# the place of a removed key when it passes one.
from sys import getsizeof as size


def after_removals(n):
    s = set(range(n))
    sizes = []
    for i in range(n - 1):
        s.discard(i)
    for i in range(1000, 1000 + n):
        s.add(i)
        sizes.append(size(s))
    while s:
        s.pop()
    s.add(1)
    return sizes, size(s)


for n in 3, 4, 5, 8, 9, 16, 17, 40:
    print(n, after_removals(n))
for n in 4, 5, 7, 11, 30:
    d = dict.fromkeys(range(n))
    keys = d.keys()
    print(n, [size(s) for s in (set(d), set(keys), keys | {"z"}, keys - {0, 1}, keys ^ {0, 1}, keys & set(range(2)),
                                keys & {*range(50)}, {*range(n)} ^ {0}, set(range(n)).symmetric_difference(d),
                                d.items() | set(), d.items() & d.items(), {1} | {*d}, {0, 1} - keys)])
    print(keys.isdisjoint([n]), keys.isdisjoint({0}), keys.isdisjoint(keys), {}.keys().isdisjoint({}.keys()))
print([n for n in range(60) if size("".join(["x"] * n).split(",")) != 152], size("é".split("€")), size("a".rsplit("bc")))
