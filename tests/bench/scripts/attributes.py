# SPDX-License-Identifier: Apache-2.0
"""Attributes: instances, slots, classes, methods, properties, modules, super()."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


class Vector:
    dimensions = 3

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def shift(self, by):
        self.x += by
        self.y -= by
        self.z = self.x + self.y
        return self

    @property
    def size(self):
        return self.x + self.y

    @staticmethod
    def twice(n):
        return n + n

    @classmethod
    def count(cls):
        return cls.dimensions


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def swap(self):
        self.left, self.right = self.right, self.left


class Derived(Vector):
    def dot(self, other):
        return super().dot(other) + 1


def instances(rounds):
    a, b = Vector(1, 2, 3), Vector(4, 5, 6)
    total = 0
    for i in range(rounds):
        total += a.dot(b)
        a.shift(1)
        b.shift(-1)
        total += a.size + Vector.dimensions
        total &= 0xFFFFFF
    return total


def slots(rounds):
    pair = Slotted(1, 2)
    total = 0
    for i in range(rounds):
        pair.left = i
        pair.swap()
        total += pair.left + pair.right
    return total


def classes(rounds):
    d, v = Derived(1, 2, 3), Vector(3, 2, 1)
    total = 0
    for i in range(rounds):
        total += Vector.twice(i) + Vector.count() + d.dot(v)
        total += getattr(v, "x") + hasattr(v, "missing")
        total += sys.maxsize & 1
    return total


print(instances(scale * 5000))
print(slots(scale * 7000))
print(classes(scale * 2500))
