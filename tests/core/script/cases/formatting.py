# SPDX-License-Identifier: Apache-2.0
# Text made from values: f-strings, format specifications, str.format, % and repr.
class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return f"{self.amount:{spec or '.2f'}} EUR"

    def __str__(self):
        return "str:" + str(self.amount)

    def __repr__(self):
        return f"Money({self.amount!r})"


m = Money(12.5)
print(f"{m} {m!s} {m!r} {m:08.1f} {m!r:>14}|")
name, width = "grün", 10
print(f"[{name:>{width}}] [{name:^{width}}] [{name:*<{width}}] [{name!a}] [{name[:2]}] {width=} {width * 2 = :>5}")
for value in (0, 7, -42, 255, 10 ** 20, True):
    print(f"{value:d} {value:5d}| {value:<8,}| {value:+} {value: } {value:08d} {value:x} {value:#o} {value:#b} {value:e}")
for value in (0.0, -0.0, 1.0, 3.14159265, -2.5, 1e16, 1e-5, 123456789.125, float("inf"), float("nan"), 0.1 + 0.2):
    print(value, f"{value:f} {value:.3e} {value:g} {value:10.2f}| {value:+,.1f} {value:.0%} {value:010.3f} {value!r}")
print(f"{1 << 70:_x} {1234567:_} {1234567.891:_.2f} {97:c} {'text':.2} {'x':=^7} {-5:=+6d} {3:>+6}")
print("{} {1} {0}".replace("{}", "{2}").format("a", "b", "c"), "{0[1]} {1.amount} {k[x]}".format([1, 2], m, k={"x": 3}))
print("{:>{w}.{p}f}|{!r:5}|{{}}".format(2.71828, "q", w=8, p=3))
print("%s %r %d %5.1f %-6s| %+d %06d %x %#X %o %e %g %c %c %%" %
      ("s", "r", 3.9, 2.25, "ab", 5, -42, 255, 255, 8, 12345.678, 0.0001, "c", 100))
print("%(a)s-%(b)03d" % {"a": [1], "b": 7}, "%*d" % (6, 42), "%.*f" % (2, 3.14159), "%s" % (("t",),))
for action in ("'%d' % 'x'", "'%s %s' % 1", "'%s' % (1, 2)", "f'{3:s}'", "'{} {1}'.format(1, 2)", "'{}'.format()",
               "f'{1.5:d}'", "'{a}'.format(b=1)", "'%y' % 1", "f'{[]:5}'"):
    try:
        print(eval(action))
    except Exception as e:
        print(type(e).__name__ + ":", e)
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("tab\t nl\n nul\0 \x7f é \u200b \U0001f600"), ascii("é😀"))
print([1.0, "a", b"b\x00\xff", None, (1,), (), {2: [3]}, {4}, set(), frozenset([5]), range(3), ...])
print("Hello World".swapcase(), "hello world".title(), "abc".center(9, "-"), "42".zfill(5), "-42".zfill(5), "a\tb".expandtabs(4))
print("a,b,,c".split(","), " a  b ".split(), "a-b-c".rsplit("-", 1), "k=v=w".partition("="), "l1\nl2\r\nl3".splitlines())
print("xxabcxx".strip("x"), "prefix-body".removeprefix("prefix-"), "banana".replace("an", "AN", 1), "banana".count("an"),
      "banana".find("na"), "banana".rfind("na"), "banana".index("n"), "-".join("abc"), "ß".upper(), "ǅ".lower())
print("abc".translate({97: "A", 98: None}), "abc".translate(str.maketrans("ab", "xy")), "é".encode(), "é".encode("latin-1"),
      b"\xc3\xa9".decode(), "x1".isidentifier(), "12".isdigit(), "a b".isalpha(), "".isspace(), "Ab".istitle())
print(str(123.0), str(1e22), str(1e21), str(2 ** 100), int("-0x1f", 16), int("1_000"), float(" 1e3 "), round(2.5), round(-1.25, 1),
      hex(-255), bin(10), oct(8), divmod(-7, 3), 7 // -2, -7 % 5, 2 ** -1)
