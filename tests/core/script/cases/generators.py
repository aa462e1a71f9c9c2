# SPDX-License-Identifier: Apache-2.0
# Generators: lazy, two-way, delegating, closed early, and cleaned up when dropped.
def count(start=0, step=1):
    while True:
        yield start
        start += step


def take(n, items):
    for _, item in zip(range(n), items):
        yield item


def evens(items):
    return (x for x in items if x % 2 == 0)


print(list(take(5, evens(count(3)))))


def average():
    total = n = 0
    mean = None
    while True:
        x = yield mean
        if x is None:
            return total, n
        total += x
        n += 1
        mean = total / n


a = average()
next(a)
print(a.send(10), a.send(20), a.send(4.5))
try:
    a.send(None)
except StopIteration as stop:
    print("returned", stop.value)


def log(name):
    try:
        print(name, "starts")
        while True:
            try:
                got = yield name
                print(name, "got", got)
            except KeyError as e:
                print(name, "handles", repr(e))
    finally:
        print(name, "cleans up")


g = log("one")
next(g)
g.send(1)
print(g.throw(KeyError("k")))
g.close()
g.close()
print(list(g))
g = log("two")
next(g)
del g
print("dropped")
g = log("three")
next(g)
try:
    g.throw(ValueError, "out")
except ValueError as e:
    print("out came", e)


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


print(*tree((((None, 1, None), 2, (None, 3, None)), 4, (None, 5, None))))


def inner():
    try:
        x = yield "first"
        y = yield x * 2
        return x + y
    finally:
        print("inner done")


def delegate():
    result = yield from inner()
    print("result", result)
    yield from "ab"
    yield from [result]


d = delegate()
print(next(d), d.send(3), d.send(4), *d)
d = delegate()
next(d)
d.close()


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as e:
    print(e)


def reenter():
    yield next(me)


me = reenter()
try:
    next(me)
except ValueError as e:
    print(e)
for broken in (lambda: next(iter(())), ):
    def leak():
        yield broken()

    try:
        list(leak())
    except RuntimeError as e:
        print(e, "/", type(e.__cause__).__name__)
print(count.__name__, type(count()).__name__, count().gi_frame.f_lineno, me.gi_running, me.gi_frame)


class Chain:
    def __init__(self, *parts):
        self.parts = parts

    def __iter__(self):
        for part in self.parts:
            yield from part


a, *b = Chain("xy", range(2), {"k": 1})
print(a, b, max(Chain([3], (9, 4))), dict(zip("abc", count(1))), any(x > 7 for x in count()))
pairs = ((x, y) for x in range(3) for y in "ab" if x)
print(next(pairs), sorted(pairs, reverse=True))


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), sum(Countdown(5)), next(Countdown(0), "nothing"), 2 in Countdown(4))
print(list(iter([1, 2, 0, 3].pop, 0)), list(enumerate("ab", 5)), list(map(max, [1, 5], [3, 2])))
