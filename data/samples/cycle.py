# Without their names only the collector can take them away.
# Heaparium: Delete both names (run "del a" and "del b"), then press Collect.
import gc

gc.disable()

a = ["a"]
b = ["b"]
a.append(b)
b.append(a)
print("a holds b, and b holds a")
