# SPDX-License-Identifier: Apache-2.0
# The end of a program: who dies when, and what finalizers can still reach.
import atexit
import gc
import sys
import weakref

gc.collect()


class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = D("a")
_b = D("_b")
c = [D("c")]
d = {"k": D("d")}
cycle = D("cycle")
cycle.me = cycle


def f(x=D("default")):
    return g


def g():
    pass


f.attribute = D("attribute of a function")


class K:
    at = D("attribute of a class")

    def m(self):
        return D


k = K()
k.d = D("attribute of an instance")
w = weakref.ref(a, lambda r: print("weak callback", r()))
atexit.register(lambda: print("atexit 1"))
atexit.register(print, "atexit 2", sep="")
generator = (i for i in [D("iterated")])


def local():
    x = D("local of a generator")
    try:
        yield 1
    finally:
        print("finally")


h = local()
next(h)
pair = [D("first"), D("second")]
pair.append(pair)
try:
    raise ValueError(D("argument of an exception"))
except ValueError as e:
    error = e
sys.modules["__main__"].later = D("later")
print("end")
