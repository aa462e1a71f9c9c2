/* SPDX-License-Identifier: Apache-2.0 */
#include "models/tally-item.h"

#include <inttypes.h>

struct _HpTallyItem {
  GObject parent_instance;
  HpTally tally;
};

G_DEFINE_FINAL_TYPE (HpTallyItem, hp_tally_item, G_TYPE_OBJECT)

static void
hp_tally_item_finalize (GObject *object)
{
  HpTally *tally = &HP_TALLY_ITEM (object)->tally;

  g_free (tally->name);
  g_free (tally->title);
  g_free (tally->detail);
  G_OBJECT_CLASS (hp_tally_item_parent_class)->finalize (object);
}

static void
hp_tally_item_class_init (HpTallyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_tally_item_finalize;
}

static void
hp_tally_item_init (HpTallyItem *self)
{
}

HpTallyItem *
hp_tally_item_new (const char *name)
{
  HpTallyItem *self = g_object_new (HP_TYPE_TALLY_ITEM, NULL);

  self->tally.name = g_strdup (name);
  return self;
}

HpTally *
hp_tally_item_get (HpTallyItem *self)
{
  return &self->tally;
}

char *
hp_tally_item_dup_row (HpTallyItem *self)
{
  const HpTally *tally = &self->tally;

  return g_strdup_printf ("%s%s%s\t%" PRIu64 "\t%+" PRId64 "\t%" PRIu64 "\t%+" PRId64, tally->name,
                          tally->detail != NULL ? "\t" : "",
                          tally->detail != NULL ? tally->detail : "", tally->count,
                          tally->count_delta, tally->size, tally->size_delta);
}
