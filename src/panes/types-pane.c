/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/types-pane.h"

#include <glib/gi18n.h>

#include "models/type-tallies.h"
#include "object-actions.h"
#include "text.h"

struct _HpTypesPane {
  HpTallyPane parent_instance;
};

G_DEFINE_FINAL_TYPE (HpTypesPane, hp_types_pane, HP_TYPE_TALLY_PANE)

static GPtrArray *
hp_types_pane_make_rows (HpTallyPane *pane, HpDocument *document)
{
  return hp_type_tallies_new (hp_document_get_snapshot (document),
                              hp_document_get_baseline (document));
}

static void
hp_types_pane_activate (HpTallyPane *pane, HpDocument *document, const HpTally *tally)
{
  hp_objects_list_type (document, tally->name);
}

static char *
hp_types_pane_summarise (HpTallyPane *pane, GPtrArray *rows)
{
  g_autofree char *count = hp_format_count (rows->len);

  return g_strdup_printf (ngettext ("%s type", "%s types", rows->len), count);
}

static void
show_instances_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_tally_pane_activate_selected (HP_TALLY_PANE (widget));
}

static void
hp_types_pane_class_init (HpTypesPaneClass *klass)
{
  HP_TALLY_PANE_CLASS (klass)->make_rows = hp_types_pane_make_rows;
  HP_TALLY_PANE_CLASS (klass)->activate = hp_types_pane_activate;
  HP_TALLY_PANE_CLASS (klass)->summarise = hp_types_pane_summarise;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "types.show-instances", NULL,
                                   show_instances_action);
}

static void
hp_types_pane_init (HpTypesPane *self)
{
  const HpTallyWords words = {
    .title = _ ("Types"),
    .icon_name = "view-sort-descending-symbolic",
    .empty_title = _ ("No Types Yet"),
    .empty_text = _ ("The types of the heap stand here once a picture was taken."),
    .none_title = _ ("No Types Match"),
    .search_hint = _ ("Find a type"),
    .search_tooltip = _ ("Types Whose Name Contains This Text"),
    .name_title = _ ("Type"),
    .count_title = _ ("Count"),
    .count_delta_title = _ ("Δ Count"),
  };

  hp_tally_pane_build (HP_TALLY_PANE (self), &words);
}
