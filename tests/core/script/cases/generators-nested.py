# SPDX-License-Identifier: Apache-2.0
import sys
def inner(n):
    try:
        for i in range(n):
            got = yield i
            if got: print("got", got)
    finally:
        print("inner done", sys.exc_info()[0])
    return n * 10
def outer():
    r = yield from inner(3)
    print("r", r)
    try:
        r = yield from inner(2)
    except ValueError as e:
        print("caught", e, e.__context__)
    yield from (x for x in [1, 2])
    return 5
print([x for x in outer()])
for x in outer():
    if x == 1: break
def bad():
    yield 1
    raise StopIteration(3)
try:
    for x in bad(): print(x)
except RuntimeError as e:
    print(repr(e), repr(e.__cause__), repr(e.__context__))
def ret():
    yield 1
    return (7, 8)
for x in ret(): print(x)
def rec(n):
    if n: yield from rec(n - 1)
    yield n
print(list(rec(200))[:3])
def deep(n):
    if n: yield from deep(n - 1)
    yield n
try:
    for x in deep(2000): pass
except RecursionError as e:
    print("RecursionError", e)
def me():
    for x in g: yield x
g = me()
try:
    for x in g: pass
except ValueError as e: print(e)
def handling():
    try:
        raise KeyError(1)
    except KeyError:
        yield sys.exc_info()[0]
        yield sys.exc_info()[0]
for x in handling():
    print(x, sys.exc_info()[0])
try:
    1 / 0
except ZeroDivisionError:
    for x in handling():
        print(x, sys.exc_info()[0])
    def seen(): yield sys.exc_info()[0]
    for x in seen(): print(x)
g = outer()
next(g)
try: g.throw(ValueError("v"))
except ValueError as e: print("out", e)
g = outer(); print(next(g)); print(g.send("hello")); g.close()
import gc
def frames():
    f = sys._getframe()
    yield f.f_back.f_code.co_name
    yield sys._getframe().f_back.f_code.co_name
def run():
    for name in frames(): print(name)
run()
def tb():
    yield 1
    raise IndexError("x")
def use():
    for x in tb(): pass
try: use()
except IndexError as e:
    t = e.__traceback__
    while t: print(t.tb_frame.f_code.co_name, t.tb_lineno); t = t.tb_next
class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n)
def objs():
    a = D(1)
    yield D(2)
    b = D(3)
    yield D(4)
for o in objs(): print("o", o.n)
def nested():
    for i in objs():
        for j in objs():
            yield i.n, j.n
print(sum(a * b for a, b in nested()))
