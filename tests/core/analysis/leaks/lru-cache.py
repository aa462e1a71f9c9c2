# SPDX-License-Identifier: Apache-2.0
"""functools.lru_cache on a method keeps every instance that it was called on."""
import functools

import background


class Report:
    def __init__(self, number):
        self.number = number
        self.lines = [f"line {i} of {number}" for i in range(10)]

    @functools.lru_cache(maxsize=None)
    def total(self, tax):
        return sum(map(len, self.lines)) * tax


n = 0
while True:
    for _ in range(1200):
        Report(n).total(1.19)
        n += 1
    background.stop()
