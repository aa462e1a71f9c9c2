# SPDX-License-Identifier: Apache-2.0
"""Coroutines are made and kept, and nobody awaits them."""
import asyncio

import business


class Mailer:
    def __init__(self):
        self.outbox = []

    def send(self, to):
        self.outbox.append(self.deliver(to, f"Hello {to}"))

    async def deliver(self, to, body):
        await asyncio.sleep(1)
        return to, body


mailer = Mailer()
n = 0
while True:
    for _ in range(1000):
        mailer.send(f"user{n}@example.org")
        n += 1
    business.stop()
