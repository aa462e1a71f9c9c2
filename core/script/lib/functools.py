# SPDX-License-Identifier: Apache-2.0
"""Functions on functions: the part of python3.11's functools that programs use most."""

__all__ = ["cache", "cached_property", "cmp_to_key", "lru_cache", "partial", "reduce",
           "total_ordering", "update_wrapper", "wraps", "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES"]

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for attr in assigned:
        try:
            value = getattr(wrapped, attr)
        except AttributeError:
            pass
        else:
            setattr(wrapper, attr, value)
    for attr in updated:
        getattr(wrapper, attr).update(getattr(wrapped, attr, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


_missing = object()


def reduce(function, sequence, initial=_missing, /):
    it = iter(sequence)
    if initial is _missing:
        try:
            value = next(it)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        value = initial
    for element in it:
        value = function(value, element)
    return value


class partial:
    __slots__ = "func", "args", "keywords", "__dict__", "__weakref__"

    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func, self.args, self.keywords = func, args, keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func), *map(repr, self.args)]
        parts.extend(f"{name}={value!r}" for name, value in self.keywords.items())
        return f"functools.partial({', '.join(parts)})"


def cmp_to_key(mycmp):
    class K:
        __slots__ = ["obj"]
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0
    return K


# What each comparison follows from: the one given, whether it is negated, and what equality adds.
def _derive(name, root, negate, with_equal):
    def method(self, other):
        result = getattr(type(self), root)(self, other)
        if result is NotImplemented:
            return result
        if negate:
            result = not result
        if with_equal is None:
            return result
        return result or self == other if with_equal else result and self != other
    method.__name__ = name
    return method


_derived = {
    "__lt__": (("__gt__", True, False), ("__le__", False, True), ("__ge__", True, None)),
    "__le__": (("__ge__", True, True), ("__lt__", False, False), ("__gt__", True, None)),
    "__gt__": (("__lt__", True, False), ("__ge__", False, True), ("__le__", True, None)),
    "__ge__": (("__le__", True, True), ("__gt__", False, False), ("__lt__", True, None)),
}


def total_ordering(cls):
    roots = [name for name in _derived if getattr(cls, name) is not getattr(object, name)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = next(name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in roots)
    for name, negate, with_equal in _derived[root]:
        if name not in roots:
            setattr(cls, name, _derive(name, root, negate, with_equal))
    return cls


class _CacheInfo(tuple):
    hits, misses, maxsize, currsize = (property(lambda self, i=i: self[i]) for i in range(4))

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)


def _make_key(args, kwds, typed):
    if not kwds and not typed and len(args) == 1 and type(args[0]) in (int, str):
        return args[0]
    key = args
    if kwds:
        key += (_missing, *(x for item in kwds.items() for x in item))
    if typed:
        key += (_missing, *map(type, args), *map(type, kwds.values()))
    return key


def _lru_cache_wrapper(function, maxsize, typed):
    entries = {}  # the least recently used one first
    hits = misses = 0

    def wrapper(*args, **kwds):
        nonlocal hits, misses
        key = _make_key(args, kwds, typed)
        value = entries.pop(key, _missing) if maxsize != 0 else _missing
        if value is not _missing:
            hits += 1
            entries[key] = value
            return value
        misses += 1
        value = function(*args, **kwds)
        if maxsize != 0:
            entries[key] = value
            if maxsize is not None and len(entries) > maxsize:
                del entries[next(iter(entries))]
        return value

    def cache_info():
        return _CacheInfo((hits, misses, maxsize, len(entries)))

    def cache_clear():
        nonlocal hits, misses
        hits = misses = 0
        entries.clear()

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return update_wrapper(wrapper, function)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize) and isinstance(typed, bool):
        return _lru_cache_wrapper(maxsize, 128, typed)
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    return lambda function: _lru_cache_wrapper(function, maxsize, typed)


def cache(user_function, /):
    return _lru_cache_wrapper(user_function, None, False)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError("Cannot assign the same cached_property to two different names "
                            f"({self.attrname!r} and {name!r}).")

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        values = instance.__dict__
        value = values.get(self.attrname, _missing)
        if value is _missing:
            value = values[self.attrname] = self.func(instance)
        return value
