# SPDX-License-Identifier: Apache-2.0
# Takes references as C code does that forgets to give them back, and writes to the file argv[1]
# "id times" of what it took so.
import ctypes, sys

take = ctypes.pythonapi.Py_IncRef
take.argtypes = [ctypes.py_object]
take.restype = None


class Class:
    pass


def forget(file, made, times):
    for _ in range(times):
        take(made)
    print(id(made), times, file=file)


def main(file):
    kept = Class()
    forget(file, kept, 7)
    forget(file, Class, 3)
    forget(file, (kept, 1.5 + len(sys.argv)), 2)
    for _ in range(5):  # those were free, and wait in an array of the interpreter's, just now
        forget(file, [], 1)
        forget(file, {}, 1)
    return kept


with open(sys.argv[1], "w") as file:
    kept = main(file)
print("ready", flush=True)
sys.stdin.readline()
