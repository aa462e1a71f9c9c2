print((1024).to_bytes(2, "big"), (1024).to_bytes(4, "little"), int.from_bytes(b"\x04\x00", "big"), int.from_bytes(b"\xff\xff", "big", signed=True), (-2).to_bytes(2, "big", signed=True), (5).to_bytes(), int.from_bytes([1, 2]))
print((255).bit_length(), (255).bit_count(), (-7).bit_count(), (7).as_integer_ratio(), (7).numerator, (7).denominator, (7).real, (7).imag, (7).conjugate())
print(int("0x1f", 16), int("1f", 16), int("0b101", 0), int("0o17", 0), int("z", 36), int(" 42 "), int("1_000"), int("-5"), int("+5"), int(3.9), int(-3.9), int("٣"), int(b"12"), int(bytearray(b"7")))
print(10**30, -10**30, 10**30 // 7, -10**30 // 7, 10**30 % 7, -10**30 % 7, divmod(10**30, -7), 2**100 >> 50, -2**100 >> 50, 1 << 70, ~(10**20), 10**20 & 12345, 10**20 | 1, 10**20 ^ 10**19, -(10**20) & 0xffff)
print(pow(3, 100, 7), pow(3, -1, 7), pow(2, 200), abs(-10**20), hash(10**20), hash(-1), hash(2**61 - 1), hash(2**61), True + True, True & False, True ^ True, ~True)
print(5 / 2, 6 / 3, 10**30 / 10**29, -7 // 2, -7 % 3, 7 // -2, 7 % -3, 2 ** 10, 2 ** -2, 0 ** 0, (-2) ** 3)
print(bin(-10), oct(64), hex(-255), format(255, "b"), format(255, "#x"), format(10**10, ","), format(-5, "+d"), f"{255:08b}", f"{255:#06x}", f"{1234567:_}", f"{65:c}", f"{5:e}", f"{5:%}")
print(round(1234, -2), round(1250, -2), round(1350, -2), round(-15, -1), round(5), round(12345678901234567890, -5))
for f in (lambda: int("abc"), lambda: int("12", 1), lambda: int("9", 8), lambda: int(None), lambda: int("1.5"), lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 0 ** -1, lambda: (256).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"), lambda: pow(2, -1, 4), lambda: pow(2, 3, 0), lambda: 1 << -1, lambda: int(""), lambda: int("1__0"), lambda: int([]), lambda: (1).to_bytes(1, "x"), lambda: 10**400 / 1, lambda: int(5, 5), lambda: int("5", base="x"), lambda: chr(-1), lambda: chr(0x110000), lambda: ord("ab"), lambda: bin(1.5), lambda: divmod(1, 0), lambda: int.from_bytes("a", "big"), lambda: 1 .foo, lambda: str(10**5000), lambda: int("1" * 5000)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)

# numbers as bytes, at the edges of their lengths
for n in (0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, -32768, -32769, 2**30, -2**30, 2**60, -2**60, -2**63, 2**64 - 1):
    for order in 'little', 'big':
        for signed in False, True:
            found = []
            for length in (1, 2, 4, 5, 8, 9):
                try:
                    data = n.to_bytes(length, order, signed=signed)
                    found.append(data.hex() if int.from_bytes(data, order, signed=signed) == n else 'wrong')
                except OverflowError as e:
                    found.append(str(e)[:7])
            print(n, order, signed, *found)
for arguments in ((-1, 'big'), (1, 'middle'), (1, 5), (1, 'big', 7)):
    try:
        print((5).to_bytes(*arguments))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
one = (5).to_bytes(1, 'big')
print(one == bytes([5]), one is (5).to_bytes(1, 'big'))

# powers with a modulus, of either sign
print([pow(a, b, m) for a in (-3, 0, 7, 2**70) for b in (0, 1, 5, 2**40) for m in (1, -1, 10, -10, 2**61 - 1)])
print([pow(a, -3, m) for a in (-3, 7, 2**70) for m in (1, 11, -11)], pow(2, -2), 0**0)
for arguments in ((2, 3, 0), (2, -1, 4), (0, -1)):
    try:
        print(pow(*arguments))
    except (ValueError, ZeroDivisionError) as e:
        print(type(e).__name__, e)
