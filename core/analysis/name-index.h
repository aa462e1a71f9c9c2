/* SPDX-License-Identifier: Apache-2.0 */
/* Which code objects of the program write a name: as a global, an attribute, a variable or a
 * method.
 *
 * The index is made once for a picture, in one pass over its code objects, and asked for each
 * suspect. It has what previews tell, so it is empty for a picture without values. */
#pragma once

#include "analysis/provenance.h"

G_BEGIN_DECLS

typedef struct _HpNameIndex HpNameIndex;

/* Borrows the origin. */
HpNameIndex *hp_name_index_new (const HpProvenance *origin, const HpAnalysisRun *run,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_name_index_free (HpNameIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpNameIndex, hp_name_index_free)

/* What it was made of; lent. */
const HpProvenance *hp_name_index_get_origin (const HpNameIndex *self);

/* The code objects that write the name, each once and in the picture's order: guint32, owned by the
 * index; NULL when none does. `repr` is the name in quotes, as keys and previews have it. */
const GArray *hp_name_index_lookup (const HpNameIndex *self, const char *repr);

G_END_DECLS
