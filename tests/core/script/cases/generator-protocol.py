# send, throw, close and what goes wrong with generators.
import sys, gc

def acc():
    total = 0
    count = 0
    avg = None
    while True:
        try:
            x = (yield avg)
        except ValueError as e:
            print('reset', e)
            total = count = 0
            avg = None
            continue
        except GeneratorExit:
            print('exit')
            raise
        total += x
        count += 1
        avg = total / count
g = acc()
print(next(g), g.send(10), g.send(20), g.throw(ValueError('bad')), g.send(5), g.send(6.5))
g.close()
try:
    g.send(1)
except StopIteration as e:
    print('stop', e.value, e.args)
try:
    acc().send(1)
except TypeError as e:
    print('TypeError:', e)

def sub():
    try:
        r = (yield 1)
        print('sub got', r)
        r = (yield 2)
        print('sub got', r)
        return 'subresult'
    finally:
        print('sub finally')

def main():
    r = (yield from sub())
    print('main got', r)
    r = (yield from [7, 8])
    print('list gave', r)
    return r
m = main()
print(next(m), m.send('A'), m.gi_yieldfrom, m.gi_running, m.gi_frame.f_lineno) if 0 else print(next(m), m.send('A'),
      type(m.gi_yieldfrom).__name__, m.gi_running)
print(m.send('B'), next(m))
try:
    m.send(5)
except AttributeError as e:
    print('AttributeError', e)

def bad():
    try:
        yield 1
    except GeneratorExit:
        yield 2
b = bad()
next(b)
try:
    b.close()
except RuntimeError as e:
    print('RuntimeError:', e)

def stop():
    yield 1
    raise StopIteration('inner')
s = stop()
next(s)
try:
    next(s)
except RuntimeError as e:
    print('RuntimeError:', e, repr(e.__cause__), repr(e.__context__))

def selfrun():
    yield next(me)
me = selfrun()
try:
    next(me)
except ValueError as e:
    print('ValueError:', e)

def th():
    yield 1
t = th()
try:
    t.throw(KeyError, 'msg')
except KeyError as e:
    print(repr(e))
try:
    t.throw(1)
except TypeError as e:
    print('TypeError:', e)
t = th()
try:
    t.throw(KeyError('a'), 'msg')
except TypeError as e:
    print('TypeError:', e)
print(t.gi_frame is None, t.gi_code.co_name, t.__name__, t.__qualname__)
e = (x * x for x in range(3))
print(e.gi_code.co_name, e.__qualname__, e.gi_code.co_varnames, sys.getsizeof(e), list(e), e.gi_frame)

def fib():
    a, b = (0, 1)
    while 1:
        yield a
        a, b = (b, a + b)

def take(n, it):
    for _, x in zip(range(n), it):
        yield x
print(list(take(10, fib())), sum(take(5, fib())), max(take(7, fib())), tuple(take(0, fib())))

def flatten(x):
    for y in x:
        if isinstance(y, (list, tuple)):
            yield from flatten(y)
        else:
            yield y
print(list(flatten([1, [2, (3, [4, []]), 5], ((6,),)])))

def tree(n):
    return None if n == 0 else (tree(n - 1), n, tree(n - 1))

def walk(t):
    if t:
        yield from walk(t[0])
        yield t[1]
        yield from walk(t[2])
print(*walk(tree(4)))
print(repr(g)[:22], g.gi_running, g.gi_suspended)
x = [i for i in (lambda: (yield))()] if 0 else None
print(sys.getsizeof(fib()), sys.getsizeof(acc()), sys.getsizeof(main()))

def ret():
    return 3
    yield
try:
    next(ret())
except StopIteration as e:
    print(e.value, repr(e))

def ret2():
    return (1, 2)
    yield
try:
    next(ret2())
except StopIteration as e:
    print(e.value, repr(e))
a, *b = (i for i in range(4))
print(a, b)
try:
    a, b = (i for i in range(3))
except ValueError as e:
    print(e)
try:
    a, b, c = (i for i in range(2))
except ValueError as e:
    print(e)
try:
    a, b, *c = (i for i in range(1))
except ValueError as e:
    print(e)
