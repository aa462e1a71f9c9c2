# Building a string
# Many small pieces cost a block each; the joined text costs one, until one wide character makes all of them wide.
#
# Next: choose Types and look at str. Then run "del pieces" and see the small blocks go. Compare ascii with wide.
import sys

pieces = []
for n in range(1000):
    pieces.append("line %d\n" % n)
text = "".join(pieces)
print(len(pieces), "pieces take", sum(sys.getsizeof(piece) for piece in pieces), "bytes")
print("joined they take", sys.getsizeof(text))

# Every character of a string takes the same room: 1, 2 or 4 bytes, as the widest one needs.
ascii = "x" * 1000
latin = ascii + "\u00e9"
greek = ascii + "\u03a9"
wide = ascii + "\U0001f40d"
for name, value in (("ascii", ascii), ("latin", latin), ("greek", greek), ("wide", wide)):
    print(name, "has", len(value), "characters in", sys.getsizeof(value), "bytes")
del value
