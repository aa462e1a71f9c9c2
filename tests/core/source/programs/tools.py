# SPDX-License-Identifier: Apache-2.0
"""What programs reach for: collections, functools, operator, re, struct, io, contextvars, array, heapq."""
import collections
import contextvars
import copy
import functools
import heapq
import io
import mmap
import operator
import re
import string
import struct
import types

import truth


@functools.lru_cache(maxsize=100)
def bounded(n):
    return [n]


@functools.lru_cache(maxsize=None)
def unbounded(a, b=None):
    return {a: b}


@functools.singledispatch
def show(value):
    return "?"


@show.register(int)
def _(value):
    return "int"


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __hash__(self):
        return hash(self.parts)

    def __lt__(self, other):
        return self.parts < other.parts

    @functools.cached_property
    def text(self):
        return ".".join(map(str, self.parts))

    @functools.lru_cache(maxsize=10)
    def method(self, n):
        return [self, n]


def collections_of(n):
    ring = collections.deque(([i] for i in range(n)), maxlen=n)
    ring.rotate(n // 3)
    ordered = collections.OrderedDict((i, [i]) for i in range(n))
    for i in range(0, n, 3):
        del ordered[i]
    ordered.move_to_end(1)
    groups = collections.defaultdict(functools.partial(collections.defaultdict, list))
    for i in range(n):
        groups[i % 10][i % 7].append(i)
    counter = collections.Counter("some text with letters" * 3)
    chain = collections.ChainMap({"a": [1]}, {"b": 2}, collections.OrderedDict(c=3))
    user = [collections.UserDict(a=[1]), collections.UserList([[2]]), collections.UserString("three")]
    views = [ordered.keys(), ordered.values(), ordered.items(), iter(ordered.items()), iter(ring), reversed(ring)]
    holes = {i: [i] for i in range(n)}
    for i in range(0, n, 2):
        del holes[i]
    return [ring, ordered, groups, counter, chain, user, views, holes, copy.deepcopy(groups), copy.copy(ordered)]


def callables():
    calls = [functools.partial(max, 1, key=len), functools.partialmethod(max, 1), operator.itemgetter(1, [2], "k")]
    calls += [operator.attrgetter("a", "b.c"), operator.methodcaller("m", [1], key=[2]), functools.cmp_to_key(min)]
    calls += [calls[-1](5), [].append, {}.get, "".join, object().__repr__, Version.__lt__, Version(1).method]
    calls += [types.MethodType(max, [1]), functools.partial(functools.partial(max, 1), 2), functools.reduce]
    return calls


def buffers():
    text = bytearray(b"0123456789" * 100)
    views = [memoryview(text), memoryview(text)[10:50:2], memoryview(b"x" * 8).cast("d"), mmap.mmap(-1, 4096)]
    streams = [io.BytesIO(b"abc" * 500), io.StringIO("text" * 300), io.TextIOWrapper(io.BytesIO(), "utf-8")]
    streams += [io.BufferedReader(io.BytesIO(b"x" * 99), 64), io.BufferedRandom(io.BytesIO()), open(__file__)]
    streams += [open(__file__, "rb"), open(__file__, "rb", buffering=0), io.BufferedRWPair(io.BytesIO(), io.BytesIO())]
    streams[-3].readline()
    views.append(streams[0].getbuffer())
    return views + streams


def main():
    n = truth.scale(300)
    for i in range(n):
        bounded(i % 130)
        unbounded(i, b=i % 3)
    versions = [Version(3, i) for i in range(50)]
    texts = [version.text for version in versions] + [version.method(1) for version in versions]
    heap = [Version(i * 7919 % 101) for i in range(100)]
    heapq.heapify(heap)
    variables = [contextvars.ContextVar("v%d" % i, default=[i]) for i in range(40)]
    contexts = []
    for variable in variables:
        token = variable.set({"value": variable})
        contexts += [contextvars.copy_context(), token]
    patterns = [re.compile(p) for p in (r"(a+)(?P<name>b*)", r"[α-ω]+\d{2,}", rb"\x00.*", r"(?i)x|y|z(?=w)")]
    matches = [patterns[0].search("xxaabb"), patterns[0].finditer("ab ab"), patterns[0].scanner("ab")]
    structs = [struct.Struct(f) for f in ("<ii", ">10sHd", "@lPq", "3x2b")]
    rows = list(struct.iter_unpack("<i", bytes(400)))
    template, formatter = string.Template("$a ${b}"), string.Formatter()
    spaces = [types.SimpleNamespace(a=[i], b=i) for i in range(50)]
    proxies = [types.MappingProxyType({1: [2]}), vars(Version), list[int] if hasattr(list, "__class_getitem__") else 0]
    made = collections_of(n), callables(), buffers()
    truth.stand()
    return made, texts, contexts, matches, structs, rows, template, formatter, spaces, proxies


main()
