/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/limits.h"

#include <string.h>

#include "analysis/classes.h"

/* Some are trimmed after an item too many, some let go of a few at once. */
#define IS_FULL(n, limit) ((n) <= (limit) + 1 && (n) >= (limit) - (limit) / 10)

/* Items below which being full says nothing. */
#define MIN_LIMIT 8

/* ---- numbers ---- */

/* The digits right behind `before` in an object's preview; FALSE without. */
static gboolean
read_number (const char *text, const char *before, guint64 *number)
{
  const char *found = text != NULL ? strstr (text, before) : NULL;

  if (found == NULL || !g_ascii_isdigit (found[strlen (before)]))
    return FALSE;
  *number = g_ascii_strtoull (found + strlen (before), NULL, 10);
  return TRUE;
}

/* What an lru_cache keeps: a reference to a link, or to the key in one, for each result. */
static guint64
count_results (const HpSnapshot *snapshot, guint32 cache)
{
  const guint32 *labels;
  guint32 n;
  guint64 results = 0;

  hp_snapshot_referents (snapshot, cache, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    results += hp_label_has_text (snapshot, labels[i], HP_REF_FIELD, "link") ||
               hp_label_has_text (snapshot, labels[i], HP_REF_FIELD, "cached key");
  return results;
}

/* Items, as the preview tells them: "deque([3 items])"; 0 where it does not. */
static guint64
length_of (const HpSnapshot *snapshot, guint32 container)
{
  static const char *const brackets[] = { "deque([", "[", "{", "(" };
  g_autofree char *preview = hp_snapshot_dup_preview (snapshot, container);
  guint64 n;

  if (preview != NULL && g_str_has_prefix (preview, "lru_cache("))
    return count_results (snapshot, container);
  for (gsize i = 0; i < G_N_ELEMENTS (brackets); i++)
    if (preview != NULL && strstr (preview, " item") != NULL &&
        g_str_has_prefix (preview, brackets[i]) && read_number (preview, brackets[i], &n))
      return n;
  return 0;
}

/* ---- a limit of the container's own ---- */

static char *
dup_own_limit (const HpSnapshot *snapshot, guint32 container, guint64 n)
{
  static const char *const names[] = { "maxlen=", "maxsize=" };
  g_autofree char *preview = hp_snapshot_dup_preview (snapshot, container);
  guint64 limit;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (read_number (preview, names[i], &limit) && IS_FULL (n, limit))
      return g_strdup_printf ("%s%" G_GUINT64_FORMAT, names[i], limit);
  return NULL;
}

/* ---- a limit beside it ---- */

/* The name that a label gives, without the quotes of a key; NULL when it is none. Borrowed. */
static const char *
name_of (const HpSnapshot *snapshot, guint32 label, gsize *length)
{
  HpRefKind kind = hp_label_kind (label);
  const char *text = hp_snapshot_string (snapshot, hp_label_value (label), length);

  if (kind == HP_REF_ATTRIBUTE)
    return text;
  if (kind != HP_REF_KEY || *length < 2 || text[0] != '\'')
    return NULL;
  *length -= 2;
  return text + 1;
}

/* Names in programs are English whatever the user's language, so these words are not translated; a
 * limit with another name is not seen, and its container is told without that doubt. */
static gboolean
means_limit (const char *name, gsize length)
{
  static const char *const words[] = { "max", "limit", "capacity", "bound" };
  g_autofree char *lower = g_ascii_strdown (name, (gssize)length);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* An attribute, or a variable of a namespace, that is named as a limit and has about that value. */
static char *
dup_limit_among (const HpSnapshot *snapshot, guint32 object, guint64 n)
{
  const guint32 *labels;
  guint32 n_refs;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n_refs);

  for (guint32 i = 0; i < n_refs; i++) {
    gsize length;
    const char *name = name_of (snapshot, labels[i], &length);
    g_autofree char *value = NULL;
    guint64 limit;

    if (name == NULL || !means_limit (name, length))
      continue;
    value = hp_snapshot_dup_preview (snapshot, targets[i]);
    if (value != NULL && read_number (value, "", &limit) && IS_FULL (n, limit))
      return g_strdup_printf (".%.*s=%" G_GUINT64_FORMAT, (int)length, name, limit);
  }
  return NULL;
}

/* The attributes of an object: its own and those of its namespace. */
static char *
dup_limit_of (const HpSnapshot *snapshot, guint32 object, guint64 n)
{
  guint32 namespace = hp_follow_field (snapshot, object, "__dict__");
  char *limit = dup_limit_among (snapshot, object, n);

  return limit == NULL && namespace != HP_NONE ? dup_limit_among (snapshot, namespace, n) : limit;
}

/* Whose attribute or variable the container is; HP_NONE: nobody's. */
static guint32
owner_of (const HpRootTree *roots, guint32 container)
{
  guint32 parent = hp_root_tree_get_parent (roots, container);

  if (parent == HP_NONE)
    return HP_NONE;
  switch (hp_label_kind (hp_root_tree_get_label (roots, container))) {
  case HP_REF_ATTRIBUTE: return parent;
  case HP_REF_KEY: return hp_root_tree_get_parent (roots, parent);
  default: return HP_NONE;
  }
}

char *
hp_dup_reached_limit (const HpRootTree *roots, guint32 container)
{
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (roots);
  guint64 n = length_of (snapshot, container);
  guint32 owners[] = { container, owner_of (roots, container), HP_NONE };
  char *limit;

  if (n < MIN_LIMIT)
    return NULL;
  limit = dup_own_limit (snapshot, container, n);
  if (owners[1] != HP_NONE)
    owners[2] = hp_snapshot_type_object (snapshot, hp_snapshot_type_of (snapshot, owners[1]));
  for (gsize i = 0; limit == NULL && i < G_N_ELEMENTS (owners); i++)
    if (owners[i] != HP_NONE)
      limit = dup_limit_of (snapshot, owners[i], n);
  return limit;
}
