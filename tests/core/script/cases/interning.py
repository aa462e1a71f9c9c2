# Which constants are one object, what a code object holds, sizes and hashes.
import sys

def f():
    return ('abc', 1000, 3.5, (1, 2), 'with space', b'bytes', None, ..., frozenset)

def g():
    return ('abc', 1000, 3.5, (1, 2), 'with space', b'bytes', None, ..., frozenset)
print([a is b for a, b in zip(f(), g())], f.__code__.co_consts, f.__code__.co_consts is f.__code__.co_consts)
a = 'abcd'
b = 'abcd'
print(a is b, 'a' + 'bcd' is b, a[:2] + a[2:] is b, sys.intern(a[:2] + a[2:]) is b)
print(str(123) is str(123), str(5) is str(5), repr(1) is '1' if 0 else str(1) == '1', chr(65) is chr(65),
      '%s' % 'abc' is a, 'abc'.lower() is 'abc' if 0 else 0)
ns = {}
exec("x = 'hello_there'; y = 12345; z = 'not an id!'; t = (1, 'q'); fl = 1.25", ns)
x = 'hello_there'
y = 12345
z = 'not an id!'
t = (1, 'q')
fl = 1.25
print(ns['x'] is x, ns['y'] is y, ns['z'] is z, ns['t'] is t, ns['fl'] is fl, eval("'hello_there'") is x,
      eval('5') is 5 if 0 else 1)
print((lambda: 1 + 2 * 3).__code__.co_consts, (lambda: 'a' * 10).__code__.co_consts,
      (lambda: (1, 2) + (3,)).__code__.co_consts, (lambda: -5).__code__.co_consts,
      (lambda: 2 ** 100).__code__.co_consts, (lambda: 1 << 200).__code__.co_consts,
      (lambda: 'x' * 5000).__code__.co_consts[1:], (lambda: not True).__code__.co_consts,
      (lambda: [1, 2, 3]).__code__.co_consts, (lambda: {1, 2, 3}).__code__.co_consts,
      (lambda x: x in [1, 2]).__code__.co_consts, (lambda x: x in {1, 2}).__code__.co_consts,
      (lambda: {'a': 1, 'b': 2}).__code__.co_consts, (lambda: 'abc'[1]).__code__.co_consts,
      (lambda: (1, 2)[0]).__code__.co_consts, (lambda: 1 / 0).__code__.co_consts,
      (lambda: 10 // 3 % 2).__code__.co_consts, (lambda: ~5).__code__.co_consts,
      (lambda: '%s' % 'a').__code__.co_consts, (lambda: 1.5 + 2j).__code__.co_consts,
      (lambda: True and 5).__code__.co_consts, (lambda: (1, (2, 3), [4])).__code__.co_consts)

def h(a, b=2, *args, c, d=4, **kw):
    """doc"""
    local = a

    def inner():
        return local
    return inner
c = h.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_kwonlyargcount, c.co_posonlyargcount, c.co_nlocals, c.co_varnames,
      c.co_cellvars, c.co_freevars, c.co_names, c.co_flags, c.co_stacksize, c.co_consts[0], h.__doc__, c.co_firstlineno,
      len(c.co_code), h.__defaults__, h.__kwdefaults__, inner.__name__ if 0 else h.__name__, h.__annotations__,
      h.__module__)
print(sys.getsizeof(c), sys.getsizeof(f.__code__), sys.getsizeof(h), sys.getsizeof(lambda: 0),
      [sys.getsizeof(k) for k in (1, 2 ** 30, 2 ** 60, 2 ** 100, 1.0, True, None, ..., (), (1,), [], [1], {}, {1: 2}, set(), {1}, '', 'a', b'', b'a', range(1), slice(1), 1j, object(), type, int, print, len, [].append, C if 0 else 5)])
for n in (-6, -5, 0, 255, 256, 257, 2 ** 31):
    print(n, int(str(n)) is int(str(n)), end='; ')
print()
xs = [i for i in range(250, 260)]
ys = [i for i in range(250, 260)]
print([p is q for p, q in zip(xs, ys)])
print('a' is not 'b' if 0 else '', sys.intern('zz' * 3) is sys.intern('zzzzzz'), 'zz' * 3 is 'zzzzzz' if 0 else 0)
try:
    sys.intern(5)
except TypeError as e:
    print(e)

class S(str):
    pass
try:
    sys.intern(S('a'))
except TypeError as e:
    print(e)
k = ''.join(['dyn', 'amic'])
o = type('T', (), {k: 1})()
print([n for n in vars(type(o)) if n == k][0] is k, sys.intern('dynamic') is k)
o.attr_x = 1
kk = list(vars(o))[0]
print(kk is 'attr_x' if 0 else kk is sys.intern('attr_' + 'x'))
globals()['glob' + 'al_name'] = 1
print(global_name, [n for n in globals() if n == 'global_name'][0] is sys.intern('global_name'))

def kw(**k):
    return list(k)[0]
nm = ''.join('kwarg')
print(kw(kwarg=1) is sys.intern(nm), kw(**{nm + 'z': 1}) is sys.intern('kwargz'))
t1 = (1, 2, 3)
t2 = (1, 2, 3)
l1 = [1, 2, 3]
print(t1 is t2, tuple(t1) is t1, tuple(l1) is t1, t1[:] is t1, t1 * 1 is t1, t1 + () is t1, () + t1 is t1,
      list(l1) is l1, frozenset((s := frozenset([1]))) is s, str(a) is a, int(y) is y, float(fl) is fl,
      bytes((bb := b'abc')) is bb, bb[:] is bb)
print(1 .__class__, 1 .bit_length(), hash(1) == hash(1.0), hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61),
      hash(0.5), hash(1e+300), hash(float('inf')), hash((1, 2)), hash(()), hash(None) == hash(None), hash(True),
      hash(1j), hash((1, (2, 3))), hash(frozenset([1, 2, 3])), hash(range(5)) == hash(range(5)), hash(10 ** 30),
      hash(-10 ** 30))
