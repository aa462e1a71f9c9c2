/* SPDX-License-Identifier: Apache-2.0 */
/* Memory is hostile: images made by hand, and real ones with every kind of damage. */
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/binary.h"
#include "source/process/error.h"
#include "source/process/interpreter.h"
#include "source/process/maps.h"
#include "source/process/pymalloc.h"
#include "source/process/reader.h"
#include "source/process/status.h"
#include "source/process/target.h"
#include "source/process/values.h"

/* ---- maps ---- */

static void
test_maps (void)
{
  static const char text[] = "00400000-0041f000 r--p 00000000 fe:00 247970      /usr/bin/py thon3\n"
                             "00a85000-00aca000 rw-p 00000000 00:00 0 \n"
                             "nonsense\n"
                             "00a00000-00a01000 rw-p 00000000 00:00 0 \n" /* out of order */
                             "7000-6000 rw-p 00000000 00:00 0 \n"         /* backwards */
                             "7f00000000-7f00001000 r-xs 00001000 fe:00 5 /a (deleted)\n"
                             "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n";
  g_autoptr (GArray) maps = hp_maps_parse (text);
  const HpMapping *m;

  g_assert_cmpuint (maps->len, ==, 3);
  m = &g_array_index (maps, HpMapping, 0);
  g_assert_cmpuint (m->start, ==, 0x400000);
  g_assert_cmpuint (m->inode, ==, 247970);
  g_assert_cmpstr (m->path, ==, "/usr/bin/py thon3");
  m = &g_array_index (maps, HpMapping, 1);
  g_assert_true (m->writable && m->readable && !m->executable && !m->shared);
  g_assert_cmpstr (m->path, ==, "");
  m = &g_array_index (maps, HpMapping, 2);
  g_assert_true (m->shared && m->executable);
  g_assert_cmpstr (m->path, ==, "/a (deleted)");
}

/* ---- images ---- */

static void
test_bounds (void)
{
  g_autoptr (HpImage) image = hp_image_new ();
  guint8 *low = hp_image_add (image, 0x10000, 0x13000, TRUE, FALSE);
  guint8 *high = hp_image_add (image, 0x7ffffffff000, 0x800000000000, TRUE, TRUE);
  guint64 word = 7;

  hp_image_add (image, 0x13800, 0x14000, TRUE, FALSE); /* two spans in one chunk of 64 KiB */
  hp_image_index (image);
  low[0] = 1;
  high[0xfff] = 2;
  g_assert_true (hp_image_peek (image, 0x10000, 0x3000) == low);
  g_assert_null (hp_image_peek (image, 0x10000, 0x3001));
  g_assert_null (hp_image_peek (image, 0xffff, 1));
  g_assert_null (hp_image_peek (image, 0x13000, 1));
  g_assert_nonnull (hp_image_peek (image, 0x13800, 0x800));
  g_assert_null (hp_image_peek (image, 0x12ff9, 8));
  g_assert_nonnull (hp_image_peek (image, 0x12ff8, 8));
  g_assert_true (hp_image_peek (image, 0x7fffffffffff, 1) == high + 0xfff);
  g_assert_null (hp_image_peek (image, 0x7fffffffffff, 2));
  g_assert_null (hp_image_peek (image, G_MAXUINT64, 1));
  g_assert_null (hp_image_peek (image, G_MAXUINT64 - 4, G_MAXUINT64));
  g_assert_null (hp_image_peek (image, 0x10000, G_MAXUINT64));
  g_assert_false (hp_image_read (image, 0x12ffc, &word, 8));
  g_assert_cmpuint (word, ==, 7);
  g_assert_cmpuint (hp_image_u64 (image, 0x10000), ==, 1);
}

