/* SPDX-License-Identifier: Apache-2.0 */
/* Where objects pile up: the *accumulation points* of a picture.
 *
 * Each object has one path from a root (root-tree.h), so the paths make a tree in which the weights
 * of objects can be summed up. A hoard is an object of that tree whose sum does not come through
 * one child but from many alike: the dict with 9,000 sessions, not the store that has the dict nor
 * the module that has the store. A list that is linked by hand has no such object; there the holder
 * of its first link is taken.
 *
 * Who is asked for decides what is found: the sizes of all objects give the large containers of one
 * picture, the sizes of what came and stayed the places that grow, the free bytes around each
 * object the containers that pin arenas. */
#pragma once

#include "analysis/chains.h"

G_BEGIN_DECLS

typedef struct {
  guint32 holder;  /* HP_NONE: no object holds them, each is a root of the same name */
  guint32 type;    /* of most of what it holds */
  guint32 n_items; /* of that type, right below the holder; of a chain its links */
  guint32 n_all;   /* right below the holder, whatever the type */
  guint64 weight;  /* of all that is below the holder */
  guint32 example; /* the item with most weight; of a chain its first link */
  gboolean is_chain;
} HpHoard;

typedef struct {
  const HpPathTree *tree; /* borrowed, as the chains: they are the same for all queries */
  const HpChains *chains;
  const guint64 *weights; /* by object; borrowed during the call */
  const guint64 *members; /* a bit an object, borrowed: only those are items, and the holder is none
                             of them; NULL: all objects can be both */
  guint min_items;        /* alike, below which an object is no hoard */
} HpHoardQuery;

typedef struct _HpHoards HpHoards;

/* Copies the query. */
HpHoards *hp_hoards_new (const HpHoardQuery *query, const HpAnalysisRun *run,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_hoards_free (HpHoards *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpHoards, hp_hoards_free)

/* By falling weight; *n of them. One may lie below another. */
const HpHoard *hp_hoards_get (const HpHoards *self, guint *n);

/* The pile that an object which a root holds is part of: a number for each kind of place (C code, a
 * static variable of a library, sys.modules) and type of object; 0 for what is in none. */
guint64 hp_hoards_pile_of (const HpHoards *self, guint32 object);

/* What this object has right below it, large or small; its weight is 0 when that is nothing. */
HpHoard hp_hoards_examine (const HpHoards *self, guint32 holder);

/* A sample of the items and of what is below them, nearest first, those without weight left out: at
 * most `limit` objects, about *n_items of which are items at most; *n_items says how many are.
 * guint32; free with g_array_unref. */
GArray *hp_hoards_list_objects (const HpHoards *self, const HpHoard *hoard, guint limit,
                                guint *n_items);

G_END_DECLS
