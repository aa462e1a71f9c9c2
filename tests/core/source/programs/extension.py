# SPDX-License-Identifier: Apache-2.0
"""Objects of an extension written in C, compiled here if the interpreter's headers and a compiler are
installed; and of ctypes, which every build has."""
import ctypes
import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sysconfig
import tempfile

import truth


class Pair(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double)]


class Holder(ctypes.Structure):
    _fields_ = [("pair", Pair), ("link", ctypes.POINTER(Pair)), ("object", ctypes.py_object), ("items", Pair * 3)]


def compile_extension(folder):
    """The module, or None where it cannot be compiled."""
    include = sysconfig.get_paths()["include"]
    compiler = shutil.which("cc")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "extension.c")
    library = os.path.join(folder, "hp_extension.so")
    if compiler is None or not os.path.exists(os.path.join(include, "Python.h")):
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-I", include, source, "-o", library], check=True)
    loader = importlib.machinery.ExtensionFileLoader("hp_extension", library)
    spec = importlib.util.spec_from_loader("hp_extension", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def of_extension(module, n):
    made = [module.Bag([[i], i, str(i)]) for i in range(n)]
    made += [module.Cons([i], None) for i in range(n)]
    module.keep([["held by a static variable of C"]])
    return made


def of_ctypes(n):
    made = []
    for i in range(n):
        pair, items = Pair(i, i / 2), (ctypes.c_int * 5)(*range(5))
        holder = Holder(pair, ctypes.pointer(pair), [i])
        holder.items[1].a = i
        made += [pair, items, holder, holder.pair, ctypes.byref(pair), ctypes.c_char_p(b"text"), ctypes.cast(items, ctypes.c_void_p)]
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
    made += [callback(lambda x: x + 1), ctypes.CDLL(None).getpid, ctypes.create_string_buffer(b"x" * 700)]
    return made


def main():
    folder = tempfile.mkdtemp()
    try:
        module = compile_extension(folder)
    finally:
        shutil.rmtree(folder)
    things = of_ctypes(truth.scale(100))
    if module is not None:
        things += of_extension(module, truth.scale(200))
    truth.stand()
    return things


main()
