# Arguments that CPython reads as a C int: by __index__, within 32 bits, never by their truth.
import gc


class Index:
    def __index__(self):
        print("index", end=" ")
        return 1

    def __bool__(self):
        print("bool", end=" ")
        return False


class Failing:
    def __index__(self):
        raise KeyError("no")


def show(function, *args, **keywords):
    try:
        print(function.__name__, function(*args, **keywords))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


for value in (Index(), Failing(), None, "x", 2.5, True, 0, -1, 2**31 - 1, 2**31, -2**31 - 1, 2**40):
    print(type(value).__name__, value if isinstance(value, int) else "")
    for text in ("a\nb\r\nc", b"a\nb\r\nc", bytearray(b"a\nb")):
        show(text.splitlines, value)
        show(text.splitlines, keepends=value)
    show(sorted, [1, 3, 2], reverse=value)
    show([1, 3, 2].sort, reverse=value)
    show(chr, value)
    if value != 2**31 - 1:
        show("a\tb".expandtabs, value)
        show(b"a\tb".expandtabs, tabsize=value)

for value in (2**31, -2**31 - 1, 2**70, None, Failing()):
    show(gc.collect, value)
    show(gc.set_debug, value)
    show(gc.set_threshold, value)
print(gc.get_threshold())

for number in (-1, 0, 1, -2, -128):
    for signed in (True, False):
        show(number.to_bytes, 0, "big", signed=signed)
