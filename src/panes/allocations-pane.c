/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/allocations-pane.h"

#include <glib/gi18n.h>

#include "models/allocation-tallies.h"
#include "text.h"

struct _HpAllocationsPane {
  HpTallyPane parent_instance;
  GtkWidget *trace;
  GtkDropDown *keys; /* its positions are HpAllocationKey */
};

G_DEFINE_FINAL_TYPE (HpAllocationsPane, hp_allocations_pane, HP_TYPE_TALLY_PANE)

/* ---- rows ---- */

/* What stands there when the heap is not traced. A heap that runs no Python from here cannot be. */
static void
show_untraced (HpPane *pane, HpDocument *document)
{
  gboolean runs = hp_document_can (document, HP_SOURCE_EXECUTE);

  hp_pane_set_empty (
      pane, "hp-allocations-symbolic", _ ("Allocations Are Not Traced"),
      runs
          ? _ ("Switch tracing on: every block that is taken from then on remembers the lines that "
               "led to it. What was there before stays without.")
          : _ ("This picture was taken without tracing. A script that is run with “heaparium run "
               "--trace=25 --snapshot FILE” keeps the lines that took its memory."));
  hp_pane_set_empty_action (pane, runs ? _ ("Trace Allocations") : NULL, "win.trace-allocations");
  hp_pane_set_state (pane, HP_PANE_EMPTY);
}

static GPtrArray *
hp_allocations_pane_make_rows (HpTallyPane *pane, HpDocument *document)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (document);
  GtkDropDown *keys = HP_ALLOCATIONS_PANE (pane)->keys;

  if (!hp_snapshot_is_traced (snapshot)) {
    show_untraced (HP_PANE (pane), document);
    return NULL;
  }
  return hp_allocation_tallies_new (snapshot, hp_document_get_baseline (document),
                                    (HpAllocationKey)gtk_drop_down_get_selected (keys));
}

static void
hp_allocations_pane_activate (HpTallyPane *pane, HpDocument *document, const HpTally *tally)
{
  g_autofree char *filter = g_strdup_printf ("born:\"%s\"", tally->name);

  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

static char *
hp_allocations_pane_summarise (HpTallyPane *pane, GPtrArray *rows)
{
  g_autofree char *count = hp_format_count (rows->len), *places = NULL, *bytes = NULL;
  guint64 size = 0;

  for (guint i = 0; i < rows->len; i++)
    size += hp_tally_item_get (g_ptr_array_index (rows, i))->size;
  bytes = g_format_size (size);
  places = g_strdup_printf (ngettext ("%s place", "%s places", rows->len), count);
  return g_strconcat (places, " · ", bytes, NULL);
}

/* ---- pane ---- */

static void
hp_allocations_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HP_PANE_CLASS (hp_allocations_pane_parent_class)->document_changed (pane, document);
  if (document == NULL)
    return;
  gtk_widget_set_tooltip_text (
      HP_ALLOCATIONS_PANE (pane)->trace,
      hp_document_can (document, HP_SOURCE_EXECUTE)
          ? _ ("Remember for Each Block the Lines That Led to It")
          : _ ("This heap can only be looked at: it runs no Python from here."));
}

static void
hp_allocations_pane_class_init (HpAllocationsPaneClass *klass)
{
  HP_PANE_CLASS (klass)->document_changed = hp_allocations_pane_document_changed;
  HP_TALLY_PANE_CLASS (klass)->make_rows = hp_allocations_pane_make_rows;
  HP_TALLY_PANE_CLASS (klass)->activate = hp_allocations_pane_activate;
  HP_TALLY_PANE_CLASS (klass)->summarise = hp_allocations_pane_summarise;
}

static void
add_keys (HpAllocationsPane *self, GtkBox *bar)
{
  const char *const names[] = { _ ("By Line"), _ ("By File"), _ ("By Traceback"), NULL };
  GtkWidget *keys = gtk_drop_down_new_from_strings (names);

  gtk_widget_set_tooltip_text (keys, _ ("What to Sum Up By"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (keys), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Group by"), -1);
  g_signal_connect_swapped (keys, "notify::selected", G_CALLBACK (hp_tally_pane_update), self);
  self->keys = GTK_DROP_DOWN (keys);
  gtk_box_insert_child_after (bar, keys, gtk_widget_get_first_child (GTK_WIDGET (bar)));
}

static void
add_trace_button (HpAllocationsPane *self, GtkBox *bar)
{
  self->trace = gtk_toggle_button_new_with_label (_ ("Trace Allocations"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->trace), "win.trace-allocations");
  gtk_widget_set_tooltip_text (self->trace, _ ("Remember for Each Block the Lines That Led to It"));
  gtk_box_append (bar, self->trace);
}

static void
hp_allocations_pane_init (HpAllocationsPane *self)
{
  const HpTallyWords words = {
    .title = _ ("Allocations"),
    .icon_name = "hp-allocations-symbolic",
    .empty_title = _ ("No Allocations Yet"),
    .empty_text = _ ("The lines that took the memory stand here once a picture was taken."),
    .none_title = _ ("No Allocations Match"),
    .search_hint = _ ("Find a place"),
    .search_tooltip = _ ("Places Whose File, Function or Source Contains This Text"),
    .name_title = _ ("Place"),
    .detail_title = _ ("Source"),
    .count_title = _ ("Blocks"),
    .count_delta_title = _ ("Δ Blocks"),
  };
  GtkBox *bar = hp_tally_pane_build (HP_TALLY_PANE (self), &words);

  add_keys (self, bar);
  add_trace_button (self, bar);
}

void
hp_allocations_pane_group_by (HpAllocationsPane *self, HpAllocationKey key)
{
  gtk_drop_down_set_selected (self->keys, (guint)key);
}
