# The block of a bytearray: made at once, grown one by one, shrunk from either end.
from sys import getsizeof as size


def grown(n):
    yield bytearray(n)
    yield bytearray([1] * n)
    yield bytearray((1,) * n)
    yield bytearray(range(n))
    yield bytearray(i for i in range(n))
    yield bytearray(b"x" * n)
    yield bytearray(n) + b"a"
    yield bytearray(n)[::2]


for n in 0, 1, 2, 5, 8, 9, 33, 100:
    print(n, [size(b) for b in grown(n)])


def shrinking(step):
    b = bytearray(range(100))
    while b:
        step(b)
        yield size(b)


def every_third(b):
    del b[::3]


def from_behind(b):
    del b[::-2]


def first(b):
    del b[0]


for step in every_third, from_behind, first, bytearray.pop, lambda b: b.pop(0), lambda b: b.remove(b[0]):
    print(list(shrinking(step)))
b = bytearray(range(20))
del b[3:17:4]
print(b)
del b[::-5]
print(b)
b = bytearray(10)
b.remove(0)
b += b"1"
print(size(b))
with memoryview(b) as view:
    for change in every_third, first, bytearray.pop, lambda b: b.remove(0), lambda b: b.append(1), lambda b: b.__init__():
        try:
            change(b)
        except BufferError as e:
            print(e)
b.__init__(b"ab")
print(b, size(b))


class Meddler:
    def __index__(self):
        del items[1:]
        return 7


items = [Meddler(), 8, 9]
print(bytearray(items))
try:
    bytearray([1, 256])
except ValueError as e:
    print(e)
try:
    bytearray(2.5)
except TypeError as e:
    print(e)
print(size(iter(memoryview(b))), list(memoryview(b)), list(memoryview(b"abcd").cast("H")))
it = iter(memoryview(b"abc"))
print(next(it), [*it], [*it], hasattr(it, "__length_hint__"))
print(bool.__basicsize__, int.__basicsize__, True.__sizeof__())
