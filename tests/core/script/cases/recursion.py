# Recursion through every special method, to its end and short of it.
import sys
sys.setrecursionlimit(200)

def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n
print(depth() > 150)

def f(n):
    return f(n + 1)

class A:

    def __repr__(self):
        return repr(self)

    def __eq__(self, o):
        return self == o

    def __getattr__(self, n):
        return getattr(self, n + 'x')

    def __len__(self):
        return len(self)

    def __str__(self):
        return str(self)

    def __hash__(self):
        return hash(self)

    def __iter__(self):
        return iter(self)

    def __bool__(self):
        return bool(self)

    def __call__(self):
        return self()

    def __getitem__(self, i):
        return self[i]

    def __add__(self, o):
        return self + o

    def __contains__(self, x):
        return x in self

    def __lt__(self, o):
        return self < o

    def __index__(self):
        return 1

    def __format__(self, s):
        return format(self, s)
a = A()
for g in (lambda: f(0), lambda: repr(a), lambda: a == 1, lambda: a.x, lambda: str(a), lambda: hash(a), lambda: iter(a),
          lambda: bool(a), lambda: a(), lambda: a[0], lambda: a + 1, lambda: 1 in a, lambda: a < 1, lambda: format(a),
          lambda: sorted([a, a]), lambda: {a: 1}, lambda: [a] == [1], lambda: f'{a}'):
    try:
        g()
    except RecursionError as e:
        print(e)
l = []
l.append(l)
print(l, l == l)
try:
    l == [l]
    m = []
    m.append(m)
    l == m
except RecursionError as e:
    print(e)
d = {}
d['d'] = d
print(d)
t = ([],)
t[0].append(t)
print(t)
s = [1]
s.append((s, {'k': s}))
print(s)

class B:

    def __init__(self):
        self.me = self
        self.l = [self]

    def __repr__(self):
        return f'B({self.l})'
try:
    print(B())
except RecursionError as e:
    print(e)
x = []
for i in range(150):
    x = [x]
try:
    print(len(repr(x)))
except RecursionError as e:
    print(e)
for i in range(100):
    x = [x]
try:
    repr(x)
    print('no')
except RecursionError as e:
    print(e)
sys.setrecursionlimit(1000)

def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(8, *'abc'))

def perms(s):
    return [s] if len(s) < 2 else [c + p for i, c in enumerate(s) for p in perms(s[:i] + s[i + 1:])]
print(perms('abc'), len(perms('abcde')))

def ack(m, n):
    return n + 1 if m == 0 else ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))
print(ack(2, 3), (lambda f, n: f(f, n))(lambda f, n: 1 if n < 2 else n * f(f, n - 1), 30))

def qs(x):
    return x if len(x) < 2 else qs([y for y in x[1:] if y < x[0]]) + [x[0]] + qs([y for y in x[1:] if y >= x[0]])
print(qs([3, 6, 1, 8, 2, 9, 2]))

def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)
print(even(400), odd(401))

def gcd(a, b):
    return a if not b else gcd(b, a % b)
print(gcd(2 ** 40, 6 ** 20), gcd(0, 5))
try:
    sys.setrecursionlimit(0)
except ValueError as e:
    print(e)
try:
    sys.setrecursionlimit('a')
except TypeError as e:
    print(e)

def lim():
    try:
        sys.setrecursionlimit(5)
    except RecursionError as e:
        print(e)

def nest(n):
    return lim() if n == 0 else nest(n - 1)
nest(6)
print(sys.getrecursionlimit())

def depth2():
    n = 0

    def go():
        nonlocal n
        n += 1
        go()
    try:
        go()
    except RecursionError:
        pass
    return n
print(depth2(), depth2() == depth2())

class D(dict):

    def __missing__(self, k):
        if k < 2:
            return k
        self[k] = r = self[k - 1] + self[k - 2]
        return r
print(D()[50], list(map(lambda x: x, range(3))))

def gen(n):
    if n:
        yield from gen(n - 1)
    yield n
print(sum(gen(100)))
try:
    list(gen(2000))
except RecursionError as e:
    print(e)
