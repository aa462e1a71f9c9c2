/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that leak on purpose, in real Pythons: the first sentence has to name what leaks and who
 * holds it, with three pictures and with one; and a program that does not leak is told to be well.
 * Each runs in one of the Pythons that are there, in turn. */
#include <glib/gstdio.h>
#include <string.h>

#include "../source/python-child.h"
#include "analysis/suspects-report.h"
#include "analysis/suspects.h"
#include "source/process/process.h"

#define N_PICTURES 3
#define MAX_WORDS  6

typedef struct {
  const char *program;
  const char *words[MAX_WORDS]; /* that a person needs, in the first sentence */
} Case;

static const Case cases[] = {
  { "atexit-callback", { "__main__.TemporaryFile", "remove() at", "atexit" } },
  { "c-type-cycle", { "__main__.Zone", "datetime.datetime", "c-type-cycle.py:9" } },
  { "class-registry",
    { "__main__.RequestForm", "sys.modules['__main__'].Form.registry", "(list)" } },
  { "closure",
    { "__main__.Answer", "sys.modules['__main__'].handler", "'history'", "closure.py" } },
  { "collector-off", { "__main__.", "collector-off.py", "gc.disable" } },
  { "exception",
    { "__main__.QueryError", "run_query", "exception.py:12", "sys.modules['__main__'].failures" } },
  { "forgotten-decref", { "__main__.Record", "held from C", "Py_DECREF", "leaky" } },
  { "growing-cache",
    { "__main__.Session", "sys.modules['__main__'].store._items", "(dict)",
      "growing-cache.py:16" } },
  { "linked-list", { "__main__.Step", "sys.modules['__main__'].history.last", "push()" } },
  { "listener",
    { "__main__.View", "on_change", "sys.modules['__main__'].bus.listeners['change']",
      "subscribe" } },
  { "lru-cache", { "__main__.Report", "sys.modules['__main__'].Report.total", "lru_cache" } },
  { "many-lists", { "__main__.Message", "sys.modules['__main__'].hub.inbox", "deliver()" } },
  { "pinned-arena", { "__main__.Sample", "sys.modules['__main__'].recorder.kept", "arenas" } },
  { "rebuilt", { "__main__.Point", "sys.modules['__main__'].track.points", "extend()" } },
  { "resurrection", { "__main__.Buffer", "sys.modules['__main__'].Buffer.pool", "__del__" } },
  { "task", { "wait_for_reply", "task.py:10", "sys.modules['__main__'].pending" } },
  { "text", { "str", "sys.modules['__main__'].page.html", "add()" } },
  { "thread-local", { "__main__.Document", "sys.modules['__main__'].state", "documents" } },
  /* beside much that is kept on purpose */
  { "class-attribute",
    { "__main__.Session", "sys.modules['__main__'].Server.sessions", "handle()" } },
  { "cursors", { "generator", "read_rows()", "sys.modules['__main__'].cursors" } },
  { "decorator", { "list", "sys.modules['__main__'].compute", "cell 'memo'", "wrapper()" } },
  { "default-argument", { "dict", "sys.modules['__main__'].fetch.__defaults__[0]", "fetch()" } },
  { "deque-cycle", { "__main__.Node", "collections.deque", "gc.disable", "deque-cycle.py" } },
  { "done-callbacks",
    { "__main__.Connection", "on_shutdown()", "sys.modules['__main__'].server.shutdown" } },
  { "failed-futures",
    { "__main__.BadInput", "parse()", "sys.modules['__main__'].runner.results", "submit()" } },
  { "generated-code", { "tuple", "sys.modules['linecache'].cache", "build_getter() at" } },
  { "last-error", { "__main__.Row", "sys.modules['__main__'].last_error", "'rows'", "load()" } },
  { "measurements", { "array.array", "sys.modules['__main__'].probe.latencies", "measure()" } },
  { "metaclass", { "classes such as __main__.Plugin", "RegistryMeta.registry" } },
  { "plain-decref", { "dict", "held from C", "Py_DECREF" } },
  { "plugins", { "module objects", "sys.modules, such as 'rule_", "load() at plugins.py" } },
  { "request-counter",
    { "str objects", "sys.modules['__main__'].Metrics.by_request",
      "count() at request-counter.py" } },
  { "sessions",
    { "__main__.Session", "sys.modules['__main__'].sessions.by_key", "open() at", "sessions.py" } },
  { "signal-chain", { "reload() at", "through .__closure__[0] → cell 'previous'" } },
  { "signal-slots",
    { "__main__.Dialog", "sys.modules['__main__'].Model.changed._slots", "connect()" } },
  { "static-table", { "__main__.Handler", "static variables of leaky", "connect()" } },
  { "task-set", { "upload()", "sys.modules['__main__'].background_tasks", "task-set.py" } },
  { "threads", { "threads of serve()", "threads.py" } },
  { "unawaited", { "coroutine", "deliver()", "sys.modules['__main__'].mailer.outbox", "send()" } },
  { "undo", { "__main__.Edit", "sys.modules['__main__'].editor.last", "push()" } },
  { "undrained", { "__main__.Event", "sys.modules['__main__'].metrics.events", "emit()" } },
  { "weak-cache", { "__main__.Image", "sys.modules['__main__'].gallery.reports", "load()" } },
};

static char **pythons; /* in use */
static char *folder;   /* with the extension for the interpreter in use */

/* ---- the extension ---- */

static void
run_or_fail (const char *const *argv, char **output)
{
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, output,
                               &errors, &status, &error));
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", argv[0], errors);
}

