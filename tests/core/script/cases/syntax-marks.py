# What a mistyped source is told: message, first line and column, last line and column.
single = '''
None += 1
if None = 1: pass
if 1 = x: pass
f(None=1)
f(1=2)
f(a.b=2)
f(x+1=2)
if [1] = 2: pass
if (1,2) = 3: pass
while False = 1: pass
if x = 3 = 4: pass
if x = 3: pass
if x == 3 pass
for x in y pass
for x in y
while True
def f(
def f()
class A
print "a", 3
exec "x"
x = 
x = = 3
x + 
1 +
(1 + 2
[1, 2
{1: 2
{1: }
{1, 2: 3}
f(a b)
f(a, b c)
[1 2]
(1 2)
[a, b c]
x = 5 y = 6
a b
1a
0x
0b2
0o8
1__0
1_
"abc
return
yield
def f(x, x): pass
def f(a=1, b): pass
def f(*): pass
def f(**k, a): pass
def f(a, *, **k): pass
lambda x=1, y: 0
f(**a, *b)
f(a=1, 2)
f(**a, 2)
f(1, x for x in y)
f(a=1, a=2)
x.1
x..y
import
import a.
from a import
from a import (b
from a import b,
from . import
del f()
del 1
del (a, 1)
1 = x
f() = 1
x + 1 = 2
(a, 1) = 2
[a, b()] = 1
a, b += 1
f() += 1
x = yield = 1
None = 1
True = 1
__debug__ = 1
for 1 in x: pass
for f() in x: pass
with a as 1: pass
with a as f(): pass
[x for 1 in y]
[x for x in y z]
[x for x in]
[*a for a in b]
(*a)
*a
else: pass
elif x: pass
except: pass
finally: pass
if x: pass else: pass
x if y
x if y else
not
a is not
lambda
lambda x
assert
raise from x
raise x from
global
nonlocal x
break
continue
@
async x
await x
a := 1
(a.b := 1)
(1 := 2)
f(a := 1, b = c := 2)
x = (y = 1)
x = $
x = ?
x = a!b
a <> b
a ? b : c
x++
++x++
!x
a && b
a || b
x = {a b}
with open(x) as f, : pass
def f:
def f(): return 1 2
class A(: pass
class 1: pass
def 1(): pass
import 1
from 1 import a
for in x: pass
for x: pass
for x y in z: pass
while: pass
if: pass
x[1:2:3:4]
x[
x[]
x[1 2]
f(,)
f(a,,b)
[,]
(,)
{,}
)
]
}
(]
[)
f(1))
x = 1 +* 2
x = 1 2
x = a.b c
a = b = 
a = 1 if 2
def f(a.b): pass
def f(1): pass
f(**)
f(*)
x: int: 3
(x, y): int = 1
x() : int
"a": int
except x: pass
except a, b: pass
with x as y z: pass
x = [i for i in range(3)
z = {
[await x for x in y]
f(a=1 b)
f(a=1 b=2)
x[1:2 3]
x[1, 2 3]
[1, 2 3]
{1: 2, 3: 4 5: 6}
{1 2}
f(a, b=1 c=2)
f("a" "b" c)
f(a if b c)
(a, b c)
f(**a b)
f(*a b)
x[a b]
{**a b}
[f(1 2)]
print("a" b)
print(a "b")
[lambda: 1 2]
f(a=lambda x: 1 2)
{a: lambda: 1 2}
{a: 1 if b else 2 c}
x[1:2 3:4]
f(a=b c for c in d)
'''
other = [
    "print 'a'",
    "'abc",
    "'''abc",
    "f'{'",
    "f'{}'",
    "f'{a!x}'",
    "f'{a!}'",
    "f'}'",
    "d = {'a': 1 'b': 2}",
    "d = {'a' 1}",
    'try:\n  pass\nx=1',
    'try:\n  pass\nexcept a, b:\n  pass',
    'x = [1,\n2\ny = 1',
    'x = (1,\n2\ny = 1',
    'd = {1: 2,\n3: 4\ny = 1',
    'if x:\npass',
    'def f():\npass',
    'class A:\nx = 1',
    'for x in y:\npass',
    'while x:\npass',
    'with a:\npass',
    'try:\npass',
    'if x:\n  a\nelse\n  b',
    'if x:\n  a\nelif y\n  b',
    'f(a,\nb c)',
    'x = """abc\ndef',
    'if a:\n  b\n  else:\n  c',
    'class A:\n  def f(self)\n    pass',
    'match x:\n  case 1\n    pass',
    'match x:\n  case a.b():\n    pass\n  case 1 +:\n    pass',
    'try:\n  a\nexcept:\n  b\nexcept c:\n  d',
    'try:\n  a\nexcept a:\n  b\nexcept* c:\n  d',
    'return 1\n',
    'def f():\n  x = 1\n  global x',
    'def f(x):\n  global x',
    'class A:\n  return 1',
    'def f():\n  yield 1\n  await x',
    'async def f():\n  yield from x',
    '(a\nb)',
    '[1,\n2 3]',
    'f(a\n,b c)',
    'd = {"a": 1\n"b": 2}',
    'try:\n  a\nexcept (a, b), c:\n  pass',
]

for source in single.strip('\n').split('\n') + other:
    try:
        compile(source, 'source', 'exec')
        print(repr(source), 'is right')
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.msg, (e.lineno, e.offset), (e.end_lineno, e.end_offset))
