# SPDX-License-Identifier: Apache-2.0
# What each operation adds to the count of generation 0 when the free lists are empty: arguments that travel in a
# tuple, bound methods, exceptions made and gone, iterators.
import gc

gc.collect()
gc.disable()


def measure(name, function):
    for _ in range(3):
        gc.collect()
        before = gc.get_count()[0]
        result = function()
        after = gc.get_count()[0]
        kind = type(result).__name__
        result = None
    print(name, after - before, kind)


class A:
    def __bool__(self):
        return True


class Any:
    def __getattr__(self, name):
        return 1


ad = A()
other = Any()


def plain_class():
    class X:
        pass


def slotted_class():
    class X:
        __slots__ = ("a", "b")


def derived_class():
    class X(A):
        pass


def caught_attribute():
    try:
        ad.missing
    except AttributeError:
        pass


def caught_key():
    try:
        {}[1]
    except KeyError as e:
        return e.args


def caught_from():
    try:
        raise KeyError from ValueError()
    except KeyError:
        pass


def returned():
    def generator():
        return 5
        yield

    try:
        next(generator())
    except StopIteration as e:
        return e.value


for name, function in {
    "super0": lambda: super(A,ad),
    "superi1": lambda: super(A,ad).__init__,
    "superm2": lambda: super(A,ad).__init__(),
    "init3": lambda: ad.__init__,
    "bool4": lambda: bool(ad),
    "bool15": lambda: bool(1),
    "int6": lambda: int('1'),
    "float8": lambda: float('1'),
    "tuple9": lambda: tuple([1]),
    "list10": lambda: list([1]),
    "set11": lambda: set([1]),
    "fs12": lambda: frozenset([1]),
    "dict13": lambda: dict(a=1),
    "range14": lambda: range(3),
    "type115": lambda: type(1),
    "object16": lambda: object(),
    "enum17": lambda: enumerate([]),
    "zip18": lambda: zip([]),
    "map19": lambda: map(len,[]),
    "filter20": lambda: filter(None,[]),
    "rev21": lambda: reversed([]),
    "rev222": lambda: reversed(()),
    "prop23": lambda: property(),
    "slice24": lambda: slice(1),
    "bytes25": lambda: bytes(3),
    "ba26": lambda: bytearray(3),
    "mv27": lambda: memoryview(b''),
    "ex28": lambda: ValueError(1),
    "sm29": lambda: staticmethod(len),
    "cm30": lambda: classmethod(len),
    "slc31": lambda: [1,2,3][1:2],
    "slc32": lambda: [1,2,3][::2],
    "ty33": lambda: type('X',(),{}),
    "ty234": lambda: type('X',(A,),{}),
    "ty235": lambda: type('X',(A,),{'__slots__':()}),
    "mro36": lambda: type.mro(A),
    "len37": lambda: len([]),
    "iss38": lambda: isinstance(1,int),
    "gattr39": lambda: getattr(ad,'x',1),
    "hattr40": lambda: hasattr(ad,'x'),
    "sorted41": lambda: sorted([1]),
    "print42": lambda: print(end=''),
    "min43": lambda: min(1,2),
    "sum44": lambda: sum([1]),
    "repr45": lambda: repr(1),
    "round46": lambda: round(1.5),
    "divmod47": lambda: divmod(3,2),
    "pow48": lambda: pow(2,3),
    "chr49": lambda: chr(3),
    "fmt50": lambda: format(1,'d'),
    "ord51": lambda: ord('a'),
    "hash52": lambda: hash('a'),
    "id53": lambda: id(1),
    "iter54": lambda: iter([]),
    "next55": lambda: next(iter([1])),
    "all56": lambda: all([1]),
    "vars57": lambda: vars(ad),
    "setattr58": lambda: setattr(ad,'x',1),
    "delattr59": lambda: (setattr(ad,'x',1),delattr(ad,'x')),
    "upper60": lambda: 'a'.upper(),
    "split61": lambda: 'a b'.split(),
    "join62": lambda: ','.join(['a']),
    "replace63": lambda: 'a'.replace('a','b'),
    "format64": lambda: '{}'.format(1),
    "formatk65": lambda: '{a}'.format(a=1),
    "sw66": lambda: 'a'.startswith('a'),
    "app67": lambda: [].append(1),
    "sort68": lambda: [2,1].sort(),
    "sortk69": lambda: [2,1].sort(key=lambda x:x),
    "upd70": lambda: {}.update(a=1),
    "upd271": lambda: {}.update({1:2}),
    "get72": lambda: {}.get(1),
    "pop73": lambda: {1:2}.pop(1),
    "items74": lambda: {1:2}.items(),
    "popitem75": lambda: {1:2}.popitem(),
    "setd76": lambda: {}.setdefault(1,2),
    "fk77": lambda: dict.fromkeys([1]),
    "add78": lambda: set().add(1),
    "union79": lambda: {1}.union({2}),
    "enc80": lambda: 'a'.encode(),
    "dec81": lambda: b'a'.decode(),
    "tobytes82": lambda: (5).to_bytes(2,'big'),
    "fb83": lambda: int.from_bytes(b'a','big'),
    "intb84": lambda: int('11',2),
    "strf85": lambda: str(b'a','utf8'),
    "part86": lambda: 'a'.partition('b'),
    "ext87": lambda: [].extend([1]),
    "ins88": lambda: [].insert(0,1),
    "idx89": lambda: [1].index(1),
    "cpy90": lambda: [1].copy(),
    "jt93": lambda: ''.join(('a',)),
    "js94": lambda: ''.join({'a'}),
    "jr95": lambda: ''.join('abc'),
    "tg97": lambda: tuple(i for i in [1]),
    "sg98": lambda: sum(i for i in [1]),
    "setg99": lambda: set(i for i in [1]),
    "dg100": lambda: dict((i,i) for i in [1]),
    "sortg101": lambda: sorted(i for i in [1]),
    "maxg102": lambda: max(i for i in [1]),
    "maxk103": lambda: max([1,2],key=lambda x:x),
    "maxd104": lambda: max([],default=1),
    "ext105": lambda: [].extend(i for i in [1]),
    "un106": lambda: [*(i for i in [1])],
    "ga107": lambda: other.x,
    "ha108": lambda: hasattr(other,'x'),
    "hb109": lambda: hasattr(ad,'x'),
    "gb110": lambda: getattr(ad,'x',1),
}.items():
    measure(name, function)
for function in (plain_class, slotted_class, derived_class, caught_attribute, caught_key, caught_from, returned):
    measure(function.__name__, function)
