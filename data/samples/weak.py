# A cache that lets go
# A weak reference finds its object as long as somebody else keeps it.
#
# Next: go to the object sun: a weak reference points to it and does not count. Run "del sun, again" and
# "print(list(cache))": the entry went with its value.
import weakref


class Picture:
    def __init__(self, name):
        self.name = name
        self.pixels = bytearray(1000)


cache = weakref.WeakValueDictionary()


def load(name):
    picture = cache.get(name)
    if picture is None:
        print("loading", name)
        picture = Picture(name)
        cache[name] = picture
    return picture


sun = load("sun")
moon = load("moon")
again = load("sun")
print("the second sun came from the cache:", again is sun)

del moon
print("left in the cache:", list(cache))
moon = load("moon")
goodbye = weakref.ref(moon, lambda dead: print("a weak reference heard that the moon is gone"))
del moon
print("the weak reference now gives", goodbye())
