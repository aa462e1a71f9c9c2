/* SPDX-License-Identifier: Apache-2.0 */
/* Which references the collector sees: those that tp_traverse of the holder shows it.
 *
 * A picture has every reference that is counted. The collector's own view differs in a few places
 * (CPython, Objects/typeobject.c, type_traverse; Modules/_functoolsmodule.c,
 * lru_cache_tp_traverse; Modules/_ctypes/stgdict.c): a class keeps to itself where the weak
 * references to its subclasses are, and its __slots__; lru_cache () shows what its links hold as
 * its own, for the links are not tracked; a thread-local hides its callback; from 3.13 on
 * (Objects/dictobject.c, PyObject_VisitManagedDict) an instance shows the attributes that are in
 * it, and not the __dict__ that looks at them; nobody shows what the C structure of a ctypes class
 * holds. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct _HpTraversal HpTraversal;

typedef void (*HpVisit) (gpointer data, guint32 referent);

/* Borrows the snapshot. */
HpTraversal *hp_traversal_new (const HpSnapshot *snapshot);
void hp_traversal_free (HpTraversal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpTraversal, hp_traversal_free)

/* Whether the collector sees just the references of the picture that keep alive: of most objects.
 */
gboolean hp_traversal_shows_all (const HpTraversal *self, guint32 object);

/* Calls visit for each referent that the collector is shown, as often as it is shown. */
void hp_traversal_visit (const HpTraversal *self, guint32 object, HpVisit visit, gpointer data);

G_END_DECLS
