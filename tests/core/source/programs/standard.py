# SPDX-License-Identifier: Apache-2.0
"""An object of every type that the standard library writes in C, held by a module's variables."""
import _ast
import _thread
import array
import ast
import bz2
import collections
import contextvars
import csv
import ctypes
import datetime
import decimal
import functools
import hashlib
import hmac
import io
import itertools
import json
import lzma
import mmap
import operator
import os
import pickle
import queue
import random
import re
import select
import selectors
import socket
import ssl
import sqlite3
import struct
import sys
import tempfile
import threading
import types
import weakref
import xml.etree.ElementTree as etree
import xml.parsers.expat as expat
import zlib
import _queue
import _json
import _random
import unicodedata
import typing

import truth


class Zone(datetime.tzinfo):
    def utcoffset(self, moment):
        return datetime.timedelta(0)


class Handler:
    def start(self, *rest):
        return self.rows

    def __init__(self):
        self.rows = []


def iterators():
    made = [itertools.accumulate([1, [2]], operator.add, initial=[3]), itertools.chain([[1]], [[2]])]
    made += [itertools.combinations([[1], [2], [3]], 2), itertools.combinations_with_replacement([[1], [2]], 2)]
    made += [itertools.compress([[1]], [[2]]), itertools.count(10 ** 30, 10 ** 31), itertools.count(3)]
    made += [itertools.cycle([[1], [2]]), itertools.dropwhile(bool, [[1]]), itertools.filterfalse(bool, [[1]])]
    made += [itertools.groupby([[1], [1], [2]], len), itertools.islice([[1]], 1, 5, 2), itertools.permutations([[1], [2], [3]])]
    made += [itertools.product([[1]], [[2]], repeat=2), itertools.repeat([1], 10 ** 6), itertools.starmap(max, [[1, 2]])]
    made += [itertools.takewhile(len, [[1]]), itertools.zip_longest([[1]], [[2], [3]], fillvalue=["f"])]
    made += list(itertools.tee([[1], [2], [3]], 3))
    if hasattr(itertools, "pairwise"):
        made += [itertools.pairwise([[1], [2], [3]])]
    if hasattr(itertools, "batched"):
        made += [itertools.batched([[1], [2], [3]], 2)]
    for one in made[:]:
        made.append(next(one, None))
    made += [next(itertools.groupby([[7]]))]
    made += [iter([[1]]), reversed([[1]]), iter(([1],)), iter({1: [2]}), iter({1: [2]}.values()), iter({1: [2]}.items())]
    made += [reversed({1: [2]}), reversed({1: [2]}.values()), reversed({1: [2]}.items()), iter({1}), iter("aé"), iter("ab")]
    made += [iter(b"ab"), iter(bytearray(b"ab")), iter(range(5)), iter(range(10 ** 30)), iter(lambda: [1], [2])]
    made += [enumerate([[1]]), enumerate([[1]], 10 ** 30), reversed(([1],)), zip([[1]], [[2]]), map(max, [[1]], [[2]])]
    made += [filter(len, [[1]]), iter(memoryview(b"abc")), iter(array.array("i", [1])), iter(collections.deque([[1]]))]
    ordered = collections.OrderedDict((str(i), [i]) for i in range(9))
    made += [iter(ordered), iter(ordered.values()), iter(ordered.items()), reversed(ordered), ordered.keys(), ordered.items()]
    made += [reversed(collections.deque([[1]])), struct.iter_unpack("<i", bytes(8)), iter(types.MappingProxyType({}))]
    for one in made[-12:]:
        if hasattr(one, "__next__"):
            made.append(next(one, None))
    class Old:
        def __getitem__(self, i):
            return [i]
        def __len__(self):
            return 3
    made += [iter(Old()), reversed(Old()), os.scandir("/"), next(os.scandir("/")), iter(dict(a=1).keys())]
    return made


