# Made once, used everywhere
# Small ints, None and names are shared; equal objects made while the program runs are not.
#
# Next: choose Types and look at int. Then run "thousand = [value] * 1000" and see a thousand objects become one.
import sys

# The ints from -5 to 256 exist from the start: this list refers a thousand times to the same one.
same = [7] * 1000
print("different objects among the sevens:", len({id(n) for n in same}))

# Larger ones are made at each computation.
value = 1000
thousand = [value + n - n for n in range(1000)]
print("different objects among the thousands:", len({id(n) for n in thousand}))

# Names and constants that look like names are interned, and so compare by address.
left = "spam"
right = "spam"
built = "".join(["sp", "am"])
print("written twice, one object:", left is right)
print("built while running, another object:", built is not left, "but interned:", sys.intern(built) is left)
