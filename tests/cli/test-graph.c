/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium graph, run as a user runs it. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "snapshot/file.h"
#include "support/sample-snapshot.h"

static char *folder, *sample;

/* Runs "heaparium graph SAMPLE -o FOLDER/NAME OPTION…"; returns the exit status and the first line
 * that it printed. */
static int
draw (const char *name, const char *options, char **line)
{
  g_autofree char *command = g_strdup_printf ("%s graph %s -o %s/%s %s", g_getenv ("HEAPARIUM"),
                                              sample, folder, name, options);
  g_autofree char *output = NULL, *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_command_line_sync (command, &output, &errors, &status, &error));
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  *line = g_strdup (*errors != '\0' ? errors : output);
  if (strchr (*line, '\n') != NULL)
    *strchr (*line, '\n') = '\0';
  return WEXITSTATUS (status);
}

static void
assert_draws (const char *name, const char *options, const char *magic, const char *objects)
{
  g_autofree char *line = NULL, *text = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length;

  g_assert_cmpint (draw (name, options, &line), ==, 0);
  g_assert_true (g_str_has_suffix (line, objects));
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpuint (length, >, strlen (magic));
  g_assert_true (memcmp (text, magic, strlen (magic)) == 0);
  g_remove (path);
}

static void
test_formats (void)
{
  assert_draws ("a.svg", "", "<?xml", ": 7 of 7 objects");
  assert_draws ("a.png", "--types", "\x89PNG", ": 7 of 7 objects");
  assert_draws ("a.pdf", "--object 0x7000500 --path", "%PDF-", ": 4 of 7 objects");
  assert_draws ("a.dot", "--object 7000400 --steps 1", "digraph", " of 7 objects");
}

static void
assert_refuses (int status, const char *name, const char *options, const char *words)
{
  g_autofree char *line = NULL;

  g_assert_cmpint (draw (name, options, &line), ==, status);
  g_assert_nonnull (strstr (line, words));
}

static void
test_refusals (void)
{
  assert_refuses (2, "a.jpg", "", "must end in .svg, .png, .pdf or .dot");
  assert_refuses (2, "a.svg", "--object here", "hexadecimal");
  assert_refuses (2, "a.svg", "--path", "--path wants --object");
  assert_refuses (2, "a.svg", "--object 1 --types", "exclude each other");
  assert_refuses (2, "a.svg", "--steps 0", "--steps");
  assert_refuses (1, "a.svg", "--object 0x123", "no object at 0x123");
  assert_refuses (1, "no/such/folder/a.dot", "", "No such file");
}

int
main (int argc, char **argv)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("heaparium-graph-XXXXXX", NULL);
  sample = g_build_filename (folder, "sample.heap", NULL);
  hp_snapshot_save (snapshot, sample, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/cli/graph/formats", test_formats);
  g_test_add_func ("/cli/graph/refusals", test_refusals);
  status = g_test_run ();
  g_remove (sample);
  g_rmdir (folder);
  g_free (sample);
  g_free (folder);
  return status;
}
