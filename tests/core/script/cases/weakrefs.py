# SPDX-License-Identifier: Apache-2.0
# Weak references shared and not, proxies' operators, weak methods and containers, finalizers detached.
import gc
import sys
import weakref

gc.collect()
gc.disable()


class A:
    def __init__(self, name="a"):
        self.name = name

    def m(self):
        return self.name

    def __repr__(self):
        return "A(%s)" % self.name


def callback(r):
    print("callback", r())


def attempt(*functions):
    for function in functions:
        try:
            print(function())
        except Exception as e:
            print(type(e).__name__, str(e).split(" at 0x")[0])


a = A()
r1, r2, r3, r4 = weakref.ref(a), weakref.ref(a), weakref.ref(a, callback), weakref.ref(a, callback)
print(r1 is r2, r3 is r4, r1 == r3, hash(r1) == hash(r3), weakref.getweakrefcount(a), weakref.getweakrefs(a)[1] is r4)
p, p2, p3 = weakref.proxy(a), weakref.proxy(a), weakref.proxy(a, lambda r: print("proxy callback"))
print(p is p2, p is p3, weakref.getweakrefcount(a), p.name, p == a, type(p), p.__class__, str(p))
del r1
print(sys.getsizeof(r2), sys.getsizeof(p), sys.getrefcount(r3), gc.get_referents(r3) == [callback], gc.get_referents(r2))
del a
attempt(lambda: r2(), lambda: p.name, lambda: hash(r4) == hash(r3), lambda: r2 == r3, lambda: str(p), lambda: weakref.ref(1))


class Tagged(weakref.ref):
    def __new__(cls, o, callback=None, tag=None):
        return super().__new__(cls, o, callback)

    def __init__(self, o, callback=None, tag=None):
        super().__init__(o, callback)
        self.tag = tag


class Called(weakref.ref):
    def __call__(self):
        return "called", super().__call__()


a = A()
x, y = Tagged(a, None, "t"), Tagged(a)
print(x is y, x == y, x.tag, weakref.getweakrefcount(a), x() is a, sys.getsizeof(x), Called(a)())
wm = weakref.WeakMethod(a.m)
print(wm()(), wm == weakref.WeakMethod(a.m), hash(wm) == hash(weakref.WeakMethod(a.m)), wm().__self__ is a)
f = weakref.finalize(a, print, "finalized", 1, sep="-")
print(f.alive, f.atexit, f.peek()[1:])
del a
print(wm(), f.alive, f(), f.peek(), f.detach())

d = weakref.WeakValueDictionary()
k = A("k")
d["k"] = k
d["j"] = A("j")
print(dict(d), len(d), "j" in d, list(d.items()), d.get("j"), [r() for r in d.valuerefs()])
attempt(lambda: d["j"], lambda: d.pop("q"), lambda: d.pop("k"), lambda: d.setdefault("k", k))
w = weakref.WeakKeyDictionary({k: 1})
w[A("z")] = 2
print(len(w), list(w.items()), w[k], A("q") in w, [r() for r in w.keyrefs()])
s = weakref.WeakSet([k, A("t")])
print(len(s), list(s), s == weakref.WeakSet([k]), len(s | weakref.WeakSet()), 1 in s)
del k
print(len(d), len(w), len(s))