static void
build_extension (const char *python)
{
  const char *ask[] = { python, "-c", "import sysconfig; print(sysconfig.get_paths()['include'])",
                        NULL };
  g_autofree char *include = NULL, *option = NULL;
  g_autofree char *source =
      g_test_build_filename (G_TEST_DIST, "core", "analysis", "leaks", "leaky.c", NULL);
  g_autofree char *library = g_build_filename (folder, "leaky.so", NULL);

  run_or_fail (ask, &include);
  option = g_strconcat ("-I", g_strstrip (include), NULL);
  run_or_fail ((const char *[]){ "cc", "-shared", "-fPIC", option, source, "-o", library, NULL },
               NULL);
}

/* ---- pictures ---- */

static void
take_pictures (const char *python, const char *program, HpSnapshot **pictures)
{
  g_autofree char *name = g_strconcat (program, ".py", NULL);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "core", "analysis", "leaks", name, NULL);
  const char *argv[] = { python, "-B", path, NULL };
  PythonChild child = python_child_start (argv);

  for (guint i = 0; i < N_PICTURES; i++) {
    g_autoptr (GError) error = NULL;

    if (i > 0)
      python_child_go_on (&child);
    python_child_rest (&child);
    pictures[i] = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  python_child_stop (&child);
}

static HpSuspects *
find_suspects (HpSnapshot **pictures, guint n)
{
  g_autoptr (GError) error = NULL;
  HpSuspects *suspects = hp_suspects_new (pictures, n, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_suspects_could_compare (suspects));
  g_assert_true (hp_suspects_know_origin (suspects));
  return suspects;
}

/* Of each version that Heaparium reads and this machine has one; owned, NULL terminated. */
static char **
find_pythons (void)
{
  static const char *const versions[] = { "3.8.", "3.9.", "3.10.", "3.11.", "3.12.", "3.13." };
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[i]);

    if (found[0] != NULL)
      g_strv_builder_add (all, found[0]);
  }
  return g_strv_builder_end (all);
}

static const char *
choose_python (gsize number)
{
  return pythons[number % g_strv_length (pythons)];
}

static void
release (HpSnapshot **pictures)
{
  for (guint i = 0; i < N_PICTURES; i++)
    hp_snapshot_unref (pictures[i]);
}

/* ---- tests ---- */

/* The first sentence of the report, which is what a person reads first. */
static char *
dup_first_sentence (HpSnapshot **pictures, guint n)
{
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpReport) report = hp_suspects_report_growth (pictures, n, &options, NULL, &error);

  g_assert_no_error (error);
  return g_strdup (hp_report_get_sentence (report, 0));
}

static void
assert_first_names (HpSnapshot **pictures, guint n_pictures, const char *python, const Case *leak)
{
  g_autofree char *sentence = dup_first_sentence (pictures, n_pictures);
  g_autoptr (HpSuspects) suspects = find_suspects (pictures, n_pictures);
  guint n;
  const HpSuspect *all = hp_suspects_get (suspects, &n);

  for (guint i = 0; i < MAX_WORDS && leak->words[i] != NULL; i++)
    if (strstr (sentence, leak->words[i]) == NULL)
      g_error ("%s, %s, %u pictures: no “%s” in: %s", python, leak->program, n_pictures,
               leak->words[i], sentence);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (all[i].score, <=, all[i - 1].score);
}

static void
test_leak (gconstpointer data)
{
  const Case *leak = data;
  const char *python = choose_python ((gsize)(leak - cases));
  HpSnapshot *pictures[N_PICTURES];

  if (g_str_equal (leak->program, "forgotten-decref"))
    build_extension (python);
  take_pictures (python, leak->program, pictures);
  for (guint n = 1; n <= N_PICTURES; n++)
    assert_first_names (&pictures[N_PICTURES - n], n, python, leak);
  release (pictures);
}

/* from: what one picture cannot tell from a leak takes two. */
static void
assert_well (const char *program, guint from)
{
  for (guint i = 0; pythons[i] != NULL; i += 2) {
    HpSnapshot *pictures[N_PICTURES];

    take_pictures (pythons[i], program, pictures);
    for (guint n = from; n <= N_PICTURES; n++) {
      g_autofree char *sentence = dup_first_sentence (pictures, n);

      if (!g_str_has_prefix (sentence, "Nothing "))
        g_error ("%s, %s, %u pictures: %s", pythons[i], program, n, sentence);
    }
    release (pictures);
  }
}

static void
test_well (gconstpointer data)
{
  assert_well (data, 1);
}

static void
test_turnover (void)
{
  assert_well ("comes-and-goes", 2);
}

int
main (int argc, char **argv)
{
  g_autofree char *library = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  library = g_build_filename (folder, "leaky.so", NULL);
  g_setenv ("PYTHONPATH", folder, TRUE);
  pythons = find_pythons ();
  g_assert_nonnull (pythons[0]);
  g_test_add_data_func ("/core/analysis/suspects/nothing-leaks", "control", test_well);
  g_test_add_data_func ("/core/analysis/suspects/much-is-kept", "healthy", test_well);
  g_test_add_func ("/core/analysis/suspects/turnover", test_turnover);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/core/analysis/suspects/%s", cases[i].program);

    g_test_add_data_func (path, &cases[i], test_leak);
  }
  result = g_test_run ();
  g_remove (library);
  g_rmdir (folder);
  g_free (folder);
  g_strfreev (pythons);
  return result;
}