def texts():
    made = [re.compile(r"(a+)(?P<name>b*)"), re.match(r"(a+)(?P<name>b*)", "xaabb"[1:]), re.finditer("a", "abab")]
    made += [re.compile(b"x").scanner(b"axb"), re.compile("a").search("banana", 2)]
    made += [json.JSONDecoder().scan_once, json.encoder.c_make_encoder and json.JSONEncoder(indent=None), json.scanner.c_make_scanner(json.JSONDecoder())]
    made += [_json.make_encoder({}, str, _json.encode_basestring_ascii, None, ":", ",", False, False, True)]
    made += [csv.reader(["a,b", "c,d"]), csv.writer(io.StringIO()), csv.get_dialect("excel"), csv.DictReader(["a", "b"])]
    next(made[-4])
    tree = etree.fromstring("<a b='1'>text<c>inner</c>tail<d/></a>")
    made += [tree, tree.iter(), tree.iter("c"), tree.itertext(), etree.ElementTree(tree), etree.XMLParser(), etree.TreeBuilder()]
    next(made[-6])
    builder = etree.TreeBuilder()
    builder.start("open", {"a": "b"})
    builder.data("some ")
    builder.data("text")
    pull = etree.XMLPullParser(("start", "end"))
    pull.feed("<a><b>")
    parser = expat.ParserCreate()
    handler = Handler()
    parser.StartElementHandler = handler.start
    parser.CharacterDataHandler = handler.start
    parser.buffer_text = True
    parser.Parse("<a><b>", False)
    made += [builder, pull, parser, ast.parse("def f(x: int) -> str:\n    return [y for y in x if y]\n")]
    made += [unicodedata.ucd_3_2_0, operator.itemgetter([1], "b"), operator.attrgetter("a.b", "c"), operator.methodcaller("m", [1], k=[2])]
    made += [pickle.Pickler(io.BytesIO()), pickle.Unpickler(io.BytesIO(pickle.dumps([[1], {2: "x"}])))]
    made[-2].dump([[1], handler])
    made[-1].load()
    made += [made[-2].memo, made[-1].memo]
    return made


def numbers():
    zone = datetime.timezone(datetime.timedelta(hours=1), "name " + "one".lower())
    now = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=zone)
    made = [zone, now, now.time(), now.timetz(), now.date(), datetime.timedelta(1), Zone(), now.replace(tzinfo=Zone())]
    made += [now.isocalendar(), now.timetuple(), datetime.timezone.utc]
    made += [decimal.Decimal("1.5"), decimal.Context(), decimal.localcontext(), decimal.getcontext().flags, decimal.Decimal(10) ** 99]
    made += [random.Random(1), random.SystemRandom(), struct.Struct("<ii"), struct.Struct(">10sHd" + "2x" * 20)]
    made += [array.array("d", [1.5] * 9), array.array("u", "text"), hashlib.md5(b"a"), hashlib.sha256(b"a"), hashlib.blake2b(b"a")]
    made += [hashlib.sha3_256(b"a"), hmac.new(b"key", b"m", "sha1"), zlib.compressobj(), zlib.decompressobj(), hashlib.shake_128(b"a")]
    made[-2].unused_data
    made += [bz2.BZ2Compressor(), bz2.BZ2Decompressor(), lzma.LZMACompressor(), lzma.LZMADecompressor()]
    made += [complex(1, 2), 1.5, float("nan"), 10 ** 50, sys.float_info, sys.hash_info, sys.thread_info, sys.int_info]
    return made


def streams(folder):
    path = os.path.join(folder, "file")
    with open(path, "wb") as out:
        out.write(b"line\n" * 999)
    made = [io.BytesIO(b"abc" * 500), io.StringIO("text" * 300), io.StringIO(), io.TextIOWrapper(io.BytesIO(), "utf-8")]
    made += [open(path), open(path, "rb"), open(path, "rb", buffering=0), open(path, "r+b"), open(path, "w")]
    made[4].readline()
    made[-1].write("pending ä")
    made[2].write("pieces")
    made += [io.BufferedRWPair(io.BytesIO(), io.BytesIO()), io.IncrementalNewlineDecoder(None, True), made[0].getbuffer()]
    made += [memoryview(b"abc"), memoryview(bytearray(b"abcdefgh")).cast("H"), mmap.mmap(-1, 4096), tempfile.TemporaryFile()]
    made += [memoryview(array.array("i", range(9)))[2:5], tempfile.SpooledTemporaryFile()]
    made += list(socket.socketpair())
    made += [select.poll(), select.epoll(), selectors.DefaultSelector(), ssl.create_default_context(), ssl.MemoryBIO()]
    made[-3].register(made[-6], selectors.EVENT_READ, data=["data"])
    made[-1].write(b"bytes")
    made += [made[-2].wrap_bio(made[-1], made[-1], server_hostname="localhost")]
    base = sqlite3.connect(":memory:", detect_types=1)
    base.row_factory = sqlite3.Row
    base.create_function("plus", 2, lambda a, b: a + b)
    base.create_collation("backwards", lambda a, b: (a < b) - (a > b))
    base.set_trace_callback(len)
    base.execute("create table t (a, b)")
    base.executemany("insert into t values (?, ?)", [(i, str(i)) for i in range(20)])
    rows = base.execute("select * from t where a > ?", (3,))
    made += [base, rows, rows.fetchone(), base.cursor(), iter(rows.fetchone()), sqlite3.PrepareProtocol()]
    if hasattr(base, "blobopen"):
        base.execute("create table b (c)")
        base.execute("insert into b values (zeroblob(9))")
        made += [base.blobopen("b", "c", 1)]
    return made


