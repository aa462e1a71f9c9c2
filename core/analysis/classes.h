/* SPDX-License-Identifier: Apache-2.0 */
/* What a picture tells about classes: their bases and what their namespaces hold. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* Whether the label is of that kind and has that text. */
gboolean hp_label_has_text (const HpSnapshot *snapshot, guint32 label, HpRefKind kind,
                            const char *text);

/* What the object's C field of that name refers to ("__base__", "__dict__"), or HP_NONE. */
guint32 hp_follow_field (const HpSnapshot *snapshot, guint32 object, const char *field);

/* By type: whether the class or one of its bases has the name in its namespace. `repr` is the key's
 * repr, quotes included. Free with g_free. */
gboolean *hp_types_with_attribute (const HpSnapshot *snapshot, const char *repr);

/* Whether the picture shows that instances have no attribute of that name by their class, or a
 * method. */
gboolean hp_type_lacks_attribute (const HpSnapshot *snapshot, guint32 type, const char *name);

/* Whether the class itself has the name in its namespace. */
gboolean hp_type_defines (const HpSnapshot *snapshot, guint32 type, const char *repr);

/* Whether the type is the named one or derives from it by its first bases; as far as the picture
 * shows them. */
gboolean hp_type_derives_from (const HpSnapshot *snapshot, guint32 type, const char *name);

/* The same by type. Free with g_free. */
gboolean *hp_types_derived_from (const HpSnapshot *snapshot, const char *name);

G_END_DECLS
