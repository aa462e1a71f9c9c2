/* SPDX-License-Identifier: Apache-2.0 */
/* The win.* actions: installed once, enabled in one function. An action that changes a heap runs a
 * line of Python. */
#include <glib/gi18n.h>

#include "dialogs/attach-window.h"
#include "dialogs/compare-window.h"
#include "dialogs/export-window.h"
#include "dialogs/file-chooser.h"
#include "dialogs/go-to-window.h"
#include "dialogs/help-window.h"
#include "dialogs/start-window.h"
#include "panes/compare-pane.h"
#include "panes/objects-pane.h"
#include "panes/script-pane.h"
#include "save.h"
#include "sources.h"
#include "window.h"

/* ---- files ---- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_file_chooser_open (HP_WINDOW (widget));
}

static void
open_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));

  hp_window_open_file (HP_WINDOW (widget), file);
}

static void
open_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_open_sample (HP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
new_heap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_new_heap (HP_WINDOW (widget));
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hp_attach_window_new (HP_WINDOW (widget))));
}

static void
attach_pid_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_attach (HP_WINDOW (widget), g_variant_get_int32 (parameter));
}

static void
start_python_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hp_start_window_new (HP_WINDOW (widget))));
}

/* The program and a script; an empty one is a prompt. */
static void
run_python_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *python, *script;

  g_variant_get (parameter, "(&s&s)", &python, &script);
  hp_window_start_python (HP_WINDOW (widget), python, *script != '\0' ? script : NULL);
}

static void
save_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_file_chooser_save (HP_WINDOW (widget));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *self = HP_WINDOW (widget);

  if (hp_window_get_path (self) != NULL)
    hp_save_snapshot (self, hp_window_get_path (self));
  else
    hp_file_chooser_save (self);
}

static void
save_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_save_snapshot (HP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hp_export_window_new (HP_WINDOW (widget))));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* ---- the picture ---- */

static HpDocument *
document_of (GtkWidget *widget)
{
  return hp_window_get_document (HP_WINDOW (widget));
}

/* ---- comparing ---- */

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_show_page (HP_WINDOW (widget), "compare");
}

static void
compare_chosen (const char *path, gpointer user_data)
{
  hp_window_show_page (user_data, "compare");
  hp_compare_pane_add_file (HP_COMPARE_PANE (hp_window_get_pane (user_data, "compare")), path);
}

static void
compare_choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_file_chooser_ask_snapshot (GTK_WINDOW (widget), _ ("Compare with a Snapshot"), compare_chosen,
                                widget);
}

static void
compare_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  compare_chosen (g_variant_get_string (parameter, NULL), widget);
}

static void
compare_with_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *self = HP_WINDOW (widget);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GtkWindow *other =
      gtk_application_get_window_by_id (application, g_variant_get_uint32 (parameter));
  HpDocument *document = HP_IS_WINDOW (other) ? hp_window_get_document (HP_WINDOW (other)) : NULL;

  if (document == NULL || hp_document_get_snapshot (document) == NULL)
    return;
  hp_window_show_page (self, "compare");
  hp_compare_pane_add (HP_COMPARE_PANE (hp_window_get_pane (self, "compare")),
                       hp_document_get_snapshot (document), hp_document_get_title (document));
}

/* ---- changing the picture ---- */

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_refresh (document_of (widget));
}

static void
set_baseline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_set_baseline (document_of (widget));
  hp_document_toast (document_of (widget), _ ("Changes are counted from this picture now"));
}

static void
cancel_job_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = document_of (widget);
  HpJob *job = document != NULL ? hp_document_get_job (document) : NULL;

  if (document != NULL && hp_document_is_running (document))
    hp_document_interrupt (document);
  if (job != NULL)
    hp_job_cancel (job);
}

static void
select_object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_select (document_of (widget), g_variant_get_uint64 (parameter));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_go (document_of (widget), g_str_has_suffix (name, "back") ? -1 : 1);
}

/* ---- Python ---- */

static void
collect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int generation = CLAMP (g_variant_get_int32 (parameter), 0, 2);
  g_autofree char *line = g_strdup_printf ("import gc; gc.collect(%d)", generation);

  hp_document_execute_freeing (document_of (widget), line);
}

static void
make_cycle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_execute (document_of (widget), "ring = []; ring.append([[ring]])");
}

static void
execute_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_execute (document_of (widget), g_variant_get_string (parameter, NULL));
}

/* What stands on the Script tab, saved or not. */
static void
compare_cpython_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = document_of (widget);
  const char *file_name = hp_document_get_script_name (document);
  GtkTextIter start, end;
  g_autofree char *program = NULL;

  gtk_text_buffer_get_bounds (hp_document_get_script (document), &start, &end);
  program = gtk_text_buffer_get_text (hp_document_get_script (document), &start, &end, TRUE);
  gtk_window_present (GTK_WINDOW (hp_compare_window_new (
      HP_WINDOW (widget), program, file_name != NULL ? file_name : "script.py")));
}

