/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a suspect, what speaks for it, and what is said when there is none: on pictures put
 * together by hand, of the embedded heap, and damaged ones. */
#include <string.h>

#include "analysis/suspects-report.h"
#include "analysis/suspects.h"
#include "program.h"
#include "source/embedded/picture.h"

#define MANY 2500 /* of 64 bytes: enough to be told */

static HpSuspects *
find (HpSnapshot *const *pictures, guint n_pictures)
{
  g_autoptr (GError) error = NULL;
  HpSuspects *suspects = hp_suspects_new (pictures, n_pictures, NULL, &error);

  g_assert_no_error (error);
  return suspects;
}

/* The suspect whose path ends so. */
static const HpSuspect *
suspect_at (const HpSuspects *suspects, const char *path)
{
  guint n;
  const HpSuspect *all = hp_suspects_get (suspects, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_has_suffix (all[i].path, path))
      return &all[i];
  g_error ("none of %u suspects is at %s", n, path);
}

static void
assert_doubt (const HpSuspects *suspects, const char *path, const char *doubt)
{
  const HpSuspect *suspect = suspect_at (suspects, path);

  if (doubt == NULL) {
    g_assert_cmpstr (suspect->doubt, ==, NULL);
    return;
  }
  g_assert_nonnull (suspect->doubt);
  g_assert_nonnull (strstr (suspect->doubt, doubt));
  g_assert_nonnull (strstr (suspect->sentence, suspect->doubt));
}

/* ---- what speaks for a suspect ---- */

static const char *const mentioned[] = { "table", "recent", "items", NULL };

/* A program whose function mentions three names, and its module's namespace. */
static guint32
begin (Program *program)
{
  guint32 app, function;

  program_begin (program, HP_LEVEL_VALUES);
  app = program_module (program, "app", "/srv/app.py");
  function = program_function (program, "work", "/srv/app.py", 5, mentioned, NULL);
  program_set (program, app, "work", function);
  return app;
}

static void
test_mentioned_nowhere (void)
{
  Program program;
  guint32 app = begin (&program);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;

  program_set (&program, app, "table", program_list (&program, MANY, "app", "Row", 2));
  program_set (&program, app, "constant", program_list (&program, 2 * MANY, "app", "Row", 2));
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  assert_doubt (suspects, ".table", NULL);
  assert_doubt (suspects, ".constant", "No function mentions it");
  g_assert_true (suspect_at (suspects, ".table")->score >
                 suspect_at (suspects, ".constant")->score);
  g_assert_cmpstr (suspect_at (suspects, ".table")->used_by, ==, "work() at app.py:5");
}

static void
test_full (void)
{
  Program program;
  guint32 app = begin (&program), cache, limit;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;

  cache = program_object (&program, "app", "Cache", 2);
  limit = program_object (&program, NULL, "int", HP_GENERATION_UNTRACKED);
  program_preview (&program, limit, G_STRINGIFY (MANY));
  program_set (&program, app, "recent", cache);
  program_attribute (&program, cache, "max_items", limit);
  program_attribute (&program, cache, "items", program_list (&program, MANY, "app", "Row", 2));
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  assert_doubt (suspects, ".items", "full at its limit (.max_items=" G_STRINGIFY (MANY) ")");
}

/* What a descriptor adds to under a name that it puts together. */
static void
test_computed_name (void)
{
  for (guint generation = 0; generation <= 2; generation += 2) {
    Program program;
    guint32 app = begin (&program), meter;
    g_autoptr (HpSnapshot) snapshot = NULL;
    g_autoptr (HpSuspects) suspects = NULL;

    meter = program_object (&program, "app", "Meter", 2);
    program_set (&program, program_class (&program, "app", "Meter", NULL), "read",
                 program_function (&program, "Meter.read", "/srv/app.py", 9, NULL, NULL));
    program_set (&program, app, "meter", meter);
    program_attribute (&program, meter, "_watchers",
                       program_list (&program, MANY, "app", "View", generation));
    snapshot = program_end (&program);
    suspects = find (&snapshot, 1);
    assert_doubt (suspects, "._watchers", generation == 2 ? "No function mentions it" : NULL);
  }
}

