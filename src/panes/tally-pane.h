/* SPDX-License-Identifier: Apache-2.0 */
/* A page that counts: a table of HpTallyItems with a search entry above, a line that sums up
 * below, and the changes since the baseline. The base of the Types and the Allocations page, which
 * say what is counted and what Enter does. */
#pragma once

#include "models/tally-item.h"
#include "panes/pane.h"
#include "widgets/item-table.h"

G_BEGIN_DECLS

/* The columns, and by what they sort. */
enum {
  HP_TALLY_COLUMN_NAME,
  HP_TALLY_COLUMN_DETAIL,
  HP_TALLY_COLUMN_COUNT,
  HP_TALLY_COLUMN_COUNT_DELTA,
  HP_TALLY_COLUMN_SIZE,
  HP_TALLY_COLUMN_SIZE_DELTA,
};

#define HP_TYPE_TALLY_PANE (hp_tally_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (HpTallyPane, hp_tally_pane, HP, TALLY_PANE, HpPane)

struct _HpTallyPaneClass {
  HpPaneClass parent_class;

  /* All rows of the document's picture against its baseline: HpTallyItems, in any order. NULL:
   * there is nothing to count, and the pane has chosen the state that says so. */
  GPtrArray *(*make_rows) (HpTallyPane *self, HpDocument *document);

  /* Enter or a double click. */
  void (*activate) (HpTallyPane *self, HpDocument *document, const HpTally *tally);

  /* "6 types", "1 place · 1.2 kB": what the line below begins with. */
  char *(*summarise) (HpTallyPane *self, GPtrArray *rows);
};

/* What a subclass is called in its init, all of it translated. */
typedef struct {
  const char *title; /* of the page */
  const char *icon_name;
  const char *empty_title, *empty_text; /* before the first picture */
  const char *none_title;               /* no row matches the search */
  const char *search_hint, *search_tooltip;
  const char *name_title, *detail_title; /* of the first two columns; NULL: no second */
  const char *count_title, *count_delta_title;
} HpTallyWords;

/* Once, in the subclass' init. Widgets of the subclass go into the bar that this gives (lent). */
GtkBox *hp_tally_pane_build (HpTallyPane *self, const HpTallyWords *words);

/* Makes the rows anew: what make_rows () would answer has changed. */
void hp_tally_pane_update (HpTallyPane *self);

/* ask and play */
guint hp_tally_pane_get_n_rows (HpTallyPane *self);
char *hp_tally_pane_dup_row (HpTallyPane *self, guint row); /* hp_tally_item_dup_row (), or NULL */
void hp_tally_pane_activate (HpTallyPane *self, guint row);
void hp_tally_pane_activate_selected (HpTallyPane *self);
void hp_tally_pane_sort_by (HpTallyPane *self, int column, GtkSortType order);

G_END_DECLS
