/* SPDX-License-Identifier: Apache-2.0 */
/* What the map says of a tile. */
#include <glib/gi18n.h>

#include "text.h"
#include "widgets/dominator-map-private.h"

/* A path may run through thousands of objects of a chain; of many small objects the largest tell
 * enough. */
enum { PATH_LETTERS = 240, COUNTED_MAX = 10000, TYPES_SHOWN = 3 };

char *
hp_dominator_map_name (HpDominatorMap *self, const HpTile *tile)
{
  HpSnapshot *snapshot = self->results->snapshot;
  g_autofree char *type = NULL, *value = NULL, *number = NULL;

  if (tile->kind == HP_TILE_REST) {
    number = hp_format_count (tile->n_smaller);
    return g_strdup_printf (ngettext ("%s smaller", "%s smaller", tile->n_smaller), number);
  }
  if (tile->object == HP_NONE)
    return g_strdup (_ ("All objects"));
  type = hp_format_type (snapshot, tile->object);
  value = hp_format_value (snapshot, tile->object);
  return *value != '\0' ? g_strdup_printf ("%s  %s", type, value) : g_steal_pointer (&type);
}

static char *
describe_way (HpDominatorMap *self, guint32 object)
{
  g_autofree char *text = NULL, *valid = NULL;

  if (!hp_root_tree_is_reached (self->results->roots, object))
    return g_strdup (_ ("No root leads to it"));
  text = hp_root_tree_path_text (self->results->roots, object, HP_PATH_FOLDED);
  valid = g_utf8_make_valid (text, -1);
  if (g_utf8_strlen (valid, -1) > PATH_LETTERS) {
    g_autofree char *start = g_utf8_substring (valid, 0, PATH_LETTERS);

    return g_strconcat (start, "…", NULL);
  }
  return g_steal_pointer (&valid);
}

static char *
describe_share (HpDominatorMap *self, guint64 size)
{
  guint64 total = MAX (hp_snapshot_total_size (self->results->snapshot), 1);
  g_autofree char *bytes = g_format_size (size);

  return g_strdup_printf (_ ("%s, %.1f %% of all bytes"), bytes,
                          (double)size * 100 / (double)total);
}

static char *
describe_object (HpDominatorMap *self, const HpTile *tile)
{
  g_autofree char *name = hp_dominator_map_name (self, tile);
  g_autofree char *way = describe_way (self, tile->object);
  g_autofree char *own = g_format_size (hp_snapshot_size (self->results->snapshot, tile->object));
  g_autofree char *share = describe_share (self, tile->size);
  g_autofree char *number = NULL;
  guint32 n;

  hp_dominator_tree_get_children (self->results->tree, tile->object, &n);
  number = hp_format_count (n);
  return g_strdup_printf (ngettext ("%s\n%s\nKeeps alive: %s\nOwn size: %s · %s object directly "
                                    "below",
                                    "%s\n%s\nKeeps alive: %s\nOwn size: %s · %s objects directly "
                                    "below",
                                    n),
                          way, name, share, own, number);
}

static guint
find_most (const guint32 *counts, guint n)
{
  guint most = 0;

  for (guint i = 1; i < n; i++)
    if (counts[i] > counts[most])
      most = i;
  return most;
}

/* "9,000 Session, 120 int": what the smaller ones are. */
static char *
describe_types (HpDominatorMap *self, const HpTile *rest)
{
  HpSnapshot *snapshot = self->results->snapshot;
  guint32 n_types = hp_snapshot_n_types (snapshot), n;
  g_autofree guint32 *counts = g_new0 (guint32, (gsize)n_types + 1);
  const guint32 *children = hp_dominator_tree_get_children (self->results->tree, rest->object, &n);
  GString *text = g_string_new (NULL);

  children += n - rest->n_smaller;
  for (guint32 i = 0; i < MIN (rest->n_smaller, COUNTED_MAX); i++)
    counts[hp_snapshot_type_of (snapshot, children[i])]++;
  for (guint i = 0; i < TYPES_SHOWN; i++) {
    guint32 type = find_most (counts, n_types);
    g_autofree char *number = hp_format_count (counts[type]);
    g_autofree char *name = hp_snapshot_dup_type_name (snapshot, type);

    if (counts[type] == 0)
      break;
    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", number, name);
    counts[type] = 0;
  }
  return g_string_free (text, FALSE);
}

static char *
describe_rest (HpDominatorMap *self, const HpTile *rest)
{
  g_autofree char *name = hp_dominator_map_name (self, rest);
  g_autofree char *share = describe_share (self, rest->size);
  g_autofree char *types = describe_types (self, rest);

  return g_strdup_printf (rest->n_smaller > COUNTED_MAX
                              ? _ ("%s\n%s\nAmong the largest of them: %s")
                              : _ ("%s\n%s\nAmong them: %s"),
                          name, share, types);
}

char *
hp_dominator_map_describe (HpDominatorMap *self, guint i)
{
  HpTile tile = *hp_dominator_map_get_tile (self, i);
  g_autofree char *name = NULL, *share = NULL;

  if (tile.kind == HP_TILE_OWN)
    tile = *hp_dominator_map_get_tile (self, tile.around);
  if (tile.kind == HP_TILE_REST)
    return describe_rest (self, &tile);
  if (tile.object != HP_NONE)
    return describe_object (self, &tile);
  name = hp_dominator_map_name (self, &tile);
  share = describe_share (self, tile.size);
  return g_strdup_printf ("%s\n%s", name, share);
}
