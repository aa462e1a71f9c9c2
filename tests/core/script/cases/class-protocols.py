# Operators, descriptors, properties and subclasses of built-in types.
import sys

class V:
    __slots__ = ('x', 'y')

    def __init__(s, x=0, y=0):
        s.x, s.y = (x, y)

    def __add__(s, o):
        return V(s.x + o.x, s.y + o.y) if isinstance(o, V) else NotImplemented

    def __radd__(s, o):
        return V(s.x + o, s.y + o) if isinstance(o, int) else NotImplemented

    def __iadd__(s, o):
        s.x += 1
        return s

    def __mul__(s, k):
        return V(s.x * k, s.y * k)
    __rmul__ = __mul__

    def __neg__(s):
        return V(-s.x, -s.y)

    def __eq__(s, o):
        return (s.x, s.y) == (o.x, o.y) if isinstance(o, V) else NotImplemented

    def __hash__(s):
        return hash((s.x, s.y))

    def __lt__(s, o):
        return s.x < o.x

    def __bool__(s):
        return bool(s.x or s.y)

    def __repr__(s):
        return f'V({s.x}, {s.y})'

    def __format__(s, spec):
        return f'<{s.x:{spec}}>'

    def __getitem__(s, i):
        return (s.x, s.y)[i]

    def __len__(s):
        return 2

    def __iter__(s):
        yield s.x
        yield s.y

    def __contains__(s, v):
        return v in (s.x, s.y)

    def __call__(s, *a):
        return a

    def __matmul__(s, o):
        return s.x * o.x

    def __divmod__(s, o):
        return 'dm'

    def __rshift__(s, o):
        return 'rs'

    def __abs__(s):
        return 5

    def __int__(s):
        return s.x

    def __float__(s):
        return 1.5

    def __index__(s):
        return s.x

    def __round__(s, n=None):
        return ('r', n)

    def __reversed__(s):
        return iter('rev')

    def __pow__(s, e, m=None):
        return ('pow', e, m)
v = V(1, 2)
w = V(3, 4)
print(v + w, 5 + v, v * 2, 2 * v, -v, v == V(1, 2), v != w, v < w, v > w, bool(V()), f'{v:03d}', v[0], v[-1], len(v),
      list(v), 2 in v, v(1), v @ w, divmod(v, 1), v >> 1, abs(v), int(v), float(v), [10, 20][v], round(v), round(v, 2),
      list(reversed(v)), v ** 2, pow(v, 2, 3), max(v, w), sorted([w, v]), {v: 1}[V(1, 2)], bin(v), range(5)[v],
      'ab' * v)
