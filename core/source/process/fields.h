/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the fields of well-known C structures, as Python calls them where it has a name. */
#pragma once

#include "source/process/types.h"

G_BEGIN_DECLS

/* Appends HpSlots for what is known of the type, whose tp_name is c_name. TRUE when that is all. */
gboolean hp_fields_of (const HpLayout *layout, const HpPyType *type, const char *c_name,
                       GArray *into);

G_END_DECLS
