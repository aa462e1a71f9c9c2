# SPDX-License-Identifier: Apache-2.0
"""A C extension that takes a reference to each record it is shown and never gives it back."""
import leaky

import background


class Record:
    def __init__(self, number):
        self.number = number
        self.fields = [f"field {number} {i}" for i in range(6)]


n = 0
while True:
    for _ in range(1200):
        leaky.checksum(Record(n))
        n += 1
    background.stop()
