/* SPDX-License-Identifier: Apache-2.0 */
/* The window in another language: what the analyses say is translated where it is shown, and what
 * other programs read stays as it is. */
#include "harness.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "exchange/report-json.h"
#include "panes/report-pane.h"

typedef struct {
  HpWindow *window;
  HpSnapshot *snapshot;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->snapshot = hp_test_make_snapshot (5000);
  f->window = hp_test_open_snapshot (f->snapshot, "heap");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
  hp_snapshot_unref (f->snapshot);
}

static HpReportPane *
show_analysis (Fixture *f, const char *name)
{
  HpReportPane *pane = HP_REPORT_PANE (hp_window_get_pane (f->window, name));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.page", "s", name);
  WAIT_UNTIL (hp_report_pane_get_snapshot (pane) == f->snapshot);
  return pane;
}

typedef struct {
  const char *text;
  gboolean found;
} Search;

static void
look (GtkWidget *widget, gpointer user_data)
{
  Search *search = user_data;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_label (GTK_LABEL (widget)), search->text) != NULL)
    search->found = TRUE;
}

static gboolean
shows (HpReportPane *pane, const char *text)
{
  Search search = { text, FALSE };

  hp_test_walk (GTK_WIDGET (pane), look, &search);
  return search.found;
}

/* Whole clauses, with the number that the verb needs. */
static void
test_sentences (Fixture *f, gconstpointer data)
{
  WAIT_UNTIL (shows (show_analysis (f, "suspects"), " gehalten"));
  g_assert_false (shows (show_analysis (f, "suspects"), " held by "));
  WAIT_UNTIL (shows (show_analysis (f, "cycles"), "1 Zyklus, "));
  WAIT_UNTIL (shows (show_analysis (f, "dryrun"), "unerreichbar"));
  WAIT_UNTIL (shows (show_analysis (f, "waste"), "aller Bytes"));
}

/* The words of a column are German to a person, English to a program. */
static void
test_words (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "cycles");
  HpReport *report = hp_report_view_get_report (hp_report_pane_get_view (pane));
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autofree char *json = NULL;
  GError *error = NULL;

  WAIT_UNTIL (shows (pane, "von außen gehalten"));
  hp_write_report_json (report, f->snapshot, stream, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  json = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
  g_assert_nonnull (strstr (json, "\"why_alive\":\"held from outside\""));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_build_filename (g_getenv ("HEAPARIUM_BUILD_ROOT"), "po", NULL);

  g_setenv ("LANGUAGE", "de", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  hp_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8"); /* a test of GTK asks for American English, or none */
#define ADD(name, function) g_test_add ("/german/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("sentences", test_sentences);
  ADD ("words", test_words);
  return hp_test_run ();
}
