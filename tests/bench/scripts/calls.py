# SPDX-License-Identifier: Apache-2.0
"""Calls of Python functions: recursion, defaults, keywords, *args, closures, calls from C."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def add(a, b=1, *, c=0):
    return a + b + c


def count(*values, **named):
    return len(values) + len(named)


def make_counter(step):
    total = 0

    def counter(n):
        nonlocal total
        total += step
        return total + n

    return counter


def mixed(rounds):
    counter = make_counter(3)
    result = 0
    for i in range(rounds):
        result += add(i) + add(i, 2) + add(i, c=3)
        result ^= counter(i)
        result += count(i, result) + count(i, key=result)
    return result


print(sum(fib(19) for _ in range(scale // 10 + 1)))
print(sum(tak(12, 8, 4) for _ in range(scale // 10 + 1)))
print(mixed(scale * 2500))
print(sum(map(lambda v: v & 7, range(scale * 5000))))
print(sum(sorted(range(scale * 1000), key=lambda v: -v)[:10]))
