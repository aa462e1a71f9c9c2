# sys.stdout keeps what was written until 8192 bytes have come together, and print packs its arguments
# into a tuple: both show in references, blocks and counts.
import gc
import sys

gc.disable()
count = sys.getrefcount


def printed_twice():
    text = "abc def" * 2
    before = count(text)
    print(text)
    once = count(text)
    print(text, text)
    return before, once, count(text)


print(*printed_twice())
s = "hello world" * 3
print(count(s))
print(s)
print(s)
print(count(s))
sys.stdout.flush()
print(count(s))


class Shown:
    def __str__(self):
        return "x" * count(self)


shown = Shown()
print(shown)
print(shown, shown, sep="|")
print(str(shown), "%s" % shown)
for value in 12345678, "é" * 3, "a", (1, 2):
    before = sys.getallocatedblocks()
    print(value)
    print("blocks:", sys.getallocatedblocks() - before > 0)
print(s)
print(count(s))
print("x" * 9000)
print(count(s))
sys.stdout.write(s)
print(count(s))
accented = "é" * 4
print(accented, count(accented), sys.getsizeof(accented))


def counted(*args, **options):
    a = gc.get_count()[0]
    print(*args, **options)
    return gc.get_count()[0] - a


gc.collect()
changes = [counted("a", "b", "c", "d", "e"), counted(1, 2, 3, 4, 5), counted(end="\n"), counted(sep=", ")]
print(changes)


class Writer:
    def write(self, text):
        log.append((text, count(text) > 3, count(self)))


log = []
print("to", 7, sep="", file=Writer())
print(log)
