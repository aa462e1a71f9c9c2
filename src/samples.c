/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

static const HpSample samples[] = {
  { "tree", N_ ("A tree") },
  { "cycle", N_ ("Two lists that hold each other") },
  { "cache", N_ ("A cache that leaks") },
  { "finalizer", N_ ("A finalizer that resurrects") },
  { "arena", N_ ("An arena pinned by one string") },
  { "refcount", N_ ("A reference count that is one too high") },
  { NULL, NULL },
};

const HpSample *
hp_samples_list (void)
{
  return samples;
}

const HpSample *
hp_samples_find (const char *name)
{
  for (guint i = 0; samples[i].name != NULL; i++)
    if (g_str_equal (samples[i].name, name))
      return &samples[i];
  return NULL;
}

char *
hp_sample_load (const HpSample *sample, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/org/heaparium/Heaparium/samples/%s.py", sample->name);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return g_strndup (data, size);
}

static char *
dup_comment (const char *text, const char *start)
{
  const char *found = strstr (text, start);

  if (found == NULL)
    return g_strdup ("");
  found += strlen (start);
  return g_strndup (found, strcspn (found, "\n"));
}

char *
hp_sample_dup_explanation (const char *text)
{
  return dup_comment (text, "# ");
}

char *
hp_sample_dup_hint (const char *text)
{
  return dup_comment (text, "# Heaparium: ");
}
