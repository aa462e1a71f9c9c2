# SPDX-License-Identifier: Apache-2.0
"""Reports of exceptions as text: the part of python3.11's traceback that programs use most."""

import sys

from _traceback import format as _format

__all__ = ["format_exc", "format_exception", "print_exc", "print_exception"]


def _find(exc, value):
    if value is not None:
        return value
    if isinstance(exc, type):
        return exc()
    return exc


def format_exception(exc, /, value=None, tb=None):
    text = _format(_find(exc, value))
    return text.splitlines(keepends=True)


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True):
    print(_format(_find(exc, value)), file=sys.stderr if file is None else file, end="")


def format_exc(limit=None, chain=True):
    exc = sys.exc_info()[1]
    return "NoneType: None\n" if exc is None else _format(exc)


def print_exc(limit=None, file=None, chain=True):
    print(format_exc(), file=sys.stderr if file is None else file, end="")
