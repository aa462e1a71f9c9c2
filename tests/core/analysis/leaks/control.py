# SPDX-License-Identifier: Apache-2.0
"""A program that keeps what it needs and lets go of the rest."""
import collections
import functools

import background


class Session:
    def __init__(self, key):
        self.key = key
        self.data = {"user": key}


class Bounded:
    def __init__(self, limit):
        self.limit = limit
        self.items = collections.OrderedDict()

    def put(self, key, value):
        self.items[key] = value
        while len(self.items) > self.limit:
            self.items.popitem(last=False)


@functools.lru_cache(maxsize=256)
def square(n):
    return n * n


sessions = Bounded(100)
settings = {f"option.{i}": str(i) for i in range(300)}
n = 0
while True:
    for _ in range(1500):
        sessions.put(n, Session(n))
        square(n)
        n += 1
    background.stop()
