/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run --trace and --profile: where memory was taken. */
#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "snapshot/file.h"
#include "snapshot/traces.h"

typedef struct {
  char *folder, *script, *kept;
  char *output, *errors;
} Fixture;

static const char program[] =
    "class Cache:\n"
    "  def __init__(self):\n"
    "    self.items = []\n"
    "  def store(self, n):\n"
    "    for i in range(n):\n"
    "      self.items.append(bytearray(1000))\n"
    "cache = Cache()\n"
    "cache.store(20)\n"
    "import tracemalloc\n"
    "print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())\n";

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  f->script = g_build_filename (f->folder, "script.py", NULL);
  f->kept = g_build_filename (f->folder, "kept.heap", NULL);
  g_file_set_contents (f->script, program, -1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->kept);
  g_unlink (f->script);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->script);
  g_free (f->kept);
  g_free (f->output);
  g_free (f->errors);
}

static int
run_with (Fixture *f, const char *option)
{
  g_clear_pointer (&f->output, g_free);
  g_clear_pointer (&f->errors, g_free);
  return hp_test_run_command (&f->output, &f->errors, "run", option, "--snapshot", f->kept,
                              f->script, NULL);
}

/* The script sees what python3.11 -X tracemalloc=N shows it, and the picture has the traces. */
static void
test_trace (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) snapshot = NULL;
  guint64 stored = 0;

  g_assert_cmpint (run_with (f, "--trace"), ==, 0);
  g_assert_cmpstr (f->output, ==, "True 1\n");
  g_assert_cmpint (run_with (f, "--trace=7"), ==, 0);
  g_assert_cmpstr (f->output, ==, "True 7\n");
  g_assert_cmpstr (f->errors, ==, "");
  snapshot = hp_snapshot_load (f->kept, NULL, NULL);
  g_assert_cmpuint (snapshot->info->trace_limit, ==, 7);
  for (guint32 i = 0; i < hp_snapshot_n_traces (snapshot); i++) {
    HpTrace trace = hp_snapshot_trace (snapshot, i);
    guint32 n;
    const guint32 *frames = hp_snapshot_traceback (snapshot, trace.traceback, &n, NULL);
    if (hp_snapshot_frame (snapshot, frames[0]).line == 6 && trace.size == 1001)
      stored += n == 2 ? trace.size : 0;
  }
  g_assert_cmpuint (stored, ==, 20 * 1001);
}

static void
test_no_trace (Fixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "--trace=0", "--trace=65536", "--trace=x", "--trace=" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_cmpint (run_with (f, wrong[i]), ==, 2);
    hp_test_assert_one_line (f->errors, "--trace=N");
    g_assert_cmpstr (f->output, ==, "");
  }
  g_assert_cmpint (run_with (f, "--memory-limit=100M"), ==, 0);
  g_assert_cmpstr (f->output, ==, "False 1\n");
}

static void
test_profile (Fixture *f, gconstpointer data)
{
  static const char heading[] = "Line #    Mem usage    Increment  Occurrences   Line Contents\n"
                                "=============================================================\n";
  g_autofree char *name = g_strconcat ("False 1\nFilename: ", f->script, "\n\n", NULL);

  g_assert_cmpint (run_with (f, "--profile=Cache.store"), ==, 0);
  g_assert_true (g_str_has_prefix (f->output, name));
  g_assert_true (g_str_has_prefix (f->output + strlen (name), heading));
  g_assert_true (g_regex_match_simple ("^ +4 +(\\d+) B +\\1 B +1     def store\\(self, n\\):\n"
                                       " +5 +\\d+ B +\\d+ B +21       for i in range\\(n\\):\n"
                                       " +6 +\\d+ B +\\d{5} B +20         self\\.items\\.append"
                                       "\\(bytearray\\(1000\\)\\)\n\n\n\\z",
                                       f->output + strlen (name) + strlen (heading), 0, 0));
  g_assert_cmpstr (f->errors, ==, "");
}

static void
test_profile_of_nothing (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run_with (f, "--profile=Cache.sture"), ==, 0);
  g_assert_cmpstr (f->output, ==, "False 1\n");
  hp_test_assert_one_line (f->errors, "Cache.sture was never called");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/cli/run-memory/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("trace", test_trace);
  ADD ("no-trace", test_no_trace);
  ADD ("profile", test_profile);
  ADD ("profile-of-nothing", test_profile_of_nothing);
  return g_test_run ();
}
