# SPDX-License-Identifier: Apache-2.0
"""Lists, dicts, tuples and sets that grow, shrink and change."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def sieve(n):
    flags = [True] * n
    for i in range(2, n):
        if flags[i]:
            for j in range(i * i, n, i):
                flags[j] = False
    return [i for i in range(2, n) if flags[i]]


def queue(rounds):
    items = []
    total = 0
    for i in range(rounds):
        items.append(i)
        items.append(i + 1)
        if len(items) > 40:
            total += items.pop() + items.pop(0)
        items[-1], items[0] = items[0], items[-1]
    return total + len(items)


def histogram(rounds):
    counts = {}
    for i in range(rounds):
        key = (i * 7919) % 1009
        counts[key] = counts.get(key, 0) + 1
        if key in counts and i % 5 == 0:
            del counts[key]
    return len(counts), sum(counts.values())


def words(rounds):
    names = ["alpha", "beta", "gamma", "delta", "epsilon"]
    table = {}
    for i in range(rounds):
        name = names[i % 5]
        table.setdefault(name, []).append(i)
        if len(table[name]) > 20:
            table[name] = table[name][10:]
    return {name: sum(values) for name, values in table.items()}


def unique(rounds):
    seen = set()
    pairs = [(i % 97, i % 89) for i in range(rounds)]
    for a, b in pairs:
        seen.add((a, b))
        seen.discard((b, a))
    return len(seen)


print(sum(sieve(scale * 5000)))
print(queue(scale * 3000))
print(histogram(scale * 3000))
print(words(scale * 3000))
print(unique(scale * 2000))
matrix = [[(r * c) % 10 for c in range(60)] for r in range(60)]
print(sum(sum(a * b for a, b in zip(row, column)) for _ in range(scale // 10 + 1)
          for row in matrix[::3] for column in matrix[::5]))
