# SPDX-License-Identifier: Apache-2.0
"""A finalizer puts its object back into a pool that nobody takes from."""
import background


class Buffer:
    pool = []

    def __init__(self, number):
        self.number = number
        self.data = bytearray(300)

    def __del__(self):
        Buffer.pool.append(self)


n = 0
while True:
    for _ in range(1500):
        Buffer(n)
        n += 1
    background.stop()
