# SPDX-License-Identifier: Apache-2.0
"""Weak references: with and without callbacks, live and dead, in dictionaries, sets, proxies, finalizers."""
import weakref

import truth


class Target:
    def __init__(self, number):
        self.number, self.other = number, None

    def method(self):
        return self.number


class Slotted:
    __slots__ = ("number", "__weakref__")


class Reference(weakref.ref):
    __slots__ = ("key",)

    def __new__(cls, target, key):
        self = super().__new__(cls, target, callback)
        self.key = key
        return self

    def __init__(self, target, key):
        super().__init__(target, callback)


class Resurrecting:
    alive = []

    def __del__(self):
        self.alive.append(self)


def callback(reference):
    pass


def main():
    targets = [Target(i) for i in range(truth.scale(1000))]
    slotted = [Slotted() for _ in range(100)]
    references = [weakref.ref(t) for t in targets] + [weakref.ref(t, callback) for t in targets[:300]]
    references += [Reference(t, [i]) for i, t in enumerate(targets[:200])] + [weakref.ref(s) for s in slotted]
    methods = [weakref.WeakMethod(t.method) for t in targets[:50]]
    by_name = weakref.WeakValueDictionary(("name %d" % i, t) for i, t in enumerate(targets))
    notes = weakref.WeakKeyDictionary((t, ["note"]) for t in targets[:200])
    members = weakref.WeakSet(targets[:200])
    finalizers = [weakref.finalize(t, callback, i) for i, t in enumerate(targets[:50])]
    for finalizer in finalizers:
        finalizer.atexit = False
    proxies = [weakref.proxy(t) for t in targets[:100]] + [weakref.proxy(lambda: 1), weakref.proxy(callback)]
    for a, b in zip(targets, targets[1:]):
        a.other = b
    walk = by_name.values()
    next(walk)
    del targets[500:600]
    for _ in range(20):
        Resurrecting()
    truth.stand()
    return references, methods, notes, members, proxies, walk


main()
