/* SPDX-License-Identifier: Apache-2.0 */
/* Whose an object is: the program's, or the interpreter's own.
 *
 * The interpreter's own are its built-in and frozen modules, the modules of the standard library
 * (those that lie beside os.py, installed packages apart), and the types that they define. The
 * files of modules are values: in a picture without them everything that is not built in counts as
 * the program's; and in one without the names of modules, everything. */
#pragma once

#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct _HpProvenance HpProvenance;

/* Borrows the tree. */
HpProvenance *hp_provenance_new (const HpRootTree *roots);
void hp_provenance_free (HpProvenance *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpProvenance, hp_provenance_free)

/* Whether the library is known from the program: by the files of modules, or because there is no
 * library, as on the embedded heap. */
gboolean hp_provenance_is_known (const HpProvenance *self);

/* Lent. */
const HpSnapshot *hp_provenance_get_snapshot (const HpProvenance *self);

/* Whether a module of that name, the type of that row, or the class that this object is, is the
 * program's. */
gboolean hp_provenance_module_is_own (const HpProvenance *self, const char *name);
gboolean hp_provenance_type_is_own (const HpProvenance *self, guint32 type);
gboolean hp_provenance_class_is_own (const HpProvenance *self, guint32 object);

/* Whether a file is the program's. */
gboolean hp_provenance_file_is_own (const HpProvenance *self, const char *path);

/* Whether the program holds the object: something of the program's is on its path, or is where the
 * path begins. */
gboolean hp_provenance_holder_is_own (const HpProvenance *self, guint32 object);

/* The program's extension modules ("leaky"), in no order: char *, owned by the origin. */
const GPtrArray *hp_provenance_get_extensions (const HpProvenance *self);

G_END_DECLS
