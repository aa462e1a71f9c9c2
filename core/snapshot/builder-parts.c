/* SPDX-License-Identifier: Apache-2.0 */
/* Parts: what another thread gathers, taken over in one go. A part's strings get their numbers in
 * the order in which the part made them, so that the result depends on the parts and on their order
 * alone, not on who gathered them or when. */
#include "snapshot/builder-private.h"

#include <string.h>

HpSnapshotBuilder *
hp_snapshot_builder_new_part (HpSnapshotLevel level)
{
  HpSnapshotBuilder *self = hp_snapshot_builder_new (level);

  self->is_part = TRUE;
  return self;
}

void
hp_snapshot_builder_begin_part (HpSnapshotBuilder *self, const HpSnapshotBuilder *part)
{
  const HpStringTable *strings = &part->strings;
  gsize n = strings->start.count - 1;

  self->part_strings.count = 0;
  self->part_refs = 0;
  for (gsize i = 0; i < n; i++) {
    guint64 start = HP_VECTOR_AT (&strings->start, guint64, i);
    guint64 end = HP_VECTOR_AT (&strings->start, guint64, i + 1);
    guint32 number = hp_string_table_add (&self->strings, (const char *)strings->bytes.data + start,
                                          end - start);
    HP_VECTOR_APPEND (&self->part_strings, guint32, number);
  }
}

guint32
hp_snapshot_builder_part_label (const HpSnapshotBuilder *self, guint32 label)
{
  guint32 string = hp_label_value (label);

  if (string == HP_LABEL_VALUE_MAX || !hp_ref_kind_has_string (hp_label_kind (label)))
    return label;
  return hp_label (hp_label_kind (label), HP_VECTOR_AT (&self->part_strings, guint32, string)) |
         (label & HP_LABEL_WEAK);
}

void
hp_snapshot_builder_take_refs (HpSnapshotBuilder *self, const HpSnapshotBuilder *part, gsize end)
{
  gsize begin = self->part_refs, n = MIN (end - begin, HP_NONE - 1 - self->ref_from.count);
  const guint32 *labels = (const guint32 *)part->columns[HP_COL_REF_LABEL].data + begin;
  guint32 *own;

  g_return_if_fail (end >= begin && end <= part->ref_from.count);
  self->part_refs = end;
  self->info->quality.truncated += end - begin - n;
  if (n == 0)
    return;
  memcpy (hp_vector_add (&self->ref_from, sizeof *own, n),
          (const guint32 *)part->ref_from.data + begin, n * sizeof *own);
  memcpy (hp_vector_add (&self->columns[HP_COL_REF_TARGET], sizeof *own, n),
          (const guint32 *)part->columns[HP_COL_REF_TARGET].data + begin, n * sizeof *own);
  own = hp_vector_add (&self->columns[HP_COL_REF_LABEL], sizeof *own, n);
  for (gsize i = 0; i < n; i++)
    own[i] = hp_snapshot_builder_part_label (self, labels[i]);
}

static void
take_large (HpSnapshotBuilder *self, const HpSnapshotBuilder *part)
{
  for (guint32 i = 0; i < HP_ROWS (part, LARGE_ADDRESS); i++)
    hp_snapshot_builder_add_large (self, HP_AT (part, LARGE_ADDRESS, guint64, i),
                                   HP_AT (part, LARGE_SIZE, guint64, i),
                                   HP_AT (part, LARGE_OBJECT, guint32, i));
}

void
hp_snapshot_builder_end_part (HpSnapshotBuilder *self, const HpSnapshotBuilder *part)
{
  take_large (self, part);
  hp_builder_settle_previews (self, &part->previews);
}

void
hp_snapshot_builder_empty_part (HpSnapshotBuilder *self)
{
  g_return_if_fail (self->is_part);
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (hp_column_table[i] == HP_TABLE_REFS || hp_column_table[i] == HP_TABLE_LARGE)
      self->columns[i].count = 0;
  self->ref_from.count = 0;
  hp_previews_empty (&self->previews);
  hp_string_table_empty (&self->strings);
}

gsize
hp_snapshot_builder_n_refs (const HpSnapshotBuilder *self)
{
  return self->ref_from.count;
}

void
hp_snapshot_builder_drop_refs_of (HpSnapshotBuilder *self, guint32 from)
{
  gsize n = self->ref_from.count;

  while (n > 0 && HP_VECTOR_AT (&self->ref_from, guint32, n - 1) == from)
    n--;
  self->ref_from.count = n;
  self->columns[HP_COL_REF_TARGET].count = n;
  self->columns[HP_COL_REF_LABEL].count = n;
}
