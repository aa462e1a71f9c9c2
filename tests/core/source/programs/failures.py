# SPDX-License-Identifier: Apache-2.0
"""Exceptions with tracebacks, causes, contexts, notes and groups; frames that only a traceback holds."""
import sys
import traceback
import warnings

import truth


class ApplicationError(Exception):
    def __init__(self, message, details):
        super().__init__(message)
        self.details = details


class Slots(ValueError):
    __slots__ = ("where",)


def fail(depth, payload):
    local = {"depth": depth, "payload": payload}
    if depth:
        fail(depth - 1, local)
    raise ApplicationError("depth %d" % depth, local)


def catch(number):
    try:
        try:
            fail(number % 10, [number])
        except ApplicationError as first:
            raise LookupError("second", first.details) from first
    except LookupError as second:
        kept = second
    return kept


def of_the_system():
    found = []
    for act in (lambda: open("/nonexistent"), lambda: {}["key"], lambda: "é".encode("ascii"), lambda: b"\xff".decode(),
                lambda: int("x"), lambda: compile("a b", "file", "exec"), lambda: __import__("no_such_module"),
                lambda: 1 / 0, lambda: next(iter([])), lambda: sys.exit([3]), lambda: None.attribute,
                lambda: "x".encode("ascii").decode("no codec"), lambda: no_such_name):
        try:
            act()
        except BaseException as error:
            found.append(error)
    return found


def main():
    caught = [catch(i) for i in range(truth.scale(300))]
    system = of_the_system()
    slots = Slots("a")
    slots.where = [1]
    if sys.version_info >= (3, 11):
        caught[0].add_note("a note")
        caught.append(eval("ExceptionGroup('several', system[:4] + [slots])", dict(globals(), system=system, slots=slots)))
    formatted = [traceback.TracebackException.from_exception(e, capture_locals=True) for e in caught[:20]]
    frames = [e.__traceback__.tb_frame for e in caught[:50] if e.__traceback__]
    locals_seen = [f.f_locals for f in frames[:10]]
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always")
        warnings.warn("kept")
    try:
        fail(5, ["being handled"])
    except ApplicationError:
        truth.stand()
    return formatted, frames, locals_seen, recorded, system


main()
