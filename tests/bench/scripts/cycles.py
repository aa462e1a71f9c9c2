# SPDX-License-Identifier: Apache-2.0
"""Cycles that only the automatic collections can free, while the program goes on working."""
import gc
import sys
import weakref

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


class Node:
    def __init__(self, name):
        self.name = name
        self.parent = None
        self.children = []

    def add(self, child):
        child.parent = self
        self.children.append(child)
        return child


class Noisy(Node):
    dead = 0

    def __del__(self):
        Noisy.dead += 1


def family(rounds):
    total = 0
    for i in range(rounds):
        root = Node(i)
        for k in range(4):
            root.add(Node(k)).add(Node(k + 1))
        total += len(root.children)
    return total


def loops(rounds):
    for i in range(rounds):
        a, b = [], {}
        a.append(b)
        b["a"] = a
        c = (a, b)
        a.append(c)
    return len(a)


def closures(rounds):
    total = 0
    for i in range(rounds):
        def step(n):
            return step(n - 1) + 1 if n else 0
        total += step(3)
    return total


def watched(rounds):
    gone = []
    for i in range(rounds):
        node = Noisy(i)
        node.add(Noisy(i + 1))
        if i % 10 == 0:
            gone.append(weakref.ref(node))
    node = None
    gc.collect()
    return Noisy.dead, sum(ref() is None for ref in gone)


print(family(scale * 500))
print(loops(scale * 1500))
print(closures(scale * 1000))
print(watched(scale * 300))
