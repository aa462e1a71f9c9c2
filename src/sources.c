/* SPDX-License-Identifier: Apache-2.0 */
#include "sources.h"

#include "source/embedded.h"
#include "source/process/process.h"

HpSource *
hp_sources_new_embedded (const char *title)
{
  return hp_embedded_source_new (title, 0);
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
