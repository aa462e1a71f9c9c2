/* SPDX-License-Identifier: Apache-2.0 */
/* Many objects are read by several threads: the picture is the same with one, byte for byte. */
#include <sched.h>
#include <string.h>

#include "python-child.h"
#include "snapshot/private.h"
#include "source/process/process.h"

/* Much of everything that parts leave to the whole: large strings, which only references lead to,
 * and more of them than there is room for at first; classes; generators; keys of all kinds, of
 * which None is met first as a key; dicts that share keys which their class has given up; a tuple
 * that is read by itself, being all that another one leads to, before the many that it leads to. */
static const char program[] =
    "import sys, collections, functools, gc\n"
    "class Plain: pass\n"
    "def count(n):\n"
    "    yield n\n"
    "many = []\n"
    "for i in range(12000):\n"
    "    one = Plain(); one.number = i; one.other = many[i // 2:i // 2 + 1]\n"
    "    many.append(one)\n"
    "    many.append({i: (i, -i, 1.5 * i), str(i): b'%d' % i, None: {i}})\n"
    "    if i % 50 == 0:\n"
    "        many.append(type('Class%d' % i, (Plain,), {'value': i}))\n"
    "        many.append(count(i)); next(many[-1])\n"
    "        many.append(functools.lru_cache(i)(lambda x: x)); many[-1](i)\n"
    "        many.append(collections.OrderedDict(a=i)); one.late = vars(one)\n"
    "large = ['x' * 600 + str(i) for i in range(30000)]\n"
    "inner = tuple('y' * 600 + str(i) for i in range(5000))\n"
    "outer = (inner,) + tuple(range(100)); del inner\n"
    "for i in range(3): gc.collect()\n"
    "print('ready', flush=True)\n"
    "sys.stdin.read(1)\n";

static HpSnapshot *
take (pid_t pid)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *taken = hp_process_capture (pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (taken, &error));
  g_assert_no_error (error);
  return taken;
}

static void
assert_same (const HpSnapshot *a, const HpSnapshot *b)
{
  const HpQuality *x = &a->info->quality, *y = &b->info->quality;

  for (int i = 0; i < HP_N_COLUMNS; i++) {
    g_assert_cmpuint (a->columns[i].count, ==, b->columns[i].count);
    g_assert_cmpmem (a->columns[i].data, a->columns[i].count * hp_column_width[i],
                     b->columns[i].data, b->columns[i].count * hp_column_width[i]);
  }
  g_assert_cmpuint (x->torn_reads, ==, y->torn_reads);
  g_assert_cmpuint (x->unread, ==, y->unread);
  g_assert_cmpuint (x->unexplained, ==, y->unexplained);
  g_assert_cmpuint (x->truncated, ==, y->truncated);
}

/* Items are referred to once each, in their order. */
static void
assert_ascending_indices (const HpSnapshot *self)
{
  const guint64 *start = self->columns[HP_COL_REF_START].data;
  const guint32 *labels = self->columns[HP_COL_REF_LABEL].data;

  for (guint32 object = 0; object < hp_snapshot_n_objects (self); object++) {
    gint64 last = -1;
    for (guint64 i = start[object]; i < start[object + 1]; i++)
      if (hp_label_kind (labels[i]) == HP_REF_INDEX) {
        g_assert_cmpint (hp_label_value (labels[i]), >, last);
        last = hp_label_value (labels[i]);
      }
  }
}

static void
test_threads_make_no_difference (gconstpointer python)
{
  const char *const argv[] = { python, "-I", "-B", "-c", program, NULL };
  g_autoptr (HpSnapshot) with_all = NULL, with_one = NULL;
  PythonChild child = python_child_start (argv);
  cpu_set_t all, one;

  python_child_rest (&child);
  with_all = take (child.pid);
  g_assert_cmpint (sched_getaffinity (0, sizeof all, &all), ==, 0);
  CPU_ZERO (&one);
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
    if (CPU_ISSET (cpu, &all)) {
      CPU_SET (cpu, &one);
      break;
    }
  g_assert_cmpint (sched_setaffinity (0, sizeof one, &one), ==, 0);
  with_one = take (child.pid);
  g_assert_cmpint (sched_setaffinity (0, sizeof all, &all), ==, 0);
  assert_same (with_all, with_one);
  assert_ascending_indices (with_all);
  g_assert_cmpuint (hp_snapshot_n_objects (with_one), >, 100000);
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  python_child_add_tests ("rounds", test_threads_make_no_difference);
  return g_test_run ();
}
