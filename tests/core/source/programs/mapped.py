# SPDX-License-Identifier: Apache-2.0
"""Memory at the addresses 0x3b800000 to 0x3bc00000, as a heap that grew there has it. The counts of objects that
3.11 builds into the program, 999999999, are addresses in it."""
import ctypes
import mmap

import truth

ADDRESS, SIZE = 0x3B800000, 4 << 20
MAP_FIXED_NOREPLACE = 0x100000


def main():
    c = ctypes.CDLL(None, use_errno=True)
    c.mmap.restype = ctypes.c_void_p
    c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_FIXED_NOREPLACE
    c.mmap(ADDRESS, SIZE, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    truth.stand()


main()
