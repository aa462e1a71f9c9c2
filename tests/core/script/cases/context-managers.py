# Context managers in every way a block can be left, and when what they hold dies.
import sys

class Tracker:
    depth = 0
    log = []

    def __init__(self, name, swallow=()):
        self.name, self.swallow = (name, swallow)

    def __enter__(self):
        type(self).depth += 1
        self.log.append('  ' * self.depth + 'enter ' + self.name)
        return self

    def __exit__(self, *exc):
        self.log.append('  ' * self.depth + 'exit %s %s' % (self.name, exc[0] and exc[0].__name__))
        Tracker.depth -= 1
        return isinstance(exc[1], self.swallow) if self.swallow else None

    def __del__(self):
        self.log.append('del ' + self.name)
with Tracker('a') as a, Tracker('b', KeyError) as b:
    {}['missing']
print('\n'.join(Tracker.log))
Tracker.log.clear()
with Tracker('c'), Tracker('d', (ValueError, TypeError)) as d:
    int('x')
print(*Tracker.log, sep='\n')
Tracker.log.clear()

def f():
    with Tracker('f'):
        return 'value'
    print('no')
print(f(), Tracker.log)
Tracker.log.clear()

def g():
    for i in range(3):
        with Tracker(f'g{i}'):
            if i == 0:
                continue
            if i == 1:
                break
    try:
        with Tracker('g9'):
            raise LookupError('x')
    except LookupError as e:
        print('caught', e, e.__traceback__.tb_lineno - g.__code__.co_firstlineno)
    finally:
        print('fin')
g()
print(Tracker.log)
Tracker.log.clear()

class Bad1:

    def __enter__(self):
        pass

class Bad2:

    def __exit__(self, *a):
        pass
for B in (Bad1, Bad2, int):
    try:
        with B():
            pass
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)

class Raises:

    def __enter__(self):
        return 1

    def __exit__(self, t, v, tb):
        raise RuntimeError('from exit')
try:
    with Raises() as x:
        raise ValueError('inner')
except RuntimeError as e:
    print(repr(e), repr(e.__context__), e.__cause__, e.__suppress_context__)

class Chain:

    def __enter__(self):
        return 1

    def __exit__(self, t, v, tb):
        raise KeyError('k') from v
try:
    with Chain():
        1 / 0
except KeyError as e:
    print(repr(e), repr(e.__cause__), e.__suppress_context__)

def gen():
    with Tracker('gen') as t:
        yield t.name
        yield 2
it = gen()
print(next(it), Tracker.log)
del it
print(Tracker.log)
Tracker.log.clear()
it = gen()
next(it)
it.close()
print(Tracker.log)
a = b = d = None
print(Tracker.log)
