/* SPDX-License-Identifier: Apache-2.0 */
/* Files of other programs open in a window as Heaparium's own do; a damaged one says what is wrong
 * with it, and never half fills the window. */
#include "harness.h"

#include <glib/gstdio.h>
#include <string.h>

#include "support/foreign-files.h"
#include "widgets/table-cell.h"

typedef struct {
  char *folder, *path; /* owned */
  HpWindow *window;
  HpDocument *document;
} Fixture;

static void
open_bytes (Fixture *f, const char *name, const void *bytes, gsize size)
{
  f->folder = g_dir_make_tmp ("heaparium-open-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, name, NULL);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize)size, NULL));
  f->window = hp_test_open_window ();
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.open-file", "s", f->path);
  f->document = hp_window_get_document (f->window);
  g_assert_nonnull (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) != NULL ||
              hp_document_get_error (f->document) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  WAIT_UNTIL (hp_document_is_settled (f->document));
  hp_test_close (f->window);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* The document has the picture, and these pages show it. */
static void
check_pages (Fixture *f, guint n_objects)
{
  static const char *const pages[] = { "overview", "objects", "types", "graph", "dominators" };

  g_assert_no_error (hp_document_get_error (f->document));
  g_assert_cmpuint (hp_snapshot_n_objects (hp_document_get_snapshot (f->document)), ==, n_objects);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    hp_window_show_page (f->window, pages[i]);
    WAIT_UNTIL (hp_pane_get_state (hp_window_get_pane (f->window, pages[i])) == HP_PANE_CONTENT);
  }
}

static void
test_v8 (Fixture *f, gconstpointer data)
{
  open_bytes (f, "page.heapsnapshot", hp_foreign_v8, strlen (hp_foreign_v8));
  check_pages (f, 4);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (hp_window_get_pane (f->window, "types")),
                                  HP_TYPE_TABLE_CELL, "Window"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (hp_window_get_pane (f->window, "overview")),
                                  GTK_TYPE_LABEL, "The file tells nothing of the collector."));
  g_assert_false (gtk_widget_get_mapped (
      hp_test_find (GTK_WIDGET (f->window), GTK_TYPE_LABEL, "collector off")));
}

/* The first bytes decide what a file is, not its name. */
static void
test_pyheap (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) file = hp_foreign_pyheap_new ();

  open_bytes (f, "server.dump", file->data, file->len);
  check_pages (f, 2);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (hp_window_get_pane (f->window, "types")),
                                  HP_TYPE_TABLE_CELL, "Cache"));
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  HpPane *pane;

  open_bytes (f, "cut.heapsnapshot", hp_foreign_v8, strlen (hp_foreign_v8) / 2);
  pane = hp_window_get_pane (f->window, "overview");
  g_assert_nonnull (hp_document_get_error (f->document));
  hp_window_show_page (f->window, "overview");
  g_assert_cmpint (hp_pane_get_state (pane), ==, HP_PANE_FAILED);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_BUTTON, "Open Another…"));
}

#define ADD(name, function) g_test_add ("/open/" name, Fixture, NULL, NULL, function, tear_down)

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  ADD ("v8", test_v8);
  ADD ("pyheap", test_pyheap);
  ADD ("damaged", test_damaged);
  return hp_test_run ();
}
