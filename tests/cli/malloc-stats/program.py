# What the allocator's report says of a known amount of work: objects of many size classes, some of them freed again.
# The report goes to standard error, before the work, after it, and when most of it is undone.
import gc
import sys


class Plain:
    def __init__(self, value):
        self.value = value
        self.other = None


class Slotted:
    __slots__ = ("a", "b", "c")


def work():
    kept = [None] * 12
    kept[0] = [object() for i in range(1500)]
    kept[1] = [Plain(None) for i in range(700)]
    kept[2] = [Slotted() for i in range(300)]
    kept[3] = [bytes(i) for i in range(2, 600)]
    kept[4] = [(i, i, i) for i in range(250)]
    kept[5] = [{"k%d" % i: i} for i in range(200)]
    kept[6] = [[i] * (i % 40) for i in range(256)]
    kept[7] = [i * 1.5 for i in range(400)]
    kept[8] = [1 << i for i in range(9, 400)]
    kept[9] = [{i, i + 1} for i in range(150)]
    kept[10] = ["x" * i for i in range(2, 700)]
    kept[11] = [(lambda: i) for i in range(100)]
    return kept


def undo(kept):
    for i in range(12):
        if i % 3:
            kept[i] = None


undo(work())  # free lists and caches are warm from here on
gc.collect()
gc.disable()
sys._debugmallocstats()
before = sys.getallocatedblocks()
kept = work()
taken = sys.getallocatedblocks()
sys._debugmallocstats()
undo(kept)
left = sys.getallocatedblocks()
sys._debugmallocstats()
print("blocks taken:", taken - before, file=sys.stderr)
print("blocks left:", left - before, file=sys.stderr)