static void
test_strings (void)
{
  g_autoptr (HpImage) image = hp_image_new ();
  guint8 *data = hp_image_add (image, 0x10000, 0x11000, TRUE, FALSE);
  g_autofree char *good = NULL;

  hp_image_index (image);
  memcpy (data, "name\0bad\x01", 10);
  memset (data + 0xff0, 'a', 16); /* runs off the end */
  good = hp_image_dup_string (image, 0x10000, 100);
  g_assert_cmpstr (good, ==, "name");
  g_assert_null (hp_image_dup_string (image, 0x10005, 100));
  g_assert_null (hp_image_dup_string (image, 0x10ff0, 100));
  g_assert_null (hp_image_dup_string (image, 0x10000, 3));
}

/* A live image reads this very process: known patterns come back, across two mappings too. */
static void
test_live (void)
{
  g_autoptr (HpMemory) memory = hp_memory_new_process (getpid ());
  g_autoptr (HpImage) live = hp_image_new_live (memory);
  g_autofree guint8 *pattern = g_malloc (100000);
  g_autofree guint8 *copy = g_malloc0 (100000);
  gpointer owned;

  for (guint i = 0; i < 100000; i++)
    pattern[i] = (guint8)(i * 7);
  g_assert_true (hp_image_read (live, (guint64)(gsize)pattern, copy, 100000));
  g_assert_cmpmem (pattern, 100000, copy, 100000);
  g_assert_false (hp_image_read (live, 16, copy, 8));
  g_assert_null (hp_image_borrow (live, 16, 8, &owned));
  g_assert_null (owned);
  g_assert_null (hp_image_borrow (live, (guint64)(gsize)pattern, G_MAXUINT32, &owned));
}

/* ---- values ---- */

static void
put64 (guint8 *at, guint64 value)
{
  memcpy (at, &value, sizeof value);
}

static void
test_values (void)
{
  const HpLayout *layout = hp_layout_get (11);
  g_autoptr (HpImage) image = hp_image_new ();
  guint8 *data = hp_image_add (image, 0x10000, 0x12000, TRUE, FALSE);
  guint32 digits[3] = { 0x3fffffff, 0x3fffffff, 5 };
  g_autoptr (GString) text = g_string_new (NULL);
  HpDictIter iter;
  HpStr str;

  hp_image_index (image);
  /* a str that says it is far longer than memory */
  put64 (data + 16, 1u << 30);
  put64 (data + 32, (1 << 2) | (1 << 5) | (1 << 6));
  g_assert_true (hp_str_read (image, layout, 0x10000, &str));
  g_assert_null (hp_str_dup (image, layout, 0x10000, G_MAXUINT32, NULL));
  put64 (data + 16, 3);
  memcpy (data + 48, "it's", 4);
  g_assert_true (hp_str_append_repr (text, image, layout, 0x10000, 100));
  g_assert_cmpstr (text->str, ==, "\"it'\"");
  put64 (data + 32, 7 << 2); /* seven bytes a character */
  g_assert_false (hp_str_read (image, layout, 0x10000, &str));
  /* an int */
  put64 (data + 0x110, (guint64)-3);
  memcpy (data + 0x118, digits, sizeof digits);
  g_string_truncate (text, 0);
  g_assert_true (hp_int_append (text, image, layout, 0x10100));
  g_assert_cmpstr (text->str, ==, "-6917529027641081855");
  /* key tables that lie about their size */
  for (guint log2 = 0; log2 < 256; log2++)
    for (guint bytes = 0; bytes < 256; bytes += 5) {
      guint64 key, value;
      memset (data + 0x200, 0, 64);
      data[0x208] = (guint8)log2;
      data[0x209] = (guint8)bytes;
      put64 (data + 0x218, log2 % 3 == 0 ? G_MAXUINT64 : 3);
      if (!hp_dict_iter_init_keys (&iter, image, layout, 0x10200))
        continue;
      while (hp_dict_iter_next (&iter, &key, &value))
        continue;
      hp_dict_iter_clear (&iter);
    }
}

/* ---- texts of numbers ---- */

