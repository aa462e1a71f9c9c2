# What calls leave behind: a tuple of the names a function takes, from its first call with keywords
# on; a slice is kept; references of arguments that pass through an array.
import gc
import sys

gc.collect()
gc.freeze()
gc.disable()
numbers = [3, 1, 2]


def change(f):
    gc.collect()
    a = gc.get_count()[0]
    f()
    b = gc.get_count()[0]
    f()
    return b - a, gc.get_count()[0] - b


print("slice", change(lambda: numbers[:2]))
print("sort", change(lambda: numbers.sort(key=None)))
print("sorted", change(lambda: sorted(numbers, reverse=True)))
print("split", change(lambda: "a".split(sep=" ")))
print("encode", change(lambda: "a".encode(encoding="ascii")))
print("hex", change(lambda: b"ab".hex(sep=":")))
print("sum", change(lambda: sum(numbers, start=1)))
print("round", change(lambda: round(1.5, ndigits=None)))
print("pow", change(lambda: pow(2, exp=3)))
print("enumerate", change(lambda: enumerate(numbers, start=1)))
print("zip", change(lambda: zip(numbers, strict=True)))
print("str", change(lambda: str(1)), change(lambda: (str(1), str(2))))


class Made:
    def __new__(cls, *args):
        return object.__new__(cls)


print("__new__", change(lambda: Made(1)))
o = object()


def owners(a, *b, c=None):
    return [sys.getrefcount(x) for x in (a, b, c)]


print(owners(o)[0], owners(*(o, o), **{"c": o})[::2], owners(*[o], c=o)[0])
print([type(x).__name__ for x in gc.get_referents(enumerate([1]))], gc.get_referents(list[int]), list[int].__parameters__, (int | str).__parameters__)
print([type(x).__name__ for x in gc.get_referents(staticmethod(len))])
print([sys.getrefcount(x) > 999999999 for x in (0, 256, 257, "", "a", "ab", (), (1,), b"", b"x", b"xy")])
