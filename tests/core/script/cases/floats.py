print((1.5).hex(), float.fromhex("0x1.8p+0"), (0.1).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer(), float.fromhex("-0x1p-1074"), (0.0).hex(), float("inf").hex(), float("nan").hex(), (-1.0).hex(), (5e-324).hex(), float.fromhex("inf"), float.fromhex("  0X.8  "), (1e300).hex())
print((3.7).__trunc__(), (3.7).__floor__(), (3.2).__ceil__(), round(2.5), round(3.5), round(2.675, 2), round(1234.5, -2), round(-0.5), (1.5).conjugate(), (1.5).real, (1.5).imag)
print(1e16, 1e15, 123456789012345678.0, 1e-5, 0.0001, 1/3, 2/3, 1e100, -0.0, 1e22, 1.0, 100.0, 1e21, 0.1+0.2)
print(float("1_000.5"), float(" 3 "), float("1e5"), float("-inf"), float("+nan"), float("Infinity"))
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), divmod(-7.5, 2), 2.0 ** 0.5, (-8.0) ** 2, 2 ** -1, 0.0 ** 0)
print(float.__getformat__("double"), float.fromhex.__name__, float(), float(True), float(10**20))
for f in (lambda: float("abc"), lambda: float("1__0"), lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: float([]), lambda: float.fromhex("xyz"), lambda: float("inf").as_integer_ratio(), lambda: int(float("nan")), lambda: int(float("inf")), lambda: 1e300 ** 10, lambda: round(float("nan")), lambda: float(10**400), lambda: 0.0 ** -1, lambda: divmod(1.0, 0), lambda: 1.5 << 1, lambda: float("")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
