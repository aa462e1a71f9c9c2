# Code that has run eight times (starts and turns of a loop) takes short cuts: a text in a local
# variable grows in place, and str(x) makes no tuple of its argument.
import gc
import sys


def appended(n):
    s = "ab" * 10
    for i in range(n):
        before = id(s)
        s += "x"
        yield id(s) == before


print(list(appended(4)))
print(list(appended(30)))
s = "ab" * 10
same = []
for i in range(12):
    before = id(s)
    s += "x"
    same.append(id(s) == before)
print(any(same))


class Owned:
    def __str__(self):
        return str(sys.getrefcount(self))


owned = Owned()


def shown():
    return str(owned)


print([shown() for i in range(12)])
print(" ".join(map(str, [owned] * 12)))
print(*[str(owned) for i in range(12)])
