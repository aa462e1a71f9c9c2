# SPDX-License-Identifier: Apache-2.0
"""The module copy: shallow and deep copies of any object."""

import weakref as _weakref
from copyreg import dispatch_table as _dispatch_table


class Error(Exception):
    pass


error = Error


def _same(x, memo=None):
    return x


def _types_of(*examples):
    return [type(example) for example in examples]


_atomic = [int, float, bool, bytes, str, type, range, property, _weakref.ref]
_atomic += _types_of(None, ..., NotImplemented, len, _same, _same.__code__)

_copiers = dict.fromkeys(_atomic + [tuple, frozenset, slice], _same)
_copiers.update({kind: kind.copy for kind in (list, dict, set, bytearray)})


def copy(x):
    """A new object of the same kind that refers to the same objects."""
    cls = type(x)
    copier = _copiers.get(cls)
    if copier:
        return copier(x)
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    parts = _reduce(x, cls, "un(shallow)copyable object of type %s")
    if isinstance(parts, str):
        return x
    return _reconstruct(x, None, *parts)


def _reduce(x, cls, complaint):
    reductor = _dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, "__reduce__", None)
    if reductor:
        return reductor()
    raise Error(complaint % cls)


def deepcopy(x, memo=None, _nil=[]):
    """A new object of the same kind that refers to deep copies; memo maps ids to copies made so far."""
    if memo is None:
        memo = {}
    key = id(x)
    y = memo.get(key, _nil)
    if y is not _nil:
        return y
    cls = type(x)
    copier = _deep_copiers.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        y = x
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            y = copier(memo)
        else:
            parts = _reduce(x, cls, "un(deep)copyable object of type %s")
            y = x if isinstance(parts, str) else _reconstruct(x, memo, *parts)
    if y is not x:
        memo[key] = y
        _keep_alive(x, memo)
    return y


def _keep_alive(x, memo):
    """An object lives as long as the memo, so that its id stays its own."""
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


def _deep_list(x, memo, deepcopy=deepcopy):
    y = []
    memo[id(x)] = y
    append = y.append
    for item in x:
        append(deepcopy(item, memo))
    return y


def _deep_tuple(x, memo, deepcopy=deepcopy):
    y = [deepcopy(item, memo) for item in x]
    # A tuple that contains itself has been copied on the way.
    try:
        return memo[id(x)]
    except KeyError:
        pass
    for old, new in zip(x, y):
        if old is not new:
            return tuple(y)
    return x


def _deep_dict(x, memo, deepcopy=deepcopy):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deep_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_deep_copiers = dict.fromkeys(_atomic, _same)
_deep_copiers.update({list: _deep_list, tuple: _deep_tuple, dict: _deep_dict})

class _Bound:
    def method(self):
        pass


_deep_copiers[type(_Bound().method)] = _deep_method
del _Bound


def _reconstruct(x, memo, func, args, state=None, listiter=None, dictiter=None, *, deepcopy=deepcopy):
    """The object that the parts of __reduce_ex__ describe; memo None: of the same parts."""
    deep = memo is not None
    if deep and args:
        args = (deepcopy(arg, memo) for arg in args)
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            if isinstance(state, tuple) and len(state) == 2:
                state, slotstate = state
            else:
                slotstate = None
            if state is not None:
                y.__dict__.update(state)
            if slotstate is not None:
                for key, value in slotstate.items():
                    setattr(y, key, value)
    if listiter is not None:
        for item in listiter:
            y.append(deepcopy(item, memo) if deep else item)
    if dictiter is not None:
        for key, value in dictiter:
            if deep:
                key = deepcopy(key, memo)
                value = deepcopy(value, memo)
            y[key] = value
    return y


__all__ = ["Error", "copy", "deepcopy"]
