# How a list grows
# A list asks for more room than it needs, so that most appends allocate nothing.
#
# Next: go to the object appended and compare its length with its size. Run "appended += range(1000)" and look again.
import sys

EMPTY = sys.getsizeof([])
appended = []
steps = []
before = EMPTY
for n in range(100):
    appended.append(n)
    size = sys.getsizeof(appended)
    if size != before:
        steps.append((len(appended), (size - EMPTY) // 8))
        before = size
for length, room in steps:
    print("at length", length, "room for", room)
print(len(steps), "allocations for", len(appended), "appends")

# A list made at once has no room to spare; one that lost its items gives room back late.
exact = [None] * 100
print("made at once:", (sys.getsizeof(exact) - EMPTY) // 8)
while len(appended) > 40:
    appended.pop()
print("after popping down to 40:", (sys.getsizeof(appended) - EMPTY) // 8)
