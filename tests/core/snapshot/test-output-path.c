/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/output-path.h"

typedef struct {
  char *folder, *path; /* owned */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *made = g_dir_make_tmp ("heaparium-XXXXXX", NULL);

  g_assert_nonnull (made);
  f->folder = realpath (made, NULL);
  f->path = g_build_filename (f->folder, "there", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  free (f->folder);
  g_free (f->path);
}

static void
assert_refused (const char *path, GIOErrorEnum code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_output_path (path, &error));
  g_assert_error (error, G_IO_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
assert_target (const char *path, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = hp_output_path (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, target);
}

static void
test_file (Fixture *f, gconstpointer data)
{
  assert_target (f->path, f->path); /* nothing there yet */
  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  assert_target (f->path, f->path);
}

/* A link stays a link; its file is what is replaced. */
static void
test_link (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->folder, "link", NULL);

  g_assert_cmpint (symlink ("there", link), ==, 0);
  assert_target (link, link); /* to nothing */
  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  assert_target (link, f->path);
  g_assert_cmpint (g_unlink (link), ==, 0);
}

static void
test_no_file (Fixture *f, gconstpointer data)
{
  assert_refused (f->folder, G_IO_ERROR_IS_DIRECTORY);
  assert_refused ("/dev/null", G_IO_ERROR_NOT_REGULAR_FILE);
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_refused (f->path, G_IO_ERROR_NOT_REGULAR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/core/snapshot/output-path/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-file-is-replaced", test_file);
  ADD ("a-link-leads-to-its-file", test_link);
  ADD ("folders-devices-and-pipes-are-refused", test_no_file);
#undef ADD
  return g_test_run ();
}
