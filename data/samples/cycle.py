# Two lists that hold each other
# Without their names only the collector can take them away.
#
# Next: delete both names (run "del a" and "del b"), then press Collect.
import gc

gc.disable()  # so that nothing is collected before you ask for it

a = ["a"]
b = ["b"]
a.append(b)
b.append(a)
print("a holds b, and b holds a")
