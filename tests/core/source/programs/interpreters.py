# SPDX-License-Identifier: Apache-2.0
"""Several interpreters in one process: each makes objects of its own and says of all it can see what they are, in the
file that the first argument names, followed by its number; then the main one stands still as every program does. From
3.12 on one of them shares the main one's allocator, and the other has its own, and what it says of that is in a file
that ends with .malloc."""
import os
import sys

import truth

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

PROGRAM = """
import sys
number, path, folder = %d, %r, %r
sys.path.insert(0, folder)
import collections, functools, gc, os
import truth


class Item:
    def __init__(self, number):
        self.number, self.text = number, "item %%d of interpreter %%d" %% (number, sys.modules["__main__"].number)


class Slotted:
    __slots__ = ("left", "right")


def say(path):
    out = open(path, "w", encoding="utf-8", errors="replace")
    try:
        return truth.describe_objects(out)
    finally:
        out.close()


def say_blocks(path):
    log, saved = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), os.dup(2)
    os.dup2(log, 2)
    sys._debugmallocstats()
    os.dup2(saved, 2)
    os.close(log)
    os.close(saved)


items = [Item(i) for i in range(300 * number)]
by_name = collections.OrderedDict((item.text, item) for item in items)
slotted, partial, everything = Slotted(), functools.partial(Item, 5), None
slotted.left, slotted.right = {"of": "a slot"}, frozenset(("a", "member"))
ring = [slotted]
ring.append(ring)
gc.collect()
gc.disable()
if sys.version_info >= (3, 9):  # before, all interpreters share the lists of the collector
    everything = say("%%s.%%d" %% (path, number))
say_blocks("%%s.%%d.malloc" %% (path, number))
"""


def create(isolated):
    if sys.version_info >= (3, 13):
        return interpreters.create("isolated" if isolated else "legacy")
    return interpreters.create(isolated=isolated) if sys.version_info >= (3, 9) else interpreters.create()


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    made = []  # an interpreter ends with the last object that is its number
    for number, isolated in (1, False), (2, True):
        made.append(create(isolated))
        failure = interpreters.run_string(made[-1], PROGRAM % (number, sys.argv[1], folder))
        if failure is not None:
            raise RuntimeError(failure)
    truth.stand()
    return made


main()
