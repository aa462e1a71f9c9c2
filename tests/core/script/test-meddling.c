/* SPDX-License-Identifier: Apache-2.0 */
/* Code that runs in the middle of an operation, a __index__(), __eq__() or an iterator, changes the
 * object that is operated on. What comes of it is what CPython 3.11.2 says, but for the rows with
 * OURS: there CPython reads, or writes, memory that it has given back. The debug allocator over
 * malloc overwrites what is freed and looks at the ends of blocks, and a sanitizer sees the rest.
 */
#include "run-text.h"

#define OURS true

typedef struct {
  const char *name;
  const char *make;      /* the object b */
  const char *meddle;    /* what happens to it */
  const char *operation; /* M(v) meddles and is v */
  const char *result;    /* of the operation, and of show(b) */
  bool ours;
} Row;

static const Row rows[] = {
  /* bytearrays */
  { "bytearray/get", "bytearray(300)", "b.clear()", "b[M(200)]",
    "IndexError bytearray index out of range; 0" },
  { "bytearray/set-index", "bytearray(300)", "b.clear()", "b.__setitem__(M(200), 1)",
    "IndexError bytearray index out of range; 0" },
  { "bytearray/set-value", "bytearray(300)", "b.clear()", "b.__setitem__(200, M(1))",
    "IndexError bytearray index out of range; 0" },
  { "bytearray/slice", "bytearray(300)", "b.clear()", "b[M(100):M(200)]", "bytearray(b''); 0" },
  { "bytearray/slice-step", "bytearray(300)", "b.clear()", "b[M(100):M(200):M(7)]",
    "bytearray(b''); 0" },
  { "bytearray/set-slice", "bytearray(300)", "b.clear()",
    "b.__setitem__(slice(M(100), M(200)), b'xyz')", "None; 3" },
  { "bytearray/del-slice", "bytearray(300)", "b.clear()", "b.__delitem__(slice(M(100), M(200)))",
    "None; 0" },
  { "bytearray/del-slice-step", "bytearray(300)", "b.clear()",
    "b.__delitem__(slice(M(100), M(200), M(3)))", "None; 0" },
  { "bytearray/insert", "bytearray(300)", "b.clear()", "b.insert(M(200), M(65))", "None; 1" },
  { "bytearray/pop", "bytearray(300)", "b.clear()", "b.pop(M(200))",
    "IndexError pop from empty bytearray; 0" },
  { "bytearray/find", "bytearray(300)", "b.clear()", "b.find(b'a', M(100), M(250))", "-1; 0" },
  { "bytearray/find-byte", "bytearray(300)", "b.clear()", "b.find(M(0))", "-1; 0", OURS },
  { "bytearray/count-byte", "bytearray(300)", "b.clear()", "b.count(M(0))", "0; 0", OURS },
  { "bytearray/replace", "bytearray(300)", "b.clear()", "b.replace(b'a', b'', M(2))",
    "bytearray(b''); 0" },
  { "bytearray/replace-by", "bytearray(b'a' * 300)", "b.clear()", "b'aa'.replace(b, b'', M(2))",
    "b'aa'; 0", OURS },
  { "bytearray/hex", "bytearray(300)", "b.clear()", "b.hex('-', M(2))", "''; 0" },
  /* views */
  { "view/set-value", "memoryview(bytearray(300))", "b.release()", "b.__setitem__(200, M(1))",
    "ValueError operation forbidden on released memoryview object; released" },
  { "view/set-index", "memoryview(bytearray(300))", "b.release()", "b.__setitem__(M(200), 1)",
    "ValueError operation forbidden on released memoryview object; released" },
  { "view/get", "memoryview(bytearray(300))", "b.release()", "b[M(200)]",
    "ValueError operation forbidden on released memoryview object; released" },
  { "view/slice", "memoryview(bytearray(300))", "b.release()", "len(b[M(100):])", "200; released" },
  { "view/set-slice", "memoryview(bytearray(300))", "b.release()",
    "b.__setitem__(slice(M(100), 104), b'1234')",
    "ValueError operation forbidden on released memoryview object; released" },
  { "view/bool", "memoryview(bytearray(300)).cast('?')", "b.release()", "b.__setitem__(200, M(1))",
    "ValueError operation forbidden on released memoryview object; released" },
  /* lists */
  { "list/slice", "[[i] for i in range(60)]", "b.clear()", "b[M(10):M(50)]", "[]; 0" },
  { "list/slice-step", "[[i] for i in range(60)]", "b.clear()", "b[M(10):M(50):M(3)]", "[]; 0" },
  { "list/set-slice", "[[i] for i in range(60)]", "b.clear()",
    "b.__setitem__(slice(10, 50), each(3))", "None; 3" },
  { "list/set-slice-step", "[[i] for i in range(60)]", "b.clear()",
    "b.__setitem__(slice(10, 50, 4), each(10))",
    "ValueError attempt to assign sequence of size 10 to extended slice of size 0; 0", OURS },
  { "list/del-slice-step", "[[i] for i in range(60)]", "b.clear()",
    "b.__delitem__(slice(M(10), M(50), M(3)))", "None; 0" },
  { "list/index", "[[i] for i in range(60)]", "b.clear()", "b.index(M(0))",
    "ValueError M is not in list; 0" },
  { "list/remove", "[[i] for i in range(60)]", "b.clear()", "b.remove(M(1))", "None; 0" },
  { "list/equal", "[[i] for i in range(60)]", "b.clear()", "b == [M(1)] * 60", "False; 0" },
  { "list/sort", "[[i] for i in range(60)]", "b.clear()", "b.sort(key=lambda v: M(1).__index__())",
    "None; 60" },
  /* mappings and sets */
  { "dict/set", "{i: i for i in range(50)}", "b.clear()", "b.__setitem__(M(0), 1)", "None; 1",
    OURS },
  { "dict/set-refilled", "{i: i for i in range(50)}", "b.clear(); b['a'] = b['b'] = 1",
    "b.__setitem__(M(0), 1)", "None; 3", OURS },
  { "dict/set-shrunk", "{i: i for i in range(50)}", "b.clear(); b[5] = 5", "b.__setitem__(M(0), 1)",
    "None; 2" },
  { "dict/delete", "{i: i for i in range(50)}", "b.clear()", "b.__delitem__(M(1))",
    "KeyError M; 0" },
  { "dict/update", "{i: i for i in range(50)}", "b.clear()", "b.update({M(0): 1})", "None; 1",
    OURS },
  { "set/add", "set(range(50))", "b.clear()", "b.add(M(0))", "None; 1" },
  { "set/difference", "set(range(50))", "b.clear()", "b.difference_update([M(1), 5])", "None; 0" },
  { "odict/set", "OrderedDict.fromkeys(range(50))", "b.clear()", "b.__setitem__(M(0), 1)",
    "None; 1", OURS },
  { "odict/delete", "OrderedDict.fromkeys(range(50))", "b.clear()", "b.__delitem__(M(1))",
    "KeyError M; 0", OURS },
  { "odict/pop", "OrderedDict.fromkeys(range(50))", "b.clear()", "b.pop(M(1))", "KeyError M; 0",
    OURS },
  { "odict/move", "OrderedDict.fromkeys(range(50))", "b.clear()", "b.move_to_end(M(1))",
    "KeyError M; 0", OURS },
  { "odict/equal", "OrderedDict([(M(1), 1), (2, 2)])", "b.clear()", "b == OrderedDict(b)",
    "True; 2" },
  { "odict/advance", "OrderedDict([(1, 1), (M(0), 2), (9, 3)])",
    "i = globals().pop('it', iter(())); next(i, None)",
    "(globals().update(it=iter(b)), list(it))[1]", "[1, M, 9]; 3", OURS },
  { "deque/remove", "deque(range(200))", "b.clear()", "b.remove(M(1))",
    "IndexError deque mutated during iteration; 0" },
  { "deque/index", "deque(range(200))", "b.clear()", "b.index(M(0))",
    "RuntimeError deque mutated during iteration; 0" },
  { "deque/insert", "deque(range(200))", "b.clear()", "b.insert(M(150), 1)", "None; 1" },
};

