/* SPDX-License-Identifier: Apache-2.0 */
/* One place in the code sees an attribute in every way it can change under its cache: the class's
 * method or value replaced, shadowed, deleted; the instance's dict made; the class exchanged. The
 * wanted text is CPython's. */
#include "run-text.h"

static const char source[] =
    "class A:\n"
    "    k = 1\n"
    "    def m(self): return 'm'\n"
    "    def n(self): return 'n'\n"
    "def get(o): return o.x\n"
    "def call(o): return o.m()\n"
    "a = A(); a.x = 5\n"
    "for i in range(40): get(a), call(a)\n"
    "print(get(a), call(a))\n"
    "a.x = 6; print(get(a))\n"
    "A.m = lambda self: 'm2'; print(call(a))\n"
    "a.m = lambda: 'own'; print(call(a))\n"
    "b = A(); b.x = 7\n"
    "for i in range(40): get(b), call(b)\n"
    "print(get(b), call(b))\n"
    "del b.x\n"
    "try: get(b)\n"
    "except AttributeError as e: print(e)\n"
    "b.x = 8; b.__dict__; print(get(b)); b.__dict__['x'] = 9; print(get(b))\n"
    "A.x = property(lambda s: 'prop'); print(get(a), get(b))\n"
    "del A.x; print(get(a))\n"
    "class B(A): x = 'cls'\n"
    "c = B(); print(get(c)); c.x = 1; print(get(c)); c.__class__ = A; print(get(c), call(c))\n"
    "class C:\n"
    "    def __getattr__(s, n): return n\n"
    "d = C()\n"
    "for i in range(40): get(d)\n"
    "print(get(d)); d.x = 3; print(get(d))\n"
    "class S:\n"
    "    __slots__ = ('x',)\n"
    "    def m(self): return 's'\n"
    "s = S(); s.x = 1\n"
    "for i in range(40): get(s), call(s)\n"
    "print(get(s), call(s)); S.m = lambda self: 's2'; print(call(s))\n"
    "l = []\n"
    "def ap(l, v): l.append(v)\n"
    "for i in range(40): ap(l, i)\n"
    "class L(list):\n"
    "    def append(self, v): list.append(self, -v)\n"
    "q = L(); ap(q, 3); print(q, len(l)); ap(l, 1); print(len(l))\n"
    "for i in range(60):\n"
    "    o = A(); setattr(o, 'a%d' % i, i); o.x = i\n"
    "    if get(o) != i: print('bad', i)\n"
    "class P: pass\n"
    "class Q(P): pass\n"
    "def mm(o): return o.f()\n"
    "P.f = lambda s: 1; z = Q()\n"
    "for i in range(30): mm(z)\n"
    "Q.f = lambda s: 2; print(mm(z)); del Q.f; print(mm(z)); P.f = lambda s: 3; print(mm(z))\n"
    "class T:\n"
    "    def __init__(s): s.f = lambda: 'inst'\n"
    "    def f(s): return 'cls'\n"
    "t = T.__new__(T); print(*[mm(t) for i in range(20)][-1:]); t.__init__(); print(mm(t)); del "
    "t.f; print(mm(t))\n"
    "print(A.get if hasattr(A, 'get') else 'no', get.__code__.co_code == get.__code__.co_code, "
    "len(get.__code__.co_code))\n"
    "import sys\n"
    "def sysget(m): return m.maxsize\n"
    "for i in range(30): sysget(sys)\n"
    "print(sysget(sys) > 0)\n";

static const char output[] = "5 m\n"
                             "6\n"
                             "m2\n"
                             "own\n"
                             "7 m2\n"
                             "'A' object has no attribute 'x'\n"
                             "8\n"
                             "9\n"
                             "prop prop\n"
                             "6\n"
                             "cls\n"
                             "1\n"
                             "1 m2\n"
                             "x\n"
                             "3\n"
                             "1 s\n"
                             "s2\n"
                             "[-3] 40\n"
                             "41\n"
                             "2\n"
                             "1\n"
                             "3\n"
                             "cls\n"
                             "inst\n"
                             "cls\n"
                             "no True 16\n"
                             "True\n";

static void
test_never_stale (void)
{
  expect_output (source, output);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/script/attr-cache/is-never-stale", test_never_stale);
  return g_test_run ();
}
