/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that leak on purpose, in real Pythons: the first suspect has to name what leaks and who
 * holds it, with three pictures and with one; and a program that does not leak has no suspect. */
#include <glib/gstdio.h>
#include <string.h>

#include "../source/python-child.h"
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
};

static char *folder; /* with the extension for the interpreter in use */

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

/* The oldest, the reference and the newest that Heaparium reads and this machine has; owned, NULL
 * terminated. */
static char **
find_pythons (void)
{
  static const char *const versions[] = { "3.8.", "3.11.", "3.13." };
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[i]);

    g_strv_builder_addv (all, (const char **)found);
  }
  return g_strv_builder_end (all);
}

static void
release (HpSnapshot **pictures)
{
  for (guint i = 0; i < N_PICTURES; i++)
    hp_snapshot_unref (pictures[i]);
}

/* ---- tests ---- */

static void
assert_first_names (HpSnapshot **pictures, guint n_pictures, const char *python, const Case *leak)
{
  g_autoptr (HpSuspects) suspects = find_suspects (pictures, n_pictures);
  guint n;
  const HpSuspect *all = hp_suspects_get (suspects, &n);

  if (n == 0)
    g_error ("%s, %s, %u pictures: no suspect", python, leak->program, n_pictures);
  for (guint i = 0; i < MAX_WORDS && leak->words[i] != NULL; i++)
    if (strstr (all[0].sentence, leak->words[i]) == NULL)
      g_error ("%s, %s, %u pictures: no “%s” in: %s", python, leak->program, n_pictures,
               leak->words[i], all[0].sentence);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (all[i].score, <=, all[i - 1].score);
}

static void
test_leak (gconstpointer data)
{
  const Case *leak = data;
  g_auto (GStrv) pythons = find_pythons ();

  g_assert_nonnull (pythons[0]);
  for (guint i = 0; pythons[i] != NULL; i++) {
    HpSnapshot *pictures[N_PICTURES];

    build_extension (pythons[i]);
    take_pictures (pythons[i], leak->program, pictures);
    assert_first_names (pictures, N_PICTURES, pythons[i], leak);
    assert_first_names (pictures, 1, pythons[i], leak);
    release (pictures);
  }
}

static void
test_control (void)
{
  g_auto (GStrv) pythons = find_pythons ();

  for (guint i = 0; pythons[i] != NULL; i++) {
    HpSnapshot *pictures[N_PICTURES];

    take_pictures (pythons[i], "control", pictures);
    for (guint n = 1; n <= N_PICTURES; n++) {
      g_autoptr (HpSuspects) suspects = find_suspects (pictures, n);
      guint n_found;
      const HpSuspect *all = hp_suspects_get (suspects, &n_found);

      if (n_found > 0)
        g_error ("%s, %u pictures: %s", pythons[i], n, all[0].sentence);
    }
    release (pictures);
  }
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
  g_test_add_func ("/core/analysis/suspects/nothing-leaks", test_control);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/core/analysis/suspects/%s", cases[i].program);

    g_test_add_data_func (path, &cases[i], test_leak);
  }
  result = g_test_run ();
  g_remove (library);
  g_rmdir (folder);
  g_free (folder);
  return result;
}
