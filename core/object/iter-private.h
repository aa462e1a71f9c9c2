/* SPDX-License-Identifier: Apache-2.0 */
/* What the iterators of builtins share. */
#pragma once
#include "object/iter.h"
#include "object/values.h"

extern const HpType hp_enumerate_type, hp_zip_type, hp_map_type, hp_filter_type, hp_reversed_type;
void hp_seq_iter_register (HpRuntime *rt);

/* A new tuple of iterators over n iterables. */
HpObject *hp_iter_tuple (HpRuntime *rt, HpObject *const *iterables, ssize_t n);

/* Slots of the iterators over sequences. */
void hp_seq_iter_dealloc (HpRuntime *rt, HpObject *o);
int hp_seq_iter_traverse (HpObject *o, HpVisitProc visit, void *arg);
/* The sequence is exhausted: lets it go; NULL. */
HpObject *hp_seq_iter_finish (HpRuntime *rt, HpObject *o);
