class K:
    log = []
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        K.log.append((self.v, o.v)); return self.v < o.v
    def __repr__(self): return str(self.v)
import sys
def lcg(n, seed=1):
    r = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2**31
        r.append(seed // 65536 % 1000)
    return r
for data in (list(range(10)), list(range(10))[::-1], [5, 3, 9, 1], lcg(50), lcg(200), list(range(100)) + [5], list(range(50)) + list(range(50)), list(range(100, 0, -1)) + list(range(100)), lcg(1000), [1] * 70, list(range(64)) * 3, sorted(lcg(300)) + sorted(lcg(300, 7))):
    K.log = []
    r = sorted(K(x) for x in data)
    h = 0
    for a, b in K.log: h = (h * 31 + a * 7 + b) % 1000003
    print(len(K.log), h, [k.v for k in r] == sorted(data))
    K.log = []; l = [K(x) for x in data]; l.sort(reverse=True); print(len(K.log))
print(sorted([3, 1, 2], reverse=True), sorted("bca"), sorted({"b": 1, "a": 2}), sorted([(1, "b"), (1, "a")]), sorted(["b", "A"], key=str.lower), sorted([1, 2.5, True, -1]))
l = [1, "a"]
for f in (lambda: l.sort(), lambda: sorted([1, None]), lambda: sorted(1), lambda: sorted([1], 2), lambda: [].sort(1), lambda: sorted([3, 1], key=5), lambda: sorted([[1], [2]], key=lambda x: x.foo)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
l = [3, 2, 1]
def evil(x): l.append(4); return x
try: l.sort(key=evil)
except ValueError as e: print(e, l)
