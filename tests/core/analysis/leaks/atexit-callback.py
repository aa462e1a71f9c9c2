# SPDX-License-Identifier: Apache-2.0
"""A callback is registered for each file and never taken back: C code holds it, no object does."""
import atexit

import background


class TemporaryFile:
    def __init__(self, number):
        self.name = f"/tmp/file{number}"
        self.data = "x" * 100 + str(number)
        atexit.register(self.remove)

    def remove(self):
        self.data = None


n = 0
while True:
    for _ in range(1200):
        TemporaryFile(n)
        n += 1
    background.stop()
