# Views of dicts and of memory, byte arrays, slices and ranges.
import sys
d = {'a': 1, 'b': 2, 'c': 3}
k, v, i = (d.keys(), d.values(), d.items())
print(k, v, i, len(k), 'a' in k, 2 in v, ('a', 1) in i, ('a', 2) in i)
d['d'] = 4
print(list(k), list(v), list(i), list(reversed(k)), list(reversed(i)))
print(sorted(k & {'a', 'z'}), sorted(k | {'z'}), sorted(k - {'a'}), sorted(k ^ {'a', 'q'}), k.isdisjoint({'x'}),
      k == {'a', 'b', 'c', 'd'}, k <= {'a'}, i & {('a', 1)})
for bad in (lambda: [d.pop(x) for x in d], lambda: [d.update({x + x: 1}) for x in d], lambda: hash(k), lambda: k[0],
            lambda: d['zz'], lambda: d.pop('zz'), lambda: {}.popitem(), lambda: {[]: 1}, lambda: dict([1]),
            lambda: dict([(1, 2, 3)]), lambda: dict(5), lambda: d.fromkeys(5), lambda: d | 5, lambda: d.update(5),
            lambda: d.get(), lambda: d.setdefault(), lambda: dict(1, 2), lambda: {1: 2} < {1: 3}, lambda: d['a']['b'],
            lambda: {}.__getitem__(1), lambda: {**5}, lambda: dict(**{1: 2}), lambda: print(**{1: 2}), lambda: {1, []},
            lambda: set(5), lambda: {1}.remove(2), lambda: set().pop(), lambda: frozenset().add, lambda: {1} + {2},
            lambda: {1} | [2], lambda: {1}[0], lambda: {1} < [1]):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__, e)
print(d)
b = bytearray(b'hello world')
m = memoryview(b)
print(m[0], m[-1], m[2:5].tobytes(), m[::2].tolist(), m.hex(), bytes(m[::-1]), m.nbytes, m.itemsize, len(m),
      m.c_contiguous, m[::2].contiguous, m[::2].strides, m.suboffsets)
m[0:5] = b'HELLO'
print(b, sys.getrefcount(b), sys.getsizeof(m), sys.getsizeof(m[1:]))
c = m.cast('H') if len(b) % 2 == 0 else m[:10].cast('H')
print(c.format, c.shape, c[0], c.itemsize, c.tolist())
c2 = m[:8].cast('I')
print(c2.tolist(), c2.cast('B').tobytes(), m[:8].cast('Q')[0], m[:8].cast('d').format)
for bad in (lambda: m['a'], lambda: m[100], lambda: m.__setitem__(0, 256), lambda: m.__setitem__(0, 'a'),
            lambda: m.__setitem__(slice(0, 2), b'x'), lambda: memoryview('str'), lambda: memoryview(5),
            lambda: m.cast('I'), lambda: m.cast('zz'), lambda: memoryview(), lambda: m[1, 2], lambda: m < m,
            lambda: m.foo, lambda: b.__delitem__(0), lambda: b.__setitem__(0, 300), lambda: bytes([300]),
            lambda: bytes(-1), lambda: bytes('a'), lambda: b'a' + 'a', lambda: b'a'[5], lambda: bytearray(b'a').pop(5),
            lambda: b'abc'.index(b'z'), lambda: b'%d' % b'x', lambda: bytes.fromhex('zz'), lambda: b'a'.join(['a']),
            lambda: b'a' == 'a', lambda: b'a' < 'a', lambda: 'a' in b'a', lambda: 300 in b'a',
            lambda: bytearray(5).insert(0, 256), lambda: b''.decode('x')):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__, e)
with m:
    pass
try:
    m[0]
except ValueError as e:
    print(e)
print(repr(m)[:19], b'a\x00\n'.hex(' '), bytes.fromhex('61 62'), b'abc' * 2, bytearray(b'x') + b'y',
      b'x' + bytearray(b'y'), b'%s %d %x' % (b'a', 5, 255), list(b'ab'), bytes(3), bytes([1, 2]), b'a,b'.split(b','))
a = bytearray()
sizes = []
for n in range(40):
    a.append(n)
    sizes.append(sys.getsizeof(a))
print(sizes)
del a[5:]
print(sys.getsizeof(a), a)
a.clear()
print(sys.getsizeof(a))
a += b'xyz'
a.extend([1, 2])
a *= 2
a[1:3] = b'long one'
print(a, sys.getsizeof(a))
a.reverse()
del a[::2]
print(a, a.find(b'y'), a.count(1), a.pop(), a.remove(1) if 1 in a else None, a)
print(slice(1, 2), slice(None, 5).indices(3), slice(5, None, -1).indices(10), slice(1, 2) == slice(1, 2),
      sys.getsizeof(slice(1)), range(5)[1:3], range(0, 10, 3)[-1], range(10).index(3), 5 in range(0, 10, 2),
      range(3) == range(0, 3, 1), len(range(0, -10, -3)), list(range(5, 0, -2)), range(10)[::-1],
      hash(range(0)) == hash(range(1, 1)), range(5).count(2))
