# SPDX-License-Identifier: Apache-2.0
"""A C extension keeps each handler in a static array, which no object holds."""
import leaky

import background
import business


class Handler:
    def __init__(self, number):
        self.number = number
        self.options = {"number": number}


def connect(number):
    leaky.subscribe(Handler(number))


n = 0
while True:
    for _ in range(900):
        connect(n)
        n += 1
    background.stop()
