# SPDX-License-Identifier: Apache-2.0
"""Tasks wait for an answer that never comes."""
import asyncio

import background

pending = {}


async def wait_for_reply(number):
    future = asyncio.get_running_loop().create_future()
    pending[number] = future
    payload = f"request {number}" * 10
    return await future, payload


async def main():
    n = 0
    while True:
        for _ in range(800):
            asyncio.create_task(wait_for_reply(n))
            n += 1
        await asyncio.sleep(0)
        background.stop()


asyncio.run(main())
