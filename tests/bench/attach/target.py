# SPDX-License-Identifier: Apache-2.0
"""Holds N containers of a mixed kind, as the anchor of a dumper inside the process does, says "ready" and goes on for
each line on its input:
  keep   what a dumper written in Python does: of each object that the collector knows its address, type, size,
         reference count and the addresses of its referents, kept in a list
  bare   the same walk that keeps nothing and asks only for sizes and referents, but of everything that can be reached
Each prints its wall and CPU seconds. Argument: N."""
import gc
import random
import sys
import time


class Node:
    pass


def make(n):
    """40 % tuples, 20 % each of lists, dicts and instances; each refers to one made before and to an int of its own."""
    random.seed(1)
    made = []
    for i in range(n):
        other, kind = made[random.randrange(i)] if i else None, i % 10
        if kind < 4:
            made.append((i + 1000, other))
        elif kind < 6:
            made.append([other, i + 1000])
        elif kind < 8:
            made.append({"a": other, "b": i + 1000})
        else:
            node = Node()
            node.a, node.b = other, i + 1000
            made.append(node)
    return made


def keep():
    rows = []
    for o in gc.get_objects():
        referents = [id(x) for x in gc.get_referents(o)]
        rows.append((id(o), type(o), sys.getsizeof(o), sys.getrefcount(o), referents))
    return rows


def bare():
    seen, queue = set(), gc.get_objects()
    seen.add(id(queue))
    while queue:
        o = queue.pop()
        if id(o) in seen:
            continue
        seen.add(id(o))
        sys.getsizeof(o, 0)
        queue += gc.get_referents(o)
    return seen


def main():
    gc.disable()
    made = make(int(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        begin, begin_cpu = time.perf_counter(), time.process_time()
        rows = {"keep": keep, "bare": bare}[line.strip()]()
        print(time.perf_counter() - begin, time.process_time() - begin_cpu, flush=True)
        del rows
    return made


main()