/* Modules that have no file, put into sys.modules one after the other. */
static void
test_made_up_modules (void)
{
  static const char *const names[] = { "modules", NULL };
  Program program;
  guint32 app, none;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;
  const HpSuspect *all;
  guint n;

  program_begin (&program, HP_LEVEL_VALUES);
  app = program_module (&program, "app", "/srv/app.py");
  program_set (&program, app, "load",
               program_function (&program, "load", "/srv/app.py", 5, names, NULL));
  none = program_object (&program, NULL, "NoneType", HP_GENERATION_UNTRACKED);
  for (guint i = 0; i < 60; i++) {
    g_autofree char *name = g_strdup_printf ("plugin_%u", i);
    guint32 space = program_module (&program, name, i % 2 == 0 ? NULL : "/srv/plugin.py");

    program_set (&program, space, "__spec__", none);
    program_set (&program, space, "table", program_list (&program, 100, "app", "Row", 2));
  }
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  all = hp_suspects_get (suspects, &n);
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (all[i].path, "sys.modules, such as 'plugin_")) {
      g_assert_cmpuint (all[i].count, ==, 30);
      g_assert_cmpstr (all[i].used_by, ==, "load() at app.py:5");
      return;
    }
  g_error ("no modules among %u suspects", n);
}

/* Something came lately, but not here; and what came there counts more. */
static void
test_old_and_young (void)
{
  Program program;
  guint32 app = begin (&program);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;
  const HpSuspect *young;

  program_set (&program, app, "table", program_list (&program, MANY, "app", "Row", 2));
  program_set (&program, app, "items", program_list (&program, MANY, "app", "Item", 0));
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  assert_doubt (suspects, ".table", "It is old");
  assert_doubt (suspects, ".items", NULL);
  young = suspect_at (suspects, ".items");
  g_assert_cmpfloat (young->score, >, 3.5 * (double)young->bytes);
}

/* A table that was filled before the last module of the program began, and one after that. A full
 * collection would have mixed them. */
static void
test_loaded (void)
{
  for (guint n_full = 0; n_full < 2; n_full++) {
    Program program;
    guint32 app = begin (&program), other;
    g_autoptr (HpSnapshot) snapshot = NULL;
    g_autoptr (HpSuspects) suspects = NULL;

    program.is_listed = TRUE;
    program_set (&program, app, "table", program_list (&program, MANY, "app", "Row", 2));
    other = program_module (&program, "main", "/srv/main.py");
    program_set (&program, other, "run",
                 program_function (&program, "run", "/srv/main.py", 3, NULL, NULL));
    program_set (&program, app, "items", program_list (&program, MANY, "app", "Item", 2));
    hp_snapshot_builder_get_info (program.builder)->gc.stats[2].collections = n_full;
    snapshot = program_end (&program);
    suspects = find (&snapshot, 1);
    assert_doubt (suspects, ".table", n_full > 0 ? NULL : "before the program had been loaded");
    assert_doubt (suspects, ".items", NULL);
  }
}

/* The young objects of a full container tell nothing about the others. */
static void
test_full_makes_nothing_old (void)
{
  Program program;
  guint32 app = begin (&program), list;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;

  list = program_list (&program, MANY, "app", "Item", 0);
  program_preview (&program, list,
                   "deque([" G_STRINGIFY (MANY) " items], maxlen=" G_STRINGIFY (MANY) ")");
  program_set (&program, app, "recent", list);
  program_set (&program, app, "table", program_list (&program, MANY, "app", "Row", 2));
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  assert_doubt (suspects, ".recent", "maxlen=");
  assert_doubt (suspects, ".table", NULL);
}

/* The variable of a call that is over is no constant, though no function mentions the exception. */
static void
test_traceback (void)
{
  Program program;
  guint32 app = begin (&program), error, traceback, frame, rows;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;
  guint n;

  error = program_object (&program, NULL, "ValueError", 2);
  traceback = program_object (&program, NULL, "traceback", 2);
  frame = program_object (&program, NULL, "frame", 2);
  rows = program_list (&program, MANY, "app", "Row", 2);
  program_set (&program, app, "last", error);
  program_field (&program, error, "__traceback__", traceback);
  program_field (&program, traceback, "tb_frame", frame);
  program_item (&program, frame, 0, rows);
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  g_assert_true (hp_suspects_get (suspects, &n)->is_certain);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (hp_suspects_get (suspects, &n)->doubt, ==, NULL);
  g_assert_nonnull (strstr (hp_suspects_get (suspects, &n)->sentence, "traceback that is kept"));
}

