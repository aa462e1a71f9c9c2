# SPDX-License-Identifier: Apache-2.0
"""Code is made for each query, and its text is kept for tracebacks to come."""
import linecache

import stock


def build_getter(number):
    lines = ["def get(row):\n"] + [f"    field_{i} = row[{i}] + {number}\n" for i in range(12)]
    name = f"<getter {number}>"
    linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
    space = {}
    exec(compile("".join(lines), name, "exec"), space)
    return space["get"]


n = 0
while True:
    for _ in range(400):
        build_getter(n)([n] * 12)
        n += 1
    stock.stop()
