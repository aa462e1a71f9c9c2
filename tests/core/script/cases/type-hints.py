print(list[int], dict[str, int], tuple[int, ...], list[list[int]], type[int], int | str, int | None, list[int] | None, set[str], frozenset[int])
x: list[int] = [1]
y: dict[str, int]
def f(a: int, b: "str" = "x", *args: float, c: list[int] = None, **kw: dict[str, int]) -> int | None: return a
print(__annotations__)
print(f.__annotations__)
class A:
    x: int = 3
    y: "list[A]"
    z = 4
print(A.__annotations__, isinstance(1, int | str), isinstance("a", int | str), isinstance(1.5, int | None), issubclass(int, int | str), (int | str) == (str | int), int | str | float, (int|str).__args__, list[int].__origin__, list[int].__args__, list[int]() , list[int]([1, 2]), dict[str, int](a=1))
print(list[int] == list[int], hash(list[int]) == hash(list[int]), type(list[int]), type(int | str))
class G:
    def __class_getitem__(cls, item): return (cls.__name__, item)
print(G[int], G[1, 2])
for f in (lambda: int[str], lambda: isinstance([], list[int]), lambda: 1 | int, lambda: int | 3, lambda: G.x):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
