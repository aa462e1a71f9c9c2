#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes core/object/unicode-tables.h from the Unicode data of the python3 that runs it (3.11: Unicode 14).

    python3.11 tools/unicode-tables.py > core/object/unicode-tables.h
"""
import sys
import unicodedata

FLAGS = ["ALPHA", "LOWER", "UPPER", "TITLE", "DECIMAL", "DIGIT", "NUMERIC", "SPACE", "PRINTABLE", "START", "CONTINUE"]


def flags(c):
    s = chr(c)
    tests = [s.isalpha(), s.islower(), s.isupper(), unicodedata.category(s) == "Lt", s.isdecimal(), s.isdigit(),
             s.isnumeric(), s.isspace(), s.isprintable(), s.isidentifier(), ("a" + s).isidentifier()]
    return sum(1 << i for i, t in enumerate(tests) if t)


def ranges():
    start, last = 0, flags(0)
    for c in range(1, sys.maxunicode + 2):
        f = flags(c) if c <= sys.maxunicode else None
        if f != last:
            yield start, last
            start, last = c, f


def deltas(convert):
    """Runs of characters, 1 or 2 apart, that move by the same distance; and the ones that become several."""
    runs, several = [], []
    for c in range(sys.maxunicode + 1):
        t = convert(chr(c))
        if t == chr(c):
            continue
        if len(t) > 1:
            several.append((c, t))
            continue
        d = ord(t) - c
        if runs:
            first, end, step, delta = runs[-1]
            if delta == d and c - end in (1, 2) and (first == end or c - end == step):
                runs[-1] = (first, c, c - end, d)
                continue
        runs.append((c, c, 1, d))
    return runs, several


def rows(items, width=6):
    for i in range(0, len(items), width):
        print("  " + " ".join(items[i:i + width]))


print("/* SPDX-License-Identifier: Apache-2.0 */")
print("/* Made by tools/unicode-tables.py from Unicode %s. */" % unicodedata.unidata_version)
print("/* clang-format off */")
for i, name in enumerate(FLAGS):
    print("#define UNICODE_%s 0x%x" % (name, 1 << i))
print("/* first character and properties of each run; a run ends where the next one begins */")
print("static const struct { uint32_t first; uint16_t flags; } unicode_runs[] = {")
rows(["{%d,%d}," % r for r in ranges()])
print("};")
for name, convert in (("upper", str.upper), ("lower", str.lower), ("title", str.title)):
    runs, several = deltas(convert)
    print("static const UnicodeDelta unicode_%s[] = {" % name)
    rows(["{%d,%d,%d,%d}," % r for r in runs])
    print("};")
    print("static const UnicodeSeveral unicode_%s_several[] = {" % name)
    rows(["{%d,{%s}}," % (c, ",".join(str(ord(x)) for x in t)) for c, t in several] or ["{0,{0}},"])
    print("};")
fold = [(c, chr(c).casefold()) for c in range(sys.maxunicode + 1) if chr(c).casefold() != chr(c).lower()]
print("static const UnicodeSeveral unicode_fold[] = {")
rows(["{%d,{%s}}," % (c, ",".join(str(ord(x)) for x in t)) for c, t in fold])
print("};")
print("/* clang-format on */")
