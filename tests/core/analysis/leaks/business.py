# SPDX-License-Identifier: Apache-2.0
"""What a larger program keeps on purpose: tables, rules, caches that are full; and how it stops for a
picture."""
import asyncio
import collections
import decimal
import functools
import http.server
import json
import logging
import sys

COUNTRIES = {f"C{i:05d}": (f"Country {i}", i * 7, float(i)) for i in range(6000)}
WORDS = [f"word-{i}" for i in range(4000)]


class Rule:
    def __init__(self, n):
        self.name = f"rule{n}"
        self.parts = [n, n + 1]


RULES = [Rule(i) for i in range(400)]


class Entry:
    def __init__(self, key):
        self.key = key
        self.body = "b" * 50 + str(key)


class Bounded:
    def __init__(self, limit):
        self.limit = limit
        self.entries = collections.OrderedDict()

    def put(self, key):
        self.entries[key] = Entry(key)
        while len(self.entries) > self.limit:
            self.entries.popitem(last=False)


recently_used = Bounded(1000)
last_lines = collections.deque(maxlen=1000)
count = 0


@functools.lru_cache(maxsize=512)
def upper(text):
    return text.upper()


def work():
    global count
    for i in range(2000):
        count += 1
        recently_used.put(count)
        last_lines.append(json.loads(json.dumps({"n": count, "who": f"x{count}"})))
        upper(f"text{count}")
        decimal.Decimal(i) / 7


def stop():
    """Work, say so and wait for a line; the end of the input ends the program."""
    work()
    print("ready", flush=True)
    if not sys.stdin.readline():
        sys.exit()