static void
check_float (double value, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hp_float_append (text, value);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_floats (void)
{
  check_float (0.1, "0.1");
  check_float (-3.0, "-3.0");
  check_float (0.0, "0.0");
  check_float (-0.0, "-0.0");
  check_float (1e22, "1e+22");
  check_float (123456789012345680.0, "1.2345678901234568e+17");
  check_float (9999999999999998.0, "9999999999999998.0");
  check_float (1e16, "1e+16");
  check_float (999999999999999.0, "999999999999999.0");
  check_float (1e-5, "1e-05");
  check_float (0.0001, "0.0001");
  check_float (100.05, "100.05");
  check_float (-2.000001, "-2.000001");
  check_float (0.30000000000000004, "0.30000000000000004");
  check_float (5e-324, "5e-324");
  check_float (1.7976931348623157e308, "1.7976931348623157e+308");
  check_float (G_MAXDOUBLE * 2, "inf");
}

/* Every text reads back as the number it was made of, and none has a digit too many. */
static void
test_floats_read_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++) {
    guint decimals = i % 8;
    g_autofree char *plain = g_strdup_printf (
        "%s%d.%0*u", i % 3 ? "" : "-", g_rand_int_range (rand, 1, 1 << (i % 30 + 1)), decimals + 1,
        decimals == 0 ? 0 : g_rand_int (rand) % 10 * 10 + 1);
    double value = g_ascii_strtod (plain, NULL);
    g_string_truncate (text, 0);
    hp_float_append (text, value);
    g_assert_true (g_ascii_strtod (text->str, NULL) == value);
    g_assert_cmpuint (text->len, <=, strlen (plain));
  }
}

static void
test_numbers (void)
{
  static const gint64 values[] = { 0, 7, -1, 10, 4294967296, G_MAXINT64, G_MININT64 };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, values[i]);
    g_string_truncate (text, 0);
    hp_number_append (text, values[i]);
    g_assert_cmpstr (text->str, ==, expected);
  }
}

/* ---- a real image ---- */

typedef struct {
  PythonChild child;
  HpTarget target;
  HpImage *image;
} Real;

