/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <string.h>

#include "run-text.h"
#include "script/block-table.h"
#include "script/tracing.h"

/* The same steps on the table and on GLib's: few addresses, so that entries are replaced, removed
 * and searched past holes all the time. */
static void
test_table (void)
{
  g_autoptr (GHashTable) twin = g_hash_table_new (NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  HpBlockTable table;
  gsize bytes = 0;

  g_assert_true (hp_block_table_init (&table));
  for (int step = 0; step < 200000; step++) {
    gpointer address = GSIZE_TO_POINTER ((gsize)g_rand_int_range (rand, 1, 6000) * 16);
    gsize old = GPOINTER_TO_SIZE (g_hash_table_lookup (twin, address));
    gsize size = (gsize)g_rand_int_range (rand, 1, 100);

    if (g_rand_int_range (rand, 0, 5) < 3) {
      g_assert_true (hp_block_table_put (&table, address, size, address));
      g_hash_table_insert (twin, address, GSIZE_TO_POINTER (size));
      bytes += size - old;
    } else {
      HpBlockEntry *entry = hp_block_table_find (&table, address);

      g_assert_cmpuint (entry != NULL ? entry->size : 0, ==, old);
      hp_block_table_remove (&table, address);
      g_hash_table_remove (twin, address);
      bytes -= old;
    }
    g_assert_cmpuint (table.bytes, ==, bytes);
    g_assert_cmpuint (table.n, ==, g_hash_table_size (twin));
  }
  hp_block_table_clear (&table);
}

typedef struct {
  int line;
  gsize size;
  guint n;
  int n_frames, total;
  const char *function, *caller;
} Seen;

static int
look (uintptr_t address, size_t size, const HpTracePath *path, void *data)
{
  Seen *seen = data;

  if (size < 100000 || path->frames[0].line != seen->line)
    return 0;
  seen->n++;
  seen->size += size;
  seen->n_frames = path->n;
  seen->total = path->total;
  seen->function = path->frames[0].function;
  seen->caller = path->n > 1 ? path->frames[1].function : NULL;
  return 0;
}

static void
test_walk (void)
{
  Run *run = run_new_with ((HpInterpreterOptions){ .trace_frames = 2 });
  HpRuntime *rt = hp_interpreter_get_runtime (run->interpreter);
  Seen seen = { .line = 3 };

  run_text (run, "class Box:\n"
                 "  def fill(self):\n"
                 "    self.x = [None] * 50000\n"
                 "  def fülle(self):\n"
                 "    self.fill()\n"
                 "box = Box()\n"
                 "box.fülle()\n");
  hp_tracing_walk (rt, look, &seen);
  g_assert_cmpuint (seen.n, ==, 1);
  g_assert_cmpuint (seen.size, ==, 8 * 50000);
  g_assert_cmpint (seen.n_frames, ==, 2);
  g_assert_cmpint (seen.total, ==, 3);
  g_assert_cmpstr (seen.function, ==, "Box.fill");
  g_assert_cmpstr (seen.caller, ==, "Box.fülle");
  run_free (run);
}

/* Tracing that a run begins with is what the script finds, and can stop. */
static void
test_script_sees_it (void)
{
  Run *run = run_new_with ((HpInterpreterOptions){ .trace_frames = 7 });

  run_text (run, "import tracemalloc as t\n"
                 "print(t.is_tracing(), t.get_traceback_limit())\n"
                 "t.stop()\n"
                 "print(t.is_tracing())\n");
  g_assert_cmpstr (run->out->str, ==, "True 7\nFalse\n");
  run_free (run);
}

static int
stop_at_once (uintptr_t address, size_t size, const HpTracePath *path, void *data)
{
  return ++*(int *)data;
}

static void
test_walk_stops (void)
{
  Run *run = run_new (0);
  HpRuntime *rt = hp_interpreter_get_runtime (run->interpreter);
  int calls = 0;

  g_assert_cmpint (hp_tracing_walk (rt, stop_at_once, &calls), ==, 0);
  run_text (run, "import tracemalloc\ntracemalloc.start()\nx = [1, 2]\ny = [3]\n");
  g_assert_cmpint (hp_tracing_walk (rt, stop_at_once, &calls), ==, 1);
  g_assert_cmpint (calls, ==, 1);
  run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/script/tracing/table", test_table);
  g_test_add_func ("/core/script/tracing/walk", test_walk);
  g_test_add_func ("/core/script/tracing/walk-stops", test_walk_stops);
  g_test_add_func ("/core/script/tracing/script-sees-it", test_script_sees_it);
  return g_test_run ();
}
