/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of the program mention what a path goes through: the lines to look at when a
 * container is a suspect. */
#pragma once

#include "analysis/name-index.h"

G_BEGIN_DECLS

/* Where a path leads to a name: the last attribute, global or class variable on it; the function of
 * a local variable or of a closure. At most `limit` code objects of the program that use that name,
 * in the file that defines whose name it is: guint32, free with g_array_unref; empty when the
 * picture does not say. */
GArray *hp_name_users_find (const HpNameIndex *index, const HpPath *path, guint limit);

/* Where a path begins at a module of the library: code objects of the program that write that
 * module's name and the last name on the path. When none writes both, those that write the module's
 * name, unless they are more than `limit`: then they say nothing. guint32, at most `limit`, free
 * with g_array_unref. */
GArray *hp_name_users_of_library (const HpNameIndex *index, const HpPath *path, guint limit);

/* Code objects of the program that write a name, of a class or of a function: where instances may
 * be made and threads may be started. guint32, at most `limit`, free with g_array_unref. */
GArray *hp_name_users_find_text (const HpNameIndex *index, const char *name, guint limit);

/* Whether the last name of the program's on the path is written in none of its functions and in no
 * module that runs just now; FALSE when the picture does not say. */
gboolean hp_name_users_nobody (const HpNameIndex *index, const HpPath *path);

/* Whether that name is an attribute of an instance, which setattr () and descriptors set without
 * writing it; the variables of modules and of classes are written out. */
gboolean hp_name_users_is_attribute (const HpNameIndex *index, const HpPath *path);

G_END_DECLS