static void
show_line_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *self = HP_WINDOW (widget);

  hp_window_show_bottom (self, "script");
  hp_script_pane_show_line (HP_SCRIPT_PANE (hp_window_get_pane (self, "script")),
                            g_variant_get_int32 (parameter));
}

static void
thresholds_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_popup_thresholds (HP_WINDOW (widget));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_has_suffix (name, "undo"))
    hp_document_undo (document_of (widget));
  else
    hp_document_redo (document_of (widget));
}

/* ---- the window ---- */

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_help_window_present (GTK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *self = HP_WINDOW (widget);

  hp_window_show_page (self, "objects");
  hp_objects_pane_focus_filter (HP_OBJECTS_PANE (hp_window_get_pane (self, "objects")));
}

static void
find_next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *self = HP_WINDOW (widget);

  hp_window_show_page (self, "objects");
  hp_objects_pane_step (HP_OBJECTS_PANE (hp_window_get_pane (self, "objects")),
                        g_str_has_suffix (name, "next") ? 1 : -1);
}

static void
go_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hp_go_to_window_new (HP_WINDOW (widget))));
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_show_page (HP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
find_cycles_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_show_page (HP_WINDOW (widget), "cycles");
}

static void
bottom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_show_bottom (HP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_window_toggle (HP_WINDOW (widget), name + strlen ("win.show-"));
}

static void
fullscreen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

/* ---- installing ---- */

typedef struct {
  const char *name;
  const char *type;
  GtkWidgetActionActivateFunc activate;
} ActionEntry;

static const ActionEntry entries[] = {
  { "win.open", NULL, open_action },
  { "win.open-file", "s", open_file_action },
  { "win.open-sample", "s", open_sample_action },
  { "win.new-heap", NULL, new_heap_action },
  { "win.attach", NULL, attach_action },
  { "win.attach-pid", "i", attach_pid_action },
  { "win.start-python", NULL, start_python_action },
  { "win.run-python", "(ss)", run_python_action },
  { "win.save", NULL, save_action },
  { "win.save-as", NULL, save_as_action },
  { "win.save-file", "s", save_file_action },
  { "win.export", NULL, export_action },
  { "win.close", NULL, close_action },
  { "win.refresh", NULL, refresh_action },
  { "win.set-baseline", NULL, set_baseline_action },
  { "win.cancel-job", NULL, cancel_job_action },
  { "win.select-object", "t", select_object_action },
  { "win.back", NULL, back_action },
  { "win.forward", NULL, back_action },
  { "win.collect", "i", collect_action },
  { "win.make-cycle", NULL, make_cycle_action },
  { "win.execute", "s", execute_action },
  { "win.compare-cpython", NULL, compare_cpython_action },
  { "win.show-line", "i", show_line_action },
  { "win.thresholds", NULL, thresholds_action },
  { "win.undo", NULL, undo_action },
  { "win.redo", NULL, undo_action },
  { "win.find", NULL, find_action },
  { "win.find-next", NULL, find_next_action },
  { "win.find-previous", NULL, find_next_action },
  { "win.go-to", NULL, go_to_action },
  { "win.page", "s", page_action },
  { "win.bottom", "s", bottom_action },
  { "win.compare", NULL, compare_action },
  { "win.compare-choose", NULL, compare_choose_action },
  { "win.compare-file", "s", compare_file_action },
  { "win.compare-with", "u", compare_with_action },
  { "win.find-cycles", NULL, find_cycles_action },
  { "win.show-inspector", NULL, toggle_action },
  { "win.show-bottom", NULL, toggle_action },
  { "win.show-sidebar", NULL, toggle_action },
  { "win.help", "s", help_action },
  { "win.fullscreen", NULL, fullscreen_action },
};

void
hp_window_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_widget_class_install_action (widget_class, entries[i].name, entries[i].type,
                                     entries[i].activate);
  gtk_widget_class_install_property_action (widget_class, "win.live", "live");
  gtk_widget_class_install_property_action (widget_class, "win.trace-allocations", "tracing");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.cancel-job", NULL);
}

/* ---- the same for D-Bus ----
 * Class actions are not seen outside the process. The window's action map mirrors them under the
 * same names, so that gdbus and the desktop can list and activate them; inside, the class action is
 * always found first. */

static const char *const switches[] = { "win.live", "win.trace-allocations" };

static void
mirror_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (user_data), name, parameter);
}

