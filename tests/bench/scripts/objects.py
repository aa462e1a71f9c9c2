# SPDX-License-Identifier: Apache-2.0
"""Objects that are made and die young, and trees of them that live a while."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y


class Cell:
    __slots__ = ("value", "next")

    def __init__(self, value, next):
        self.value = value
        self.next = next


class Tree:
    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None

    def count(self):
        return 1 + (self.left.count() + self.right.count() if self.left else 0)


class Watched:
    dead = 0

    def __del__(self):
        Watched.dead += 1


class Plain:
    pass


def points(rounds):
    total, step = Point(0, 0), Point(1, 2)
    for i in range(rounds):
        total = total + step
        if total == step:
            total = total + Point(0, 0)
    return total.x, total.y


def cells(rounds):
    total = 0
    for i in range(rounds):
        head = None
        for value in range(20):
            head = Cell(value, head)
        while head is not None:
            total += head.value
            head = head.next
    return total


def watched(rounds):
    for i in range(rounds):
        Watched()
    return Watched.dead


def plain(rounds):
    last = None
    for i in range(rounds):
        o = Plain()
        o.previous = i
        last = o
    return last.previous


print(points(scale * 3000))
print(cells(scale * 200))
print(sum(Tree(9).count() for _ in range(scale // 3 + 1)))
print(watched(scale * 3000))
print(plain(scale * 3000))
print(len([int(str(i)) + len(list((i, i))) + len(dict(a=i)) for i in range(scale * 1000)]))
