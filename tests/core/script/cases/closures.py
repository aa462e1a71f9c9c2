# SPDX-License-Identifier: Apache-2.0
# Cells: shared between functions, rebound, emptied, and kept alive by what closes over them.
def account(balance):
    history = []

    def deposit(amount):
        nonlocal balance
        balance += amount
        history.append(("deposit", amount))
        return balance

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            raise ValueError(f"only {balance} left")
        balance -= amount
        history.append(("withdraw", amount))
        return balance

    return deposit, withdraw, lambda: (balance, list(history))


deposit, withdraw, show = account(10)
print(deposit(5), withdraw(12), show())
try:
    withdraw(100)
except ValueError as e:
    print("refused:", e)
print(deposit.__closure__[0] is withdraw.__closure__[0], deposit.__code__.co_freevars)
print([cell.cell_contents for cell in deposit.__closure__])

late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early])


def memoize(function):
    known = {}

    def wrapper(*args):
        if args not in known:
            known[args] = function(*args)
        return known[args]

    wrapper.known = known
    return wrapper


@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(60), len(fib.known), fib.__name__, fib.__qualname__)


class Witness:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name)


def hold():
    kept = Witness("kept")
    dropped = Witness("dropped")

    def look():
        return kept.name

    return look


look = hold()
print("held", look())
del look
print("released")


def empty():
    def look():
        return value

    if False:
        value = 1
    return look


try:
    empty()()
except NameError as e:
    print(type(e).__name__, e)
try:
    empty().__closure__[0].cell_contents
except ValueError as e:
    print(e)


def compose(*functions):
    def apply(x, *, trace=False):
        for f in reversed(functions):
            x = f(x)
            if trace:
                print("  ->", x)
        return x

    return apply


print(compose(str, lambda x: x * 2, abs)(-21, trace=True))


class Counter:
    total = 0

    def make(self):
        def step(by=1):
            Counter.total += by
            __class__.last = by
            return self.total

        return step


step = Counter().make()
print(step(), step(4), Counter.last, step.__qualname__, step.__defaults__)
x = "global"


def outer():
    x = "outer"

    class Body:
        print("in class:", x)
        x = "class"

        def method(self):
            return x

    return Body().method(), Body.x


print(outer())
