# SPDX-License-Identifier: Apache-2.0
"""A cache that nothing ever leaves."""
import background


class Session:
    def __init__(self, key):
        self.key = key
        self.data = {"user": key, "roles": ["a", "b"]}


class Store:
    def __init__(self):
        self._items = {}

    def get(self, key):
        if key not in self._items:
            self._items[key] = Session(key)
        return self._items[key]


store = Store()
n = 0
while True:
    for _ in range(1500):
        store.get(f"session-{n}")
        n += 1
    background.stop()
