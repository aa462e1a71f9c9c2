# The language, and how each built-in function refuses.
import sys

@lambda f: lambda *a: ('deco', f(*a))
def dec(x):
    return x
print(dec(1))

def deco(n, *, sep='-'):

    def wrap(f):

        def inner(*args, **kwargs):
            return sep.join([str(f(*args, **kwargs))] * n)
        inner.__name__ = f.__name__
        inner.__doc__ = f.__doc__
        inner.__wrapped__ = f
        return inner
    return wrap

@deco(2, sep='/')
@deco(2)
def hi(name, greeting='hi'):
    """say hi"""
    return greeting + name
print(hi('bob', greeting='yo'), hi.__name__, hi.__doc__, hi.__wrapped__.__wrapped__('x'))

def p(a, b, /, c, *, d):
    return (a, b, c, d)
print(p(1, 2, 3, d=4), p(1, 2, c=3, d=4))
for bad in (lambda: p(1, 2, 3), lambda: p(1, b=2, c=3, d=4), lambda: p(1, 2, 3, 4, d=5), lambda: p(),
            lambda: p(1, 2, 3, d=4, e=5), lambda: p(1, 2, c=3, **{'c': 4, 'd': 5}), lambda: hi(),
            lambda: (lambda: 0)(1), lambda: (lambda x: 0)(), lambda: (lambda *, k: 0)(),
            lambda: (lambda x, y=1: 0)(1, 2, 3), lambda: len(), lambda: len(1, 2), lambda: len(x=1),
            lambda: print(1, foo=2), lambda: int(foo=1), lambda: sorted(), lambda: sorted([1], 5), lambda: max(),
            lambda: max([]), lambda: max(1), lambda: sum('ab'), lambda: sum([[1]], []), lambda: sum(['a'], ''),
            lambda: abs('a'), lambda: round('a'), lambda: round(1.5, 'a'), lambda: divmod(1, 0), lambda: 1 % 0,
            lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 0 ** (-1), lambda: 2 ** (-1), lambda: (-8) ** (1 / 3),
            lambda: pow(2, 10, 1000), lambda: pow(2, -1, 7), lambda: pow(2, 1, 0), lambda: 1 << -1,
            lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: getattr(1, 'x'), lambda: getattr(1),
            lambda: getattr(1, 5), lambda: setattr(1, 'x', 1), lambda: delattr(1, 'x'), lambda: iter(1),
            lambda: next([]), lambda: next(iter([])), lambda: reversed({1}), lambda: range('a'), lambda: range(1, 2, 0),
            lambda: range(), lambda: zip(1), lambda: list(zip([1], [1, 2], strict=True)), lambda: map(), lambda: map(1),
            lambda: filter(None), lambda: vars(1), lambda: type(), lambda: type(1, 2), lambda: object(1),
            lambda: object().x, lambda: hash([]), lambda: id(), lambda: chr('a'), lambda: ord(1), lambda: bin('a'),
            lambda: __import__('nonexistent_mod'), lambda: super(), lambda: 'a'(), lambda: undefined_name,
            lambda: [].foo, lambda: [].append(), lambda: [].pop(), lambda: [1].remove(2), lambda: [1].index(2),
            lambda: [1, 2][1.0], lambda: [1].insert(), lambda: (1,)[1], lambda: [3, 'a'].sort(), lambda: [].sort(1),
            lambda: {}.x, lambda: list(1), lambda: tuple(1), lambda: [1] + 1, lambda: [1] * 1.0, lambda: -[],
            lambda: not_defined.x, lambda: bool(1, 2), lambda: float('x'), lambda: float([]), lambda: complex('x'),
            lambda: str(b'a', 'nope'), lambda: exec(1), lambda: compile('1', 'f', 'bad'), lambda: all(1), lambda: any(),
            lambda: callable(), lambda: input(1, 2), lambda: slice(), lambda: property(1, 2, 3, 4, 5),
            lambda: classmethod(), lambda: staticmethod(1)(), lambda: frozenset(1), lambda: bytearray('a'),
            lambda: memoryview(1)):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__ + ':', e)
a, (b, *c), [d, e] = (1, 'xyz', (2, 3))
print(a, b, c, d, e)
*a, b = range(4)
print(a, b)
a, *b = 'q'
print(a, b)
a, = [7]
print(a)
[a, [b]] = (1, [2])
print(a, b)
x = [1, 2, 3]
x[0], x[1] = (x[1], x[0])
print(x)
i = 0
i, x[i] = (2, 9)
print(i, x)
x[1:2] = [7, 8]
del x[::2]
print(x, [*x, *'ab'], {**{'a': 1}, 'b': 2}, {*x, 1}, (*x,))
for i, (j, k) in enumerate(zip('ab', [1, 2]), start=10):
    print(i, j, k, end=';')
else:
    print('else')
while True:
    try:
        if (n := len(x)) > 1:
            x.pop()
            continue
        break
    finally:
        print('n', n)
print(1 if 0 else 2 if 0 else 3, 0 or [] or 'x', 1 and 2 and 3, not 0, 1 < 2 > 1 != 3 == 3, 1 in [1] is True,
      (1 in [1]) is True, lambda: 0 is None) if 0 else print('t')
match [1, {'k': (2, 3)}, 's']:
    case [int(a), {'k': [b, *c], **rest}, str() as s] if a:
        print(a, b, c, rest, s)
assert True, 'no'
global_x = 5

def scope():
    global global_x, new_global
    global_x += 1
    new_global = 'n'

    def a():
        v = 1

        def b():
            nonlocal v
            v += 1
            return (v, global_x)
        return (b(), v)
    return a()
print(scope(), global_x, new_global)

class K:
    v = 1
    l = [v for _ in range(2)] if 0 else [0]

    def v2(self):
        return K.v
    w = v + 1
    del v
print(K.w, hasattr(K, 'v'))

def ub():
    print(q_)
    q_ = 1
try:
    ub()
except UnboundLocalError as e:
    print(e)

def fr():

    def i():
        return z_
    i()
    z_ = 1
try:
    fr()
except NameError as e:
    print(e)
try:
    for x in (1, 2):
        del x
    print(x)
except NameError as e:
    print(e)
print(__name__, type(__builtins__).__name__, __doc__, sorted((k for k in globals() if k.startswith('__'))))
print(10 ** 25, -7 // 2, -7 % 3, 7 % -3, divmod(-7, 2), 7.5 // 2, -7.5 % 2, 2 ** 0.5, 1e+308 * 10, 0.1 + 0.2, 1 / 3,
      1e+16, 123456789012345678, 1000, 3, 15, 255, 100000.0, 0.5, 5.0, 1j * 1j, 3 + 4j, abs(3 + 4j), round(2.675, 2),
      round(-2.5), round(1234, -2), int(-3.9), 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, 2 ** 70 >> 68, -1 >> 100, True + 1,
      int('ff', 16), hex(255), oct(8), bin(-5), float('1e3'), 5 .to_bytes(2, 'big'), int.from_bytes(b'\x01\x00', 'big'),
      0.1.as_integer_ratio(), 0.5.hex(), 3.0.is_integer(), 1e+22, 1e+23, 5e-324, 1.7976931348623157e+308)