/* ---- places alike ---- */

/* Large containers of one pattern are one suspect, and none of them is told again as large. */
static void
test_alike (void)
{
  Program program;
  guint32 app = begin (&program), tables = program_object (&program, NULL, "dict", 2);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;
  guint n;

  program_set (&program, app, "table", tables);
  for (guint i = 0; i < 2; i++) {
    guint32 list = program_large (&program, "list", 1 << 20);

    program_set (&program, tables, i == 0 ? "first" : "second", list);
    for (guint32 item = 0; item < MANY; item++)
      program_item (&program, list, item, program_object (&program, "app", "Row", 2));
  }
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  g_assert_cmpuint (hp_suspects_get (suspects, &n)->n_alike, ==, 2);
  g_assert_cmpuint (n, ==, 1);
}

/* ---- threads ---- */

static void
add_thread (Program *program, const char *function, const char *file)
{
  struct {
    const char *function, *file;
  } frames[] = { { "wait", "/lib/python/threading.py" },
                 { function, file },
                 { "_bootstrap", "/lib/python/threading.py" } };

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    hp_snapshot_builder_add_root (program->builder, program_object (program, NULL, "frame", 2),
                                  HP_ROOT_FRAME, NULL, frames[i].function, frames[i].file, 9);
}

/* Workers of a pool that wait run no function of the program. */
static void
test_threads (void)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;
  const HpSuspect *all;
  guint n;

  begin (&program);
  for (guint i = 0; i < 40; i++) {
    add_thread (&program, "serve", "/srv/app.py");
    add_thread (&program, "_worker", "/lib/python/concurrent/futures/thread.py");
  }
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  all = hp_suspects_get (suspects, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (all[0].kind, ==, HP_SUSPECT_THREADS);
  g_assert_cmpuint (all[0].count, ==, 40);
  g_assert_true (g_str_has_prefix (all[0].sentence, "40 threads"));
}

/* ---- the report ---- */

static void
assert_first_sentence (HpSnapshot *snapshot, const char *sentence)
{
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (HpReport) report = hp_suspects_report (snapshot, &options, NULL, NULL);

  g_assert_nonnull (report);
  g_assert_true (g_str_has_prefix (hp_report_get_sentence (report, 0), sentence));
}

static void
test_verdict (void)
{
  for (guint i = 0; i < 3; i++) {
    Program program;
    guint32 app = begin (&program);
    g_autoptr (HpSnapshot) snapshot = NULL;

    if (i > 0)
      program_set (&program, app, i == 1 ? "constant" : "table",
                   program_list (&program, MANY, "app", "Row", 2));
    snapshot = program_end (&program);
    assert_first_sentence (snapshot, i == 0   ? "Nothing looks like a leak."
                                     : i == 1 ? "Nothing stands out"
                                              : G_STRINGIFY (MANY) " app.Row objects");
  }
}

static void
test_empty_pictures (void)
{
  static const HpSnapshotLevel levels[] = { HP_LEVEL_STRUCTURE, HP_LEVEL_TYPES, HP_LEVEL_VALUES };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (levels[i]);
    g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
    HpSnapshot *pictures[] = { snapshot, snapshot, snapshot };

    for (guint n_pictures = 1; n_pictures <= 3; n_pictures++) {
      g_autoptr (HpSuspects) suspects = find (pictures, n_pictures);
      guint n;

      hp_suspects_get (suspects, &n);
      g_assert_cmpuint (n, ==, 0);
    }
    assert_first_sentence (snapshot, "Nothing looks like a leak.");
  }
}

/* Names were left out: still the largest containers, without a claim about whose they are. */
static void
test_structure_only (void)
{
  Program program;
  guint32 app;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpSuspects) suspects = NULL;

  program_begin (&program, HP_LEVEL_STRUCTURE);
  app = program_module (&program, "app", "/srv/app.py");
  program_set (&program, app, "table", program_list (&program, MANY, "app", "Row", 2));
  snapshot = program_end (&program);
  suspects = find (&snapshot, 1);
  g_assert_false (hp_suspects_know_origin (suspects));
  assert_first_sentence (snapshot, G_STRINGIFY (MANY) " unnamed objects");
}

