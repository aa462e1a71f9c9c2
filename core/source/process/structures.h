/* SPDX-License-Identifier: Apache-2.0 */
/* C structures of the interpreter and of its standard library that are known field by field: where
 * an object of such a type keeps references, all of them, each with a name. Of these types no word
 * is guessed, and no memory behind them is searched.
 *
 * The rows are what tools/offsets/structures.py prints from the debug information of each version.
 * A row holds for the versions and for the size it was printed for; a type of another size (a later
 * micro release may change what is private to a .c file) counts as unknown. */
#pragma once

#include "source/process/types.h"

G_BEGIN_DECLS

/* Appends an HpSlot (hp_slots_new ()) for each reference that an object of the type holds.
 * type_name is its tp_name, size tp_basicsize and, if it has items, that plus one; 0: any. Also for
 * PyInterpreterState and PyThreadState, which are no objects. FALSE when the structure is not
 * known. */
gboolean hp_structure_fields (guint minor, const char *type_name, guint64 size,
                              guint64 size_with_item, GArray *into);

G_END_DECLS
