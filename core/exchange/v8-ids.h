/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for objects in a V8 heap snapshot.
 *
 * Chrome compares two snapshots by the numbers of their nodes, so an object must have the same one
 * in both: it comes from the address. A number is odd (even ones belong to the embedder) and has to
 * fit 32 bits, in which Chrome keeps it. The lower 34 bits of an address, in units of 8 bytes, make
 * 31 bits; only two objects a multiple of 16 GiB apart meet. The second of them gets another number
 * that is not taken, which may differ in the next snapshot. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A bit for each of the 2^31 numbers, in leaves that are made when one of their numbers is taken:
 * objects stand close together, so few of them are, and those that come one after the other are
 * looked for in the same. */
typedef struct {
  guint64 **leaves; /* owned, and each of them; NULL: none of its numbers is taken */
} HpV8Ids;

void hp_v8_ids_init (HpV8Ids *self);
void hp_v8_ids_clear (HpV8Ids *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpV8Ids, hp_v8_ids_clear)

/* A number that was not given before; there are 2^31. */
guint32 hp_v8_ids_take (HpV8Ids *self, guint64 address);

G_END_DECLS
