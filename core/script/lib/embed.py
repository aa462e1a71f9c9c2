# SPDX-License-Identifier: Apache-2.0
"""embed.py NAME.py NAME.h: the bytes of a file as the initialiser of a C array."""
import sys

data = open(sys.argv[1], "rb").read()
with open(sys.argv[2], "w") as out:
    for i in range(0, len(data), 20):
        out.write("".join("%d," % b for b in data[i:i + 20]) + "\n")
