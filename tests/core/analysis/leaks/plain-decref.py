# SPDX-License-Identifier: Apache-2.0
"""C code takes a reference to a plain dict for each call and never gives it back."""
import ctypes

import business

take = ctypes.pythonapi.Py_IncRef
take.argtypes = [ctypes.py_object]
take.restype = None


def parse(number):
    take({"id": number, "tags": [f"a{number}", "b"]})


n = 0
while True:
    for _ in range(900):
        parse(n)
        n += 1
    business.stop()
