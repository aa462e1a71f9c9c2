# SPDX-License-Identifier: Apache-2.0
"""An event loop with thousands of tasks: waiting, done, failed, cancelled, in groups and in queues."""
import asyncio
import contextvars

import truth

request = contextvars.ContextVar("request", default=None)


async def worker(number, queue, done):
    request.set({"number": number})
    async with done[number % len(done)]:
        while True:
            item = await queue.get()
            if item is None:
                return [number]
            await asyncio.sleep(0)


async def fail(number):
    await asyncio.sleep(0)
    raise LookupError("task %d" % number)


async def ticks(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)


async def read_ticks(limit):
    return [i async for i in ticks(limit)]


async def main():
    loop = asyncio.get_running_loop()
    queue, done = asyncio.Queue(), [asyncio.Semaphore(1000) for _ in range(5)]
    waiting = [loop.create_task(worker(i, queue, done)) for i in range(truth.scale(2000))]
    failed = [asyncio.ensure_future(fail(i)) for i in range(50)]
    sleeping = [asyncio.ensure_future(asyncio.sleep(3600, result=i)) for i in range(200)]
    shielded = asyncio.shield(sleeping[0])
    limited = asyncio.ensure_future(asyncio.wait_for(asyncio.Event().wait(), 3600))
    together = asyncio.gather(*sleeping[1:20])
    finished = [asyncio.ensure_future(read_ticks(5)) for _ in range(50)]
    handles = [loop.call_later(1000 + i, print, i) for i in range(100)]
    futures = [loop.create_future() for _ in range(100)]
    for future in futures[::2]:
        future.add_done_callback(print)
        future.add_done_callback(repr)
    for item in range(100):
        queue.put_nowait(item)
    await asyncio.wait(failed)
    await asyncio.wait(finished)
    for task in sleeping[100:150]:
        task.cancel()
    await asyncio.sleep(0.01)
    for _ in range(100):
        queue.put_nowait(None)
    await asyncio.sleep(0.01)
    truth.stand()
    return waiting, shielded, limited, together, handles


loop = asyncio.new_event_loop()
try:
    loop.run_until_complete(main())
finally:
    del loop
