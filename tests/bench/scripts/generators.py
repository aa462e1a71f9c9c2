# SPDX-License-Identifier: Apache-2.0
"""Generators: loops over them, pipelines, yield from, send, and loops over other iterators."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def evens(numbers):
    for n in numbers:
        if n % 2 == 0:
            yield n


def squares(numbers):
    for n in numbers:
        yield n * n


def walk(depth):
    if depth:
        yield from walk(depth - 1)
        yield depth
        yield from walk(depth - 1)


def average():
    total, n, result = 0, 0, None
    while True:
        value = yield result
        total += value
        n += 1
        result = total // n


def feed(rounds):
    running = average()
    next(running)
    last = 0
    for i in range(rounds):
        last = running.send(i)
    return last


def pairs(rounds):
    total = 0
    names = {"a": 1, "b": 2, "c": 3}
    for i in range(rounds):
        for index, (name, value) in enumerate(names.items()):
            total += index * value + len(name)
    return total


print(sum(count(scale * 10000)))
print(sum(squares(evens(count(scale * 5000)))))
print(sum(sum(walk(11)) for _ in range(scale // 10 + 1)))
print(feed(scale * 5000))
print(pairs(scale * 1500))
print(sum(x * y for x in range(scale * 20) for y in (1, 2, 3, 4, 5)))
print(any(x < 0 for x in range(scale * 5000)), max(x ^ 5 for x in range(scale * 5000)))
