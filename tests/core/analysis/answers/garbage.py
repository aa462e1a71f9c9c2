# SPDX-License-Identifier: Apache-2.0
# Makes garbage of many kinds, lets a copy of itself collect it, and writes to the file argv[1] what
# gc.collect () returned there and the ids of what it found.
import abc, collections, contextvars, dataclasses, enum, functools, gc, io, itertools, os, sys
import threading, types, weakref

try:
    import ctypes
except ImportError:
    ctypes = None


def classes(ring):
    class Base(abc.ABC):
        __slots__ = ("a", "__weakref__")

        @abc.abstractmethod
        def run(self):
            pass

    class Derived(Base):
        def run(self):
            return super().run()

        @property
        def name(self):
            return self

        @classmethod
        def make(cls):
            return cls

    class Meta(type):
        pass

    class WithMeta(metaclass=Meta):
        items = (1, 2, (3, []))

    class Level(enum.Enum):
        LOW = 1
        HIGH = (2, [ring])

    @dataclasses.dataclass
    class Record:
        items: list = dataclasses.field(default_factory=list)
        other: object = None

    derived, record = Derived(), Record()
    derived.a, record.other = ring, record
    Derived.made = WithMeta()
    ring += [derived, Level.LOW, record, vars(record), collections.namedtuple("Pair", "a b")(ring, 1)]


def caches(ring):
    class Cached:
        @functools.lru_cache(maxsize=4)
        def some(self, x):
            return [self, x]

        @functools.lru_cache(maxsize=None)
        def all(self, x):
            return [self, x]

        @functools.cached_property
        def once(self):
            return [self]

    cached = Cached()
    cached.some(1), cached.some(2), cached.all((1, 2)), cached.once
    ring.append(cached)


@types.coroutine
def waits():
    yield 1


def suspended(ring):
    def plain(x, y=([],)):
        z = [x]
        try:
            yield z
        finally:
            z.append(1)

    def delegating(x):
        both = (x, [[]])
        yield from plain(both)

    async def inner():
        await waits()

    async def outer(x):
        await inner()

    async def produces(x):
        yield x
        yield [x]

    def frame():
        return sys._getframe()

    started, delegates, waiting, produced = plain(ring), delegating(ring), outer(ring), produces(ring)
    next(started), next(delegates), waiting.send(None)
    try:
        produced.__anext__().send(None)
    except StopIteration:
        pass
    over = plain(ring)
    list(over)
    ring += [plain(ring), started, delegates, waiting, outer(ring), produced, produces(ring), over, frame()]
    ring.append(item for item in [ring, started])


def failures(ring):
    try:
        try:
            raise KeyError(ring)
        except KeyError as error:
            raise ValueError from error
    except ValueError as error:
        ring.append(error)


def weak(ring):
    class Key:
        pass

    key = Key()
    by_key, by_name = weakref.WeakKeyDictionary(), weakref.WeakValueDictionary()
    by_key[key] = by_name["key"] = key
    ring += [key, by_key, by_name, weakref.ref(key, ring.append)]


def library(ring):
    local, variable = threading.local(), contextvars.ContextVar("variable")
    local.ring = ring
    context = contextvars.copy_context()
    context.run(variable.set, ring)
    text = io.StringIO("text")
    text.ring = ring
    ordered, counted = collections.OrderedDict(a=ring), collections.Counter("abc")
    ring += [local, context, variable, text, ordered, iter(ordered), counted, collections.deque([ring] * 100)]
    ring += [functools.partial(ring.append, [ring]), types.MappingProxyType({"a": ring}), zip(ring, ring)]
    ring += [itertools.chain(ring), itertools.tee(ring), itertools.cycle(ring), enumerate(ring), slice(ring)]
    ring += [types.SimpleNamespace(ring=ring), property(lambda self: ring), reversed(ring), super(list, [])]


def structures(ring):
    class Structure(ctypes.Structure):
        _fields_ = [("number", ctypes.c_int), ("object", ctypes.py_object)]

    structure = Structure()
    structure.object = ring
    ring += [structure, ctypes.pointer(structure)]


def make():
    for kind in [classes, caches, suspended, failures, weak, library] + [structures] * (ctypes is not None):
        ring = []
        ring.append(ring)
        kind(ring)


for _ in range(3):
    gc.collect()
gc.disable()
make()
copy = os.fork()
if copy == 0:
    gc.set_debug(gc.DEBUG_SAVEALL)
    returned = gc.collect()
    with open(sys.argv[1], "w") as file:
        print(returned, *map(id, gc.garbage), sep="\n", file=file)
    os._exit(0)
os.waitpid(copy, 0)
print("ready", os.getpid(), flush=True)
sys.stdin.readline()
