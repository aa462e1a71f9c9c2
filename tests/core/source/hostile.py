# SPDX-License-Identifier: Apache-2.0
"""Plants one lie in its own memory, says "ready" and waits to be looked at and killed.

The lies are written last, and nothing but a C call follows: the interpreter itself must not notice.
"""
import collections
import ctypes
import functools
import gc
import mmap
import struct
import sys

MINOR = sys.version_info[1]
NOWHERE = 0x414141414140
HUGE = 1 << 60
thread = ctypes.pythonapi.PyThreadState_Get
thread.restype = ctypes.c_void_p
lies = []  # (address, value, bytes), written at the end
keep = []


class Plain:
    def __init__(self):
        self.x = 1


class Slotted:
    __slots__ = ("a", "b", "c")


def peek(address):
    return ctypes.c_uint64.from_address(address).value


def lie(address, value, size=8):
    lies.append((address, value & ((1 << (8 * size)) - 1), size))


def some(value):
    keep.append(value)
    return id(value)


def region(size):
    """Memory of its own, which ends with the mapping."""
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    keep.append(memory)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return memory, start


def type_pointer_nowhere():
    lie(some([1]) + 8, NOWHERE)
    lie(some({"a": 1}) + 8, 8)
    lie(some([2]) + 8, (1 << 64) - 8)


def type_pointer_unaligned():
    lie(some([1]) + 8, id(list) + 4)


def cyclic_metatypes():
    a, b = type("A", (), {}), type("B", (), {})
    lie(some(a) + 8, some(b))
    lie(id(b) + 8, id(a))
    keep.extend((a(), b()))


def self_base():
    a, b, c = (type(name, (Slotted,), {"__slots__": ("x", "y")}) for name in "ABC")
    keep.extend((a, b, c, a(), b(), c()))
    lie(id(a) + 256, id(a))
    lie(id(b) + 256, id(c))
    lie(id(c) + 256, id(b))


def many_members():
    bases = [object]
    for i in range(200):
        bases.append(type("T%d" % i, (bases[-1],), {"__slots__": ("s%d" % i,)}))
        lie(id(bases[-1]) + 16, HUGE)
    keep.append([t() for t in bases])


def name_without_end():
    memory, start = region(1 << 20)
    memory.write(b"a" * (1 << 20))
    lie(some(type("A", (), {})) + 24, start + (1 << 20) - 300)
    lie(some(type("B", (), {})) + 24, start)
    lie(some(type("C", (), {})) + 24, NOWHERE)
    keep.extend([t() for t in keep if isinstance(t, type)])


def sizes_of_a_type():
    a = type("A", (), {})
    keep.extend((a, a(), [a() for _ in range(10)]))
    lie(id(a) + 32, (16 << 20) + 8)
    lie(id(a) + 40, 1 << 20)
    b = type("B", (int,), {})
    keep.extend((b, b(5)))
    lie(id(b) + 288, 1 << 63)
    c = type("C", (tuple,), {})
    keep.extend((c, c((1, 2))))
    lie(id(c) + 288, -(1 << 62))
    lie(id(c) + 208, 1 << 62)


def list_size():
    lie(some([1, 2]) + 16, HUGE)
    lie(some([3, 4]) + 16, -HUGE)
    lie(some([5, 6]) + 32, HUGE)


def list_items():
    lie(some([1, 2]) + 24, NOWHERE)
    lie(some([1, 2]) + 24, (1 << 64) - 8)


def tuple_size():
    lie(some((1, [2])) + 16, HUGE)


def set_mask():
    lie(some({1, 2}) + 32, HUGE)
    lie(some({3, 4}) + 32, 1 << 33)
    lie(some({5, 6}) + 32, (1 << 64) - 1)
    lie(some({5, 6}) + 40, NOWHERE)


def dict_table_size():
    for d in ({"a": 1}, {1: 2}):
        keys = peek(some(d) + 32)
        if MINOR >= 11:
            lie(keys + 8, 200, 1)
            lie(keys + 9, 203, 1)
        else:
            lie(keys + 8, 1 << 63)


def dict_entries():
    for value in (HUGE, 1 << 36, (1 << 64) - 1):
        d = {"a": value, "b": []}
        keys = peek(some(d) + 32)
        lie(keys + (24 if MINOR >= 11 else 32), value)


def dict_keys_nowhere():
    lie(some({"a": 1}) + 32, NOWHERE)
    lie(some({"b": 1}) + 40, NOWHERE)


def int_digits():
    lie(some(12345678901234567890) + 16, HUGE << 3 if MINOR >= 12 else HUGE)
    lie(some(12345678901234567891) + 16, (1 << 30) << 3 if MINOR >= 12 else -(1 << 63))


