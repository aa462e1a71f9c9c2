# SPDX-License-Identifier: Apache-2.0
# Cycles and the collector: what references alone free, what waits for it, and what it tells.
import gc

gc.collect()
gc.disable()
print(gc.isenabled(), gc.get_threshold())


class Node:
    alive = 0

    def __init__(self, name, *links):
        Node.alive += 1
        self.name = name
        self.links = list(links)

    def __del__(self):
        Node.alive -= 1
        print("del", self.name)


n = Node("plain")
n = None
print("alive", Node.alive)
a = Node("a")
b = Node("b", a)
a.links.append(b)
del a, b
print("alive", Node.alive)
print(gc.collect(), "alive", Node.alive)
s = Node("self")
s.links.append(s)
s.links.append(Node("leaf"))
del s
print(gc.collect(), "alive", Node.alive)
print([gc.collect(i) for i in range(3)])

l = []
l.append(l)
print(l, gc.is_tracked(l), gc.is_tracked(()), gc.is_tracked({}), gc.is_tracked(3), gc.is_tracked((l,)))
d = {"self": None}
d["self"] = d
print(d)
del l, d
print(gc.collect())

saved = []


class Phoenix:
    def __init__(self):
        self.me = self
        self.times = 0

    def __del__(self):
        self.times += 1
        saved.append(self)


Phoenix()
gc.collect()
print(len(saved), saved[0].times, gc.is_finalized(saved[0]))
saved.clear()
print(gc.collect(), len(saved))


def local_cycle():
    def recurse(n):
        return n if n == 0 else recurse(n - 1)

    return recurse(3)


print(local_cycle(), gc.collect())


class Tree:
    def __init__(self, depth, parent=None):
        self.parent = parent
        self.children = [Tree(depth - 1, self) for _ in range(2)] if depth else []


def size(t):
    return 1 + sum(size(c) for c in t.children)


t = Tree(5)
print(size(t), sum(isinstance(o, Tree) for o in gc.get_objects()))
t.children.pop()
print(gc.collect() >= 31, sum(isinstance(o, Tree) for o in gc.get_objects()))
root = t
holders = [o for o in gc.get_referrers(root) if isinstance(o, Tree)]
print(len(holders) == len(root.children), holders[0] is root.children[0])
print(root.children in gc.get_referents(root) or root.children in gc.get_referents(root.__dict__))
del t, root, holders
gc.collect()
print(sum(isinstance(o, Tree) for o in gc.get_objects()))

events = []


def watch(phase, info):
    events.append((phase, info["generation"], info["collected"]))


gc.callbacks.append(watch)
x = []
x.append(x)
del x
gc.collect(1)
gc.callbacks.remove(watch)
print(events)
gc.set_debug(gc.DEBUG_SAVEALL)
y = [1]
y.append(y)
del y
gc.collect()
print(len(gc.garbage), gc.garbage[0][0])
gc.set_debug(0)
gc.garbage.clear()
print(gc.collect(), gc.get_count()[2])


class Loop:
    pass


gc.enable()
gc.set_threshold(50, 5, 5)
before = gc.get_stats()[0]["collections"]
for i in range(1000):
    z = Loop()
    z.me = z
print(gc.get_stats()[0]["collections"] - before > 10, gc.isenabled())
last = Node("at exit")
last.links.append(last)
