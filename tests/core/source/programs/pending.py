# SPDX-License-Identifier: Apache-2.0
"""Stands still while something waits for its end; the first argument says which way. Each object that waits is a
Payload whose name says how. Runs on Python 3.8 and later."""
import atexit
import collections
import ctypes
import functools
import gc
import os
import sys
import weakref


class Payload:
    def __init__(self, name, *more):
        self.name, self.more = "payload " + name, more


class Stopping(Payload):
    def __del__(self):
        stand()


class Quiet(Payload):
    def __del__(self):
        pass


def keep(*_, **__):
    pass


def stand(*_):
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read(1)


def calls():
    """What is asked of the main thread between two functions written in C; it gets to it behind the last of them."""
    atexit.register(keep, Payload("at exit"), end=Payload("at exit by name"))
    add, hold = ctypes.pythonapi.Py_AddPendingCall, ctypes.pythonapi.Py_IncRef
    hold.argtypes = [ctypes.py_object]
    add.argtypes = [ctypes.c_void_p, ctypes.py_object]
    argument = Payload("of a pending call")
    hold(argument)
    steps = [functools.partial(add, ctypes.cast(hold, ctypes.c_void_p), argument)]
    steps += [functools.partial(os.write, 1, b"ready\n"), functools.partial(os.read, 0, 1)]
    del argument
    collections.deque(map(functools.partial.__call__, steps), maxlen=0)


def finalizer():
    """Nobody but the caller of __del__ holds the object, and its own variable."""
    thing = Stopping("of a finalizer")
    del thing


def trash():
    """What lies too deep to be freed at once waits until what lies still deeper is freed."""
    nest = Stopping("at the bottom")
    for _ in range(DEEP):
        nest = [nest, [Payload("in the trash")]]
    del nest


def references():
    """The first of three callbacks stands, two wait."""
    thing = Payload("gone")
    seen = [weakref.ref(thing, lambda reference, more=Payload("of a callback"): None) for _ in range(2)]
    last = weakref.ref(thing, stand)  # the newest is called first
    del thing
    return seen, last


def collection():
    """A collection that has called the first of its callbacks."""
    cycles = [Payload("in a cycle") for _ in range(3)]
    kept = []
    for number, thing in enumerate(cycles):
        thing.itself = thing
        kept.append(weakref.ref(thing, stand if number == 0 else lambda reference: None))
    kept.append(Quiet("in a cycle"))
    del thing, cycles
    gc.collect()
    return kept


DEEP = 30000 if sys.version_info >= (3, 13) else 300  # as deep as the C stack may get; before, 50
gc.disable()
globals()[sys.argv[1]]()
