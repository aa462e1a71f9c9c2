# Tracebacks keep frames and frames keep objects; entries of a traceback as objects.
# exit status: 1
import sys, traceback, gc, weakref

class Big:

    def __init__(self, n):
        self.n = n

    def __del__(self):
        print('del Big', self.n)

def level3(b):
    local = Big(3)
    raise ValueError('deep', b.n)

def level2(b):
    local = Big(2)
    level3(b)

def level1():
    local = Big(1)
    level2(local)
try:
    level1()
except ValueError as e:
    tb = e.__traceback__
    names = []
    while tb:
        names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_lasti > 0, sorted(tb.tb_frame.f_locals) if tb.tb_frame.f_code.co_name != '<module>' else None))
        tb = tb.tb_next
    print(names)
    kept = e
print('kept')
print(kept.__traceback__.tb_next.tb_frame.f_locals['local'].n)
kept.__traceback__ = None
print('cleared')
try:
    level1()
except ValueError:
    t, v, tb = sys.exc_info()
    print(t.__name__, v, tb.tb_lineno)
    print(''.join(traceback.format_exception_only(t, v)), end='')
    for f in traceback.extract_tb(tb):
        print(f.name, f.lineno, f.line)
print(sys.exc_info())
tb.tb_next.tb_next.tb_frame.clear()
print('level2 cleared')
del v, tb, t
print('gone')

def rec(n):
    if n == 0:
        raise KeyError(n)
    try:
        rec(n - 1)
    except KeyError as e:
        raise IndexError(n) from e
try:
    rec(3)
except IndexError as e:
    x = e
    k = 0
    while x is not None:
        print(type(x).__name__, x.args, x.__cause__ is x.__context__)
        x = x.__cause__
        k += 1

def ctx():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            int('a')
    except ValueError:
        [][0]
try:
    ctx()
except IndexError as e:
    while e:
        print(repr(e))
        e = e.__context__
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args, str(e) == '')
try:
    raise 5
except TypeError as e:
    print(e)
try:
    raise ValueError from 5
except TypeError as e:
    print(e)
try:
    try:
        raise ValueError('a')
    finally:
        raise TypeError('b')
except TypeError as e:
    print(repr(e.__context__))

def fin():
    try:
        return 'try'
    finally:
        return 'finally'

def fin2():
    for i in range(5):
        try:
            1 / 0
        except ZeroDivisionError:
            continue
        finally:
            if i == 2:
                break
    return i
print(fin(), fin2())
e = ValueError('x')
e.add_note('note 1')
e.add_note('note 2')
print(e.__notes__)

class E(Exception):

    def __init__(self, a, b):
        super().__init__(a)
        self.b = b

    def __str__(self):
        return f'E<{self.args} {self.b}>'
try:
    raise E(1, 2)
except E as e:
    print(e, repr(e), [e])
e = OSError(2, 'No such file', 'f.txt')
print(e, repr(e), e.errno, e.strerror, e.filename, type(e).__name__)
print(repr(KeyError('k')), str(KeyError('k')), str(KeyError()), str(KeyError(1, 2)), repr(Exception('a', 1)))
u = UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'bad')
print(u)
try:
    '\ud800'.encode()
except UnicodeEncodeError as e:
    print(e, e.start, e.end, e.object == '\ud800')
try:
    b'a\xff'.decode()
except UnicodeDecodeError as e:
    print(e)
try:
    sys.exit(3)
except SystemExit as e:
    print(e.code, repr(e))
r = e if False else None
frame = sys._getframe()
print(frame.f_code.co_name, frame.f_lineno, frame.f_back)
gc.collect()
level1()
