# SPDX-License-Identifier: Apache-2.0
"""A decorator keeps the results of every call, without a limit."""
import functools

import business


def memoize(function):
    memo = {}

    @functools.wraps(function)
    def wrapper(*args):
        if args not in memo:
            memo[args] = function(*args)
        return memo[args]

    return wrapper


@memoize
def compute(a, b):
    return [a + b, f"result {a * b}", {"a": a}]


n = 0
while True:
    for _ in range(900):
        compute(n, n + 1)
        n += 1
    business.stop()
