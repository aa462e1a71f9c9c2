/* SPDX-License-Identifier: Apache-2.0 */
/* What a window tells: notices, toasts, its title, and why a control can do nothing. */
#include <glib/gi18n.h>

#include "text.h"
#include "widgets/tooltip.h"
#include "window-private.h"

/* ---- notices and toasts ---- */

void
hp_window_show_notice (HpWindow *self, const char *text)
{
  if (text == NULL) {
    hp_window_hide_notice (self);
    return;
  }
  gtk_label_set_label (self->notice_label, text);
  gtk_widget_set_visible (self->notice_save, self->document != NULL &&
                                                 hp_document_has_ended (self->document) &&
                                                 hp_document_get_snapshot (self->document) != NULL);
  gtk_revealer_set_reveal_child (self->notice_revealer, TRUE);
}

void
hp_window_hide_notice (HpWindow *self)
{
  gtk_revealer_set_reveal_child (self->notice_revealer, FALSE);
}

void
hp_window_toast (HpWindow *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

/* gc.collect () returns what it finds; what only that held goes as well. */
static char *
format_freed (guint64 freed, guint64 collected)
{
  g_autofree char *all = hp_format_count (freed), *found = hp_format_count (collected);

  if (collected == 0 || collected == freed)
    return g_strdup_printf (ngettext ("%s object freed", "%s objects freed", (gulong)freed), all);
  return g_strdup_printf (ngettext ("%s unreachable object, %s freed in all",
                                    "%s unreachable objects, %s freed in all", (gulong)collected),
                          found, all);
}

void
hp_window_tell_freed (HpWindow *self, guint64 freed, guint64 collected)
{
  g_autofree char *text = format_freed (freed, collected);
  AdwToast *toast = adw_toast_new (text);

  if (hp_document_can_undo (self->document)) {
    adw_toast_set_button_label (toast, _ ("Undo"));
    adw_toast_set_action_name (toast, "win.undo");
  }
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
hp_window_dismiss_undo (HpWindow *self)
{
  if (self->undo_toast == NULL || !hp_document_is_running (self->document))
    return;
  adw_toast_dismiss (self->undo_toast);
  g_clear_weak_pointer (&self->undo_toast);
}

/* ---- title ---- */

static char *
format_subtitle (HpDocument *document)
{
  const char *subtitle = hp_document_get_subtitle (document);

  if (hp_document_has_ended (document))
    return g_strdup_printf (_ ("%s · ended"), subtitle != NULL ? subtitle : "");
  if (hp_document_is_held (document))
    return g_strdup_printf (_ ("%s · only counters are live"), subtitle != NULL ? subtitle : "");
  if (hp_document_get_live (document) && !hp_document_can (document, HP_SOURCE_EXECUTE))
    return g_strdup_printf (_ ("%s · live, every %g s"), subtitle != NULL ? subtitle : "",
                            hp_document_get_interval (document));
  if (hp_document_get_live (document))
    return g_strdup_printf (_ ("%s · live"), subtitle != NULL ? subtitle : "");
  return g_strdup (subtitle != NULL ? subtitle : "");
}

void
hp_window_update_title (HpWindow *self)
{
  const char *title = _ ("Heaparium");
  g_autofree char *subtitle = NULL;

  if (self->document != NULL) {
    if (hp_document_get_title (self->document) != NULL)
      title = hp_document_get_title (self->document);
    subtitle = format_subtitle (self->document);
  }
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

/* ---- what the source cannot do ---- */

static GtkWidget *
named_widget (HpWindow *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), HP_TYPE_WINDOW, name));
}

void
hp_window_set_reason (HpWindow *self, const char *widget, gboolean possible, const char *tooltip,
                      const char *reason)
{
  GtkWidget *target = named_widget (self, widget);
  g_autofree char *text =
      possible ? g_strdup (tooltip) : g_strdup_printf ("%s\n%s", tooltip, reason);

  hp_tooltip_set (target, text);
  if (GTK_IS_MENU_BUTTON (target))
    gtk_widget_set_sensitive (target, possible);
}
