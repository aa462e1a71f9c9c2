# __slots__ against __dict__
# An object with slots has its attributes in fixed places and needs no dict.
#
# Next: choose Types and compare Point with SlimPoint. Then run "for p in points: p.__dict__" and look at dict: who
# asks for a __dict__ pays for it.
import sys


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class SlimPoint:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


points = [Point(n, -n) for n in range(1000)]
slim = [SlimPoint(n, -n) for n in range(1000)]

asked = Point(0, 0)
print("a Point:", sys.getsizeof(asked), "bytes, and a dict of", sys.getsizeof(asked.__dict__))
print("a SlimPoint:", sys.getsizeof(slim[0]), "bytes")

# The price: no attribute that was not foreseen.
asked.color = "red"
try:
    slim[0].color = "red"
except AttributeError as error:
    print("AttributeError:", error)
