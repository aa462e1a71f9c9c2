/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <glib/gi18n.h>

char *
hp_format_count (guint64 count)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
}

char *
hp_format_delta (gint64 delta)
{
  if (delta == 0)
    return g_strdup ("");
  return g_strdup_printf ("%s%'" G_GINT64_FORMAT, delta > 0 ? "+" : "−",
                          delta > 0 ? delta : -delta);
}

char *
hp_format_size_delta (gint64 delta)
{
  g_autofree char *size = g_format_size ((guint64)(delta > 0 ? delta : -delta));

  if (delta == 0)
    return g_strdup ("");
  return g_strconcat (delta > 0 ? "+" : "−", size, NULL);
}

char *
hp_format_address (guint64 address)
{
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", address);
}

char *
hp_format_generation (guint generation)
{
  switch (generation) {
  case HP_GENERATION_PERMANENT: return g_strdup (_ ("frozen"));
  case HP_GENERATION_UNKNOWN: return g_strdup ("?");
  case HP_GENERATION_UNTRACKED: return g_strdup ("–");
  default: return g_strdup_printf ("%u", generation);
  }
}

char *
hp_format_type (const HpSnapshot *snapshot, guint32 object)
{
  return hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));
}

char *
hp_format_value (const HpSnapshot *snapshot, guint32 object)
{
  char *preview = hp_snapshot_dup_preview (snapshot, object);

  return preview != NULL ? preview : g_strdup ("");
}

char *
hp_format_flags (const HpSnapshot *snapshot, guint32 object)
{
  static const struct {
    HpObjectFlags flag;
    const char *word;
  } words[] = {
    { HP_OBJECT_IMMORTAL, N_ ("immortal") },     { HP_OBJECT_INTERNED, N_ ("interned") },
    { HP_OBJECT_FINALIZED, N_ ("finalized") },   { HP_OBJECT_STATIC, N_ ("static") },
    { HP_OBJECT_FRAME, N_ ("frame") },           { HP_OBJECT_UNEXPLAINED, N_ ("held from C") },
    { HP_OBJECT_UNSTARTED, N_ ("not started") },
  };
  HpObjectFlags flags = hp_snapshot_flags (snapshot, object);
  GString *text = g_string_new (NULL);

  if (hp_snapshot_generation (snapshot, object) != HP_GENERATION_UNTRACKED)
    g_string_append (text, _ ("tracked"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (flags & words[i].flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ (words[i].word));
  return g_string_free (text, FALSE);
}
