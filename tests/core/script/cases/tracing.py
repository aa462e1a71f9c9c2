# What tracemalloc finds: sizes asked for, by line, file and traceback; free lists; what stop forgets.
import tracemalloc


def grow(n):
    return [None] * n


def indirect(n):
    return grow(n)


def statistics(key_type):
    snapshot = tracemalloc.take_snapshot()
    return [(stat.traceback[0].lineno, stat.size, stat.count)
            for stat in snapshot.statistics(key_type) if stat.size >= 80000]


tracemalloc.start(3)
a = grow(10000)
b = indirect(20000)
c = [bytearray(90000) for i in range(2)]
print(statistics('lineno'))
print(statistics('filename')[0][1] >= 240000)
print([str(frame).split(':')[-1] for frame in tracemalloc.get_object_traceback(c[1])])
for stat in tracemalloc.take_snapshot().statistics('traceback')[:3]:
    print([frame.lineno for frame in stat.traceback], stat.traceback.total_nframe, stat.size, stat.count)

before = tracemalloc.take_snapshot()
del a
d = grow(30000)
for diff in tracemalloc.take_snapshot().compare_to(before, 'lineno')[:1]:
    print(diff.traceback[0].lineno, diff.size_diff, diff.count_diff)

current, peak = tracemalloc.get_traced_memory()
print(current >= 660000, peak >= current)
tracemalloc.reset_peak()
del d
print(tracemalloc.get_traced_memory()[1] >= current)
tracemalloc.clear_traces()
print(tracemalloc.get_object_traceback(b), tracemalloc.get_traced_memory()[0] < 10000)
tracemalloc.stop()
print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory())
