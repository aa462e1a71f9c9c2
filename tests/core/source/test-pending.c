/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for its end has a root that says so, in every Python that is found. */
#include <string.h>

#include "python-child.h"
#include "source/process/process.h"

typedef struct {
  const char *way;     /* argument of programs/pending.py */
  const char *preview; /* of a str that the object with the root, or one it refers to, has */
  const char *root;
} Case;

static const Case cases[] = {
  { "calls", "'payload at exit'", "functions to call at exit" },
  { "calls", "'payload at exit by name'", "functions to call at exit" },
  { "calls", "'payload of a pending call'", "pending calls" },
  { "finalizer", "'payload of a finalizer'", "finalizer that runs" },
  { "trash", "'payload in the trash'", "objects that wait to be freed" },
  { "references", "'payload of a callback'", "callbacks of weak references that wait" },
};

typedef struct {
  const char *interpreter;
  const Case *wanted;
} Run;

#define DEPTH 8 /* of the way from the root to the text */

static gboolean
has_preview (const HpSnapshot *snapshot, guint32 object, const char *preview)
{
  g_autofree char *text = hp_snapshot_dup_preview (snapshot, object);

  return g_strcmp0 (text, preview) == 0;
}

/* Whether the text is to be found a few references from the object on. */
static gboolean
reaches (const HpSnapshot *snapshot, guint32 object, const char *preview, guint depth)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, NULL, &n);

  if (has_preview (snapshot, object, preview))
    return TRUE;
  for (guint32 i = 0; depth > 0 && i < n && n < 20; i++)
    if (reaches (snapshot, targets[i], preview, depth - 1))
      return TRUE;
  return FALSE;
}

/* Before 3.10 a module has what is to be called at exit. */
static gboolean
is_root (const HpSnapshot *snapshot, guint32 number, const char *wanted)
{
  HpRoot root = hp_snapshot_root (snapshot, number);
  g_autofree char *text = hp_snapshot_format_root (snapshot, number);
  gboolean in_module = (g_str_has_prefix (snapshot->info->version, "3.8.") ||
                        g_str_has_prefix (snapshot->info->version, "3.9.")) &&
                       g_str_equal (wanted, "functions to call at exit");

  return in_module ? root.kind == HP_ROOT_MODULE && g_str_equal (text, "module atexit")
                   : root.kind == HP_ROOT_GLOBAL && g_str_equal (text, wanted);
}

static guint
count_roots (const HpSnapshot *snapshot, const Case *wanted, guint *n_reaching)
{
  guint n = 0;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    if (!is_root (snapshot, i, wanted->root))
      continue;
    n++;
    *n_reaching += reaches (snapshot, root.object, wanted->preview, DEPTH);
  }
  return n;
}

static HpSnapshot *
take (const char *interpreter, const char *way)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "programs", "pending.py", NULL);
  const char *argv[] = { interpreter, program, way, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot;

  python_child_rest (&child);
  snapshot = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  g_subprocess_force_exit (child.process); /* it never comes to its end */
  python_child_stop (&child);
  return snapshot;
}

static void
test_root (gconstpointer data)
{
  const Run *run = data;
  g_autoptr (HpSnapshot) snapshot = take (run->interpreter, run->wanted->way);
  guint n_reaching = 0, n = count_roots (snapshot, run->wanted, &n_reaching);

  g_test_message ("%u roots “%s”, %u of them lead to %s", n, run->wanted->root, n_reaching,
                  run->wanted->preview);
  g_assert_cmpuint (n_reaching, >, 0);
}

/* Weak references whose callbacks a collection has still to call, and nothing else: what it is
 * about to free is held by nobody. */
static void
test_collection (gconstpointer interpreter)
{
  Case wanted = { "collection", "", "callbacks of weak references that wait" };
  g_autoptr (HpSnapshot) snapshot = take (interpreter, wanted.way);
  guint n_reaching = 0;

  g_assert_true (snapshot->info->quality.during_collection);
  g_assert_cmpuint (count_roots (snapshot, &wanted, &n_reaching), >=, 2);
}

static void
add_tests (const char *interpreter)
{
  g_autofree char *name = g_strdelimit (g_strdup (interpreter), "/", '_');
  g_autofree char *path = g_strconcat ("/core/source/process/pending/collection/", name, NULL);

  g_test_add_data_func (path, interpreter, test_collection);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *case_path =
        g_strdup_printf ("/core/source/process/pending/%s-%u/%s", cases[i].way, i, name);
    Run *run = g_new0 (Run, 1);
    run->interpreter = interpreter;
    run->wanted = &cases[i];
    g_test_add_data_func_full (case_path, run, test_root, g_free);
  }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) interpreters = NULL;

  g_test_init (&argc, &argv, NULL);
  interpreters = python_child_find_interpreters (g_getenv ("HP_TEST_PYTHON"));
  for (guint i = 0; interpreters[i] != NULL; i++)
    if (strstr (interpreters[i], "/3.6.") == NULL && strstr (interpreters[i], "/3.7.") == NULL)
      add_tests (interpreters[i]);
  return g_test_run ();
}
