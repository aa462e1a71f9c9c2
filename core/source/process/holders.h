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

typedef struct {
  HpReader *reader;
  guint8 *named; /* by object: it has a root from here */
} HpHolders;

/* The address is held by something of this name; nothing when no object is there that counts more
 * references than were found. */
void hp_holders_hold (HpHolders *self, guint64 address, const char *name);

/* ---- finalizers.c ---- */

/* Holds the arguments of pending calls, functions to be called at exit, and what the collector of
 * 3.8 keeps for the program. */
void hp_holders_hold_pending (HpHolders *self);

G_END_DECLS
