/* SPDX-License-Identifier: Apache-2.0 */
#include "models/process-item.h"

#include <string.h>

struct _HpProcessItem {
  GObject parent_instance;
  HpProcessEntry *entry; /* owned */
};

G_DEFINE_FINAL_TYPE (HpProcessItem, hp_process_item, G_TYPE_OBJECT)

static void
hp_process_item_finalize (GObject *object)
{
  hp_process_entry_free (HP_PROCESS_ITEM (object)->entry);
  G_OBJECT_CLASS (hp_process_item_parent_class)->finalize (object);
}

static void
hp_process_item_class_init (HpProcessItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_process_item_finalize;
}

static void
hp_process_item_init (HpProcessItem *self)
{
}

HpProcessItem *
hp_process_item_new (HpProcessEntry *entry)
{
  HpProcessItem *self = g_object_new (HP_TYPE_PROCESS_ITEM, NULL);

  self->entry = entry;
  return self;
}

const HpProcessEntry *
hp_process_item_get_entry (HpProcessItem *self)
{
  return self->entry;
}

gboolean
hp_process_entry_matches (const HpProcessEntry *entry, const char *text)
{
  g_autofree char *all =
      g_strdup_printf ("%d %s %s %s", (int)entry->pid, entry->user,
                       entry->version != NULL ? entry->version : "", entry->command);
  g_autofree char *where = g_utf8_strdown (all, -1);
  g_autofree char *wanted = g_utf8_strdown (text, -1);

  return strstr (where, wanted) != NULL;
}

gboolean
hp_process_entry_equals (const HpProcessEntry *a, const HpProcessEntry *b)
{
  return a->pid == b->pid && a->resident == b->resident && a->permitted == b->permitted &&
         g_strcmp0 (a->command, b->command) == 0 && g_strcmp0 (a->version, b->version) == 0 &&
         g_strcmp0 (a->reason, b->reason) == 0;
}