v += 1
print(v)
for bad in (lambda: v + 'a', lambda: 'a' + v, lambda: v <= w, lambda: v - w, lambda: v['a'], lambda: v.z,
            lambda: setattr(v, 'z', 1), lambda: v & 1, lambda: ~v, lambda: v // 1, lambda: v / 1, lambda: 1 - v):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__, e)

class D:

    def __set_name__(self, owner, name):
        self.name = '_' + name
        print('set_name', owner.__name__, name)

    def __get__(self, obj, cls=None):
        return self if obj is None else getattr(obj, self.name, 'unset')

    def __set__(self, obj, val):
        if val < 0:
            raise ValueError(f'{self.name} < 0')
        setattr(obj, self.name, val)

    def __delete__(self, obj):
        delattr(obj, self.name)

class A:
    d = D()
    e = D()

    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag

    def __getattr__(self, n):
        if n.startswith('dyn'):
            return n.upper()
        raise AttributeError(f'no {n!r} here')

    def who(self):
        return 'A'

class B(A, tag='b'):

    def who(self):
        return 'B' + super().who()

class C(A):

    def who(self):
        return 'C' + super().who()

class E(B, C, tag=5):

    def who(self):
        return 'E' + super().who()
e = E()
print(e.d, E.tag, B.tag, C.tag, e.who(), [c.__name__ for c in E.mro()], e.dynx)
e.d = 5
print(e.d, vars(e))
del e.d
print(e.d, vars(e))
for bad in (lambda: setattr(e, 'd', -1), lambda: e.zzz, lambda: delattr(e, 'd'), lambda: super(int, e), lambda: E.who(),
            lambda: type('Z', (B, A, C), {}) and type('Q', (A, B), {}), lambda: A(5), lambda: A.__init_subclass__(x=1)):
    try:
        print('ok', bad())
    except Exception as ex:
        print(type(ex).__name__, ex)

class P:

    def __init__(s):
        s._v = 1

    @property
    def v(s):
        """doc v"""
        return s._v

    @v.setter
    def v(s, x):
        s._v = x

    @v.deleter
    def v(s):
        print('deleting')
        s._v = None

    @property
    def ro(s):
        return 1

    @classmethod
    def make(cls, *a):
        return cls(*a)

    @staticmethod
    def st(x):
        return x

    def __getattribute__(s, n):
        if n == 'hidden':
            raise AttributeError('hidden!')
        return super().__getattribute__(n)

    def __setattr__(s, n, v):
        super().__setattr__(n, v) if n != 'locked' else print('locked', v)

    def __delattr__(s, n):
        print('del', n)
        super().__delattr__(n)

    def __dir__(s):
        return ['b', 'a']
p = P.make()
p.v = 7
print(p.v, P.v.__doc__, p.st(3), dir(p))
del p.v
p.locked = 3
for bad in (lambda: setattr(p, 'ro', 1), lambda: delattr(p, 'ro'), lambda: p.hidden, lambda: p.nothing,
            lambda: delattr(p, 'nope')):
    try:
        bad()
    except AttributeError as ex:
        print(ex)

class N:

    def __new__(cls, v):
        print('new', v)
        o = super().__new__(cls) if v else 5
        return o

    def __init__(self, v):
        print('init', v)
print(N(0), type(N(1)).__name__)

class I(int):

    def __new__(cls, v, unit=''):
        o = super().__new__(cls, v)
        o.unit = unit
        return o

    def __repr__(self):
        return f'{int(self)}{self.unit}'
i = I(5, 'kg')
print(i, i + 1, i.unit, [i], f'{i:>4}|{i!r}', isinstance(i, int), sys.getsizeof(i))

class L(list):

    def __getitem__(self, k):
        return super().__getitem__(k - 1) if isinstance(k, int) else super().__getitem__(k)

    def append(self, x):
        super().append(x)
        return self
l = L('abc')
print(l[1], l.append('d'), l[1:], len(l), l == list('abcd'), type(l + []), type(l * 2), sys.getsizeof(L()))

class Str(str):

    def upper(self):
        return 'UP:' + super().upper()
s = Str('abc')
print(s.upper(), s + 'd', type(s + 'd').__name__, s == 'abc', {s: 1}['abc'], type(s.strip()).__name__, sys.getsizeof(s))

class T(tuple):

    def __new__(cls, *a):
        return super().__new__(cls, a)
    first = property(lambda self: self[0])
t = T(1, 2)
print(t, t.first, type(t[:]).__name__, t + (3,), sys.getsizeof(t))

class Exc(ValueError):
    code = 7

    def __init__(self, msg, *, extra=None):
        super().__init__(msg)
        self.extra = extra
try:
    raise Exc('m', extra={'k': 1})
except ValueError as ex:
    print(repr(ex), ex.extra, ex.code, isinstance(ex, Exc), ex.__class__.__mro__)
print(A.__name__, A.__qualname__, A.__module__, A.__dict__.get('who'), type(A.__dict__).__name__, E.__bases__,
      A.__subclasses__(), B.__base__, isinstance(e, (int, A)), issubclass(E, C), type(e) is E, e.__class__.__name__,
      callable(A), A.__doc__) if 0 else print([c.__name__ for c in A.__subclasses__()], E.__base__.__name__,
      e.__class__.__name__)

class Ctx:

    class Inner:

        def f(self):
            return __class__.__qualname__
    i = Inner()
print(Ctx.i.f(), Ctx.Inner.__qualname__, Ctx.Inner.f.__qualname__, (lambda: 0).__qualname__)

class Cmp:

    def __init__(s, v):
        s.v = v

    def __eq__(s, o):
        print('eq', s.v, end=' ')
        return NotImplemented

    def __lt__(s, o):
        print('lt', s.v, end=' ')
        return NotImplemented

    def __gt__(s, o):
        print('gt', s.v, end=' ')
        return 'gt'
print(Cmp(1) == Cmp(2), Cmp(1) < Cmp(2), Cmp(1) != Cmp(2), Cmp(1) == 1)
try:
    Cmp(1) <= Cmp(2)
except TypeError as ex:
    print(ex)
try:
    {Cmp(1)}
except TypeError as ex:
    print(ex)
