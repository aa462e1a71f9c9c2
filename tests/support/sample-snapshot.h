/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots made for tests: small ones with known content and large random ones. */
#pragma once

#include "snapshot/builder.h"
#include "snapshot/file-format.h"

/* Seven objects: module app (root) → dict → {'a': list A, 'b': list B}, A ↔ B, a str in A, a
 * weakref to A; two arenas with three pools, one large block. */
HpSnapshot *hp_sample_snapshot_new (HpSnapshotLevel level);

/* The addresses of the objects above. */
enum {
  HP_SAMPLE_MODULE = 0x7000100,
  HP_SAMPLE_DICT = 0x7000200,
  HP_SAMPLE_LIST_A = 0x7000400,
  HP_SAMPLE_LIST_B = 0x7000300,
  HP_SAMPLE_STR = 0x7000500,
  HP_SAMPLE_WEAKREF = 0x7000600,
  HP_SAMPLE_TYPE = 0x1000,
};

/* n objects of 20 types with about three references each; the same for the same seed. */
HpSnapshot *hp_random_snapshot_new (guint32 n, guint32 seed);

/* ---- what is in a file, and in a folder ---- */

/* The row of a column in the index of a snapshot's file, whose bytes are given and can be changed;
 * there must be one. */
HpFileEntry *hp_sample_file_entry (char *bytes, const char *column);

/* Names in a folder. */
guint hp_count_files (const char *folder);
