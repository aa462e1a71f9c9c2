# An object pool
# What is handed back is used again: no allocation, but the pool never shrinks.
#
# Next: run "burst = [pool.take() for n in range(100)]", then "pool.give_all(burst)": the pool keeps all hundred.


class Buffer:
    __slots__ = ("data",)

    def __init__(self):
        self.data = bytearray(100)


class Pool:
    def __init__(self):
        self.free = []
        self.made = 0

    def take(self):
        if self.free:
            return self.free.pop()
        self.made += 1
        return Buffer()

    def give_all(self, buffers):
        while buffers:
            self.free.append(buffers.pop())


pool = Pool()
buffer = pool.take()
address = id(buffer)
pool.give_all([buffer])
buffer = pool.take()
print("the same buffer again:", id(buffer) == address)

# Python's allocator does the same one floor below: the block that was freed last is handed out first.
first = object()
address = id(first)
del first
second = object()
print("the same block again:", id(second) == address)

work = [pool.take() for n in range(10)]
pool.give_all(work)
print("buffers made:", pool.made, "- waiting in the pool:", len(pool.free))
