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


class List(list): pass


class Tuple(tuple): pass


for f in (lambda: List(a=1), lambda: Tuple(a=1), lambda: [].sort(reverse=None), lambda: sorted(1, reverse=None),
          lambda: sorted([2, 1], reverse=True), lambda: [].sort(1), lambda: float('\ud800'), lambda: int('1\ud800'),
          lambda: float('\u0661\u0662'), lambda: int('\u0661\u2003'), lambda: int('1\xe91'), lambda: complex('\u0661\xe9')):
    try: print(f())
    except (TypeError, ValueError) as e: print(ascii(str(e)))

# Keywords are refused unless a subclass has an __init__ of its own to take them.
for base, args in ((float, (1,)), (tuple, ()), (list, ()), (set, ()), (frozenset, ()), (map, (str, [])),
                   (filter, (str, [])), (reversed, ([],)), (enumerate, ([],)), (zip, ([],)), (int, (1,)), (bytes, ())):
    class Same(base): pass

    class Takes(base):
        def __init__(self, *args, **rest): pass

    for cls in Same, Takes:
        try: print(base.__name__, type(cls(*args, q=1)).__name__)
        except TypeError as e: print(e)
