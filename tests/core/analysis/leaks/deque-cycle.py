# SPDX-License-Identifier: Apache-2.0
"""Cycles through a type written in C, with the collector switched off."""
import collections
import gc

import business


class Node:
    def __init__(self, number):
        self.name = f"node {number}"
        self.queue = collections.deque([self])


gc.disable()
n = 0
while True:
    for _ in range(600):
        Node(n)
        n += 1
    business.stop()
