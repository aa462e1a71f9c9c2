# Identity, reference counts and the order in which objects die.
import sys, gc

def same(*xs):
    return all((x is xs[0] for x in xs))

class C:

    def m(self):
        pass

    @classmethod
    def c(cls):
        pass

    @staticmethod
    def s():
        pass

    @property
    def p(self):
        return self
o = C()
print(o.m is o.m, o.m == o.m, C.m is C.m, o.c is o.c, o.s is o.s, C.s is o.s, o.p is o, o.__class__ is C,
      o.m.__func__ is C.m, o.m.__self__ is o, id(o.m) == id(o.m))
print(sys.getrefcount(o), sys.getrefcount(C), sys.getrefcount(None) > 100, sys.getrefcount(C.m))
b = o.m
print(sys.getrefcount(o), sys.getrefcount(C.m))
del b
l = [o] * 5
print(sys.getrefcount(o))
t = tuple(l)
print(sys.getrefcount(o))
del l
print(sys.getrefcount(o))
d = {o: o}
s = {o}
print(sys.getrefcount(o))
d.clear()
s.pop()
del t
print(sys.getrefcount(o))

def f(x, *a, k=None, **kw):
    return sys.getrefcount(x)
print(f(o), f(o, o), f(o, k=o), f(o, z=o), f(*[o]), f(**{'x': o}))
g = lambda: o
print(sys.getrefcount(o), g.__closure__)

def mk():
    z = object()

    def inner():
        return z
    return (sys.getrefcount(z), inner)
n, inner = mk()
print(n, sys.getrefcount(inner()), inner.__closure__[0].cell_contents is inner(), sys.getrefcount(inner.__closure__[0]))
it = iter([o])
print(sys.getrefcount(o))
next(it)
print(sys.getrefcount(o))
del it
print(sys.getrefcount(o))
z = zip([o], [o])
print(sys.getrefcount(o))
a = next(z)
print(sys.getrefcount(o))
del z, a
e = enumerate([o])
x = next(e)
print(sys.getrefcount(o), x[0])
del e, x
for q in [o, o]:
    print(sys.getrefcount(o))
del q
print([sys.getrefcount(o) for _ in range(2)], sys.getrefcount(o))
try:
    raise ValueError(o)
except ValueError as ex:
    print(sys.getrefcount(o), ex.args[0] is o)
print(sys.getrefcount(o))
o.me = o
print(sys.getrefcount(o))
o.__dict__
print(sys.getrefcount(o), sys.getrefcount(o.__dict__))
del o.me
print(sys.getrefcount(o))
w, v = (o, o)
w, v = (v, w)
print(sys.getrefcount(o))
w = v = None
p = o if o else None
print(sys.getrefcount(o))
p = p and 5
print(sys.getrefcount(o))

class P:
    x = o

    def __init__(self, a=o):
        self.a = a
print(sys.getrefcount(o))
pp = [P() for _ in range(3)]
print(sys.getrefcount(o))
pp = None
print(sys.getrefcount(o))
del P
gc.collect()
print(sys.getrefcount(o))
a = 256
b = 256
c = 257
d = 257
print(a is b, c is d, a + 1 is c, -5 is -5 if 0 else same(-5, -5), same(int('257'), 257), same(int('100'), 100),
      same(2 ** 8, 256), same(10 ** 3, 1000), same(True + True, 2))
x = y = 1000
x += 1
print(x, y, x is y)
x = y = [1]
x += [2]
print(x is y, y)
x = x + [3]
print(x is y, y)
x = y = 'a'
x += 'b'
print(x, y)
x = y = (1,)
x += (2,)
print(x, y)
x = y = {1}
x |= {2}
print(y)
x = y = {1: 2}
x |= {3: 4}
print(y, x is y)
t = (1, [2])
try:
    t[1] += [3]
except TypeError as e:
    print(e, t)

def df(a, l=[], d={}):
    l.append(a)
    d[a] = len(d)
    return (l, d)
print(df(1), df(2), df.__defaults__, df(3, []))
print(f.__kwdefaults__, same(*[df(9)[0] for _ in range(2)]))
m = [[0] * 2] * 2
m[0][0] = 1
print(m, same(*m))
m = [[0] * 2 for _ in range(2)]
m[0][0] = 1
print(m)
print(id(object()) == id(object()), [] is [], () is (), same([], []), same((), tuple([]), ()), same('', str(), 'a'[1:]),
      same(b'', bytes()), same(frozenset(), frozenset([])), 1 is 1.0 if 0 else 1 == 1.0 == True,
      {1: 'a', 1.0: 'b', True: 'c'})

class Del:

    def __init__(s, n):
        s.n = n

    def __del__(s):
        print('~' + s.n, end=' ')

def order():
    a = Del('a')
    b = Del('b')
    c = [Del('c1'), Del('c2')]
    d = {'k': Del('d')}
    a = Del('a2')
    print('|', end='')
    return b
r = order()
print('!')
r = None
print()
x = Del('x')
x = Del('y')
y = x
del x
print('still')
y = None
print()
[Del('t1'), Del('t2')]
print()
(Del('u1'), Del('u2'))[0]
print()
Del('e').n
print()
{Del('k'): Del('v')}
print()
f(Del('arg'), Del('arg2'))
print()
h = (Del('h1'), Del('h2'), Del('h3'))
l = list(h)
h = None
del l[1]
print()
l[0] = None
print()
l.pop()
print()
l = [Del(str(i)) for i in range(4)]
l[1:3] = []
print()
l.clear()
print()
l = [Del(c) for c in 'pqr']
del l
print()

class Own:

    def __init__(s):
        s.a = Del('own.a')
        s.b = Del('own.b')

    def __del__(s):
        print('~Own', end=' ')
Own()
print()
ow = Own()
ow.a = None
print()
ow.__dict__ = {}
print()
del ow
print()

def late():
    x = Del('late')
    try:
        return 1
    finally:
        print('fin', end=' ')
late()
print()
gg = (Del('g%d' % i) for i in range(3))
next(gg)
print()
next(gg)
print()
del gg
print()
