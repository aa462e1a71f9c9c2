# The module math: what is an error and of which kind, exact results, and the others to 12 digits,
# since the last bit of a sine is the C library's own affair.
import math


def show(name, *args, **kwargs):
    try:
        value = getattr(math, name)(*args, **kwargs)
        text = '%.12g' % value if isinstance(value, float) and name not in exact else repr(value)
    except Exception as e:
        text = '%s: %s' % (type(e).__name__, e)
    print(name, args, kwargs or '', text)


exact = {'fsum', 'hypot', 'dist', 'sqrt', 'fabs', 'copysign', 'fmod', 'remainder', 'ldexp', 'ulp',
         'nextafter', 'degrees', 'radians', 'prod'}
edges = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.7, 1e308, 5e-324, math.inf, -math.inf, math.nan, 0, 7,
         10**30, 10**400, True)
for name in ('acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 '
             'fabs floor frexp gamma isfinite isinf isnan lgamma log log10 log1p log2 modf radians '
             'sin sinh sqrt tan tanh trunc ulp').split():
    for x in edges:
        show(name, x)
    show(name)
    show(name, 'a')
    show(name, None)
for name in 'atan2 copysign fmod nextafter pow remainder log hypot'.split():
    for x in (0.0, 2.0, -2.5, math.inf, math.nan, 10**20):
        for y in (0.0, -1.0, 3, -math.inf, math.nan):
            show(name, x, y)
    show(name, 1)
    show(name, 1, 2, 3)

# gamma at the borders of its cases
for x in (23, 24, 170.5, 171.7, 200.5, -0.5, -139.5, -170.25, -200.5, -1, 1e-21, 1e-309, 5.5):
    show('gamma', x)
    show('lgamma', x)

for n in (0, 1, 5, 20, 21, 30, -1, -10**20, 2**63, 2.0, 'a'):
    show('factorial', n)
for n in (0, 1, 2, 3, 4, 99, 2**52 - 1, 2**53, 2**64 - 1, 2**64, 10**40, 10**40 - 1, 7**99, -4, 1.5):
    show('isqrt', n)
for a, b in ((0, 0), (12, 18), (-12, 18), (2**64, 6**30), (-2**63, 0), (10**30, -10**20), (5, 2.0)):
    show('gcd', a, b)
    show('lcm', a, b)
show('gcd')
show('lcm')
show('gcd', -5)
show('gcd', 12, 18, 27)
show('lcm', 2, 3, 4)
for n, k in ((5, 2), (5, 0), (5, 6), (52, 5), (10**20, 3), (-1, 2), (2, -1), (2**70, 2**69), (1, 2.0)):
    show('comb', n, k)
    show('perm', n, k)
show('perm', 6)
show('perm', 6, None)
show('perm')

show('fsum', [.1] * 10)
show('fsum', [1e16, 1, 1e-16])
show('fsum', [2.0**(-25 * k) for k in range(43)])
show('fsum', [(-1)**k * 10.0**(k % 60 - 30) / (k + 1) for k in range(300)])
for bad in ([1e308, 1e308], [math.inf, -math.inf], [math.inf, 1], [math.nan], ['a'], 3):
    show('fsum', bad)
show('prod', [])
show('prod', [2, 3.5], start=4)
show('prod', [1], 2)
show('hypot')
show('hypot', 3, 4)
show('hypot', *[k / 7 for k in range(25)])
show('hypot', 5e-324, 5e-324)
show('hypot', 1e308, 1e308)
show('hypot', math.inf, math.nan)
show('dist', (1, 2), [4, 6])
show('dist', (1,), (1, 2))
show('isclose', 1, 1 + 1e-10)
show('isclose', 1, 1.1, rel_tol=.2)
show('isclose', 0, 1e-10, abs_tol=1e-9)
show('isclose', math.inf, math.inf)
show('isclose', 1, 2, rel_tol=-1)
for x, e in ((1, 1023), (1, 1024), (1, -1074), (1, -1080), (0.0, 10**30), (1, -10**30), (1, 2.0)):
    show('ldexp', x, e)


class Number:
    def __ceil__(self):
        return 'ceiling'

    def __floor__(self):
        return 'floor'

    def __trunc__(self):
        return 'whole'

    def __float__(self):
        return 2.25

    def __index__(self):
        return 6


n = Number()
print(math.ceil(n), math.floor(n), math.trunc(n), math.sqrt(n), math.factorial(n), math.gcd(n, 4))
print(math.pi, math.e, math.tau, math.inf, math.nan, len([x for x in dir(math) if x[0] != '_']))
