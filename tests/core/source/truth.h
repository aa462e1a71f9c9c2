/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a picture of a process against what the process says of itself (programs/truth.py), object
 * by object. Each difference is counted by its class: a line of text without addresses. */
#pragma once

#include "snapshot/snapshot.h"

typedef struct {
  guint64 objects, tracked, missing_tracked, missing, wrong_type, wrong_generation, wrong_size;
  guint64 counts, wrong_count, references, missing_references;
  GHashTable *differences; /* text → how often */
} Truth;

/* text: the file that the program wrote; it is cut up. Asserts that the collector's state agrees.
 */
Truth truth_compare (const HpSnapshot *snapshot, char *text);

/* The same for one of several interpreters: of the objects alone. */
Truth truth_compare_objects (const HpSnapshot *snapshot, char *text);

/* Tells all differences as test messages. */
void truth_tell (const Truth *self);
void truth_clear (Truth *self);

/* text: what sys._debugmallocstats () printed. Asserts that arenas, pools and blocks agree. */
void truth_compare_allocator (const HpSnapshot *snapshot, const char *text);

/* How many arenas and blocks in use such a text tells; adds to both. */
void truth_count_allocator (const char *text, guint64 *arenas, guint64 *blocks);
