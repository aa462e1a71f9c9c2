# SPDX-License-Identifier: Apache-2.0
# Exceptions: the order of finally, causes and contexts, names that go away, and what stays alive.
def order(how):
    log = []
    try:
        try:
            log.append("try")
            if how == "return":
                return log
            if how == "raise":
                raise LookupError(how)
            if how == "exit":
                raise SystemExit(3)
        except LookupError:
            log.append("except")
            raise
        else:
            log.append("else")
        finally:
            log.append("finally")
    except Exception as e:
        log.append(repr(e))
    except BaseException as e:
        log.append((type(e).__name__, e.code))
    log.append("end")
    return log


for how in ("none", "return", "raise", "exit"):
    print(how, order(how))


def override():
    try:
        raise ValueError("lost")
    finally:
        return "from finally"


def loops():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append(-i)
    return out


print(override(), loops())


class AppError(Exception):
    def __init__(self, message, code):
        super().__init__(message, code)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {self.args[0]}"


def low():
    return {}["missing"]


def high():
    try:
        low()
    except KeyError as e:
        raise AppError("high failed", 42) from e


def quiet():
    try:
        low()
    except KeyError:
        raise AppError("no cause", 1) from None


def implicit():
    try:
        low()
    except KeyError:
        [][1]


for f in (high, quiet, implicit):
    try:
        f()
    except (AppError, IndexError) as e:
        print(f.__name__, repr(e), "|", e, "|", repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    e
except NameError as gone:
    print(gone)


def chain(e):
    while e:
        yield type(e).__name__
        e = e.__cause__ or (None if e.__suppress_context__ else e.__context__)


try:
    try:
        try:
            1 // 0
        finally:
            int("x")
    except ValueError:
        None.attribute
except AttributeError as e:
    print(list(chain(e)))


def lines(e):
    tb, out = e.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


try:
    high()
except AppError as e:
    print(lines(e)[1:], lines(e.__cause__))


class Guard:
    def __init__(self, name, swallow=()):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value)
        return kind is not None and issubclass(kind, self.swallow)


with Guard("outer", KeyError) as outer, Guard("inner", IndexError):
    raise KeyError("through inner")
print("after", outer.name)


class Held:
    def __del__(self):
        print("held object gone")


def fail():
    held = Held()
    raise RuntimeError("frame keeps it")


try:
    fail()
except RuntimeError as e:
    print("caught", e)
    kept = e
print("still there")
del kept
print("end of holding")
for make in (lambda: ValueError(), lambda: ValueError("a", 1), lambda: KeyError("k"), lambda: OSError(2, "gone"),
             lambda: StopIteration(7), lambda: UnicodeError("u"), lambda: RecursionError):
    try:
        raise make()
    except Exception as e:
        print(repr(e), "|", e, "|", e.args, [c.__name__ for c in type(e).__mro__[1:-2]])


def deep(n):
    return deep(n + 1)


try:
    deep(0)
except RecursionError as e:
    print(e)
e = ValueError("noted")
e.add_note("a note")
print(e.__notes__, e.with_traceback(None) is e)
try:
    assert [], "empty %s" % "list"
except AssertionError as e:
    print(e)
