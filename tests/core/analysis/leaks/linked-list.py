# SPDX-License-Identifier: Apache-2.0
"""A list that is linked by hand and only ever gets longer."""
import background


class Step:
    __slots__ = ("text", "before")

    def __init__(self, text, before):
        self.text = text
        self.before = before


class History:
    def __init__(self):
        self.last = None

    def push(self, text):
        self.last = Step(text, self.last)


history = History()
n = 0
while True:
    for _ in range(2000):
        history.push(f"step {n}")
        n += 1
    background.stop()
