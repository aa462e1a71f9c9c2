# SPDX-License-Identifier: Apache-2.0
"""A burst of small objects, of which a few far apart are kept: they pin whole arenas."""
import background


class Sample:
    __slots__ = ("time", "value")

    def __init__(self, time, value):
        self.time = time
        self.value = value


class Recorder:
    def __init__(self):
        self.kept = []

    def record(self, n):
        burst = [Sample(i + 1000, i * 0.5) for i in range(n)]
        self.kept.extend(burst[::997])


recorder = Recorder()
while True:
    recorder.record(120000)
    background.stop()
