# SPDX-License-Identifier: Apache-2.0
"""The module weakref: containers that do not keep their contents alive, and finalize."""

from _weakref import ref, proxy, getweakrefcount, getweakrefs, ReferenceType, ProxyType, CallableProxyType
import atexit as _atexit

ProxyTypes = (ProxyType, CallableProxyType)


class WeakMethod(ref):
    """A weak reference to a bound method, whose method lives as long as its object."""

    __slots__ = ("_func_ref", "_meth_type", "_alive", "__weakref__")

    def __new__(cls, meth, callback=None):
        try:
            obj = meth.__self__
            func = meth.__func__
        except AttributeError:
            raise TypeError("argument should be a bound method, not " + repr(type(meth))) from None

        def gone(arg):
            self = self_ref()
            if self is not None and self._alive:
                self._alive = False
                if callback is not None:
                    callback(self)

        self = ref.__new__(cls, obj, gone)
        self._func_ref = ref(func, gone)
        self._meth_type = type(meth)
        self._alive = True
        self_ref = ref(self)
        return self

    def __call__(self):
        obj = super().__call__()
        func = self._func_ref()
        if obj is None or func is None:
            return None
        return self._meth_type(func, obj)

    def __eq__(self, other):
        if isinstance(other, WeakMethod):
            if not self._alive or not other._alive:
                return self is other
            return ref.__eq__(self, other) and self._func_ref == other._func_ref
        return NotImplemented

    def __ne__(self, other):
        return not self == other

    __hash__ = ref.__hash__


class _Iterating:
    """While one of these is entered, removals by callbacks wait."""

    def __init__(self, container):
        self.container = ref(container)

    def __enter__(self):
        container = self.container()
        if container is not None:
            container._iterating.add(self)
        return self

    def __exit__(self, kind, value, tb):
        container = self.container()
        if container is not None:
            container._iterating.remove(self)
            if not container._iterating:
                container._commit()


class KeyedRef(ref):
    """A weak reference that knows the key it stands for."""

    __slots__ = ("key",)

    def __new__(cls, obj, callback, key):
        self = ref.__new__(cls, obj, callback)
        self.key = key
        return self

    def __init__(self, obj, callback, key):
        super().__init__(obj, callback)


