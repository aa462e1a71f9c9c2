# SPDX-License-Identifier: Apache-2.0
"""Tasks are kept in a set so that they are not lost, and wait for an event nobody sets."""
import asyncio

import business

background_tasks = set()


async def upload(number, event):
    data = bytes(200) + str(number).encode()
    await event.wait()
    return data


async def main():
    n = 0
    never = asyncio.Event()
    while True:
        for _ in range(400):
            background_tasks.add(asyncio.create_task(upload(n, never)))
            n += 1
        await asyncio.sleep(0)
        business.stop()


asyncio.run(main())
