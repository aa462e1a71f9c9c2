/* SPDX-License-Identifier: Apache-2.0 */
#include "sources.h"

#include "snapshot/builder.h"
#include "source/file.h"
#include "source/process/process.h"

HpSource *
hp_sources_new_embedded (const char *title)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);

  return hp_file_source_new_for_snapshot (snapshot, title);
}

HpSource *
hp_sources_new_like (HpSource *like)
{
  g_autofree char *title = hp_source_dup_title (like);

  return hp_sources_new_embedded (title);
}

HpSource *
hp_sources_new_process (int pid, GError **error)
{
  return hp_process_source_new (pid, error);
}
