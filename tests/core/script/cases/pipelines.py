# Generators as pipelines: objects live no longer than needed.
import sys

class Counted:
    live = 0

    def __init__(self, v):
        self.v = v
        Counted.live += 1

    def __del__(self):
        Counted.live -= 1

    def __repr__(self):
        return f'C{self.v}'

def source(n):
    for i in range(n):
        yield Counted(i)

def filt(pred, it):
    for x in it:
        if pred(x):
            yield x

def mapper(f, it):
    for x in it:
        yield f(x)
p = mapper(lambda c: c.v * 2, filt(lambda c: c.v % 3 == 0, source(20)))
for v in p:
    print(v, Counted.live, end='; ')
print(Counted.live)
lst = list(source(5))
print(lst, Counted.live)
g = (c for c in lst if c.v > 2)
lst = None
print(Counted.live, next(g), Counted.live)
del g
print(Counted.live)

def window(it, n=3):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n:
            yield tuple(buf)
            del buf[0]
print(*window('abcdef'), *window(range(4), 2))

def chunks(seq, size):
    for i in range(0, len(seq), size):
        yield seq[i:i + size]
print(list(chunks([1, 2, 3, 4, 5, 6, 7], 3)), list(chunks('abcdefgh', 5)), list(chunks(b'abcdef', 4)))

def coroutine(f):

    def start(*a, **k):
        g = f(*a, **k)
        next(g)
        return g
    start.__name__ = f.__name__
    return start

@coroutine
def grep(pattern, target):
    try:
        while True:
            line = (yield)
            if pattern in line:
                target.send(line)
    finally:
        target.close()

@coroutine
def printer():
    n = 0
    try:
        while True:
            s = (yield n)
            n += 1
            print(f'{n:>3}: {s!r:<20}|')
    except GeneratorExit:
        print('printer done', n)
g = grep('py', printer())
for line in 'python, jython, perl, pypy'.split(', '):
    g.send(line)
g.close()
print(g.gi_frame, g.gi_running)

def rr(*its):
    its = [iter(i) for i in its]
    while its:
        for it in its[:]:
            try:
                yield next(it)
            except StopIteration:
                its.remove(it)
print(''.join(rr('ABC', 'D', 'EF')))

def countdown(n):
    while n:
        got = (yield n)
        if got is not None:
            n = got
        else:
            n -= 1
c = countdown(5)
out = []
for x in c:
    out.append(x)
    if x == 3 and len(out) < 5:
        out.append(('sent', c.send(6)))
print(out)
sq = {x: x ** 2 for x in range(5) if x & 1}
st = {c for c in 'hello'}
nested = [[j for j in range(i)] for i in range(4)]
print(sq, sorted(st), nested, [(x, y) for x in range(3) for y in 'ab' if x], sum((1 for _ in 'abc')))
print([(y := 5), y ** 2], y, (z := 3) + z, [(last := i) for i in range(4)], last)
print(next((x for x in range(10) if x > 100), 'default'), any((x > 3 for x in range(5))),
      all((x < 3 for x in range(5))))
print(dict(((k, v) for k, v in [('a', 1)])), sorted((3, 1, 2), key=lambda v: -v), *(i for i in 'xy'), sep='-')
print(sys.getsizeof((x for x in range(3))), sys.getsizeof(source(1)), sys.getsizeof(window([])))
