c = 3 + 4j
print(c, c.real, c.imag, c.conjugate(), abs(c), c * c, c / (1 - 1j), c ** 2, c == 3 + 4j, c != 3, -c, +c, complex(1), complex(1, 2), complex("1+2j"), complex("j"), 1j, -1j, 0j, -0j, 1.5j, complex(0, -1), complex(-0.0, 1), c - 1, 1 - c, c + 1.5, bool(0j), bool(c), hash(c), hash(complex(3)), repr(c), str(1e20j))
print([1j, 2 + 0j], {1j: 2}, type(c).__name__, isinstance(c, complex), f"{c:.2f}", format(c, ""), complex(1e100, 1e-100), complex(float("nan"), float("inf")))
for f in (lambda: c < 1, lambda: c // 1, lambda: c % 1, lambda: int(c), lambda: float(c), lambda: complex("abc"), lambda: c / 0, lambda: complex("1 + 2j"), lambda: divmod(c, 1), lambda: complex([]), lambda: complex("1", 2), lambda: round(c)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(c.__getnewargs__(), sum([1j, 2j]), 2 ** 1j, (1j) ** 2, 1j ** 0.5, (2+0j) ** -1, pow(1j, 2))
