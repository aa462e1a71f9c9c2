# SPDX-License-Identifier: Apache-2.0
# Names and attributes that are looked up often at one place, and then change in every way they can.

def warm(f, *args):
    for _ in range(40):
        f(*args)
    return f(*args)


# globals: replaced, removed, put before a builtin, in another namespace, in a dict that is cleared
value = 1


def read():
    return value


def size(o):
    return len(o)


print(warm(read), warm(size, "abc"))
value = 2
print(read())
del value
try:
    read()
except NameError as e:
    print(e)
value = 3
for i in range(50):
    globals()["filler%d" % i] = i
print(read())
len = lambda o: "mine"
print(size("abc"))
del len
print(size("abc"))
__builtins__.len, kept = (lambda o: "theirs"), __builtins__.len
print(size("abc"))
__builtins__.len = kept
print(size("abc"))
other = {"value": "other", "__builtins__": {"len": lambda o: "inner"}}
exec("def read(): return value\ndef size(o): return len(o)", other)
print(warm(other["read"]), warm(other["size"], ""))
other["__builtins__"]["len"] = lambda o: "changed"
print(other["size"](""))
inner = other["read"]
other.clear()
try:
    inner()
except (NameError, KeyError) as e:
    print(type(e).__name__)
other["value"] = "again"
print(inner())
code = compile("result = [value for _ in range(30)][-1]", "x", "exec")
for space in ({"value": 1}, {"value": 2, "more": 3}, {"first": 0, "value": 4}):
    exec(code, space)
    print(space["result"])


# stores: order of insertion, deletion, properties and slots that come later, a dict that is made
class Plain:
    pass


def fill(o, a, b):
    o.a = a
    o.b = b


def turned(o):
    o.b = 1
    o.a = 2


one = Plain()
warm(fill, one, 1, 2)
warm(turned, Plain())
two = Plain()
turned(two)
three = Plain()
fill(three, 5, 6)
print(vars(two), vars(three))
del three.a
fill(three, 7, 8)
print(vars(three))
four = Plain()
four.__dict__["b"] = 0
fill(four, 1, 2)
print(vars(four))


class Watch:
    def __del__(self):
        print("gone", self.name, hasattr(box, "a"))


box = Plain()
for name in ("x", "y"):
    w = Watch()
    w.name = name
    fill(box, w, None)
    del w
fill(box, None, None)
Plain.a = property(lambda self: "computed", lambda self, v: print("set", v))
fill(one, 9, 10)
print(one.a, one.b)
del Plain.a
fill(one, 11, 12)
print(one.a)
Plain.__setattr__ = lambda self, name, v: print("hook", name, v)
fill(one, 13, 14)
del Plain.__setattr__
fill(one, 15, 16)
print(one.a)


class Slots:
    __slots__ = ("a", "b")


class Wide(Slots):
    pass


def both(o):
    return o.a, o.b


s = Slots()
warm(fill, s, 1, 2)
print(warm(both, s))
del s.a
try:
    both(s)
except AttributeError as e:
    print(e)
fill(s, 3, 4)
print(both(s))
w = Wide()
fill(w, 5, 6)
print(both(w), vars(w))
Wide.a = "class"
print(w.a)
try:
    fill(w, 7, 8)
    print(w.a, vars(w))
finally:
    del Wide.a
print(both(w))
Slots.a = 1
try:
    fill(s, 9, 10)
except AttributeError as e:
    print(e)
print(s.a)
