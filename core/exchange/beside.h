/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is whole or not there: it is written beside its target and renamed at the end, so
 * that whatever goes wrong in between leaves the target as it was and nothing else behind. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *path;      /* owned: the target, no link */
  char *temporary; /* owned: NULL once it has become the target */
} HpBeside;

/* Makes the file beside what the path stands for and opens it for writing; the descriptor is the
 * caller's. -1 and G_IO_ERROR: it cannot be made, or no ordinary file stands there. */
int hp_beside_open (HpBeside *self, const char *path, GError **error);

/* The file, written and closed, takes the target's place. */
gboolean hp_beside_keep (HpBeside *self, GError **error);

/* Removes the file unless it was kept. Done twice it does nothing. */
void hp_beside_clear (HpBeside *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpBeside, hp_beside_clear)

G_END_DECLS