/* ---- the embedded heap ---- */

static HpSnapshot *
picture_after (HpInterpreter *interpreter, const char *code)
{
  g_autoptr (HpSnapshotBuilder) builder = NULL;

  g_assert_cmpint (hp_interpreter_execute (interpreter, code), ==, HP_RUN_OK);
  builder = hp_embedded_picture (interpreter, HP_LEVEL_VALUES, "test");
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static const char leaking[] = "class Session:\n"
                              "    def __init__(self, n):\n"
                              "        self.n = [n]\n"
                              "sessions = {}\n"
                              "def open_one(n):\n"
                              "    sessions[n] = Session(n)\n"
                              "def work(n):\n"
                              "    for i in range(1000):\n"
                              "        open_one(n + i)\n\n"; /* an empty line ends what is typed */

static void
test_embedded (void)
{
  HpInterpreter *interpreter = hp_interpreter_new (NULL);
  g_autoptr (HpSnapshot) empty = picture_after (interpreter, leaking);
  g_autoptr (HpSnapshot) first = picture_after (interpreter, "work(0)\n");
  g_autoptr (HpSnapshot) second = picture_after (interpreter, "work(1000)\n");
  g_autoptr (HpSnapshot) same = picture_after (interpreter, "pass\n");
  HpSnapshot *grown[] = { first, second }, *still[] = { second, same };
  g_autoptr (HpSuspects) none = find (&empty, 1), one = find (&first, 1), two = find (grown, 2),
                         kept = find (still, 2);
  const HpSuspect *all;
  guint n;

  hp_suspects_get (none, &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (hp_suspects_know_origin (one)); /* there is no library */
  all = hp_suspects_get (one, &n);
  g_assert_cmpstr (all[0].path, ==, "sys.modules['__main__'].sessions");
  g_assert_cmpstr (all[0].what, ==, "__main__.Session");
  all = hp_suspects_get (two, &n);
  g_assert_true (hp_suspects_found_growth (two));
  g_assert_cmpint (all[0].grown, ==, 1000);
  g_assert_cmpstr (all[0].path, ==, "sys.modules['__main__'].sessions");
  all = hp_suspects_get (kept, &n);
  g_assert_false (hp_suspects_found_growth (kept));
  g_assert_cmpstr (all[0].path, ==, "sys.modules['__main__'].sessions");
  g_assert_nonnull (all[0].doubt);
  hp_interpreter_free (interpreter);
}

/* The line of the call that made the instances, where it is known. */
static void
test_traced (void)
{
  for (guint traced = 0; traced < 2; traced++) {
    HpInterpreter *interpreter = hp_interpreter_new (NULL);
    g_autoptr (HpSnapshot) start = picture_after (
        interpreter, traced ? "import tracemalloc; tracemalloc.start(5)\n" : "pass\n");
    g_autoptr (HpSnapshot) empty = picture_after (interpreter, leaking);
    g_autoptr (HpSnapshot) full = picture_after (interpreter, "work(0)\n");
    g_autoptr (HpSuspects) suspects = find (&full, 1);
    guint n;
    const HpSuspect *all = hp_suspects_get (suspects, &n);

    g_assert_cmpuint (n, >, 0);
    g_assert_cmpstr (all[0].made_at, ==, traced ? "<stdin>:6" : NULL);
    g_assert_true ((strstr (all[0].sentence, "allocated at <stdin>:6.") != NULL) == traced);
    hp_interpreter_free (interpreter);
  }
}

/* ---- damaged pictures ---- */

static void
add_random_objects (Program *program, GRand *random, guint n)
{
  static const char *const types[] = { "dict",     "traceback", "frame",     "method",
                                       "function", "code",      "coroutine", "type" };
  static const char *const previews[] = {
    "", "'", "deque([", "lru_cache(maxsize=", "<function", "<class 'a.", "9999999", "{3 items}"
  };

  for (guint i = 0; i < n; i++) {
    guint32 object = program_object (program, g_rand_boolean (random) ? "a" : NULL,
                                     types[g_rand_int_range (random, 0, G_N_ELEMENTS (types))],
                                     (guint)g_rand_int_range (random, 0, 256));

    program_preview (program, object,
                     previews[g_rand_int_range (random, 0, G_N_ELEMENTS (previews))]);
  }
}

/* References of every kind, also those that only make sense elsewhere. */
static void
add_random_refs (Program *program, GRand *random, guint n)
{
  static const char *const names[] = { "__dict__", "__code__", "tb_next",     "tb_frame",
                                       "co_names", "__mro__",  "__closure__", "link",
                                       "max",      "'max'",    "co_qualname", "" };

  for (guint i = 0; i < 6 * n; i++) {
    guint32 from = (guint32)g_rand_int_range (random, 0, (gint32)n);
    guint32 to = (guint32)g_rand_int_range (random, 0, (gint32)n);
    HpRefKind kind = (HpRefKind)g_rand_int_range (random, 0, HP_N_REF_KINDS);
    const char *name = names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))];
    guint32 label = g_rand_boolean (random)
                        ? hp_snapshot_builder_label (program->builder, kind, name, -1)
                        : hp_label (kind, (guint32)g_rand_int_range (random, 0, 1 << 20));

    hp_snapshot_builder_add_ref (program->builder, from, to, label);
  }
  for (guint i = 0; i < n / 8; i++)
    hp_snapshot_builder_add_root (program->builder,
                                  (guint32)g_rand_int_range (random, 0, (gint32)n),
                                  (HpRootKind)g_rand_int_range (random, 0, HP_N_ROOT_KINDS), "r",
                                  "_bootstrap", "/threading.py", i);
}

