# SPDX-License-Identifier: Apache-2.0
"""Holds about N objects of a mixed kind; for each line on its input it walks them itself, as a program inside would:
gc.get_objects (), gc.get_referents () and sys.getsizeof () of each, and prints the CPU seconds. Argument: N."""
import gc
import sys
import time


class Node:
    def __init__(self, number):
        self.number, self.name = number, "node %d" % number
        self.pair, self.items = (number, float(number)), [number]


def walk():
    """Addresses, sizes and references of everything that can be reached."""
    begin = time.process_time()
    seen, queue, references = set(), gc.get_objects(), 0
    seen.add(id(queue))
    while queue:
        o = queue.pop()
        if id(o) in seen:
            continue
        seen.add(id(o))
        sys.getsizeof(o, 0)
        found = gc.get_referents(o)
        references += len(found)
        queue += found
    return time.process_time() - begin, len(seen), references


def main():
    gc.disable()
    nodes = [Node(i) for i in range(int(sys.argv[1]) // 7)]
    print("ready", flush=True)
    for _ in sys.stdin:
        print(*walk(), flush=True)
    return nodes


main()