static Real
real_new (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = {
    found[g_strv_length (found) - 1], "-c", /* with symbols where there is one */
    "import sys, weakref, collections\n"
    "class A: pass\n"
    "l = [A() for _ in range(500)]\n"
    "for i, a in enumerate(l): a.x = {i: (i, str(i))}; a.d = collections.deque([i])\n"
    "print('ready', flush=True); sys.stdin.read(1)",
    NULL
  };
  g_autoptr (GError) error = NULL;
  Real real = { 0 };

  real.child = python_child_start (argv);
  hp_target_open (&real.target, real.child.pid, &error);
  g_assert_no_error (error);
  real.image = hp_image_capture (real.target.memory, TRUE, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return real;
}

static void
real_clear (Real *real)
{
  hp_image_free (real->image);
  hp_target_clear (&real->target);
  python_child_stop (&real->child);
}

/* The image's own bytes at an address. */
static guint8 *
bytes_at (HpImage *image, guint64 address)
{
  HpSpan *span = hp_image_find (image, address);
  g_assert (span != NULL);
  return span->data + (address - span->start);
}

static void
forget_marks (HpImage *image)
{
  for (guint i = 0; i < image->spans->len; i++) {
    HpSpan *span = &g_array_index (image->spans, HpSpan, i);
    memset (span->marks, 0, ((span->end - span->start) >> span->mark_shift) * sizeof (guint32));
  }
}

static HpSnapshot *
read_image (Real *real, GError **error)
{
  HpPython python;
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshot *snapshot = NULL;

  forget_marks (real->image);
  if (!hp_python_locate (&python, real->target.memory->name, real->image, &real->target.binary,
                         error))
    return NULL;
  if (hp_reader_read (real->image, &python, &real->target.binary, NULL, NULL, builder, NULL, NULL,
                      error))
    snapshot = hp_snapshot_builder_end (builder, NULL, error);
  hp_python_clear (&python);
  return snapshot;
}

/* The mapped memory alone tells the same symbols as the file. */
static void
test_symbols_from_memory (void)
{
  Real real = real_new ();
  g_autoptr (GArray) maps = hp_maps_read (real.child.pid, NULL);
  gboolean found = FALSE;

  for (guint i = 0; i < maps->len && !found; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    HpBinary binary = { 0 };
    if (m->offset != 0 || m->inode == 0 || !g_str_equal (m->path, real.target.binary.path))
      continue;
    found = hp_binary_read_memory (real.image, m->start, &binary);
    g_assert_true (found);
    g_assert_cmpuint (binary.runtime, ==, real.target.binary.runtime);
    g_assert_cmpuint (binary.version, ==, real.target.binary.version);
    g_assert_cmpuint (binary.data_start, ==, real.target.binary.data_start);
    g_assert_cmpuint (binary.data_end, ==, real.target.binary.data_end);
    hp_binary_clear (&binary);
  }
  g_assert_true (found);
  real_clear (&real);
}

/* The same arenas with symbols and without. */
static void
test_stripped (void)
{
  Real real = real_new ();
  HpBinary stripped = real.target.binary;
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_TYPES);
  HpPymalloc first = { 0 }, second = { 0 };
  g_autoptr (HpSnapshotBuilder) again = hp_snapshot_builder_new (HP_LEVEL_TYPES);
  g_autoptr (GError) error = NULL;

  stripped.arenas = stripped.max_arenas = 0;
  g_assert_true (hp_reader_read (real.image, &real.target.python, &real.target.binary, NULL, NULL,
                                 builder, &first, NULL, &error));
  forget_marks (real.image);
  g_assert_true (hp_reader_read (real.image, &real.target.python, &stripped, NULL, NULL, again,
                                 &second, NULL, &error));
  g_assert_cmpuint (first.table, !=, 0);
  g_assert_cmpuint (first.table, ==, second.table);
  g_assert_cmpuint (first.table_length, ==, second.table_length);
  real_clear (&real);
}

/* The collector's state has moved within the interpreter: it is found by what it looks like. */
static void
test_moved_gc_state (void)
{
  Real real = real_new ();
  HpInterpreter *main = &g_array_index (real.target.python.interpreters, HpInterpreter, 0);
  HpPython python;
  g_autoptr (GError) error = NULL;
  guint64 table;

  /* Break the test at the table's place: the pointer to the first generation. */
  table = main->address + (guint64)hp_layout_get (11)->interpreter.gc;
  g_assert_cmpuint (main->gc, ==, table);
  /* a copy of the whole state, 64 bytes lower, with its inner pointer moved too */
  {
    guint8 *at = bytes_at (real.image, table);
    guint8 state[224];
    memcpy (state, at, sizeof state);
    memset (at, 0, sizeof state);
    memcpy (at - 64, state, sizeof state);
    put64 (at - 64 + 96, table - 64 + 24);
  }
  g_assert_true (hp_python_locate (&python, real.target.memory->name, real.image,
                                   &real.target.binary, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_array_index (python.interpreters, HpInterpreter, 0).gc, ==, table - 64);
  hp_python_clear (&python);
  real_clear (&real);
}

/* No interpreter yet; an unknown layout. */
static void
test_not_ready (void)
{
  Real real = real_new ();
  guint8 *runtime = bytes_at (real.image, real.target.binary.runtime);
  HpPython python;
  g_autoptr (GError) error = NULL;
  guint64 head = hp_load64 (runtime + 40);

  put64 (runtime + 40, 0);
  g_assert_false (hp_python_locate (&python, real.target.memory->name, real.image,
                                    &real.target.binary, &error));
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_READY);
  g_clear_error (&error);
  put64 (runtime + 40, head + 8);
  g_assert_false (hp_python_locate (&python, real.target.memory->name, real.image,
                                    &real.target.binary, &error));
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT);
  real_clear (&real);
}

