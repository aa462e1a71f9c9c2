# Reports on standard output with marks below what failed.
# exit status: 1
import sys, traceback

class Account:

    def __init__(self, b=0):
        self.balance = b

    def withdraw(self, n):
        if n > self.balance:
            raise ValueError(f'cannot withdraw {n}: only {self.balance}')
        self.balance -= n

def process(acct, items):
    return [acct.withdraw(i) for i in items]
try:
    process(Account(10), [3, 4, 5])
except ValueError:
    print(traceback.format_exc().replace(__file__, 'prog.py'), end='')

def gen():
    yield 1
    raise KeyError('in gen')

def use():
    return sum((x for x in gen()))
try:
    use()
except KeyError:
    print(traceback.format_exc().replace(__file__, 'prog.py'), end='')
try:
    try:
        Account().missing
    except AttributeError as e:
        raise RuntimeError('wrapped') from e
except RuntimeError:
    print(traceback.format_exc().replace(__file__, 'prog.py'))

class A:

    @property
    def p(self):
        return self._q + 1

    def __getitem__(self, k):
        return {}[k]

    def __add__(self, o):
        return NotImplemented
for f in (lambda: A().p, lambda: A()['k'], lambda: A() + 1, lambda: 1 + A(), lambda: A() < 3, lambda: -A(),
          lambda: A()(), lambda: len(A()), lambda: int(A()), lambda: A() @ 2, lambda: 'x' * 'y', lambda: [] + (),
          lambda: {} | [], lambda: 'a' % 1, lambda: '%d' % 'x', lambda: del_()):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)

def outer():

    def inner(x):
        return x / 0
    return inner

def deep(n):
    return deep(n - 1) if n else outer()(1)
try:
    deep(5)
except ZeroDivisionError as e:
    print(len(traceback.extract_tb(e.__traceback__)))
    print(''.join(traceback.format_tb(e.__traceback__, 2)).replace(__file__, 'prog.py'))

def rec(n):
    return rec(n + 1)
try:
    rec(0)
except RecursionError as e:
    print(e)
    s = traceback.format_exc().splitlines()
    print(len(s), s[-1], s[-2].replace(__file__, 'prog.py'), sep='\n')
x = {'a': {'b': None}}

def lookup():
    return x['a']['b']['c']
try:
    lookup()
except TypeError:
    print(traceback.format_exc().replace(__file__, 'prog.py'), end='')

def multi():
    return 1 + 2 / 0 + 3
try:
    multi()
except ZeroDivisionError:
    print(traceback.format_exc().replace(__file__, 'prog.py'), end='')
try:
    exec('def f(:\n pass')
except SyntaxError as e:
    print(e, e.lineno, e.offset, e.text)
raise SystemExit('bye ' + str(len(sys.argv)))
