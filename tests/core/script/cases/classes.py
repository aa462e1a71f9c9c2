# SPDX-License-Identifier: Apache-2.0
# A class hierarchy: super along the resolution order, properties, descriptors, operators and hooks.
class Shape:
    kinds = []

    def __init_subclass__(cls, *, sides=0, **more):
        super().__init_subclass__(**more)
        cls.sides = sides
        Shape.kinds.append(cls.__name__)

    def __init__(self, name, **more):
        super().__init__(**more)
        self.name = name

    def describe(self):
        return [f"{self.name} of {self.area}"]

    @property
    def area(self):
        raise NotImplementedError(type(self).__name__)

    def __repr__(self):
        return f"<{type(self).__qualname__} {self.name!r}>"


class Coloured:
    def __init__(self, colour="none", **more):
        super().__init__(**more)
        self.colour = colour

    def describe(self):
        return ["in " + self.colour] + super().describe()


class Rectangle(Shape, sides=4):
    def __init__(self, width, height, **more):
        super().__init__(**more)
        self.width, self.height = width, height

    @property
    def area(self):
        """width by height"""
        return self.width * self.height

    @area.setter
    def area(self, value):
        if value < 0:
            raise ValueError("negative area")
        self.height = value / self.width

    @area.deleter
    def area(self):
        self.width = self.height = 0


class Square(Coloured, Rectangle, sides=4):
    def __init__(self, side, **more):
        super().__init__(width=side, height=side, **more)

    def describe(self):
        return ["square"] + super().describe()

    @classmethod
    def unit(cls):
        return cls(1, name="unit")

    @staticmethod
    def is_side(x):
        return x > 0


print(Shape.kinds, Square.sides)
print([c.__name__ for c in Square.__mro__])
s = Square(3, name="s", colour="red")
print(s, s.describe(), sorted(s.__dict__.items()))
s.area = 12
print(s.height, s.area, Rectangle.area.__doc__, Rectangle.area.fget.__name__)
try:
    s.area = -1
except ValueError as e:
    print("ValueError:", e)
del s.area
print(s.area, Square.unit(), Square.is_side(2))
try:
    Shape("plain").area
except NotImplementedError as e:
    print("NotImplementedError:", e)


class ReadOnly:
    @property
    def x(self):
        return 1


for action in ("setattr(r, 'x', 2)", "delattr(r, 'x')", "r.y"):
    r = ReadOnly()
    try:
        eval(action)
    except AttributeError as e:
        print(e)


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)
        self.name = "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} wants {self.kind.__name__}")
        setattr(instance, self.name, value)


class Point:
    x = Typed(int)
    y = Typed(int)

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        if not isinstance(other, Point):
            return NotImplemented
        return Point(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __lt__(self, other):
        return (self.x, self.y) < (other.x, other.y)

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __bool__(self):
        return bool(self.x or self.y)

    def __call__(self, scale):
        return Point(self.x * scale, self.y * scale)

    def __contains__(self, value):
        return value == self.x or value == self.y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


p, q = Point(1, 2), Point(0, 5)
print(p + q, sum([p, q]), p == Point(1, 2), p != q, sorted([p, q]), list(p), p[-1])
print(bool(Point(0, 0)), len(p), p(3), 5 in q, 7 in q, len({p, Point(1, 2), q}), p > q)
for wrong in ("Point('a', 1)", "p + 1", "1 + p", "p >= q"):
    try:
        eval(wrong)
    except TypeError as e:
        print(e)
print(type(Point.x).__name__, Point.x.kind is int)


class Lazy:
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        value = self.__dict__[name] = name.upper()
        return value


lazy = Lazy()
print(lazy.abc, lazy.__dict__, hasattr(lazy, "_no"), getattr(lazy, "_no", "default"))


class Meta(type):
    def __new__(meta, name, bases, space, **more):
        space["made_by"] = meta.__name__
        return super().__new__(meta, name, bases, space)

    def __call__(cls, *args):
        print("calling", cls.__name__, args)
        return super().__call__(*args)

    def __instancecheck__(cls, instance):
        return hasattr(instance, "quack")


class Duck(metaclass=Meta):
    def __init__(self, n):
        self.n = n


class Robot:
    quack = True


print(Duck(3).n, Duck.made_by, type(Duck).__name__, isinstance(Robot(), Duck), isinstance(3, Duck))
try:
    class Tangle(Shape, Square):
        pass
except TypeError as e:
    print(str(e).split("\n")[0])
