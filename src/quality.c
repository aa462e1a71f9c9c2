/* SPDX-License-Identifier: Apache-2.0 */
#include "quality.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "text.h"

const char *
hp_quality_grade (const HpSnapshotInfo *info)
{
  const HpQuality *quality = &info->quality;

  if (!quality->frozen)
    return _ ("taken while it ran");
  if (quality->torn_reads + quality->failed_reads + quality->truncated + quality->unread > 0 ||
      quality->open_lists > 0 || quality->during_collection)
    return _ ("with gaps");
  return quality->unexplained + quality->surplus > 0 ? _ ("good") : _ ("exact");
}

char *
hp_quality_format_pause (const HpQuality *quality)
{
  if (!quality->frozen || quality->pause_ns == 0)
    return NULL;
  return g_strdup_printf (_ ("stood still %.1f ms"), (double)quality->pause_ns / 1e6);
}

/* ---- the lines ---- */

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* The format, chosen by ngettext () for the count, has one "%s" for it. */
static void
add_count (GString *text, guint64 count, const char *format)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *number = hp_format_count (count);
  g_autofree char *line = g_strjoinv (number, parts);

  if (count > 0)
    add_line (text, line);
}

static void
add_stillness (GString *text, const HpQuality *quality)
{
  g_autofree char *line = NULL;

  if (!quality->frozen)
    line = g_strdup (_ ("Not stopped: it ran on while it was read"));
  else if (quality->pause_ns > 0)
    line = g_strdup_printf (_ ("Stood still for %.1f ms"), (double)quality->pause_ns / 1e6);
  else
    line = g_strdup (_ ("Taken while nothing moved"));
  add_line (text, line);
  add_line (text, quality->during_collection ? _ ("In the middle of a collection")
                                             : _ ("Outside a collection"));
}

static void
add_reading (GString *text, const HpQuality *quality)
{
  if (quality->torn_reads + quality->failed_reads == 0)
    add_line (text, _ ("No torn and no failed reads"));
  add_count (text, quality->torn_reads,
             ngettext ("%s torn read", "%s torn reads", (gulong)quality->torn_reads));
  add_count (text, quality->failed_reads,
             ngettext ("%s failed read", "%s failed reads", (gulong)quality->failed_reads));
  if (quality->open_lists == 0)
    add_line (text, _ ("All generation lists are closed"));
  add_count (text, quality->open_lists,
             ngettext ("%s generation list is not closed", "%s generation lists are not closed",
                       (gulong)quality->open_lists));
}

static void
add_references (GString *text, const HpQuality *quality)
{
  if (quality->unread + quality->unexplained + quality->surplus == 0)
    add_line (text, _ ("All references were found"));
  add_count (text, quality->unread,
             ngettext ("%s object has references that could not be read",
                       "%s objects have references that could not be read",
                       (gulong)quality->unread));
  add_count (text, quality->unexplained,
             ngettext ("%s object is held from C", "%s objects are held from C",
                       (gulong)quality->unexplained));
  add_count (text, quality->surplus,
             ngettext ("%s object has a reference too many", "%s objects have a reference too many",
                       (gulong)quality->surplus));
  add_count (text, quality->truncated,
             ngettext ("%s left out because of a limit", "%s left out because of a limit",
                       (gulong)quality->truncated));
}

static void
add_layout (GString *text, const HpSnapshotInfo *info)
{
  guint32 differences = info->quality.layout_differences;

  if (info->kind != HP_SOURCE_KIND_PROCESS)
    return;
  if (differences == 0)
    add_line (text, _ ("Layout: the known one, checked against the data"));
  else if (differences == HP_LAYOUT_NONSENSE)
    add_line (text, _ ("Layout: the known one, against what the process says"));
  else
    add_line (text, _ ("Layout: as the process says itself"));
}

char *
hp_quality_describe (const HpSnapshotInfo *info)
{
  const HpQuality *quality = &info->quality;
  GString *text = g_string_new (NULL);

  add_stillness (text, quality);
  add_reading (text, quality);
  add_references (text, quality);
  add_layout (text, info);
  for (guint i = 0; i < quality->notes->len; i++)
    add_line (text, g_ptr_array_index (quality->notes, i));
  return g_string_free (text, FALSE);
}
