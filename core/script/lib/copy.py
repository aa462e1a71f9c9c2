# SPDX-License-Identifier: Apache-2.0
"""The module copy: shallow and deep copies of any object."""


from _weakref import ref as _ref


class Error(Exception):
    def _method(self):
        pass


error = Error

_same = (
    type(None), int, float, bool, str, bytes, range, slice, type, type(Ellipsis), type(NotImplemented),
    type(lambda: 0), type(len), property, _ref,
)
_atoms = frozenset(_same)
_method_type = type(Error()._method)


def _slots(cls):
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        if isinstance(slots, str):
            slots = (slots,)
        for name in slots:
            if name in ("__dict__", "__weakref__"):
                continue
            if name.startswith("__") and not name.endswith("__"):
                stripped = base.__name__.lstrip("_")
                if stripped:
                    name = "_" + stripped + name
            yield name


def _own_reduce(cls):
    return (getattr(cls, "__reduce_ex__", None) is not getattr(object, "__reduce_ex__", None)
            or getattr(cls, "__reduce__", None) is not getattr(object, "__reduce__", None))


def copy(x):
    """A new object of the same kind that refers to the same objects."""
    cls = type(x)
    if cls in _atoms or cls is tuple or cls is frozenset:
        return x
    if cls is list or cls is dict or cls is set or cls is bytearray:
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    return _rebuild(x, cls, None)


def deepcopy(x, memo=None, _nil=[]):
    """A new object of the same kind that refers to deep copies; memo maps ids to copies made so far."""
    if memo is None:
        memo = {}
    key = id(x)
    y = memo.get(key, _nil)
    if y is not _nil:
        return y
    cls = type(x)
    if cls in _atoms or issubclass(cls, type):
        return x
    if cls is list:
        y = []
        memo[key] = y
        for item in x:
            y.append(deepcopy(item, memo))
    elif cls is dict:
        y = {}
        memo[key] = y
        for k, v in x.items():
            y[deepcopy(k, memo)] = deepcopy(v, memo)
    elif cls is tuple:
        y = _deep_tuple(x, memo)
    elif cls is _method_type:
        y = cls(x.__func__, deepcopy(x.__self__, memo))
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            y = copier(memo)
        elif cls is set or cls is frozenset:
            y = cls([deepcopy(item, memo) for item in x])
        elif cls is bytearray:
            y = x.copy()
        else:
            y = _rebuild(x, cls, memo)
    if y is not x:
        memo[key] = y
        try:
            memo[id(memo)].append(x)
        except KeyError:
            memo[id(memo)] = [x]
    return y


def _deep_tuple(x, memo):
    y = [deepcopy(item, memo) for item in x]
    try:
        return memo[id(x)]
    except KeyError:
        pass
    for a, b in zip(x, y):
        if a is not b:
            return tuple(y)
    return x


def _rebuild(x, cls, memo):
    if _own_reduce(cls):
        if getattr(cls, "__reduce_ex__", None) is not getattr(object, "__reduce_ex__", None):
            parts = x.__reduce_ex__(4)
        else:
            parts = x.__reduce__()
        if isinstance(parts, str):
            return x
        return _from_parts(x, memo, *parts)
    if issubclass(cls, BaseException):
        args = x.args if memo is None else deepcopy(x.args, memo)
        y = cls.__new__(cls, *args)
        y.args = args
    elif issubclass(cls, (int, float, str, bytes, tuple, frozenset, set, bytearray)):
        for base in (int, float, str, bytes, tuple, frozenset, set, bytearray):
            if issubclass(cls, base):
                value = base(x)
                y = cls.__new__(cls, value if memo is None else deepcopy(value, memo))
                if base is set or base is bytearray:
                    base.__init__(y, value if memo is None else deepcopy(value, memo))
                break
    elif hasattr(x, "__next__") or not hasattr(cls, "__new__") or cls.__module__ == "builtins":
        raise TypeError("cannot pickle '" + cls.__name__ + "' object")
    else:
        y = cls.__new__(cls)
    if memo is not None:
        memo[id(x)] = y
    _copy_state(x, y, cls, memo)
    if issubclass(cls, list):
        for item in list.__iter__(x):
            y.append(item if memo is None else deepcopy(item, memo))
    elif issubclass(cls, dict):
        for k, v in dict.items(x):
            if memo is not None:
                k = deepcopy(k, memo)
                v = deepcopy(v, memo)
            y[k] = v
    return y


def _copy_state(x, y, cls, memo):
    own = getattr(cls, "__getstate__", None)
    if own is not None and own is not getattr(object, "__getstate__", None):
        state = x.__getstate__()
        slots = None
    else:
        state = getattr(x, "__dict__", None)
        slots = {}
        for name in _slots(cls):
            try:
                slots[name] = getattr(x, name)
            except AttributeError:
                pass
    if memo is not None:
        if state:
            state = deepcopy(state, memo)
        if slots:
            slots = deepcopy(slots, memo)
    setter = getattr(y, "__setstate__", None)
    if setter is not None:
        if state or slots:
            setter((state, slots) if slots else state)
        return
    if state:
        y.__dict__.update(state)
    if slots:
        for name, value in slots.items():
            setattr(y, name, value)


def _from_parts(x, memo, function, args, state=None, items=None, pairs=None, *rest):
    if memo is not None and args:
        args = [deepcopy(arg, memo) for arg in args]
    y = function(*args)
    if memo is not None:
        memo[id(x)] = y
    if state is not None:
        if memo is not None:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    setattr(y, name, value)
    if items is not None:
        for item in items:
            y.append(item if memo is None else deepcopy(item, memo))
    if pairs is not None:
        for k, v in pairs:
            if memo is not None:
                k = deepcopy(k, memo)
                v = deepcopy(v, memo)
            y[k] = v
    return y


__all__ = ["Error", "copy", "deepcopy"]
