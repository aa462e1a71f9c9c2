# SPDX-License-Identifier: Apache-2.0
"""Helpers for the with statement: the part of python3.11's contextlib that needs no coroutines."""

import functools
import sys

__all__ = ["contextmanager", "closing", "nullcontext", "redirect_stdout", "redirect_stderr",
           "suppress", "ContextDecorator", "ExitStack"]


class ContextDecorator:
    "A context manager that may also stand before a function."

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @functools.wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)
        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self.func, self.args, self.kwds = func, args, kwds

    def _recreate_cm(self):
        return self.__class__(self.func, self.args, self.kwds)

    def __enter__(self):
        del self.args, self.kwds, self.func
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ, value, traceback):
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            self.gen.throw(typ, value, traceback)
        except StopIteration as exc:
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                exc.__traceback__ = traceback
                return False
            if isinstance(value, StopIteration) and exc.__cause__ is value:
                value.__traceback__ = traceback
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            exc.__traceback__ = traceback
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    "Makes a function whose calls are context managers of a generator function with one yield."
    @functools.wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)
    return helper


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass


class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exctype, excinst, exctb):
        return exctype is not None and issubclass(exctype, self._exceptions)


class _RedirectStream:
    _stream = None

    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, exctype, excinst, exctb):
        setattr(sys, self._stream, self._old_targets.pop())


class redirect_stdout(_RedirectStream):
    _stream = "stdout"


class redirect_stderr(_RedirectStream):
    _stream = "stderr"


class ExitStack:
    "Exits what was entered through it, the newest first."

    def __init__(self):
        self._callbacks = []

    def enter_context(self, cm):
        cls = type(cm)
        try:
            enter, exit_ = cls.__enter__, cls.__exit__
        except AttributeError:
            raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does "
                            "not support the context manager protocol") from None
        result = enter(cm)
        self._callbacks.append(lambda *details: exit_(cm, *details))
        return result

    def push(self, exit):
        exit_ = getattr(type(exit), "__exit__", None)
        self._callbacks.append(exit if exit_ is None else lambda *details: exit_(exit, *details))
        return exit

    def callback(self, callback, /, *args, **kwds):
        def run(*details):
            callback(*args, **kwds)
        run.__wrapped__ = callback
        self._callbacks.append(run)
        return callback

    def pop_all(self):
        new = type(self)()
        new._callbacks, self._callbacks = self._callbacks, []
        return new

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        received = details[0] is not None
        suppressed = False
        pending = False
        while self._callbacks:
            try:
                if self._callbacks.pop()(*details):
                    suppressed, pending, details = True, False, (None, None, None)
            except BaseException as exc:
                pending, details = True, (type(exc), exc, exc.__traceback__)
        if pending:
            raise details[1]
        return received and suppressed
