# SPDX-License-Identifier: Apache-2.0
"""Much comes and as much goes: tables that are made anew, now larger and now smaller; a store that is
purged; a tree that is thrown away."""
import json
import random

import background

random.seed(7)
DOCUMENT = json.dumps([{"name": f"rule-{i}", "weight": i} for i in range(1500)])


class Rule:
    def __init__(self, name, weight):
        self.name = name
        self.weight = weight
        self.tags = [name[:3], name[-3:]]


class Row:
    def __init__(self, number):
        self.number = number
        self.total = random.random()
        self.label = f"row {number}"


class Tick:
    __slots__ = ("at", "price")

    def __init__(self, at):
        self.at = at
        self.price = at * 0.5


class Node:
    def __init__(self, depth, parent=None):
        self.parent = parent
        self.children = [Node(depth - 1, self) for _ in range(4)] if depth else []


class Office:
    def __init__(self):
        self.rules, self.report, self.ticks, self.tree, self.plans = {}, [], [], None, {}
        self.now = 0

    def reload(self):
        self.rules = {r["name"]: Rule(**r) for r in json.loads(DOCUMENT)}

    def count(self, rows):
        self.report = [Row(i) for i in range(rows)]

    def tick(self):
        self.now += 1
        self.ticks.append(Tick(self.now))
        if len(self.ticks) >= 3000:
            self.ticks = self.ticks[1500:]

    def plan(self, number):
        if len(self.plans) > 2000:
            self.plans.clear()
        self.plans[number] = [f"plan {number}"]

    def draw(self):
        self.tree = Node(4)


office = Office()
for turn in range(1, 100):
    for _ in range(3):
        office.reload()
        office.draw()
    office.count(1200 + 250 * (turn % 3))
    for _ in range(3700):
        office.tick()
    for number in range(3300 * turn, 3300 * (turn + 1)):
        office.plan(number)
    background.stop()
