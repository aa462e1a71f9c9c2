# Whatever takes the name of an attribute, a keyword or a module may get something else than a string.
import sys, weakref
import sys as module


class Plain:
    __slots__ = ('a', '__weakref__')


class Base:
    def method(self): pass


def attempt(function, *args, **rest):
    try:
        print(function(*args, **rest))
    except Exception as error:
        print(type(error).__name__, error)


for bad in 5, None, b'a', (1, 2), ('a',):
    for owner in Plain, Base, int, Plain(), Base(), module, Base().method, super(Base, Base()), weakref.proxy(Base), len:
        kind = type(owner)
        for name in '__getattribute__', '__setattr__', '__delattr__':
            for holder in object, type, kind:
                args = (owner, bad) if name != '__setattr__' else (owner, bad, 1)
                attempt(getattr(holder, name), *args)
        for function in getattr, hasattr, delattr:
            attempt(function, owner, bad)
        attempt(setattr, owner, bad, 1)
    for function in print, sorted, min, dict, int, str, ImportError, attempt, Base, Plain, type:
        attempt(lambda: function(**{bad: 1}))
    attempt(__import__, bad)
    attempt(type, bad, (), {})
    attempt(type, 'Made', (), {bad: 1, '__module__': bad, '__qualname__': 'x'})
    attempt(lambda: repr(type('Made', (), {'__module__': bad})))
    attempt(lambda: repr(type('Made', (), {'__module__': bad})()))
    attempt(lambda: type('Made', (), {'__slots__': (bad,)}))
    attempt(lambda: type('Made', (), {bad: 1}).nothing)
    attempt(sys.intern, bad)
    module.__name__ = bad
    attempt(lambda: module.nothing)
    attempt(lambda: repr(module))
    Base.__module__ = bad
    attempt(lambda: repr(Base))
    attempt(lambda: repr(Base()))
    attempt(exec, 'x = 1', {bad: 1})
    attempt(eval, 'nothing', {bad: 1, '__builtins__': {bad: 1}})
    sys.modules[bad] = bad
