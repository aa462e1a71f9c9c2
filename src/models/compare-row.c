/* SPDX-License-Identifier: Apache-2.0 */
#include "models/compare-row.h"

#include <glib/gi18n.h>

#include "compare/lines.h"

struct _HpCompareRow {
  GObject parent_instance;
  const char *group; /* translated, static */
  char *name;        /* owned, may be NULL */
  char *text[HP_N_SIDES];
  gboolean equal;
};

G_DEFINE_FINAL_TYPE (HpCompareRow, hp_compare_row, G_TYPE_OBJECT)

static void
hp_compare_row_finalize (GObject *object)
{
  HpCompareRow *self = HP_COMPARE_ROW (object);

  g_free (self->name);
  for (int i = 0; i < HP_N_SIDES; i++)
    g_free (self->text[i]);
  G_OBJECT_CLASS (hp_compare_row_parent_class)->finalize (object);
}

static void
hp_compare_row_class_init (HpCompareRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_compare_row_finalize;
}

static void
hp_compare_row_init (HpCompareRow *self)
{
}

const char *
hp_compare_row_get_group (HpCompareRow *self)
{
  return self->group;
}

const char *
hp_compare_row_get_name (HpCompareRow *self)
{
  return self->name;
}

const char *
hp_compare_row_get_text (HpCompareRow *self, HpSideIndex side)
{
  return self->text[side] != NULL ? self->text[side] : "";
}

gboolean
hp_compare_row_is_equal (HpCompareRow *self)
{
  return self->equal;
}

/* ---- lines ---- */

static void
append_lines (GListStore *store, const HpComparison *comparison, guint stream, guint max,
              guint *n_left_out)
{
  g_autoptr (GArray) pairs = hp_lines_align (comparison->sides[0]->printed[stream].text->str,
                                             comparison->sides[1]->printed[stream].text->str);

  for (guint i = 0; i < pairs->len; i++) {
    HpLinePair *pair = &g_array_index (pairs, HpLinePair, i);
    g_autoptr (HpCompareRow) row = NULL;

    if (g_list_model_get_n_items (G_LIST_MODEL (store)) >= max) {
      *n_left_out += pairs->len - i;
      return;
    }
    row = g_object_new (HP_TYPE_COMPARE_ROW, NULL);
    row->group = stream == 0 ? _ ("Output") : _ ("Errors");
    row->text[0] = g_steal_pointer (&pair->text[0]);
    row->text[1] = g_steal_pointer (&pair->text[1]);
    row->equal = pair->equal;
    g_list_store_append (store, row);
  }
}

GListModel *
hp_compare_rows_of_output (const HpComparison *comparison, guint max, guint *n_left_out)
{
  GListStore *store = g_list_store_new (HP_TYPE_COMPARE_ROW);

  *n_left_out = 0;
  for (guint stream = 0; stream < 2; stream++)
    append_lines (store, comparison, stream, max, n_left_out);
  return G_LIST_MODEL (store);
}

/* ---- counters ---- */

static const char *
group_title (HpRowGroup group)
{
  switch (group) {
  case HP_ROWS_COLLECTOR: return _ ("Collector");
  case HP_ROWS_OBJECTS: return _ ("Objects");
  case HP_ROWS_MEMORY: return _ ("Memory");
  case HP_ROWS_CLASSES: return _ ("Size Classes");
  case HP_ROWS_TYPES: return _ ("Types");
  default: g_return_val_if_reached ("");
  }
}

/* What core/compare/rows.c calls its counters, for the translators. */
static const char *const words[] G_GNUC_UNUSED = {
  N_ ("count"),
  N_ ("threshold"),
  N_ ("collections"),
  N_ ("collected"),
  N_ ("uncollectable"),
  N_ ("tracked"),
  N_ ("tracked objects"),
  N_ ("frozen"),
  N_ ("allocated blocks"),
  N_ ("bytes in used blocks"),
  N_ ("bytes in free blocks"),
  N_ ("bytes in unused pools"),
  N_ ("arenas"),
  N_ ("arenas allocated"),
  N_ ("arenas given back"),
  N_ ("blocks"),
  N_ ("free blocks"),
  N_ ("pools"),
};

static char *
counter_name (const HpCounterRow *counter)
{
  switch (counter->group) {
  case HP_ROWS_TYPES: return g_strdup (counter->name);
  /* Translators: a size class; %d is the size of its blocks in bytes, %s what is counted */
  case HP_ROWS_CLASSES: return g_strdup_printf (_ ("%d bytes, %s"), counter->of, _ (counter->what));
  default:
    if (counter->of < 0)
      return g_strdup (_ (counter->what));
    /* Translators: %s is what is counted */
    return g_strdup_printf (_ ("%s, generation %d"), _ (counter->what), counter->of);
  }
}

GListModel *
hp_compare_rows_of_counters (const HpComparison *comparison)
{
  GListStore *store = g_list_store_new (HP_TYPE_COMPARE_ROW);
  g_autoptr (GArray) counters = hp_comparison_list_counters (comparison);

  for (guint i = 0; i < counters->len; i++) {
    const HpCounterRow *counter = &g_array_index (counters, HpCounterRow, i);
    g_autoptr (HpCompareRow) row = g_object_new (HP_TYPE_COMPARE_ROW, NULL);

    row->group = group_title (counter->group);
    row->name = counter_name (counter);
    for (int k = 0; k < HP_N_SIDES; k++)
      row->text[k] = g_strdup_printf (counter->change ? "%+" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                                      counter->values[k]);
    row->equal = counter->values[0] == counter->values[1];
    g_list_store_append (store, row);
  }
  return G_LIST_MODEL (store);
}
