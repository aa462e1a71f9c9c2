/* SPDX-License-Identifier: Apache-2.0 */
/* The Query page: asking, the place of an error, history, examples, stopping. */
#include "harness.h"

#include <string.h>

#include "analysis/query.h"
#include "panes/query-pane.h"

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpQueryPane *pane;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = hp_test_open_fake (NULL);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_QUERY_PANE (hp_window_get_pane (f->window, "query"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.page", "s", "query");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
  g_settings_reset (hp_application_get_settings (hp_test_get_application ()), "query-history");
}

static void
ask (Fixture *f, const char *sql)
{
  hp_query_pane_set_text (f->pane, sql);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "query.run", NULL);
  WAIT_UNTIL (!hp_query_pane_is_running (f->pane));
}

static HpTableView *
get_rows (Fixture *f)
{
  return hp_report_view_get_table (hp_query_pane_get_view (f->pane), "rows");
}

static void
test_answer (Fixture *f, gconstpointer data)
{
  int offset;

  ask (f, "SELECT address, type, size FROM objects WHERE type = 'int' ORDER BY address");
  hp_test_shoot (GTK_WIDGET (f->window), "query");
  g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), ==, "");
  g_assert_cmpuint (hp_table_view_get_n_rows (get_rows (f)), ==, 125);
  hp_table_view_select (get_rows (f), 3);
  {
    g_autoptr (HpReportRow) row = hp_table_view_get_row (get_rows (f), 3);
    g_assert_cmphex (hp_document_get_selection (f->document), ==, hp_report_row_get_address (row));
  }
  ask (f, "SELECT 1 AS \"_\", 'x' AS \"\"");
  g_assert_cmpuint (hp_table_view_get_n_rows (get_rows (f)), ==, 1);
  ask (f, "SELECT address FROM objects WHERE size < 0");
  g_assert_true (
      gtk_widget_get_mapped (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_LABEL, "No Rows")));
}

static gboolean
is_underlined (Fixture *f, int offset)
{
  GtkWidget *editor = hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_TEXT_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (editor));
  GtkTextIter iter;
  gboolean found = FALSE;
  GSList *tags;

  gtk_text_buffer_get_iter_at_offset (buffer, &iter, offset);
  tags = gtk_text_iter_get_tags (&iter);
  for (GSList *l = tags; l != NULL; l = l->next) {
    PangoUnderline line;

    g_object_get (l->data, "underline", &line, NULL);
    found = found || line == PANGO_UNDERLINE_ERROR;
  }
  g_slist_free (tags);
  return found;
}

/* The place is underlined, also behind letters of several bytes; typing takes the mark away. */
static void
test_error (Fixture *f, gconstpointer data)
{
  const char *sql = "SELECT 'ä→', nonsense FROM objects";
  int offset;

  ask (f, sql);
  hp_test_shoot (GTK_WIDGET (f->window), "query-error");
  g_assert_nonnull (strstr (hp_query_pane_get_error (f->pane, &offset), "nonsense"));
  g_assert_cmpint (offset, ==, 13);
  g_assert_true (is_underlined (f, 13));
  g_assert_true (is_underlined (f, 20));
  g_assert_false (is_underlined (f, 12));
  g_assert_false (is_underlined (f, 22));
  hp_query_pane_set_text (f->pane, "SELECT 1");
  g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), ==, "");
  ask (f, "DELETE FROM objects");
  g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), !=, "");
}

/* The newest first, each once; a second window has it too. */
static void
test_history (Fixture *f, gconstpointer data)
{
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());
  g_auto (GStrv) history = NULL;

  ask (f, "SELECT 1");
  ask (f, "SELECT 2");
  ask (f, "  \n");
  ask (f, "SELECT 1");
  history = g_settings_get_strv (settings, "query-history");
  g_assert_cmpuint (g_strv_length (history), ==, 2);
  g_assert_cmpstr (history[0], ==, "SELECT 1");
  g_assert_cmpstr (history[1], ==, "SELECT 2");
}

/* Every example is a query that this picture answers. */
static void
test_examples (Fixture *f, gconstpointer data)
{
  guint n;
  const HpSavedQuery *queries = hp_saved_queries (&n);

  for (guint i = 0; i < n; i++) {
    int offset;

    gtk_widget_activate_action (GTK_WIDGET (f->pane), "query.load", "s", queries[i].sql);
    gtk_widget_activate_action (GTK_WIDGET (f->pane), "query.run", NULL);
    WAIT_UNTIL (!hp_query_pane_is_running (f->pane));
    g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), ==, "");
  }
  g_assert_cmpuint (n, >, 5);
}

/* A query that would take hours is stopped by the status bar's Cancel. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  int offset;

  hp_query_pane_set_text (f->pane,
                          "SELECT count(*) FROM objects a, objects b, objects c, objects d "
                          "WHERE a.size + b.size + c.size + d.size < 0");
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "query.run", NULL);
  WAIT_UNTIL (hp_document_get_job (f->document) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.cancel-job", NULL);
  WAIT_UNTIL (!hp_query_pane_is_running (f->pane));
  g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), !=, "");
  ask (f, "SELECT 1");
  g_assert_cmpstr (hp_query_pane_get_error (f->pane, &offset), ==, "");
}

/* The window is freed while a query runs. */
static void
test_close_while_running (Fixture *f, gconstpointer data)
{
  hp_query_pane_set_text (f->pane,
                          "SELECT count(*) FROM objects a, objects b, objects c, objects d "
                          "WHERE a.size + b.size + c.size + d.size < 0");
  hp_query_pane_run (f->pane);
  g_assert_true (hp_query_pane_is_running (f->pane));
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/query-pane/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("answer", test_answer);
  ADD ("error", test_error);
  ADD ("history", test_history);
  ADD ("examples", test_examples);
  ADD ("cancel", test_cancel);
  ADD ("close-while-running", test_close_while_running);
  return hp_test_run ();
}
