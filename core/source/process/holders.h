/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds what no object holds. */
#pragma once

#include "source/process/binary.h"
#include "source/process/reader.h"
#include "source/process/structures.h"

G_BEGIN_DECLS

/* Adds roots for objects that count more references than were found, and counts these. To be called
 * when all objects and references are known. maps: of HpMapping, where programs and libraries are,
 * or NULL. */
void hp_reader_find_holders (HpReader *self, const GArray *maps);

G_END_DECLS
