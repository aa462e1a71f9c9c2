# SPDX-License-Identifier: Apache-2.0
"""Classes of every make: enumerations, data classes, named tuples, protocols, generics, metaclasses, slots."""
import abc
import dataclasses
import enum
import typing

import truth

T = typing.TypeVar("T", bound="Base")
Point = typing.NamedTuple("Point", [("x", int), ("y", typing.List[int])])
Movie = typing.TypedDict("Movie", {"name": str, "year": int})
UserId = typing.NewType("UserId", int)


class Meta(type):
    registry: typing.Dict[str, "Meta"] = {}

    def __new__(mcs, name, bases, namespace, **options):
        made = super().__new__(mcs, name, bases, namespace)
        made.options = options
        mcs.registry[name] = made
        return made


class Base(metaclass=Meta, table="base"):
    def __init_subclass__(cls, **options):
        super().__init_subclass__()

    def __set_name__(self, owner, name):
        self.name = name


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name)

    def __set__(self, instance, value):
        instance.__dict__[self.name] = self.kind(value)

    def __delete__(self, instance):
        del instance.__dict__[self.name]


class Record(Base, table="records"):
    number, text = Typed(int), Typed(str)


class Colour(enum.Enum):
    RED, GREEN = 1, [2]


class Permission(enum.IntFlag):
    READ, WRITE, RUN = 1, 2, 4


@dataclasses.dataclass(order=True)
class Item:
    name: str
    price: float = 0.0
    tags: typing.List[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Frozen(typing.Generic[T]):
    value: typing.Optional[T]


class Shape(abc.ABC):
    __slots__ = ("sides",)

    @property
    @abc.abstractmethod
    def area(self):
        ...


class Square(Shape):
    __slots__ = ("__dict__", "_area")

    @property
    def area(self):
        return self._area


class Readable(typing.Protocol):
    def read(self) -> bytes:
        ...


class Words(str):
    pass


class Many(Words, typing.Generic[T]):
    __slots__ = ()


class Table(dict):
    __slots__ = ("columns",)


class Sequence(list):
    def __init__(self, *items):
        super().__init__(items)
        self.kept = items


def make_classes(n):
    def method(self):
        return super(made, self), n

    made = type("Made%d" % n, (Base,), {"method": method, "__doc__": "number %d" % n, "value": [n]})
    return made


def main():
    n = truth.scale(300)
    classes = [make_classes(i) for i in range(n)]
    instances = [c() for c in classes]
    for i, instance in enumerate(instances):
        setattr(instance, "attribute%d" % (i % 40), [i])
    records = [Record() for _ in range(n)]
    for i, record in enumerate(records):
        record.number, record.text = i, i
        if i % 3 == 0:
            record.__dict__["more"] = {}
        if i % 50 == 0:
            record.__dict__ = dict(record.__dict__)
        if i % 70 == 0:
            del record.text
    items = [Item("item %d" % i, i / 2, [str(i)]) for i in range(n)]
    frozen = [Frozen(item) for item in items] + [Frozen[int], typing.Optional[Item], typing.Callable[[int], str]]
    squares = [Square() for _ in range(50)]
    for square in squares:
        square.sides, square._area, square.extra = [4], 1.5, {}
    words = [Words("größer %d" % i) for i in range(50)] + [Many("x")]
    for word in words[:20]:
        word.note = [word]
    tables = [Table(a=[i]) for i in range(30)]
    for table in tables:
        table.columns = list(table)
    sequences = [Sequence([i], i) for i in range(30)]
    flags = [Permission(i) for i in range(8)] + list(Colour)
    points = [Point(i, [i]) for i in range(50)] + [Movie(name="a", year=2000), UserId(5)]
    hints = [typing.get_type_hints(x) for x in (Item, Readable.read)]
    truth.stand()
    return instances, items, frozen, sequences, flags, points, hints


main()
