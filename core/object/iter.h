/* SPDX-License-Identifier: Apache-2.0 */
/* Iterators: over anything with __getitem__, over lists, tuples, strings, bytes; enumerate, zip,
 * map, filter, reversed, and callable-with-sentinel. Those of dict, set and range live with their
 * containers. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

/* seq iterators: base, index, sequence (NULL when exhausted) */
typedef struct HpSeqIter HpSeqIter;
struct HpSeqIter {
  HpObject base;
  ssize_t index;
  HpObject *seq;
};
_Static_assert(sizeof (HpSeqIter) == 32, "sequence iterators are 48 bytes with their gc head");

HpObject *hp_seq_iter_new (HpRuntime *rt, HpObject *seq); /* through seq.__getitem__ */
HpObject *hp_call_iter_new (HpRuntime *rt, HpObject *callable, HpObject *sentinel);
/* what iter() of the exact types gives; type_id is the iterator's type */
HpObject *hp_seq_iter_new_typed (HpRuntime *rt, HpObject *seq, HpTypeId type_id, ssize_t index);

/* The iter slot of an iterator: itself, new. */
HpObject *hp_iter_self (HpRuntime *rt, HpObject *o);
