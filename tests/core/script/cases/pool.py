# A pool of connections: objects go out and come back, errors have causes, everything dies at the end.
# exit status: 1
import gc
import sys
import weakref

class PoolError(Exception):
    """Raised when the pool has nothing to give."""

class Connection:
    _ids = iter(range(1, 1000))
    __slots__ = ('ident', 'uses', '_open', '__weakref__')

    def __init__(self):
        self.ident = next(self._ids)
        self.uses = 0
        self._open = True

    def query(self, text, *args, **options):
        if not self._open:
            raise PoolError(f'connection {self.ident} is closed')
        self.uses += 1
        return '{0!r} -> {1} {2}'.format(text, args, sorted(options.items()))

    def close(self):
        self._open = False

    def __repr__(self):
        return f"<{type(self).__name__} #{self.ident:02d} {('open' if self._open else 'closed')} uses={self.uses}>"

    def __del__(self):
        print('del', self)

class Pool:

    def __init__(self, factory, *, size=2, limit: int=3):
        self._factory = factory
        self._free = [factory() for _ in range(size)]
        self._busy = {}
        self.limit = limit

    def __len__(self):
        return len(self._free) + len(self._busy)

    def __enter__(self):
        c = self.acquire()
        self._last = weakref.ref(c)
        return c

    def __exit__(self, et, ev, tb):
        c = self._last()
        if c is not None:
            self.release(c)
        return et is not None and issubclass(et, PoolError)

    def acquire(self):
        try:
            c = self._free.pop()
        except IndexError as e:
            if len(self) >= self.limit:
                raise PoolError('exhausted: %d of %d' % (len(self), self.limit)) from e
            c = self._factory()
        self._busy[id(c)] = c
        return c

    def release(self, c):
        try:
            del self._busy[id(c)]
        except KeyError:
            raise PoolError('not mine') from None
        self._free.append(c)
p = Pool(Connection)
print(len(p), p._free)
with p as c:
    print(c.query('select ?', 1, 2, key='v', a=None))
    print(sys.getrefcount(c))
print(p._free, p._busy)
cs = [p.acquire() for _ in range(3)]
print(cs, len(p))
try:
    p.acquire()
except PoolError as e:
    print(type(e).__name__, e, '|', repr(e.__cause__), e.__suppress_context__, e.__context__ is e.__cause__)
try:
    p.release(object())
except PoolError as e:
    print(e, e.__cause__, e.__suppress_context__, type(e.__context__).__name__, e.args)
with p as c2:
    print('not reached')
