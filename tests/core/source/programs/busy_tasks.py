# SPDX-License-Identifier: Apache-2.0
"""An event loop that drives thousands of tasks until a line comes: then nothing of their work may be lost."""
import asyncio
import collections
import sys
import threading

TASKS = 2000


class Kept:
    """Counted from outside."""


async def work(inbox, sums, latest):
    while True:
        item = await inbox.get()
        if item is None:
            return
        await asyncio.sleep(0)
        latest.append({"item": item, "text": str(item)})
        sums["done"] += 1
        sums["items"] += item


async def feed(end, inbox, tasks):
    given = 0
    while not end.is_set():
        for _ in range(100):
            inbox.put_nowait(given)
            given += 1
        while not inbox.empty():
            await asyncio.sleep(0)
    for _ in tasks:
        inbox.put_nowait(None)
    await asyncio.gather(*tasks)
    return given


async def drive(begun, end, sums):
    inbox, latest = asyncio.Queue(), collections.deque(maxlen=500)
    tasks = [asyncio.ensure_future(work(inbox, sums, latest)) for _ in range(TASKS)]
    asyncio.get_running_loop().call_later(0.05, begun.set)
    sums["given"] = await feed(end, inbox, tasks)


def main():
    kept = [Kept() for _ in range(3000)]
    begun, end, sums = threading.Event(), threading.Event(), collections.Counter()
    loop = threading.Thread(target=lambda: asyncio.run(drive(begun, end, sums)), daemon=True)
    loop.start()
    begun.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    end.set()
    loop.join()
    given = sums["given"]
    assert sums["done"] == given > 0 and sums["items"] == given * (given - 1) // 2, sums
    print("ready", flush=True)
    sys.stdin.readline()
    return kept


main()
