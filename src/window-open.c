/* SPDX-License-Identifier: Apache-2.0 */
/* How a window comes to its document: a snapshot file, a script, a sample, a process, an empty
 * heap. */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "panes/compare-pane.h"
#include "samples.h"
#include "exchange/import.h"
#include "source/file.h"
#include "sources.h"
#include "window.h"

/* One window shows one document: when this one has its own, another window takes the next. */
static HpWindow *
free_window (HpWindow *self)
{
  HpWindow *other;

  if (hp_window_get_document (self) == NULL)
    return self;
  other = hp_window_new (HP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  gtk_window_present (GTK_WINDOW (other));
  return other;
}

static HpWindow *
show_source (HpWindow *self, HpSource *source)
{
  HpWindow *window = free_window (self);
  GSettings *settings = hp_application_get_settings (
      HP_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));
  g_autoptr (HpDocument) document = hp_document_new (source);

  g_settings_bind (settings, "live-interval", document, "interval", G_SETTINGS_BIND_GET);
  g_settings_bind (settings, "live-pause-limit", document, "pause-limit", G_SETTINGS_BIND_GET);
  hp_window_set_document (window, document);
  return window;
}

void
hp_window_open_source (HpWindow *self, HpSource *source)
{
  show_source (self, source);
}

/* ---- snapshots ---- */

static HpWindow *
open_snapshot (HpWindow *self, const char *path)
{
  g_autoptr (HpSource) source = hp_file_source_new (path, hp_import);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  HpWindow *window = show_source (self, source);

  hp_window_set_path (window, path);
  if (uri != NULL)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  return window;
}

/* The file that was written last, NULL when one of them is no snapshot of this machine. */
static char *
find_newest (GSList *files)
{
  g_autofree char *newest = NULL;
  time_t time = 0;

  for (GSList *l = files; l != NULL; l = l->next) {
    g_autofree char *path = g_file_get_path (l->data);
    GStatBuf facts = { 0 };

    if (path == NULL || g_str_has_suffix (path, ".py") || g_stat (path, &facts) != 0)
      return NULL;
    if (newest == NULL || facts.st_mtime >= time) {
      g_free (newest);
      newest = g_steal_pointer (&path);
      time = facts.st_mtime;
    }
  }
  return g_steal_pointer (&newest);
}

static void
compare_files (HpWindow *self, const char *newest, GSList *files)
{
  HpWindow *window = open_snapshot (self, newest);
  HpComparePane *pane = HP_COMPARE_PANE (hp_window_get_pane (window, "compare"));

  for (GSList *l = files; l != NULL; l = l->next) {
    g_autofree char *path = g_file_get_path (l->data);

    if (!g_str_equal (path, newest))
      hp_compare_pane_add_file (pane, path);
  }
  hp_window_show_page (window, "compare");
}

void
hp_window_open_files (HpWindow *self, GSList *files)
{
  g_autofree char *newest = files->next != NULL ? find_newest (files) : NULL;

  if (newest != NULL) {
    compare_files (self, newest, files);
    return;
  }
  for (GSList *l = files; l != NULL; l = l->next)
    hp_window_open_file (self, l->data);
}

/* ---- scripts ---- */

/* A text in UTF-8, or NULL after the window has said why not. */
static char *
load_script (HpWindow *self, const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *title = g_filename_display_basename (path);
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error)) {
    hp_window_show_notice (self, error->message);
    return NULL;
  }
  if (!g_utf8_validate (text, -1, NULL)) {
    g_autofree char *notice = g_strdup_printf (_ ("“%s” is not a text in UTF-8"), title);
    hp_window_show_notice (self, notice);
    return NULL;
  }
  return g_steal_pointer (&text);
}

static HpWindow *
open_heap (HpWindow *self, const char *title)
{
  g_autoptr (HpSource) source = hp_sources_new_embedded (title);
  HpWindow *window = show_source (self, source);

  hp_document_set_make_source (hp_window_get_document (window), hp_sources_new_like);
  return window;
}

static HpWindow *
open_script (HpWindow *self, const char *text, const char *title, const char *file_name)
{
  HpWindow *window = open_heap (self, title);
  HpDocument *document = hp_window_get_document (window);

  hp_document_set_script (document, text, file_name);
  hp_document_run_script (document, text, file_name);
  return window;
}

static void
open_script_file (HpWindow *self, const char *path)
{
  g_autofree char *text = load_script (self, path);
  g_autofree char *title = g_filename_display_basename (path);

  if (text != NULL)
    hp_window_show_bottom (open_script (self, text, title, path), "script");
}

void
hp_window_open_file (HpWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL) {
    hp_window_show_notice (self, _ ("Only files of this machine can be opened"));
    return;
  }
  if (g_str_has_suffix (path, ".py"))
    open_script_file (self, path);
  else
    open_snapshot (self, path);
}

void
hp_window_open_sample (HpWindow *self, const char *name)
{
  const HpSample *sample = hp_samples_find (name);
  g_autofree char *text = sample != NULL ? hp_sample_load (sample, NULL) : NULL;
  g_autofree char *file_name = g_strconcat (name, ".py", NULL);
  HpWindow *window;

  if (text == NULL) {
    g_autofree char *notice = g_strdup_printf (_ ("There is no sample “%s”"), name);
    hp_window_show_notice (self, notice);
    return;
  }
  window = open_script (self, text, _ (sample->title), file_name);
  hp_window_show_page (window, sample->page);
  hp_window_show_notice (window, _ (sample->next));
  hp_window_show_bottom (window, "console");
}

void
hp_window_new_heap (HpWindow *self)
{
  HpWindow *window = open_heap (self, _ ("Empty Heap"));

  hp_window_show_bottom (window, "console");
  gtk_widget_grab_focus (GTK_WIDGET (hp_window_get_pane (window, "console")));
}

/* ---- processes ---- */

void
hp_window_attach (HpWindow *self, int pid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_sources_new_process (pid, &error);

  if (source == NULL)
    hp_window_show_notice (self, error->message);
  else
    show_source (self, source);
}

void
hp_window_start_python (HpWindow *self, const char *python, const char *script)
{
  g_autofree char *text = script != NULL ? load_script (self, script) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = NULL;
  HpDocument *document;
  HpWindow *window;

  if (script != NULL && text == NULL)
    return;
  source = hp_sources_new_child (python, &error);
  if (source == NULL) {
    hp_window_show_notice (self, error->message);
    return;
  }
  window = show_source (self, source);
  document = hp_window_get_document (window);
  hp_document_set_make_source (document, hp_sources_new_like);
  if (text != NULL) {
    hp_document_set_script (document, text, script);
    hp_document_run_script (document, text, script);
  }
  hp_window_show_bottom (window, "console");
  gtk_widget_grab_focus (GTK_WIDGET (hp_window_get_pane (window, "console")));
}
