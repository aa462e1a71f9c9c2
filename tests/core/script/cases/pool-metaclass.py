# A metaclass that keeps instances in a pool; classes as containers; offsets of slots, dicts and weak references.
import sys, gc, weakref

class Meta(type):
    registry = {}

    def __new__(mcls, name, bases, ns, **kw):
        cls = super().__new__(mcls, name, bases, ns)
        mcls.registry[name] = kw
        return cls

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        cls.pool = []

    def __call__(cls, *args, **kw):
        if cls.pool:
            o = cls.pool.pop()
            o.__init__(*args, **kw)
            print('reused', o)
            return o
        return super().__call__(*args, **kw)

    def __len__(cls):
        return len(cls.pool)

    def __repr__(cls):
        return f'<class {cls.__name__} with {len(cls)}>'

    def __contains__(cls, x):
        return any((x is y for y in cls.pool))

    def __getitem__(cls, i):
        return cls.pool[i]

    def __iter__(cls):
        return iter(cls.pool)

class Base(metaclass=Meta, kind='base'):

    def __init__(self, x=0):
        self.x = x

    def __repr__(self):
        return '%s(%r)' % (type(self).__qualname__, self.x)

    def recycle(self):
        type(self).pool.append(self)

class Vec(Base, kind='vec', n=2):
    __slots__ = ('y',)
a = Base(1)
b = Vec(2)
print(a, b, Meta.registry, Base, Vec, len(Base), list(Vec))
ia = id(a)
a.recycle()
print(a in Base, Base[0] is a, sys.getrefcount(a))
del a
c = Base(9)
print(id(c) == ia, len(Base))
b.y = 5
b.recycle()
b.recycle()
print(len(Vec), [v.y for v in Vec])
try:
    Vec[5]
except IndexError as e:
    print('IndexError:', e)
for cls in (Base, Vec):
    print(cls.__mro__, cls.__bases__, cls.__basicsize__, cls.__dictoffset__, type(cls), bool(cls))
print(Vec.__dict__.keys() >= {'y', '__module__'}, Vec.__weakrefoffset__)
try:

    class Bad(Base, str, int):
        pass
except TypeError as e:
    print('TypeError:', e)
try:
    Vec.z
except AttributeError as e:
    print('AttributeError:', e, e.name, e.obj is Vec)
try:

    class X(Base, Vec):
        pass
except TypeError as e:
    print('TypeError:', e)
try:
    type('a', (), {}, x=1)
except TypeError as e:
    print('TypeError:', e)
T = type('T', (), {'__slots__': ['a', 'b'], 'f': lambda s: s.a})
t = T()
t.a = 3
print(t.f(), sys.getsizeof(t), T.a, T.__dict__['a'].__get__(t), hasattr(t, 'b'))
try:
    t.c = 1
except AttributeError as e:
    print('AttributeError:', e)
try:
    t.b
except AttributeError as e:
    print('AttributeError:', e)
del t.a
try:
    del t.a
except AttributeError as e:
    print('AttributeError:', e)