void
hp_window_mirror_actions (HpWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autoptr (GSimpleAction) action =
        g_simple_action_new (entries[i].name + strlen ("win."),
                             entries[i].type != NULL ? G_VARIANT_TYPE (entries[i].type) : NULL);

    g_signal_connect_object (action, "activate", G_CALLBACK (mirror_cb), self, 0);
    g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  }
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++) {
    /* no GPropertyAction: it would hold the window that holds it */
    g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (
        switches[i] + strlen ("win."), NULL, g_variant_new_boolean (FALSE));

    g_signal_connect_object (action, "activate", G_CALLBACK (mirror_cb), self, 0);
    g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  }
}

/* ---- enabling ---- */

static void
set_enabled (HpWindow *self, const char *name, gboolean enabled)
{
  GAction *mirror = g_action_map_lookup_action (G_ACTION_MAP (self), name + strlen ("win."));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
  if (G_IS_SIMPLE_ACTION (mirror))
    g_simple_action_set_enabled (G_SIMPLE_ACTION (mirror), enabled);
}

static void
mirror_state (HpWindow *self, const char *action, const char *property)
{
  GAction *mirror = g_action_map_lookup_action (G_ACTION_MAP (self), action);
  gboolean state;

  g_object_get (self, property, &state, NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (mirror), g_variant_new_boolean (state));
}

static void
explain (HpWindow *self, HpDocument *document)
{
  gboolean runs = document != NULL && hp_document_can (document, HP_SOURCE_EXECUTE);
  gboolean live = document != NULL && hp_document_can (document, HP_SOURCE_LIVE);
  const char *reason = document == NULL ? _ ("Open a heap first.")
                       : hp_document_has_ended (document)
                           ? _ ("The source has ended; this is its last picture.")
                           : _ ("This heap can only be looked at: it runs no Python from here.");
  const char *not_live = document == NULL ? _ ("Open a heap first.")
                         : hp_document_has_ended (document)
                             ? _ ("The source has ended; this is its last picture.")
                             : _ ("A snapshot does not change.");

  hp_window_set_reason (self, "allocate_button", runs, _ ("Allocate Objects"), reason);
  hp_window_set_reason (self, "cycle_button", runs, _ ("Make a Cycle of Three Lists"), reason);
  hp_window_set_reason (self, "collect_button", runs, _ ("Collect Everything (Ctrl+K)"), reason);
  hp_window_set_reason (self, "thresholds_button", runs, _ ("Thresholds of the Collector (Ctrl+T)"),
                        reason);
  hp_window_set_reason (self, "live_button", live, _ ("Follow the Heap Live (Ctrl+Shift+L)"),
                        not_live);
}

void
hp_window_update_actions (HpWindow *self)
{
  HpDocument *document = hp_window_get_document (self);
  gboolean shows = document != NULL;
  gboolean pictured = shows && hp_document_get_snapshot (document) != NULL;
  gboolean runs = shows && hp_document_can (document, HP_SOURCE_EXECUTE);
  static const char *const need_document[] = {
    "win.find",      "win.find-next",      "win.find-previous", "win.page",
    "win.compare",   "win.compare-choose", "win.compare-file",  "win.compare-with",
    "win.show-line", "win.select-object",  "win.find-cycles"
  };
  static const char *const need_picture[] = { "win.save",   "win.save-as",      "win.save-file",
                                              "win.export", "win.set-baseline", "win.go-to" };
  static const char *const need_python[] = { "win.collect", "win.make-cycle", "win.execute",
                                             "win.thresholds", "win.compare-cpython" };

  for (guint i = 0; i < G_N_ELEMENTS (need_document); i++)
    set_enabled (self, need_document[i], shows);
  for (guint i = 0; i < G_N_ELEMENTS (need_picture); i++)
    set_enabled (self, need_picture[i], pictured);
  for (guint i = 0; i < G_N_ELEMENTS (need_python); i++)
    set_enabled (self, need_python[i], runs);
  set_enabled (self, "win.bottom", hp_window_has_bottom (self));
  set_enabled (self, "win.show-bottom", hp_window_has_bottom (self));
  set_enabled (self, "win.trace-allocations",
               runs && hp_sources_is_traceable (hp_document_get_source (document)));
  set_enabled (self, "win.live", shows && hp_document_can (document, HP_SOURCE_LIVE));
  set_enabled (self, "win.refresh", shows && !hp_document_has_ended (document));
  set_enabled (self, "win.cancel-job", shows && hp_document_is_busy (document));
  set_enabled (self, "win.back", shows && hp_document_can_go (document, -1));
  set_enabled (self, "win.forward", shows && hp_document_can_go (document, 1));
  set_enabled (self, "win.undo", shows && hp_document_can_undo (document));
  set_enabled (self, "win.redo", shows && hp_document_can_redo (document));
  mirror_state (self, "live", "live");
  mirror_state (self, "trace-allocations", "tracing");
  explain (self, document);
}
