/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/born-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "text.h"

/* A row without markup: names and source may hold any character. One property after the other,
 * because g_object_new () would tell the label of the title first. */
static GtkWidget *
make_row (GType type, const char *title)
{
  GtkWidget *row = g_object_new (type, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  return row;
}

static char *
frame_title (const HpSnapshot *snapshot, guint32 frame)
{
  HpFrameRow row = hp_snapshot_frame (snapshot, frame);
  g_autofree char *place = hp_snapshot_format_frame (snapshot, frame);
  g_autofree char *function = hp_snapshot_dup_string (snapshot, row.function);

  return *function != '\0' ? g_strdup_printf ("%s · %s", place, function)
                           : g_steal_pointer (&place);
}

static GtkWidget *
frame_row (const HpSnapshot *snapshot, guint32 frame, const char *script)
{
  HpFrameRow row = hp_snapshot_frame (snapshot, frame);
  g_autofree char *title = frame_title (snapshot, frame);
  g_autofree char *file = hp_snapshot_dup_string (snapshot, row.file);
  g_autofree char *source = hp_snapshot_dup_string (snapshot, row.source);
  g_autofree char *tooltip = g_strdup_printf ("%s:%" G_GUINT32_FORMAT, file, row.line);
  GtkWidget *widget = make_row (ADW_TYPE_ACTION_ROW, title);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), source);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 2);
  gtk_widget_set_tooltip_text (widget, tooltip);
  if (script != NULL && g_str_equal (file, script)) {
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), "win.show-line");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "i", (gint32)row.line);
  }
  return widget;
}

/* The callers, innermost first, and how many were not kept. */
static GtkWidget *
callers_row (const HpSnapshot *snapshot, const guint32 *frames, guint32 n, guint32 total,
             const char *script)
{
  g_autofree char *count = hp_format_count (total - 1);
  g_autofree char *title =
      g_strdup_printf (ngettext ("Called from %s line", "Called from %s lines", total - 1), count);
  GtkWidget *expander = make_row (ADW_TYPE_EXPANDER_ROW, title);

  for (guint32 i = 1; i < n; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), frame_row (snapshot, frames[i], script));
  if (total > n) {
    g_autofree char *lost = hp_format_count (total - n);
    g_autofree char *text = g_strdup_printf (
        ngettext ("… %s line was not kept", "… %s lines were not kept", total - n), lost);
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), make_row (ADW_TYPE_ACTION_ROW, text));
  }
  return expander;
}

void
hp_born_rows_append (GtkListBox *list, const HpSnapshot *snapshot, guint32 object,
                     const char *script)
{
  guint32 trace = hp_snapshot_trace_of (snapshot, object), n, total;
  const guint32 *frames;

  if (trace == HP_NONE) {
    gtk_list_box_append (list, make_row (ADW_TYPE_ACTION_ROW, _ ("Before tracing began")));
    return;
  }
  frames =
      hp_snapshot_traceback (snapshot, hp_snapshot_trace (snapshot, trace).traceback, &n, &total);
  gtk_list_box_append (list, frame_row (snapshot, frames[0], script));
  if (total > 1)
    gtk_list_box_append (list, callers_row (snapshot, frames, n, total, script));
}