static guint64
random_word (GRand *rand, HpImage *image)
{
  const HpSpan *span =
      &g_array_index (image->spans, HpSpan, g_rand_int_range (rand, 0, (gint32)image->spans->len));
  switch (g_rand_int_range (rand, 0, 6)) {
  case 0: return 0;
  case 1: return G_MAXUINT64;
  case 2: return g_rand_int (rand);
  case 3: return ((guint64)g_rand_int (rand) << 32) | g_rand_int (rand);
  case 4: return (guint64)1 << g_rand_int_range (rand, 0, 64);
  default: return span->start + g_rand_int (rand) % (span->end - span->start);
  }
}

static void
damage (GRand *rand, HpImage *image, guint n)
{
  for (guint i = 0; i < n; i++) {
    HpSpan *span = &g_array_index (image->spans, HpSpan,
                                   g_rand_int_range (rand, 0, (gint32)image->spans->len));
    guint64 words = (span->end - span->start) / 8;
    guint8 *at = span->data;
    /* mostly words that mean something */
    for (guint try = 0; try < 40 && (try == 0 || hp_load64 (at) == 0); try++)
      at = span->data + 8 * (g_rand_int (rand) % words);
    put64 (at, random_word (rand, image));
  }
}

/* Whatever the memory holds: an error or a snapshot that passes its check; no crash, no hang. */
static void
test_damaged (void)
{
  guint32 seed = g_test_rand_int () & 0x7fffffff;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Real real = real_new ();
  guint whole = 0;
  GPtrArray *saved = g_ptr_array_new_with_free_func (g_free);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < real.image->spans->len; i++) {
    HpSpan *span = &g_array_index (real.image->spans, HpSpan, i);
    g_ptr_array_add (saved, g_memdup2 (span->data, span->end - span->start));
  }
  for (guint round = 0; round < 12; round++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpSnapshot) snapshot = NULL;
    damage (rand, real.image, 1u << (round + 4));
    snapshot = read_image (&real, &error);
    if (snapshot != NULL) {
      g_assert_true (hp_snapshot_check (snapshot, &error));
      g_assert_no_error (error);
      whole++;
    } else
      g_assert_true (error->domain == HP_PROCESS_ERROR);
    for (guint i = 0; i < real.image->spans->len; i++) {
      HpSpan *span = &g_array_index (real.image->spans, HpSpan, i);
      memcpy (span->data, g_ptr_array_index (saved, i), span->end - span->start);
    }
  }
  g_test_message ("%u of 12 damaged images gave a picture", whole);
  g_assert_cmpuint (whole, >, 0);
  g_ptr_array_unref (saved);
  real_clear (&real);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/source/process/maps/parse", test_maps);
  g_test_add_func ("/core/source/process/image/bounds", test_bounds);
  g_test_add_func ("/core/source/process/image/strings", test_strings);
  g_test_add_func ("/core/source/process/image/live", test_live);
  g_test_add_func ("/core/source/process/values/hostile-lengths", test_values);
  g_test_add_func ("/core/source/process/values/floats", test_floats);
  g_test_add_func ("/core/source/process/values/floats-read-back", test_floats_read_back);
  g_test_add_func ("/core/source/process/values/numbers", test_numbers);
  g_test_add_func ("/core/source/process/binary/memory-tells-the-same-as-the-file",
                   test_symbols_from_memory);
  g_test_add_func ("/core/source/process/pymalloc/found-without-symbols", test_stripped);
  g_test_add_func ("/core/source/process/interpreter/moved-gc-state-is-found", test_moved_gc_state);
  g_test_add_func ("/core/source/process/interpreter/not-ready", test_not_ready);
  g_test_add_func ("/core/source/process/reader/damaged-images", test_damaged);
  return g_test_run ();
}
