# How lists grow and shrink, are sorted, sliced and refuse.
import sys

def growth(n, op):
    l = []
    out = [sys.getsizeof(l)]
    for i in range(n):
        op(l, i)
        s = sys.getsizeof(l)
        if s != out[-1]:
            out.append(s)
    return out
print(growth(100, list.append))
print(growth(40, lambda l, i: l.insert(0, i)))
print(growth(40, lambda l, i: l.extend([i, i])))
print(growth(30, lambda l, i: l.__iadd__([i])))
print(growth(20, lambda l, i: l.extend(range(i))))
print(growth(20, lambda l, i: l.__setitem__(slice(len(l), None), [1, 2, 3])))
print(growth(20, lambda l, i: l.extend((x for x in (1, 2)))))
l = list(range(100))
sizes = []
while l:
    l.pop()
    sizes.append(sys.getsizeof(l))
print(sorted(set(sizes)))
l = list(range(100))
sizes = []
while l:
    del l[0]
    sizes.append(sys.getsizeof(l))
print(sorted(set(sizes)))
for e in (list(range(5)), [0] * 5, [x for x in range(5)], [*range(5)], list('abcde'), [1, 2, 3, 4, 5], list((1, 2, 3)),
          sorted(range(5)), list(reversed([1, 2])), [1, 2, 3][:2], [1] + [2], [1, 2] * 2, list({1, 2, 3}), list({1: 1}),
          list(map(int, '123')), list(filter(None, range(9))), list(zip('ab', 'cd')), list(enumerate('abc')),
          [1, 2, 3].copy(), list((x for x in range(7))), 'a b c'.split(), list(b'abc'), list(range(0)),
          list(dict(a=1).items())):
    print(sys.getsizeof(e), end=' ')
print()
l = [3, 1, 2]
l.sort()
print(l, l.sort(), sorted(l, reverse=True), l.index(2), l.count(9), l.copy() == l, l[::-1], l[-2:], l * 2,
      [1, [2]] == [1, [2]], [1, 2] < [1, 3], [] < [0], max([1, 2], [1, 3]))

class K:

    def __init__(s, k, v):
        s.k, s.v = (k, v)

    def __lt__(s, o):
        return s.k < o.k

    def __repr__(s):
        return f'{s.k}{s.v}'
ks = [K(i % 3, c) for i, c in enumerate('abcdefg')]
print(sorted(ks), sorted(ks, reverse=True), sorted(ks, key=lambda k: k.v, reverse=True), min(ks), max(ks))
l = [1, 2, 3, 4, 5, 6]
l[1:4] = 'xy'
print(l)
l[::2] = [7, 8, 9] if len(l[::2]) == 3 else []
print(l)
del l[-1], l[0:2]
print(l)
l += 'ab'
l *= 2
print(l)
l.reverse()
l.remove('a')
l.insert(-1, 'q')
l.insert(100, 'end')
print(l, l.pop(0), l.pop(-2), l.pop())
for bad in (lambda: l.__setitem__(slice(0, 4, 2), [1]), lambda: l.__setitem__(99, 1), lambda: l.__delitem__(99),
            lambda: l.pop(99), lambda: l['a'], lambda: l.__setitem__('a', 1), lambda: l.__setitem__(slice(0, 1), 5),
            lambda: l.insert('a', 1), lambda: l.extend(5), lambda: l.sort(key=5), lambda: l.sort(foo=1),
            lambda: sorted([1, 'a']), lambda: l.__imul__('a'), lambda: [].index(1, 2, 3, 4),
            lambda: l.index('zz', 0, 1), lambda: [1, 2, 3].remove(4), lambda: list(1, 2), lambda: list(a=1),
            lambda: l < 1, lambda: l[1, 2], lambda: [[]] in {1}, lambda: [1] - [1], lambda: l[::0],
            lambda: [1] * 10 ** 19, lambda: [0][1:'a'], lambda: tuple([1])['a'], lambda: (1, 2).index(5),
            lambda: (1,).append, lambda: (1,) + [1], lambda: tuple(5)):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__, e)
it = iter((l := [1, 2, 3]))
next(it)
l.append(4)
print(list(it), it.__length_hint__(), list(it))
l2 = []
for x in (l3 := [1, 2, 3]):
    if len(l3) < 6:
        l3.append(x * 10)
print(l3)
for x in (l4 := list(range(6))):
    l4.remove(x)
print(l4)

def f(s):
    m = [4, 2, 3]
    try:
        m.sort(key=lambda x: m.append(x) or x)
    except ValueError as e:
        print(e)
    return m
print(f(1))
t = (1, 2, [3])
print(hash((1, 2)) == hash((1, 2)), t + (4,), t * 2, t[::-1], t.index(2), t.count(1), (1, 2) < (1, 2, 0), 1 in t,
      [3] in t)
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(r) for r in zip(*matrix)], [[r[i] for r in matrix] for i in range(3)], sum(matrix, []),
      [x for r in matrix for x in r if x % 2], list(map(max, matrix)), dict(enumerate('ab')),
      [*zip(range(3), 'abc', (True, False, None))])
import copy
d = copy.deepcopy(matrix)
s = copy.copy(matrix)
matrix[0][0] = 99
print(d[0][0], s[0][0], s is matrix, s[0] is matrix[0], sys.getsizeof(d), sys.getsizeof(s))
st = []
q = []
for op in 'push 1 push 2 pop push 3 pop pop'.replace('push ', '+').split():
    st.append(op[1:]) if op[0] == '+' else q.append(st.pop())
print(st, q)
