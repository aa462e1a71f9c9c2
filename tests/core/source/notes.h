/* SPDX-License-Identifier: Apache-2.0 */
/* What a picture says of its own quality. */
#pragma once

#include <string.h>

#include "snapshot/snapshot.h"

/* Is there a note that contains the words? */
static inline gboolean
has_note (const HpSnapshot *snapshot, const char *words)
{
  const GPtrArray *notes = snapshot->info->quality.notes;

  for (guint i = 0; i < notes->len; i++)
    if (strstr (notes->pdata[i], words) != NULL)
      return TRUE;
  return FALSE;
}
