# How constructors, items and unpacking refuse what they cannot take, and which exceptions have a __new__ of their own.
import builtins
print([n for n,t in sorted(vars(builtins).items()) if isinstance(t,type) and issubclass(t,BaseException) and '__new__' in vars(t) and 'Group' not in n])
for a in ((1,2,3,4,5),(1,2,3,4,5,6,7),(1,),()):
    try: SyntaxError('x',a)
    except Exception as e: print(e)
class A(float): pass
class B(A):
    def __new__(c): return object.__new__(c)
class C(B): pass
class S(set): pass
for f in (lambda: object.__new__(A), B, C, lambda: type(0, a=1), enumerate, lambda: S(1, 2), StopIteration.__new__):
    try: f()
    except TypeError as e: print(e)


def delete(o, key):
    del o[key]


def unpack(o):
    a, b = o


class Empty: pass


import weakref
for f in (lambda: delete(Empty(), 0), lambda: delete(Empty(), 'a'), lambda: delete((1,), 0), lambda: delete(1, 0),
          lambda: unpack(weakref.ref(Empty)), lambda: unpack(Empty())):
    try: f()
    except TypeError as e: print(e)
