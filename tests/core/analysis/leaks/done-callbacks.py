# SPDX-License-Identifier: Apache-2.0
"""Every connection asks a future that is never done to call it back."""
import asyncio

import business


class Connection:
    def __init__(self, shutdown):
        self.buffer = bytearray(128)
        shutdown.add_done_callback(self.on_shutdown)

    def on_shutdown(self, future):
        self.buffer = None


class Server:
    pass


server = Server()


async def main():
    server.shutdown = asyncio.get_running_loop().create_future()
    while True:
        for _ in range(800):
            Connection(server.shutdown)
        await asyncio.sleep(0)
        business.stop()


asyncio.run(main())
