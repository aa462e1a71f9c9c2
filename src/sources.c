/* SPDX-License-Identifier: Apache-2.0 */
#include "sources.h"

#include "source/child.h"
#include "source/embedded.h"
#include "source/process/process.h"

HpSource *
hp_sources_new_embedded (const char *title)
{
  return hp_embedded_source_new (title, 0);
}

HpSource *
hp_sources_new_child (const char *python, GError **error)
{
  return hp_child_source_new (python, error);
}

HpSource *
hp_sources_new_like (HpSource *like, GError **error)
{
  g_autofree char *title = NULL;

  if (hp_sources_is_child (like))
    return hp_child_source_new (hp_child_source_get_python (HP_CHILD_SOURCE (like)), error);
  title = hp_source_dup_title (like);
  return hp_sources_new_embedded (title);
}

HpSource *
hp_sources_new_process (int pid, GError **error)
{
  return hp_process_source_new (pid, error);
}

gboolean
hp_sources_is_child (HpSource *source)
{
  return HP_IS_CHILD_SOURCE (source);
}

gboolean
hp_sources_is_traceable (HpSource *source)
{
  return !HP_IS_CHILD_SOURCE (source) && !HP_IS_PROCESS_SOURCE (source);
}
