def m(x):
    match x:
        case 0: return "zero"
        case 1 | 2: return "one or two"
        case "a" | "b" as s: return f"str {s}"
        case []: return "empty"
        case [a]: return f"one {a}"
        case [a, b, *rest]: return f"list {a} {b} {rest}"
        case {"k": v, **rest}: return f"map {v} {rest}"
        case None: return "none"
        case True: return "true"
        case float(f): return f"float {f}"
        case int(n) if n > 100: return f"big {n}"
        case -5: return "minus five"
        case (1.5): return "never"
        case str(): return "other str"
        case {}: return "empty map"
        case _: return "other"
for v in (0, 1, 2, "a", "b", "c", [], [1], [1, 2], (1, 2, 3), {"k": 1, "z": 2}, {}, None, True, 2.5, 1000, -5, 50, object): print(m(v))
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x = x; self.y = y
def p(o):
    match o:
        case P(0, 0): return "origin"
        case P(x=0, y=yy): return f"on y {yy}"
        case P(xx, 0): return f"on x {xx}"
        case P(a, b) if a == b: return "diag"
        case P(): return "point"
        case [P(a, b), P(c, d)]: return (a, b, c, d)
        case {"p": P(x=q)}: return q
        case _: return None
for v in (P(0, 0), P(0, 3), P(4, 0), P(5, 5), P(1, 2), [P(1, 2), P(3, 4)], {"p": P(9, 9)}, 3): print(p(v))
import sys
class C: X = 1; Y = "y"
def d(v):
    match v:
        case C.X: return "X"
        case C.Y: return "Y"
        case (a, (b, *c), *d): return (a, b, c, d)
        case [*_, last]: return last
        case {"a": {"b": [x, _]}}: return x
        case bool() | bytes(): return "bb"
        case x: return ("cap", x)
for v in (1, "y", [1, [2, 3, 4], 5], [7, 8, 9], {"a": {"b": [1, 2]}}, False, b"x", 99): print(d(v))
match = 3; case = 4; _ = 5
print(match, case, _)
match (1, 2):
    case (x, y): print(x, y)
match 1, 2:
    case x, y: print(x, y)
for f in (lambda: P.__match_args__,): print(f())
class Bad: __match_args__ = 3
try:
    match Bad():
        case Bad(1): pass
except TypeError as e: print(e)
try:
    match 1:
        case int(1, 2): pass
except TypeError as e: print(e)
try:
    match P(1,2):
        case P(1, x=2): pass
except TypeError as e: print(e)