def str_length():
    for i, value in enumerate((HUGE, 1 << 39, (1 << 64) - 1, 1 << 33)):
        lie(some("text %d" % i * 3) + 16, value)
    lie(some("state %d" % MINOR) + 32, 0xFF, 1)


def bytes_length():
    lie(some(b"text" * MINOR) + 16, HUGE)
    lie(some(bytearray(100)) + 16, HUGE)
    lie(some(bytearray(101)) + 24, HUGE)


def deque_ring():
    d = collections.deque(range(200))
    block = peek(some(d) + 24)
    lie(id(d) + 16, HUGE)
    lie(block + 520, block)


def ordered_dict_ring():
    d = collections.OrderedDict((i, i) for i in range(10))
    node = peek(some(d) + 48)
    lie(id(d) + 16, HUGE)
    lie(node + 16, node)


def cache_ring():
    @functools.lru_cache(maxsize=None if MINOR < 8 else 10)
    def call(x):
        return [x]

    for i in range(5):
        call(i)
    some(call)
    link = peek(id(call) + 24)
    lie(link + 24, link)


def generation_to_itself():
    lie(some([1]) - 16, id(keep[-1]) - 16)


def generation_of_lies():
    """A list that goes on through a hundred thousand made-up objects and never comes back."""
    n = 100000
    memory, start = region(32 * n)
    for i in range(n):
        struct.pack_into("QQQQ", memory, 32 * i, start + 32 * ((i + 1) % n), 0, 1, id(object))
    lie(some([1]) - 16, start)


def generation_into_nowhere():
    lie(some([1]) - 16, NOWHERE)


def pool_header():
    size = 16384 if MINOR >= 10 else 4096
    for i, (offset, value) in enumerate(((36, 200), (40, 0xFFFFFFFF), (44, 0), (0, 0xFFFFFFFF))):
        pool = some(bytes(300 + 16 * i)) & ~(size - 1)
        lie(pool + offset, value, 4)


def pool_free_list():
    size = 16384 if MINOR >= 10 else 4096
    blocks = [bytes(400 + i % 2) for i in range(200)]
    keep.append(blocks)
    pool = id(blocks[100]) & ~(size - 1)
    lie(pool + 8, id(blocks[100]))
    lie(id(blocks[100]), id(blocks[100]))


def arenas():
    """Earlier versions look into the array themselves whenever they free a block."""
    if MINOR < 12:
        return type_pointer_nowhere()
    interpreter = peek(thread() + 16)
    state = interpreter + 3960 if MINOR == 12 else peek(interpreter + 10800)
    table = peek(state + 512)
    lie(state + 520, 0xFFFFFFFF, 4)
    lie(table, NOWHERE)
    lie(table + 48, peek(table) + 4096)
    lie(table + 56, (1 << 64) - 1)


def threads_in_a_ring():
    lie(thread() + 8, thread())


def interpreters_in_a_ring():
    interpreter = peek(thread() + 16)
    lie(interpreter + (7264 if MINOR == 13 else 0), interpreter)


def frames_in_a_ring():
    frame = some(sys._getframe(1))  # of main, which is the one that waits
    if MINOR <= 10:
        lie(frame + 24, frame)
    else:
        inner = peek(frame + 24)
        lie(inner + (48 if MINOR == 11 else 8), inner)


def code_of_a_frame():
    scope = {}
    exec(compile("def f(a):\n    yield a", "x", "exec"), scope)
    generator = scope["f"](1)
    next(generator)
    keep.append(generator)
    code = id(generator.gi_code)
    counts = {8: 28, 9: 28, 10: 28, 11: 76, 12: 72, 13: 72}
    lie(code + counts[MINOR], 0x7FFFFFFF, 4)
    lie(code + (96 if MINOR >= 11 else 72), NOWHERE)


def slots_of_instances():
    value = Slotted()
    lie(some(value) + 16, NOWHERE)
    lie(id(value) + 24, (1 << 64) - 8)
    other = Plain()
    some(other)
    if MINOR >= 11:
        lie(id(other) - 24, NOWHERE | 1)
        lie(id(other) - 32, NOWHERE)
    else:
        lie(id(other) + 16, NOWHERE)


def main():
    gc.collect()
    gc.disable()
    if sys.argv[1] == "--list":
        skip = {"peek", "lie", "some", "region", "main"}
        names = [n for n, f in globals().items() if type(f) is type(main) and n not in skip]
        print(*names)
        return
    globals()[sys.argv[1]]()
    write = ctypes.CDLL(None).write
    wait = ctypes.CDLL(None).pause
    text = b"ready\n"
    prepared = [(ctypes.c_char * size).from_address(address) for address, value, size in lies]
    values = [value.to_bytes(size, "little") for address, value, size in lies]
    for i in range(len(lies)):
        prepared[i].raw = values[i]
    write(1, text, 6)
    while True:
        wait()


main()
