# SPDX-License-Identifier: Apache-2.0
"""Reports of exceptions and of the stack as text: the part of python3.11's traceback that programs use most."""

import sys

from _traceback import format as _format, format_entry as _format_entry, format_only as _format_only, source_line

__all__ = ["extract_stack", "extract_tb", "format_exc", "format_exception", "format_exception_only", "format_list",
           "format_stack", "format_tb", "print_exc", "print_exception", "print_last", "print_list", "print_stack",
           "print_tb", "walk_stack", "walk_tb", "FrameSummary", "StackSummary"]

_REPEATS_SHOWN = 3


class FrameSummary:
    "One entry of a stack or of a traceback."

    __slots__ = ("filename", "lineno", "end_lineno", "colno", "end_colno", "name", "_line", "locals", "_text")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None,
                 end_lineno=None, colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        self._text = None
        self.locals = {k: repr(v) for k, v in locals.items()} if locals else None
        self.end_lineno, self.colno, self.end_colno = end_lineno, colno, end_colno

    @property
    def line(self):
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = source_line(self.filename, self.lineno)
        return self._line.strip()

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return tuple(self) == tuple(other)
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4

    def _format(self):
        if self._text is None:
            self._text = f'  File "{self.filename}", line {self.lineno}, in {self.name}\n'
            if self.line:
                self._text += f"    {self.line}\n"
        if not self.locals:
            return self._text
        return self._text + "".join(f"    {k} = {v}\n" for k, v in sorted(self.locals.items()))


def _limited(entries, limit):
    if limit is None:
        limit = getattr(sys, "tracebacklimit", None)
        if limit is not None and limit < 0:
            limit = 0
    if limit is None:
        return entries
    return entries[:limit] if limit >= 0 else entries[limit:]


class StackSummary(list):
    "A list of FrameSummary, outermost first."

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        return klass(FrameSummary(f.f_code.co_filename, lineno, f.f_code.co_name,
                                  locals=f.f_locals if capture_locals else None)
                     for f, lineno in _limited(list(frame_gen), limit))

    @classmethod
    def from_list(klass, a_list):
        return klass(f if isinstance(f, FrameSummary) else FrameSummary(f[0], f[1], f[2], line=f[3]) for f in a_list)

    def format_frame_summary(self, frame_summary):
        return frame_summary._format()

    def format(self):
        result = []
        last = None
        count = 0

        def tell_repeats():
            more = count - _REPEATS_SHOWN
            if more > 0:
                result.append(f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n")

        for entry in self:
            place = entry.filename, entry.lineno, entry.name
            if place != last:
                tell_repeats()
                last = place
                count = 0
            count += 1
            if count <= _REPEATS_SHOWN:
                result.append(self.format_frame_summary(entry))
        tell_repeats()
        return result


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def walk_stack(f):
    if f is None:
        f = sys._getframe().f_back.f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def extract_tb(tb, limit=None):
    entries = []
    while tb is not None:
        code = tb.tb_frame.f_code
        entry = FrameSummary(code.co_filename, tb.tb_lineno, code.co_name)
        entry._text = _format_entry(tb)
        entries.append(entry)
        tb = tb.tb_next
    return StackSummary(_limited(entries, limit))


def extract_stack(f=None, limit=None):
    if f is None:
        f = sys._getframe().f_back
    stack = StackSummary.extract(_limited(list(walk_stack(f)), limit))
    stack.reverse()
    return stack


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def format_tb(tb, limit=None):
    return extract_tb(tb, limit=limit).format()


def format_stack(f=None, limit=None):
    if f is None:
        f = sys._getframe().f_back
    return extract_stack(f, limit).format()


def _print(text, file):
    print(text, file=sys.stderr if file is None else file, end="")


def print_list(extracted_list, file=None):
    _print("".join(format_list(extracted_list)), file)


def print_tb(tb, limit=None, file=None):
    _print("".join(format_tb(tb, limit)), file)


def print_stack(f=None, limit=None, file=None):
    if f is None:
        f = sys._getframe().f_back
    _print("".join(format_stack(f, limit)), file)


_MISSING = object()


def _find(exc, value, tb=None):
    if (value is _MISSING) != (tb is _MISSING):
        raise ValueError("Both or neither of value and tb must be given")
    if value is not _MISSING:
        return value
    if exc is None or isinstance(exc, BaseException):
        return exc
    raise TypeError(f"Exception expected for value, {type(exc).__name__} found")


def _lines(exc, tb, limit, chain):
    "The report, with fewer entries or without the chain if that was asked for."
    if exc is None:
        return ["NoneType: None\n"]
    if limit is None and chain and (tb is _MISSING or tb is exc.__traceback__):
        return _format(exc).splitlines(keepends=True)
    own = exc.__traceback__ if tb is _MISSING else tb
    result = []
    if chain and exc.__cause__ is not None:
        result = _lines(exc.__cause__, _MISSING, limit, chain)
        result.append("\nThe above exception was the direct cause of the following exception:\n\n")
    elif chain and exc.__context__ is not None and not exc.__suppress_context__:
        result = _lines(exc.__context__, _MISSING, limit, chain)
        result.append("\nDuring handling of the above exception, another exception occurred:\n\n")
    if own is not None:
        result.append("Traceback (most recent call last):\n")
        result += format_tb(own, limit)
    return result + format_exception_only(exc)


def format_exception(exc, /, value=_MISSING, tb=_MISSING, limit=None, chain=True):
    return _lines(_find(exc, value, tb), tb, limit, chain)


def format_exception_only(exc, /, value=_MISSING):
    exc = exc if value is _MISSING else value
    return ["NoneType: None\n"] if exc is None else _format_only(exc).splitlines(keepends=True)


def print_exception(exc, /, value=_MISSING, tb=_MISSING, limit=None, file=None, chain=True):
    _print("".join(_lines(_find(exc, value, tb), tb, limit, chain)), file)


def format_exc(limit=None, chain=True):
    return "".join(_lines(sys.exc_info()[1], _MISSING, limit, chain))


def print_exc(limit=None, file=None, chain=True):
    _print(format_exc(limit, chain), file)


def print_last(limit=None, file=None, chain=True):
    if not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)
