# What is allocated on the way shows in the peak: an int that becomes text, a method that sorts, a text
# that is replaced; a list from the free list takes its trace along.
import gc
import tracemalloc

gc.disable()


def traced(make):
    gc.collect()
    make()
    tracemalloc.start()
    result = make()
    peak = tracemalloc.get_traced_memory()
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    lines = [(s.traceback[0].lineno, s.size, s.count) for s in snapshot.statistics("lineno")]
    return peak, [line[1:] for line in lines if line[0] > 20]


print(traced(lambda: [str(i) for i in range(50)]))
print(traced(lambda: list(map(str, range(300, 310)))))
print(traced(lambda: str(10**100)))
print(traced(lambda: sorted([3, 1, 2])))
print(traced(lambda: list(range(100))[10:20]))
print(traced(lambda: ("a" * 50).replace("a", "bb")))
print(traced(lambda: ("é" * 50).replace("é", "e")))
for value in 0, -1, 10**9 - 1, 10**9, 2**30, -(2**60), 10**18, 7**700:
    print(value)
print("abcabc".replace("", "-"), "abcabc".replace("b", ""), "aaa".replace("a", "", 2), "aa".replace("a", "") == "")
import builtins


class Told:
    def __del__(self):
        print("gone with builtins")


builtins.told = Told()