/* Whatever the labels claim, there is an end, and the same one each time. */
static void
test_damaged (void)
{
  for (guint32 seed = 0; seed < 60; seed++) {
    Program program;
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (HpSnapshot) snapshot = NULL;
    g_autofree char *first = NULL;

    program_begin (&program, HP_LEVEL_VALUES);
    add_random_objects (&program, random, 2400);
    add_random_refs (&program, random, 2400);
    snapshot = program_end (&program);
    for (guint i = 0; i < 2; i++) {
      g_autoptr (HpSuspects) suspects = find (&snapshot, 1);
      g_autoptr (GString) text = g_string_new (NULL);
      guint n;
      const HpSuspect *all = hp_suspects_get (suspects, &n);

      for (guint k = 0; k < n; k++)
        g_string_append (text, all[k].sentence);
      if (i == 0)
        first = g_strdup (text->str);
      g_assert_cmpstr (text->str, ==, first);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/suspects-rules/mentioned-nowhere", test_mentioned_nowhere);
  g_test_add_func ("/core/analysis/suspects-rules/computed-name", test_computed_name);
  g_test_add_func ("/core/analysis/suspects-rules/made-up-modules", test_made_up_modules);
  g_test_add_func ("/core/analysis/suspects-rules/full", test_full);
  g_test_add_func ("/core/analysis/suspects-rules/old-and-young", test_old_and_young);
  g_test_add_func ("/core/analysis/suspects-rules/loaded", test_loaded);
  g_test_add_func ("/core/analysis/suspects-rules/full-makes-nothing-old",
                   test_full_makes_nothing_old);
  g_test_add_func ("/core/analysis/suspects-rules/traceback", test_traceback);
  g_test_add_func ("/core/analysis/suspects-rules/alike", test_alike);
  g_test_add_func ("/core/analysis/suspects-rules/threads", test_threads);
  g_test_add_func ("/core/analysis/suspects-rules/verdict", test_verdict);
  g_test_add_func ("/core/analysis/suspects-rules/empty-pictures", test_empty_pictures);
  g_test_add_func ("/core/analysis/suspects-rules/structure-only", test_structure_only);
  g_test_add_func ("/core/analysis/suspects-rules/embedded", test_embedded);
  g_test_add_func ("/core/analysis/suspects-rules/traced", test_traced);
  g_test_add_func ("/core/analysis/suspects-rules/damaged", test_damaged);
  return g_test_run ();
}
