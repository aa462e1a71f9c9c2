# Reports of exceptions on standard error: marks below what failed, chains, groups, notes, names
# that were perhaps meant, repeated lines, and how the program ends after an uncaught one.
# exit status: 1
import sys
import weakref


def tell(function, *args):
    print(function.__name__)
    try:
        function(*args)
    except BaseException:
        sys.excepthook(*sys.exc_info())


class Box:
    lid_color = "red"

    def __init__(self):
        self.size = 3


def operator(a, b):
    return (a + 1) * b / (a - a)


def subscript(d):
    return d["first"][0]["missing"] + 1


def call_in_call(f):
    return str(f(1)) + str(f(0))


def long_expression(a):
    return (a
            .first
            .second)


def whole_line(a):
    a.first


def wide_characters():
    return "äöü" + "日本" + 1


def unpacking():
    one, two = [1, 2, 3]


def comprehension():
    return [1 / n for n in (1, 0)]


def name_nearly(value):
    return valeu


def builtin_nearly():
    return lenn([])


def module_forgotten():
    return time.time()


def attribute_nearly():
    return Box().lid_colour


def cause():
    try:
        {}["k"]
    except KeyError as e:
        raise ValueError("from a cause") from e


def context():
    try:
        {}["k"]
    except KeyError:
        return 1 // 0


def suppressed():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("alone") from None


def ring():
    a, b = ValueError("a"), ValueError("b")
    a.__cause__ = b
    b.__cause__ = a
    raise a


def notes():
    e = ValueError("with notes")
    e.add_note("one line")
    e.add_note("two\nlines")
    raise e


class Silent(Exception):
    def __str__(self):
        raise RuntimeError


class Own(Exception):
    class Inner(Exception):
        pass


def bad_str():
    raise Silent


def own():
    raise Own.Inner("text", 2)


def endless(n):
    return endless(n + 1)


def deep(n):
    if n == 0:
        raise LookupError
    deep(n - 1)


def group():
    parts = []
    for value in ("x", None):
        try:
            int(value)
        except Exception as e:
            parts.append(e)
    parts.append(ExceptionGroup("inner", [KeyError("k"), OSError(2, "No such file")]))
    raise ExceptionGroup("outer", parts)


def wide_group():
    raise BaseExceptionGroup("many", [ValueError(n) for n in range(20)])


tell(operator, 2, 3)
tell(subscript, {"first": [{}]})
tell(call_in_call, lambda n: 1 / n)
for function in (long_expression, whole_line):
    tell(function, Box())
for function in (wide_characters, unpacking, comprehension, builtin_nearly, module_forgotten,
                 attribute_nearly, cause, context, suppressed, ring, notes, bad_str, own, group,
                 wide_group):
    tell(function)
tell(name_nearly, 1)
tell(endless, 0)
for depth in (2, 3, 4, 10):
    tell(deep, depth)


class Finalized:
    def __del__(self):
        raise ValueError("in a finalizer")


def callback(ref):
    raise KeyError("in a callback")


thing = Finalized()
del thing
thing = Box()
ref = weakref.ref(thing, callback)
del thing


def hook(unraisable):
    print(unraisable.exc_type.__name__, unraisable.exc_value, unraisable.err_msg,
          unraisable.object is Finalized.__del__)


sys.unraisablehook = hook
thing = Finalized()
del thing
sys.unraisablehook = sys.__unraisablehook__


def own_hook(type, value, traceback):
    print("own hook:", type.__name__, value, traceback.tb_lineno)


sys.excepthook = own_hook
raise Own("the end")