def locks():
    local = threading.local()
    local.value = ["thread-local"]
    made = [_thread.allocate_lock(), threading.RLock(), threading.Condition(), local, queue.SimpleQueue(), queue.Queue()]
    made += [threading.Event(), threading.Semaphore(2), threading.Barrier(2), _thread.RLock(), threading.Timer(99, len)]
    for i in range(20):
        made[4].put([i])
    made[4].get()
    made[5].put([1])
    return made


def references():
    class Thing:
        __slots__ = ("__weakref__", "x")
    thing = Thing()
    made = [weakref.ref(thing), weakref.proxy(thing), weakref.ref(thing, len), weakref.WeakSet([thing]), weakref.finalize(thing, len, [1])]
    handler = Handler()
    made += [handler, weakref.WeakMethod(handler.start), weakref.WeakKeyDictionary({thing: [1]})]
    variables = [contextvars.ContextVar("v%d" % i, default=[i]) for i in range(99)]
    context = contextvars.copy_context()
    tokens = []
    for variable in variables:
        tokens.append(context.run(variable.set, ["value"]))
    contextvars.ContextVar("unset")
    variables[0].set(["in the main context"])
    made += [thing, variables, context, tokens, context.keys(), iter(context), iter(context.items()), iter(context.values())]
    for one in made[-3:]:
        next(one)
    return made


def functions():
    @functools.lru_cache(maxsize=5)
    def bounded(n, **rest):
        return [n]
    @functools.lru_cache(maxsize=None)
    def unbounded(n):
        return [n]
    for i in range(9):
        bounded(i, k=[1].__len__())
        unbounded(i)
    def generic(a: int, *, k=[3]) -> str:
        return a, k, bounded
    made = [bounded, unbounded, functools.partial(max, [1], key=len), functools.cmp_to_key(max), functools.cmp_to_key(max)([1]), generic]
    made += [functools.partialmethod(max, [1]), functools.singledispatch(generic), functools.cached_property(generic)]
    made += [[].append, {}.get, "".join, object().__repr__, str.join, str.__len__, int.real, types.FunctionType.__code__, dict.fromkeys]
    made += [Handler().start, staticmethod(generic), classmethod(generic), property(generic, generic), super(Handler, Handler())]
    made += [generic.__code__, types.SimpleNamespace(a=[1]), types.MappingProxyType({1: [2]}), types.CellType([1]), slice([1], [2], [3])]
    if sys.version_info >= (3, 9):
        made += [list[int], dict[str, list[int]], type[int], typing.Annotated[int, [1]]]
    if sys.version_info >= (3, 10):
        made += [int | str, iter(generic.__code__.co_lines()), typing.ParamSpec("P")]
        next(made[-2])
    if sys.version_info >= (3, 11):
        made += [iter(generic.__code__.co_positions())]
        next(made[-1])
    if sys.version_info >= (3, 12):
        space = {}
        exec("type Alias[T: int, *Ts, **P] = list[T]\ndef g[T, S: (int, str)](x: T) -> T:\n  return x\nclass C[T]:\n  pass\n", space)
        made += [space, iter(memoryview(b"abc"))]
        space["Alias"].__value__, space["Alias"].__type_params__[0].__bound__
        made += [space["Alias"][int, str, [int]], iter(space["Alias"].__type_params__)]
    made += [typing.TypeVar("T", bound=int), typing.Optional[int], typing.NewType("N", int), typing.Generic[typing.TypeVar("S")]]
    return made


def foreign():
    class Point(ctypes.Structure):
        _fields_ = [("x", ctypes.c_int), ("next", ctypes.c_void_p), ("name", ctypes.c_char_p), ("call", ctypes.py_object)]
    class Either(ctypes.Union):
        _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double)]
    point = Point(1, None, b"name " + b"x", [1])
    row = (Point * 3)()
    row[1] = point
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.py_object)(len)
    made = [point, row, ctypes.pointer(point), ctypes.POINTER(Point), callback, ctypes.byref(point), Either(2), ctypes.c_char_p(b"text")]
    made += [ctypes.c_int(7), ctypes.create_string_buffer(30), Point.x, Point.name, ctypes.pythonapi, ctypes.pythonapi.Py_GetVersion, row[1]]
    made += [ctypes.py_object([1]), ctypes.c_wchar_p("wide"), ctypes.cast(ctypes.pointer(point), ctypes.c_void_p)]
    made += [ctypes.pythonapi.PyCapsule_New]
    return made


def main():
    with tempfile.TemporaryDirectory() as folder:
        made = [iterators(), texts(), numbers(), streams(folder), locks(), references(), functions(), foreign()]
        truth.stand()
    return made


main()
