/* SPDX-License-Identifier: Apache-2.0 */
/* A process of the Attach dialog: an HpProcessEntry in a list model. */
#pragma once

#include <gio/gio.h>

#include "source/process/process.h"

G_BEGIN_DECLS

#define HP_TYPE_PROCESS_ITEM (hp_process_item_get_type ())
G_DECLARE_FINAL_TYPE (HpProcessItem, hp_process_item, HP, PROCESS_ITEM, GObject)

HpProcessItem *hp_process_item_new (HpProcessEntry *entry); /* takes it */
/* Lent. */
const HpProcessEntry *hp_process_item_get_entry (HpProcessItem *self);

/* PID, user, version or command contains the text, upper and lower case alike. */
gboolean hp_process_entry_matches (const HpProcessEntry *entry, const char *text);

/* Whether both show the same row. */
gboolean hp_process_entry_equals (const HpProcessEntry *a, const HpProcessEntry *b);

G_END_DECLS