class WeakValueDictionary:
    """A mapping whose entries vanish with their values."""

    def __init__(self, other=(), /, **kw):
        def remove(dead, selfref=ref(self)):
            self = selfref()
            if self is not None:
                if self._iterating:
                    self._pending.append(dead.key)
                elif self.data.get(dead.key) is dead:
                    del self.data[dead.key]

        self._remove = remove
        self._pending = []
        self._iterating = set()
        self.data = {}
        self.update(other, **kw)

    def _commit(self):
        while self._pending:
            key = self._pending.pop()
            found = self.data.get(key)
            if found is not None and found() is None:
                del self.data[key]

    def __getitem__(self, key):
        if self._pending:
            self._commit()
        value = self.data[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __delitem__(self, key):
        if self._pending:
            self._commit()
        del self.data[key]

    def __len__(self):
        if self._pending:
            self._commit()
        return len(self.data)

    def __contains__(self, key):
        if self._pending:
            self._commit()
        found = self.data.get(key)
        return found is not None and found() is not None

    def __repr__(self):
        return "<%s at %#x>" % (self.__class__.__name__, id(self))

    def __setitem__(self, key, value):
        if self._pending:
            self._commit()
        self.data[key] = KeyedRef(value, self._remove, key)

    def copy(self):
        new = WeakValueDictionary()
        with _Iterating(self):
            for key, found in self.data.items():
                value = found()
                if value is not None:
                    new[key] = value
        return new

    __copy__ = copy

    def get(self, key, default=None):
        if self._pending:
            self._commit()
        found = self.data.get(key)
        if found is None:
            return default
        value = found()
        return default if value is None else value

    def items(self):
        if self._pending:
            self._commit()
        with _Iterating(self):
            for key, found in self.data.items():
                value = found()
                if value is not None:
                    yield key, value

    def keys(self):
        if self._pending:
            self._commit()
        with _Iterating(self):
            for key, found in self.data.items():
                if found() is not None:
                    yield key

    __iter__ = keys

    def values(self):
        if self._pending:
            self._commit()
        with _Iterating(self):
            for found in self.data.values():
                value = found()
                if value is not None:
                    yield value

    def itervaluerefs(self):
        if self._pending:
            self._commit()
        with _Iterating(self):
            yield from self.data.values()

    def valuerefs(self):
        if self._pending:
            self._commit()
        return list(self.data.values())

    def popitem(self):
        if self._pending:
            self._commit()
        while True:
            key, found = self.data.popitem()
            value = found()
            if value is not None:
                return key, value

    def pop(self, key, *args):
        if self._pending:
            self._commit()
        try:
            value = self.data.pop(key)()
        except KeyError:
            value = None
        if value is None:
            if args:
                return args[0]
            raise KeyError(key)
        return value

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            self[key] = default
            return default
        return value

    def update(self, other=None, /, **kw):
        if self._pending:
            self._commit()
        if other is not None:
            if not hasattr(other, "items"):
                other = dict(other)
            for key, value in other.items():
                self[key] = value
        for key, value in kw.items():
            self[key] = value


class WeakKeyDictionary:
    """A mapping whose entries vanish with their keys."""

    def __init__(self, dict=None):
        self.data = {}

        def remove(dead, selfref=ref(self)):
            self = selfref()
            if self is not None:
                if self._iterating:
                    self._pending.append(dead)
                else:
                    try:
                        del self.data[dead]
                    except KeyError:
                        pass

        self._remove = remove
        self._pending = []
        self._iterating = set()
        if dict is not None:
            self.update(dict)

    def _commit(self):
        while self._pending:
            try:
                del self.data[self._pending.pop()]
            except KeyError:
                pass

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __len__(self):
        return len(self.data) - len(self._pending)

    def __repr__(self):
        return "<%s at %#x>" % (self.__class__.__name__, id(self))

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def copy(self):
        new = WeakKeyDictionary()
        with _Iterating(self):
            for found, value in self.data.items():
                key = found()
                if key is not None:
                    new[key] = value
        return new

    __copy__ = copy

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def items(self):
        with _Iterating(self):
            for found, value in self.data.items():
                key = found()
                if key is not None:
                    yield key, value

    def keys(self):
        with _Iterating(self):
            for found in self.data:
                key = found()
                if key is not None:
                    yield key

    __iter__ = keys

    def values(self):
        with _Iterating(self):
            for found, value in self.data.items():
                if found() is not None:
                    yield value

    def keyrefs(self):
        return list(self.data)

    def popitem(self):
        while True:
            found, value = self.data.popitem()
            key = found()
            if key is not None:
                return key, value

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def update(self, other=None, /, **kw):
        if other is not None:
            if not hasattr(other, "items"):
                other = dict(other)
            for key, value in other.items():
                self[key] = value
        if kw:
            self.update(kw)


class WeakSet:
    """A set whose elements may die."""

    def __init__(self, data=None):
        self.data = set()

        def remove(dead, selfref=ref(self)):
            self = selfref()
            if self is not None:
                if self._iterating:
                    self._pending.append(dead)
                else:
                    self.data.discard(dead)

        self._remove = remove
        self._pending = []
        self._iterating = set()
        if data is not None:
            self.update(data)

    def _commit(self):
        while self._pending:
            self.data.discard(self._pending.pop())

    def __iter__(self):
        with _Iterating(self):
            for found in self.data:
                item = found()
                if item is not None:
                    yield item

    def __len__(self):
        return len(self.data) - len(self._pending)

    def __contains__(self, item):
        try:
            found = ref(item)
        except TypeError:
            return False
        return found in self.data

    def add(self, item):
        if self._pending:
            self._commit()
        self.data.add(ref(item, self._remove))

    def clear(self):
        if self._pending:
            self._commit()
        self.data.clear()

    def copy(self):
        return self.__class__(self)

    def pop(self):
        if self._pending:
            self._commit()
        while True:
            try:
                found = self.data.pop()
            except KeyError:
                raise KeyError("pop from empty WeakSet") from None
            item = found()
            if item is not None:
                return item

    def remove(self, item):
        if self._pending:
            self._commit()
        self.data.remove(ref(item))

    def discard(self, item):
        if self._pending:
            self._commit()
        self.data.discard(ref(item))

    def update(self, other):
        if self._pending:
            self._commit()
        for item in other:
            self.add(item)

    def __ior__(self, other):
        self.update(other)
        return self

    def difference(self, other):
        new = self.copy()
        for item in other:
            new.discard(item)
        return new

    __sub__ = difference

    def intersection(self, other):
        return self.__class__(item for item in other if item in self)

    __and__ = intersection

    def union(self, other):
        return self.__class__(item for group in (self, other) for item in group)

    __or__ = union

    def issubset(self, other):
        return self.data.issubset(ref(item) for item in other)

    __le__ = issubset

    def issuperset(self, other):
        return self.data.issuperset(ref(item) for item in other)

    __ge__ = issuperset

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.data == set(map(ref, other))

    def isdisjoint(self, other):
        return len(self.intersection(other)) == 0

    def __repr__(self):
        return repr(self.data)


class finalize:
    """Calls a function once when an object dies, or at the end of the program."""

    __slots__ = ()
    _registry = {}
    _shutdown = False
    _index = 0
    _registered = False

    class _Info:
        __slots__ = ("weakref", "func", "args", "kwargs", "atexit", "index")

    def __init__(self, obj, func, /, *args, **kwargs):
        if not finalize._registered:
            _atexit.register(finalize._exit)
            finalize._registered = True
        info = finalize._Info()
        info.weakref = ref(obj, self)
        info.func = func
        info.args = args
        info.kwargs = kwargs or None
        info.atexit = True
        info.index = finalize._index
        finalize._index += 1
        finalize._registry[self] = info

    def __call__(self, _=None):
        info = self._registry.pop(self, None)
        if info and not self._shutdown:
            return info.func(*info.args, **(info.kwargs or {}))

    def detach(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is not None and self._registry.pop(self, None):
            return (obj, info.func, info.args, info.kwargs or {})

    def peek(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is not None:
            return (obj, info.func, info.args, info.kwargs or {})

    @property
    def alive(self):
        return self in self._registry

    @property
    def atexit(self):
        info = self._registry.get(self)
        return bool(info) and info.atexit

    @atexit.setter
    def atexit(self, value):
        info = self._registry.get(self)
        if info:
            info.atexit = bool(value)

    def __repr__(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is None:
            return "<%s object at %#x; dead>" % (type(self).__name__, id(self))
        return "<%s object at %#x; for %r at %#x>" % (type(self).__name__, id(self), type(obj).__name__, id(obj))

    @classmethod
    def _exit(cls):
        import sys
        try:
            while True:
                pending = [(f, i) for f, i in cls._registry.items() if i.atexit]
                if not pending:
                    break
                pending.sort(key=lambda item: item[1].index)
                f = pending[-1][0]
                try:
                    f()
                except Exception as error:
                    print("Exception in finalizer:", repr(error), file=sys.stderr)
        finally:
            finalize._shutdown = True
