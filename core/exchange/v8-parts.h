/* SPDX-License-Identifier: Apache-2.0 */
/* Where the arrays of a V8 heap snapshot (v8-format.h) stand in its text, and what their rows
 * consist of: what has to be known before any of them is read. The members come in any order. */
#pragma once

#include "exchange/json-scan.h"

G_BEGIN_DECLS

/* Numbers of a row, and names of kinds, that are believed. */
#define HP_V8_MAX_FIELDS 32

/* Where the fields that matter stand in a row. */
typedef struct {
  guint width;
  int type, name, id, size, edge_count, trace, to; /* -1: not there */
} HpV8Shape;

typedef struct {
  HpV8Shape node, edge;
  GPtrArray *node_types, *edge_types;                          /* owned: names by number */
  GPtrArray *function_fields;                                  /* owned: names */
  gsize nodes_at, edges_at, strings_at, functions_at, tree_at; /* 0: not found */
  gsize nodes_end, edges_end;
} HpV8Parts;

void hp_v8_parts_init (HpV8Parts *self);
void hp_v8_parts_clear (HpV8Parts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpV8Parts, hp_v8_parts_clear)

/* Passes over the whole text. FALSE and HP_SNAPSHOT_ERROR: it is damaged, or something without
 * which there is no picture is not there. */
gboolean hp_v8_parts_find (HpV8Parts *self, HpJsonScan *scan, GError **error);

/* More rows than these do not fit between the two places: what may be made room for. */
guint64 hp_v8_parts_most_rows (gsize begin, gsize end, guint width);

G_END_DECLS
