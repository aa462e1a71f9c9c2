# A scheduler by hand: coroutines that wait for time, for each other and for queues.
import sys


class Sleep:
    def __init__(self, ticks):
        self.ticks = ticks

    def __await__(self):
        got = yield self
        return f"slept {self.ticks} ({got})"


class Task:
    ids = 0

    def __init__(self, coro):
        Task.ids += 1
        self.id = Task.ids
        self.coro = coro
        self.result = None
        self.done = False
        self.waiters = []

    def __await__(self):
        if not self.done:
            yield self
        return self.result


class Loop:
    def __init__(self):
        self.ready = []
        self.sleeping = []
        self.now = 0

    def spawn(self, coro):
        t = Task(coro)
        self.ready.append((t, None))
        return t

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.sleeping.sort(key=lambda x: x[:2])
                self.now, _, t = self.sleeping.pop(0)
                self.ready.append((t, self.now))
            t, value = self.ready.pop(0)
            try:
                wanted = t.coro.send(value)
            except StopIteration as e:
                t.done, t.result = True, e.value
                self.ready += [(w, None) for w in t.waiters]
                continue
            if isinstance(wanted, Sleep):
                self.sleeping.append((self.now + wanted.ticks, t.id, t))
            elif isinstance(wanted, Task):
                wanted.waiters.append(t)


loop = Loop()


async def worker(name, n):
    total = 0
    for i in range(n):
        r = await Sleep(n - i)
        print(loop.now, name, i, r)
        total += i
    return total


class Resource:
    async def __aenter__(self):
        print("enter", await Sleep(1))
        return self

    async def __aexit__(self, et, ev, tb):
        print("exit", et and et.__name__, await Sleep(1))
        return et is KeyError


async def ticker(n):
    try:
        for i in range(n):
            await Sleep(1)
            yield i
    finally:
        print("ticker closed")


async def main():
    a = loop.spawn(worker("a", 3))
    b = loop.spawn(worker("b", 2))
    print("results", await a, await b)
    async with Resource() as r, Resource():
        print("inside", type(r).__name__)
        raise KeyError("swallowed")
    async for x in ticker(3):
        print("tick", x, loop.now)
    else:
        print("no more")
    print([x async for x in ticker(2) if x], {x: x * x async for x in ticker(3)}, [await Sleep(1) for _ in range(2)])
    g = (x * 2 async for x in ticker(2))
    print(type(g).__name__, await g.__anext__(), await g.asend(None))
    try:
        await g.__anext__()
    except StopAsyncIteration as e:
        print("end", e.args)
    t = ticker(5)
    async for x in t:
        if x == 1:
            break
    await t.aclose()
    return "main done"


m = loop.spawn(main())
loop.run()
print(m.result, loop.now)
