/* SPDX-License-Identifier: Apache-2.0 */
/* Files of other programs, as a user opens them: a real Python dumps itself in PyHeap's format. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "command.h"

#define SESSIONS "2000"

static char *folder, *dump;

/* What the dumping process says of its file: objects, references. */
static void
make_dump (guint64 *objects, guint64 *references)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "cli", "import", "dump.py", NULL);
  const char *argv[] = { "/usr/bin/python3.11", "-I", "-B", script, dump, SESSIONS, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  g_auto (GStrv) numbers = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  numbers = g_strsplit (g_strstrip (said), " ", -1);
  g_assert_cmpuint (g_strv_length (numbers), ==, 3);
  *objects = g_ascii_strtoull (numbers[0], NULL, 10);
  *references = g_ascii_strtoull (numbers[1], NULL, 10);
}

static guint64
count (const char *file, const char *table, const char *condition)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) AS n FROM %s WHERE %s", table, condition);
  g_autofree char *said = NULL;
  const char *last;

  g_assert_cmpint (hp_test_run_command (&said, NULL, "query", file, sql, NULL), ==, 0);
  g_strchomp (said);
  last = strrchr (said, '\n');
  g_assert_nonnull (last);
  return g_ascii_strtoull (g_strchug ((char *)last), NULL, 10);
}

static void
test_pyheap (void)
{
  guint64 objects, references;
  g_autofree char *types = NULL, *retained = NULL, *suspects = NULL;

  make_dump (&objects, &references);
  g_assert_cmpuint (objects, >, 20000);
  g_assert_cmpuint (count (dump, "objects", "1"), ==, objects);
  g_assert_cmpuint (count (dump, "refs", "1"), ==, references);
  g_assert_cmpuint (count (dump, "objects", "type = 'Session'"), ==, 2000);
  g_assert_cmpint (hp_test_run_command (&types, NULL, "types", dump, NULL), ==, 0);
  g_assert_nonnull (strstr (types, "\nSession "));
  g_assert_cmpint (hp_test_run_command (&retained, NULL, "retained", dump, NULL), ==, 0);
  g_assert_nonnull (strstr (retained, "local 'sessions' of main() at "));
  g_assert_cmpint (hp_test_run_command (&suspects, NULL, "suspects", dump, NULL), ==, 0);
  g_assert_nonnull (strstr (suspects, "2000 Session objects"));
}

/* On to Chrome, and back. */
static void
test_v8 (void)
{
  g_autofree char *path = g_build_filename (folder, "x.heapsnapshot", NULL), *types = NULL;
  guint64 objects, references;

  make_dump (&objects, &references);
  g_assert_cmpint (hp_test_run_command (NULL, NULL, "export", dump, "-o", path, NULL), ==, 0);
  g_assert_cmpuint (count (path, "objects", "size > 0"), ==, count (dump, "objects", "size > 0"));
  g_assert_cmpuint (count (path, "objects", "type = 'Session'"), ==, 2000);
  g_assert_cmpint (hp_test_run_command (&types, NULL, "types", path, NULL), ==, 0);
  g_assert_nonnull (strstr (types, "\nSession "));
  g_unlink (path);
}

/* What a picture does not know is not shown as if it were none. */
static void
test_info (void)
{
  g_autofree char *said = NULL;
  guint64 objects, references;

  make_dump (&objects, &references);
  g_assert_cmpint (hp_test_run_command (&said, NULL, "info", dump, NULL), ==, 0);
  g_assert_nonnull (strstr (said, "Read from a dump of PyHeap"));
  g_assert_null (strstr (said, "threshold"));
  g_assert_null (strstr (said, "pools in use"));
  g_assert_null (strstr (said, "layout"));
}

/* Half a file: one line that says what is wrong. */
static void
test_cut (void)
{
  g_autofree char *bytes = NULL, *errors = NULL;
  guint64 objects, references;
  gsize size;

  make_dump (&objects, &references);
  g_assert_true (g_file_get_contents (dump, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (dump, bytes, (gssize)size / 2, NULL));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "info", dump, NULL), ==, 1);
  hp_test_assert_one_line (errors, "the file ends too early");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  dump = g_build_filename (folder, "self.pyheap", NULL);
  g_test_add_func ("/cli/import/pyheap", test_pyheap);
  g_test_add_func ("/cli/import/v8", test_v8);
  g_test_add_func ("/cli/import/info", test_info);
  g_test_add_func ("/cli/import/cut", test_cut);
  result = g_test_run ();
  g_unlink (dump);
  g_rmdir (folder);
  g_free (dump);
  g_free (folder);
  return result;
}
