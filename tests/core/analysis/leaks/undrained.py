# SPDX-License-Identifier: Apache-2.0
"""A queue that nobody takes from."""
import queue

import business


class Event:
    def __init__(self, number):
        self.payload = {"number": number}


class Metrics:
    def __init__(self):
        self.events = queue.Queue()

    def emit(self, number):
        self.events.put(Event(number))


metrics = Metrics()
n = 0
while True:
    for _ in range(900):
        metrics.emit(n)
        n += 1
    business.stop()
