# An arena pinned by one string
# Memory goes back to the system by whole arenas only.
#
# Next: choose Arenas: nearly empty arenas stay, each for one string in keep. Run "keep.clear()" and look again.

# Some megabytes of small strings, so that they fill several arenas.
bulk = []
for i in range(40000):
    bulk.append("text number " + str(i))
print(len(bulk), "strings")

# An arena is one megabyte of addresses. The first string found in each megabyte is kept.
keep = {}
for text in bulk:
    keep.setdefault(id(text) >> 20, text)

bulk.clear()
del text
keep = list(keep.values())
print("only one string a megabyte is left:", len(keep) < 10, "- but each holds a whole arena")
