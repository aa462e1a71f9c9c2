# SPDX-License-Identifier: Apache-2.0
"""Sessions are opened by the thousand; most are closed again, but not those of guests."""
import stock


class Session:
    def __init__(self, key):
        self.key = key
        self.basket = [f"item {key} {i}" for i in range(4)]


class Sessions:
    def __init__(self):
        self.by_key = {}

    def open(self, key):
        self.by_key[key] = Session(key)

    def close(self, key):
        self.by_key.pop(key, None)


sessions = Sessions()
n = 0
while True:
    for _ in range(2000):
        sessions.open(n)
        if n % 5:
            sessions.close(n)
        n += 1
    for key in range(n, n + 200):
        sessions.open(key)
    stock.stop()
    for key in range(n, n + 200):
        sessions.close(key)
