try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2), KeyError("k")])
except* ValueError as e: print("V", e, e.exceptions)
except* (TypeError, KeyError) as e: print("T", e.exceptions)
try:
    try: raise ExceptionGroup("g", [ValueError(1), OSError(2)])
    except* ValueError: print("v")
except ExceptionGroup as e: print("rest", e.exceptions)
try:
    raise ValueError("naked")
except* ValueError as e: print(type(e), e.exceptions)
else: print("else")
finally: print("fin")
g = ExceptionGroup("a", [ValueError(1), ExceptionGroup("b", [TypeError(2), ValueError(3)])])
print(repr(g), g.message, g.split(ValueError), g.subgroup(TypeError), g.subgroup(lambda e: True) is g, g.derive([OSError()]))
try: 
    try: raise g
    except* ValueError as e: raise RuntimeError("new")
except BaseException as e: print(repr(e))
for f in (lambda: ExceptionGroup("a", []), lambda: ExceptionGroup(1, [ValueError()]), lambda: ExceptionGroup("a", [1]), lambda: ExceptionGroup("a", [KeyboardInterrupt()]), lambda: BaseExceptionGroup("a", [KeyboardInterrupt()]), lambda: BaseExceptionGroup("a", [ValueError()]), lambda: ExceptionGroup("a")):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
