# How far the mark below a mistake reaches.
def show(source):
    try:
        compile(source, "typed", "exec")
    except SyntaxError as e:
        print(repr(source), e.lineno, e.offset, e.end_offset, e.msg)
    else:
        print(repr(source), "is fine")


show("print 'x'")
show("print x, y + 1")
show("exec code")
show("if x = 1: pass")
show("while count = n + 1: pass")
show("elif_ = 1 if x else 2")
show("if f() = 1: pass")
