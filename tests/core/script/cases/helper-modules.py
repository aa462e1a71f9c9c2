# functools and contextlib: what programs about memory use of them.
import functools
import gc
import weakref
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from functools import cached_property, cmp_to_key, lru_cache, partial, reduce, total_ordering, wraps


@contextmanager
def managed(name):
    print("enter", name)
    try:
        yield name.upper()
    except KeyError as e:
        print("swallowed", e)
    finally:
        print("exit", name)


with managed("a") as a, managed("b") as b:
    print(a, b)
with managed("c"):
    raise KeyError("k")
try:
    with managed("d"):
        raise ValueError("v")
except ValueError as e:
    print("through", e)


@contextmanager
def silent():
    return
    yield


for broken in (silent, contextmanager(lambda: iter([1, 2]))):
    try:
        with broken():
            print("body")
    except (RuntimeError, AttributeError) as e:
        print(e)


@managed("decorator")
def decorated(x):
    "Doc."
    return x + 1


print(decorated(1), decorated(2), decorated.__name__, decorated.__doc__, managed.__name__)
with suppress(KeyError, IndexError):
    print([][0])
print("after suppress")


class Closable:
    def close(self):
        print("closed")


with closing(Closable()) as c, nullcontext(5) as n:
    print(type(c).__name__, n)
with ExitStack() as stack:
    names = [stack.enter_context(managed(name)) for name in "xyz"]
    stack.callback(print, "callback", 1, sep=":")
    print(names)
try:
    with ExitStack() as stack:
        stack.enter_context(suppress(KeyError))
        stack.callback(lambda: {}["missing"])
        raise ValueError("replaced")
except ValueError as e:
    print("not reached", e)
print("stack done")


def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        return function(*args, **kwargs)
    return wrapper


@logged
def add(a: int, b: int = 2) -> int:
    "Adds."
    return a + b


print(add(1), add(1, b=3), add.__name__, add.__doc__, add.__annotations__, add.__wrapped__(5))


@lru_cache(maxsize=2)
def square(n):
    print("compute", n)
    return n * n


print([square(n) for n in (1, 2, 1, 3, 2)], square.cache_info(), square.cache_info().hits)
square.cache_clear()
print(square.cache_info(), square.__name__, square.cache_parameters())


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())


class Big:
    pass


@lru_cache(None)
def keep(big):
    return big


big = Big()
ref = weakref.ref(big)
keep(big)
del big
gc.collect()
print("kept by the cache:", ref() is not None)
keep.cache_clear()
print("after cache_clear:", ref())


class Lazy:
    @cached_property
    def value(self):
        print("computed")
        return [1]


lazy = Lazy()
print(lazy.value is lazy.value, lazy.__dict__)
del lazy.value
print(lazy.value)

double = partial(lambda a, b, *, c=0: (a, b, c), 1, c=3)
print(double(2), double(2, c=4), double.args, double.keywords, partial(double, 9)(), partial(int, base=2)("101"))
print(partial(print, 1, end="!\n").func is print, repr(partial(int, "1", base=2)))
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 7))
for bad in (lambda: reduce(add, []), lambda: partial(3), lambda: lru_cache("x")):
    try:
        bad()
    except TypeError as e:
        print(e)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))


@total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


one, two = Version(1), Version(2)
print(one < two, one <= two, one > two, one >= two, one >= Version(1), max(one, two) is two)
try:
    total_ordering(Big)
except ValueError as e:
    print(e)
