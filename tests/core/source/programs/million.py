# SPDX-License-Identifier: Apache-2.0
"""Very many small objects (a million with scale 20): instances, tuples, strings, numbers, links."""
import truth


class Node:
    def __init__(self, number, before):
        self.number, self.before, self.label = number, before, "node %d" % number


class Leaf:
    __slots__ = ("value", "__weakref__")

    def __init__(self, value):
        self.value = value


def main():
    n = truth.scale(8000)
    nodes, before = [], None
    for i in range(n):
        before = Node(i, before)
        nodes.append(before)
    leaves = [Leaf((i, float(i))) for i in range(n)]
    index = {leaf.value: leaf for leaf in leaves}
    by_text = {str(i): i for i in range(n)}
    rings = [[] for _ in range(n // 10)]
    for ring in rings:
        ring.append(ring)
    del nodes[::2]
    truth.stand()
    return index, by_text


main()
