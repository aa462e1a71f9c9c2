# SPDX-License-Identifier: Apache-2.0
"""Full collections of a heap of many kinds of object, first alive, then garbage."""
import gc
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


class Item:
    def __init__(self, number, other):
        self.number = number
        self.other = other


def build(n):
    items = []
    other = None
    for i in range(n):
        other = Item(i, other if i % 50 else None)
        items.append(other)
        items.append([i, other])
        items.append({"item": other, "list": items[-1]})
        items.append((other, items[-1]))
    return items


gc.disable()
items = build(scale * 700)
print(gc.collect(), len(items))
for _ in range(5):
    print(gc.collect())
half = len(items) // 2
for i in range(half):
    if isinstance(items[i], list):
        items[i].append(items[i])
del items[:half]
print(gc.collect())
print(len(gc.get_objects()) > len(items))
items.append(items)
del items
print(gc.collect())
