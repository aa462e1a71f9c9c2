# Coroutines, asynchronous generators, what awaits and what refuses to be awaited.
import sys, gc, weakref

async def f(x):
    return x * 2

async def g():
    r = await f(5)
    return r + await f(1)
c = g()
print(type(c), c.cr_running, c.cr_await, c.cr_code.co_name, c.__name__, c.__qualname__, c.cr_frame.f_lineno,
      c.cr_origin, sys.getsizeof(c), hex(c.cr_code.co_flags), c.cr_suspended)
try:
    c.send(None)
except StopIteration as e:
    print('value', e.value)
print(c.cr_frame, c.cr_running)
for bad in (lambda: c.send(None), lambda: c.throw(ValueError), lambda: iter(c), lambda: next(c), lambda: [x for x in c],
            lambda: c.send()):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
c.close()
c = g()
try:
    c.send(5)
except TypeError as e:
    print(e)
c.close()

class Aw:

    def __init__(self, v):
        self.v = v

    def __await__(self):
        return iter(self.v)

async def h(v):
    return await v

def run(c):
    out = []
    try:
        while True:
            out.append(c.send(None))
    except StopIteration as e:
        return (out, e.value)
for v in (Aw([1, 2]), f(3)):
    print(run(h(v)))

class Bad1:

    def __await__(self):
        return 5

class Bad2:

    def __await__(self):
        return f(1)
for v in (5, None, [1], Bad1(), 'x', f):
    try:
        run(h(v))
    except TypeError as e:
        print(e)

async def ag():
    x = (yield 1)
    print('got', x)
    try:
        y = (yield 2)
    except ValueError as e:
        print('caught', e)
        yield 'after'
    finally:
        print('fin')
a = ag()
print(type(a), a.ag_running, a.ag_code.co_name, a.ag_await, sys.getsizeof(a), a.__name__, hex(a.ag_code.co_flags),
      type(a.__anext__()), type(a.asend(1)), type(a.athrow(ValueError)), type(a.aclose()), sys.getsizeof(a.asend(1)),
      sys.getsizeof(a.aclose()))

def step(aw):
    try:
        while True:
            aw.send(None)
    except StopIteration as e:
        return e.value
print(step(a.__anext__()), step(a.asend('hi')), step(a.athrow(ValueError('v'))))
try:
    step(a.__anext__())
except StopAsyncIteration as e:
    print('stop', e.args)
try:
    step(a.asend(1))
except StopAsyncIteration as e:
    print('stop again')
a = ag()
print(step(a.aclose()))
a = ag()
step(a.__anext__())
print(step(a.aclose()))
n = a.__anext__()
try:
    step(n)
except StopAsyncIteration:
    print('closed')
try:
    step(n)
except RuntimeError as e:
    print(e)

async def ign():
    try:
        yield 1
    except GeneratorExit:
        yield 2
a = ign()
step(a.__anext__())
try:
    step(a.aclose())
except RuntimeError as e:
    print(e)

async def si():
    raise StopIteration('x')
try:
    run(si())
except RuntimeError as e:
    print(e, repr(e.__cause__))

async def sai():
    yield 1
    raise StopAsyncIteration
a = sai()
step(a.__anext__())
try:
    step(a.__anext__())
except RuntimeError as e:
    print(e)

class It:

    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n

async def use():
    out = []
    async for x in It(4):
        if x == 2:
            continue
        out.append(x)
    return (out, [y async for y in It(3)], sum([z async for z in It(4)]), {w async for w in It(2)},
            [[q async for q in It(k)] for k in range(3)])
print(run(use()))

class NoNext:

    def __aiter__(self):
        return self

class BadNext:

    def __aiter__(self):
        return self

    def __anext__(self):
        return 5

async def over(x):
    async for _ in x:
        pass
for x in (5, [1], NoNext(), BadNext()):
    try:
        run(over(x))
    except TypeError as e:
        print(e, repr(e.__cause__))

class CM:

    async def __aenter__(self):
        return 'v'

    async def __aexit__(self, *a):
        print('aexit', a[0])
        return False

class CM2:

    def __aenter__(self):
        return 5

    async def __aexit__(self, *a):
        pass

async def w(x):
    async with x as v:
        return v
for x in (CM(), CM2(), 5, open if 0 else object()):
    try:
        print(run(w(x)))
    except TypeError as e:
        print(e)

async def w2():
    for i in range(3):
        async with CM() as v:
            if i == 1:
                break
    try:
        async with CM():
            raise ValueError('in')
    except ValueError as e:
        print('out', e)
    return i
print(run(w2()))

class T:

    def __del__(self):
        print('del T')

async def hold():
    t = T()
    await Aw([1])
c = hold()
c.send(None)
print(c.cr_await is not None, c.cr_suspended)
del c
c = hold()
c.send(None)
try:
    c.throw(KeyError('k'))
except KeyError as e:
    print(e, e.__traceback__.tb_next.tb_frame.f_code.co_name)

def gen():
    yield from f(1)
try:
    next(gen())
except TypeError as e:
    print(e)
for src in ('await x', 'def f(): await x', 'async def f(): yield from x', 'async def f():\n yield 1\n return 2',
            'def f():\n async with x: pass', 'def f():\n async for x in y: pass', '[x async for x in y]',
            'def f(): return [x async for x in y]', 'async x', 'async def f(): return [await x for x in y]',
            'async def f(): return (lambda: await x)', 'await = 1', 'async def f(): await',
            'async def f(): await x ** 2', 'def f(): return (x async for x in y)'):
    try:
        compile(src, 's', 'exec')
        print('ok')
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
it = f(7).__await__()
print(type(it))
try:
    next(it)
except StopIteration as e:
    print(e.value)
print(repr(f(1))[:20] if 0 else '')

async def deep(n):
    return n if n == 0 else 1 + await deep(n - 1)
print(run(deep(50)))
try:
    run(deep(2000))
except RecursionError as e:
    print(e)
import traceback

async def boom():
    raise ValueError('boom')

async def outer():
    await boom()
try:
    run(outer())
except ValueError:
    print(traceback.format_exc().replace(__file__, 'prog.py'), end='')
print(f.__code__.co_stacksize, w.__code__.co_stacksize, use.__code__.co_stacksize, over.__code__.co_stacksize,
      ag.__code__.co_stacksize, len(w.__code__.co_code), len(use.__code__.co_code), len(over.__code__.co_code),
      len(ag.__code__.co_code), len(w2.__code__.co_code))
