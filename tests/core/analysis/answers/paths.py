# SPDX-License-Identifier: Apache-2.0
# Holds a target in each of many places. Tells the file argv[1] of each its name, its id, and 1 if
# there is a Python expression for it. For every line that then comes, "name<TAB>expression", it
# appends to the file whether the expression is the target.
import asyncio, collections, contextvars, dataclasses, enum, functools, sys, types


class Target:
    pass


targets = {}  # name: id, and whether an expression leads to it


def target(name, expression=True):
    made = Target()
    targets[name] = id(made), expression
    return made


class Plain:
    pass


class Slotted:
    __slots__ = ("one", "two")


@dataclasses.dataclass
class Record:
    one: object
    rest: list


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

    def method(self):
        return self.value


class Color(enum.Enum):
    RED = 1


class Holder:
    attribute = target("class attribute")


def function(x=target("default"), *, key=target("keyword default")):
    return x, key


def closure():
    held = target("closure", False)
    return lambda: held


def generator(x):
    inside = x
    yield 1
    yield inside


@functools.lru_cache(maxsize=8)
def cached(n):
    return [target("lru cache", False)]


plain, slotted, record = Plain(), Slotted(), Record(target("dataclass"), [1, target("in a dataclass")])
plain.name, plain.__dict__["not a name"] = target("attribute"), target("odd attribute")
slotted.two = target("slot")
chain = Node(None, Node(None, Node(target("chain"))))
Color.RED.extra = target("enum member")
nested = {"a": [{("k", 1): (0, target("nested"))}], 3: target("int key"), b"b": target("bytes key"), None: target("none key"),
          1.5: target("float key"), True: target("bool key"), "it's": target("quoted key"), "\n": target("escaped key")}
ordered = collections.OrderedDict(x=target("ordered"))
counted = collections.defaultdict(list, k=[target("defaultdict")])
queue = collections.deque([0, target("deque"), 2])
chained = collections.ChainMap({}, {"k": target("chain map")})
partial = functools.partial(print, target("partial"), end=target("partial keyword"))
bound = Node(target("bound method")).method
proxy = types.MappingProxyType({"k": target("mapping proxy")})
space = types.SimpleNamespace(k=target("namespace"))
made = closure()
started = generator(target("generator", False))
next(started)
cached(1)
member = frozenset([target("set member", False)])
pair = collections.namedtuple("Pair", "left right")(1, target("named tuple"))
prop = property(lambda self: 1)
cell = types.CellType(target("cell"))
failed = ValueError(target("exception argument"))
failed.note = target("exception attribute")
variable = contextvars.ContextVar("variable")
context = contextvars.copy_context()
context.run(variable.set, target("context"))
method = classmethod(target("classmethod"))
sliced = slice(target("slice"), 1)
sys.modules["odd name"] = types.ModuleType("odd name")
sys.modules["odd name"].value = target("odd module")
future = asyncio.new_event_loop().create_future()
future.set_result(target("future result"))
del closure


def inner(value):
    kept = [value]
    with open(sys.argv[1], "w") as file:
        for name, (address, expression) in targets.items():
            print(name.replace(" ", "-"), address, int(expression), file=file)
    print("ready", flush=True)
    for line in sys.stdin:
        name, _, expression = line.rstrip("\n").partition("\t")
        try:
            found = id(eval(expression, {"sys": sys, "variable": variable})) == targets[name.replace("-", " ")][0]
        except Exception as error:
            found = repr(error)
        with open(sys.argv[1], "a") as file:
            print("told", name, found, expression, file=file)
    return kept


def outer():
    local = {"k": target("local", False)}
    inner(target("deep local", False))
    return local


outer()
