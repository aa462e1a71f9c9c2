/* SPDX-License-Identifier: Apache-2.0 */
/* What is unusual about the interpreter, a sentence each: kept with the picture, and shown where
 * its quality is told. */
#include "source/process/reader.h"

/* ./configure --with-pydebug: sys.abiflags is "d". */
static gboolean
is_debug_build (const HpReader *self)
{
  const HpInterpreter *main = &g_array_index (self->python->interpreters, HpInterpreter, 0);
  guint64 flags = hp_dict_lookup (self->image, self->layout, main->sys, "abiflags");

  return flags != 0 && hp_str_equals (self->image, self->layout, flags, "d");
}

static void
note_build (HpReader *self, HpSnapshotInfo *info)
{
  if (is_debug_build (self))
    hp_snapshot_info_note (info, "A debug build of Python: it is read like the usual one; blocks "
                                 "are larger than there, for its checks.");
  if (self->python->offsets_differ == G_MAXUINT)
    hp_snapshot_info_note (info, "What the process says of its own layout makes no sense: the one "
                                 "known for its version was used, and fits.");
  else if (self->python->offsets_differ > 0)
    hp_snapshot_info_note (info,
                           "%u places in this build are not where its version usually has them: "
                           "the process itself told where they are.",
                           self->python->offsets_differ);
}

void
hp_reader_add_notes (HpReader *self)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);

  note_build (self, info);
  if (self->pymalloc.table == 0)
    hp_snapshot_info_note (info, "The process does not use Python's small-object allocator "
                                 "(PYTHONMALLOC=malloc?): there are no arenas to show.");
  if (self->python->finalizing)
    hp_snapshot_info_note (info, "The interpreter is shutting down.");
  if (self->python->interpreters->len > 1)
    hp_snapshot_info_note (info,
                           "The process runs %u interpreters; the objects of all are shown, "
                           "the collector's state is the main one's.",
                           self->python->interpreters->len);
  if (!self->lists_are_clean)
    hp_snapshot_info_note (info, "A collection was under way: objects it had moved are shown as "
                                 "tracked in an unknown generation.");
}
