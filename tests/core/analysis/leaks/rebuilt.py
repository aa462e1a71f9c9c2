# SPDX-License-Identifier: Apache-2.0
"""A tuple that is made anew with each batch: the holder is never older than a moment."""
import background


class Point:
    def __init__(self, x):
        self.x = x
        self.name = f"p{x}"


class Track:
    def __init__(self):
        self.points = ()

    def extend(self, points):
        self.points = self.points + tuple(points)


track = Track()
n = 0
while True:
    track.extend([Point(n + i) for i in range(1500)])
    n += 1500
    background.stop()
