# SPDX-License-Identifier: Apache-2.0
"""Dumps this very process as a PyHeap file, for a test that reads it.

    python3 dump.py FILE SESSIONS

Prints what the file has to contain: objects, references between them, and Session objects.

The format, as PyHeap's dumper writes and its viewer reads it (version 1; all numbers big-endian): a magic number, the
version, when, flags; threads with their frames and locals; names of attributes that are told by number; types whose
objects list no attributes of their own; objects with type, size, referents, attributes and str(); names of types; the
magic number once more.
"""
import gc
import inspect
import struct
import sys
import threading
import traceback

MAGIC = 123_000_321
WITH_TEXT = 1
COMMON = (int, float, bool, str, bytes, list, set, dict)


class Session:
    def __init__(self, number):
        self.user = f"user {number}"
        self.items = [number, (number, self.user)]


class Dump:
    def __init__(self, path):
        self.out = open(path, "wb")
        self.names = {}

    def number(self, form, *values):
        self.out.write(struct.pack("!" + form, *values))

    def text(self, text):
        data = text.encode("utf-8", "replace")[:0xFFFF]
        self.number("H", len(data))
        self.out.write(data)

    def attribute(self, name, value):
        if name in self.names:
            self.number("h", -self.names[name] - 1)
        else:
            self.text(name)
        self.number("Q", id(value))

    def attributes(self, obj):
        found = []
        for name in dir(obj) if type(obj) in COMMON else getattr(obj, "__dict__", ()):
            if not isinstance(name, str):
                continue
            try:
                found.append((name, inspect.getattr_static(obj, name)))
            except (AttributeError, ValueError):
                pass
        self.number("I", len(found))
        for name, value in found:
            self.attribute(name, value)
        return [value for _, value in found]

    def head(self):
        self.number("QI", MAGIC, 1)
        self.text("2026-01-01T00:00:00+00:00")
        self.number("Q", WITH_TEXT)

    def threads(self):
        frames = sys._current_frames()
        self.number("I", threading.active_count())
        for thread in threading.enumerate():
            self.text(thread.name)
            self.number("??", thread.is_alive(), thread.daemon)
            stack = [(f, n) for f, n in traceback.walk_stack(frames[thread.ident]) if f.f_code.co_name == "main"]
            self.number("I", len(stack))
            for frame, line in stack:
                self.text(frame.f_code.co_filename)
                self.number("I", line)
                self.text(frame.f_code.co_name)
                local = dict(frame.f_locals)
                self.number("I", len(local))
                for name, value in local.items():
                    self.text(name)
                    self.number("Q", id(value))

    def common(self):
        names = sorted(set(dir(object)) | set(dir(type)) | set(dir(str)) | {"items", "user"})
        self.names = {name: number for number, name in enumerate(names)}
        self.number("I", len(names))
        for name in names:
            self.text(name)
        found = []
        self.number("I", len(COMMON))
        for kind in COMMON:
            self.number("Q", id(kind))
            found += self.attributes(kind())
        return found

    def one(self, obj, referents):
        self.number("QQII", id(obj), id(type(obj)), min(sys.getsizeof(obj), 0xFFFFFFFF), len(referents))
        for value in referents:
            self.number("Q", id(value))
        if type(obj) not in COMMON:
            self.attributes(obj)
        self.text(f"<{type(obj).__name__}>" if isinstance(obj, (type, Session)) else type(obj).__name__)

    def objects(self, first):
        """All that is reached, found before any is written; it lives until the file is whole."""
        known, order, referents = {}, [], []
        todo = [o for o in first if o is not self]
        hidden = {id(self.__dict__), id(known), id(order), id(referents), id(todo), id(first)}
        while todo:
            obj = todo.pop()
            if id(obj) in known or id(obj) in hidden or obj is self or inspect.isframe(obj):
                continue
            known[id(obj)] = obj
            order.append(obj)
            referents.append(gc.get_referents(obj))
            todo += referents[-1]
        self.number("I", len(order))
        for obj, values in zip(order, referents):
            self.one(obj, values)
        kinds = {id(type(obj)): type(obj).__name__ for obj in order}
        self.number("I", len(kinds))
        for address, name in kinds.items():
            self.number("Q", address)
            self.text(name)
        self.number("Q", MAGIC)
        self.out.close()
        return len(order), sum(id(r) in known for values in referents for r in values)


def main(path, count):
    sessions = [Session(i) for i in range(count)]
    gc.disable()
    dump = Dump(path)
    dump.head()
    dump.threads()
    found = dump.common()
    objects, references = dump.objects([sessions, *gc.get_objects(), *found])
    print(objects, references, len(sessions))


main(sys.argv[1], int(sys.argv[2]))
