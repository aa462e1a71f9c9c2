# Memory goes back to the system by whole arenas only.
# Heaparium: Choose Arenas: nearly empty arenas stay, each for a few strings in keep. Run "keep.clear()" and look again.
keep = []
bulk = []
for i in range(40000):
    text = "text number " + str(i)
    bulk.append(text)
    if i % 10000 == 5000:
        keep.append(text)
print(len(bulk), "strings")
bulk.clear()
del text
print("only", len(keep), "strings are left, but they hold whole arenas")
