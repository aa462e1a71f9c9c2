# SPDX-License-Identifier: Apache-2.0
# copy.copy and copy.deepcopy: what __reduce_ex__ tells of each kind of object, and what copies keep.
import copy
import sys


class Plain:
    def __init__(self):
        self.a = [1]


class Slotted:
    __slots__ = ("x", "__y", "z")

    def __init__(self):
        self.x = [1]
        self.__y = 2


kinds = {base: type("My" + base.__name__, (base,), {})
         for base in (list, tuple, dict, int, float, str, set, frozenset, bytes, bytearray, Exception)}


def attempt(*functions):
    for function in functions:
        try:
            print(function())
        except Exception as e:
            print(type(e).__name__, e)


def shown(part):
    return part if isinstance(part, (tuple, dict, list, int, str)) else type(part).__name__


def show(o):
    parts = o.__reduce_ex__(4)
    print(parts[0].__name__, [shown(part) for part in parts[1:]])
    for o_copy in (copy.copy(o), copy.deepcopy(o)):
        extra = getattr(o_copy, "extra", None)
        print(type(o_copy).__name__, o_copy is o, extra, extra is getattr(o, "extra", None))


for o in (Plain(), Slotted()):
    show(o)
for base, args in ((list, ([1, [2]],)), (tuple, ((1, [2]),)), (dict, ({"a": [1]},)), (int, (5,)), (float, (2.5,)),
                   (str, ("abc",)), (set, ([1],)), (frozenset, ([1],)), (bytes, (b"x",)), (bytearray, (b"xy",)),
                   (Exception, (1, [2]))):
    o = kinds[base](*args)
    o.extra = [1]
    show(o)
    show(base(*args))
for o in (range(3), slice(1, 2), iter([1, 2]), iter((1, 2)), iter("ab"), iter(b"ab"), reversed([1, 2])):
    show(o)
i = iter([1, 2, 3])
next(i)
print(list(copy.copy(i)), list(i), copy.copy(i).__reduce__()[1])
print(list(vars(Plain)), list(vars(Slotted)), Slotted.__slotnames__)

for o in (lambda: (yield), print, type, sys, memoryview(b"a"), {}.keys(), object(), Plain().__init__, len, [].append,
          property(), staticmethod(len), (i for i in []), None, ..., NotImplemented, attempt.__code__, Plain, {}.items()):
    print(type(o).__name__)
    attempt(lambda: copy.copy(o) is o, lambda: copy.deepcopy(o) is o)


class R:
    def __reduce__(self):
        return self.parts


def reduced_to(parts):
    r = R()
    r.parts = parts
    return copy.copy(r)


attempt(lambda: type(reduced_to("R")), lambda: type(reduced_to((R, ()))), lambda: reduced_to(3),
        lambda: reduced_to((list, ([1],), None, iter([2]))), lambda: reduced_to((dict, (), None, None, iter([(1, 2)]))))


class Args:
    def __new__(cls, a):
        self = object.__new__(cls)
        self.a = a
        return self

    def __getnewargs__(self):
        return (self.a,)


class Keywords:
    def __new__(cls, *, a):
        self = object.__new__(cls)
        self.a = a
        return self

    def __getnewargs_ex__(self):
        return (), {"a": self.a}


class BadArgs:
    def __getnewargs__(self):
        return [1]


class State:
    def __getstate__(self):
        return {"q": 1}

    def __setstate__(self, state):
        print("set", state)


class Own:
    def __copy__(self):
        return 1

    def __deepcopy__(self, memo):
        return len(memo)


attempt(lambda: copy.copy(Args(3)).a, lambda: copy.deepcopy(Args([3])).a, lambda: copy.copy(Keywords(a=3)).a,
        lambda: copy.copy(BadArgs()), lambda: vars(copy.copy(State())), lambda: vars(copy.deepcopy(State())),
        lambda: copy.copy(Own()), lambda: copy.deepcopy([Own(), Own()]))
attempt(lambda: Plain().__reduce__()[1:], lambda: Slotted().__reduce__(), lambda: [1].__reduce__(),
        lambda: object().__reduce__()[1:], lambda: Plain().__getstate__(), lambda: Slotted().__getstate__(),
        lambda: object().__getstate__(), lambda: [].__getstate__())

memo = {}
a = [1]
b = [a, a, (a,)]
c = copy.deepcopy(b, memo)
print(c[0] is c[1] is c[2][0], len(memo), sys.getrefcount(a), sys.getrefcount(c))
x = []
x.append(x)
print(copy.deepcopy(x)[0] is not x)
x = ([],)
x[0].append(x)
y = copy.deepcopy(x)
print(y[0][0] is y, y is x)
p = Plain()
p.me = p
q = copy.deepcopy(p)
print(q.me is q, sys.getrefcount(q), sys.getsizeof(q.__dict__), sys.getsizeof(p.__dict__))