static const char program[] = "from collections import OrderedDict, deque\n"
                              "class M:\n"
                              "    def __init__(self, value): self.value = value\n"
                              "    def __index__(self):\n"
                              "        meddle()\n"
                              "        return self.value\n"
                              "    def __bool__(self):\n"
                              "        meddle()\n"
                              "        return True\n"
                              "    def __eq__(self, other):\n"
                              "        meddle()\n"
                              "        return bool(self.value)\n"
                              "    def __hash__(self): return 1\n"
                              "    def __repr__(self): return 'M'\n"
                              "def each(n):\n"
                              "    for i in range(n):\n"
                              "        meddle()\n"
                              "        yield i\n"
                              "def show(b):\n"
                              "    try: return len(b)\n"
                              "    except ValueError: return 'released'\n"
                              "def meddle(): pass\n"
                              "b = %s\n"
                              "def meddle(): %s\n"
                              "try: r = repr(%s)\n"
                              "except Exception as e: r = type(e).__name__ + ' ' + str(e)\n"
                              "print(r, show(b), sep='; ')\n";

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *source = g_strdup_printf (program, row->make, row->meddle, row->operation);
  g_autofree char *expected = g_strconcat (row->result, "\n", NULL);
  Run *run = run_new_with ((HpInterpreterOptions){ .malloc = HP_MALLOC_MALLOC_DEBUG });

  g_assert_cmpint (run_text (run, source), ==, HP_RUN_OK);
  g_assert_cmpstr (run->out->str, ==, expected);
  run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/core/script/meddling/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
