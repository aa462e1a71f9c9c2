/* SPDX-License-Identifier: Apache-2.0 */
/* Compare with CPython: the same script here and there. */
#include "harness.h"

#include <string.h>

#include "dialogs/compare-window.h"
#include "widgets/table-cell.h"

static HpCompareWindow *
open_comparison (HpWindow *window, const char *program)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  hp_test_wait_idle (window);
  hp_document_set_script (hp_window_get_document (window), program, "compared.py");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.compare-cpython", NULL);
  return HP_COMPARE_WINDOW (hp_test_find_toplevel (HP_TYPE_COMPARE_WINDOW));
}

static void
close_comparison (HpCompareWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_destroy (GTK_WINDOW (dialog));
  WAIT_UNTIL (weak == NULL);
}

static void
test_compare_equal (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog =
      open_comparison (window, "made = [[] for i in range(1000)]\nprint(len(made), 'lists')\n");

  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-equal");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "Both print the same"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "1000 lists"));
  close_comparison (dialog);
  hp_test_close (window);
}

static void
test_compare_different (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog = open_comparison (
      window, "print('the same')\nprint(id([]))\nmade = [set() for i in range(77)]\n");
  GtkWidget *stack;

  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  hp_test_settle ();
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "1 line differs"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "≠"));
  stack = gtk_widget_get_ancestor (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_COLUMN_VIEW, NULL),
                                   GTK_TYPE_STACK);
  hp_test_shoot (GTK_WIDGET (dialog), "compare-different");
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "counters");
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-counters");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "count, generation 0"));
  close_comparison (dialog);
  hp_test_close (window);
}

static void
test_compare_endless (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog =
      open_comparison (window, "print('begins', flush=True)\nwhile True: pass\n");

  hp_test_settle ();
  g_assert_cmpint (hp_compare_window_get_state (dialog), ==, HP_COMPARE_RUNNING);
  hp_test_shoot (GTK_WIDGET (dialog), "compare-running");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "compare.stop", NULL);
  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  close_comparison (dialog);
  dialog = open_comparison (window, "while True: pass\n");
  hp_test_settle ();
  close_comparison (dialog); /* while it runs */
  hp_test_close (window);
}

static void
test_compare_nothing (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog = open_comparison (window, "  \n");

  g_assert_cmpint (hp_compare_window_get_state (dialog), ==, HP_COMPARE_EMPTY);
  close_comparison (dialog);
  g_setenv ("PATH", "/nonexistent", TRUE);
  dialog = open_comparison (window, "print()\n");
  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_FAILED);
  g_setenv ("PATH", path, TRUE);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-failed");
  close_comparison (dialog);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/compare/equal", test_compare_equal);
  g_test_add_func ("/dialogs/compare/different", test_compare_different);
  g_test_add_func ("/dialogs/compare/endless", test_compare_endless);
  g_test_add_func ("/dialogs/compare/nothing", test_compare_nothing);
  return hp_test_run ();
}
