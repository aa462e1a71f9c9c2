/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/classes.h"

#include <string.h>

/* Bases looked at before a chain is taken for damaged. */
#define MAX_BASES 64

gboolean
hp_label_has_text (const HpSnapshot *snapshot, guint32 label, HpRefKind kind, const char *text)
{
  gsize length;
  const char *found;

  if (hp_label_kind (label) != kind)
    return FALSE;
  found = hp_snapshot_string (snapshot, hp_label_value (label), &length);
  return length == strlen (text) && memcmp (found, text, length) == 0;
}

static guint32
follow (const HpSnapshot *snapshot, guint32 object, HpRefKind kind, const char *text)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (hp_label_has_text (snapshot, labels[i], kind, text))
      return targets[i];
  return HP_NONE;
}

guint32
hp_follow_field (const HpSnapshot *snapshot, guint32 object, const char *field)
{
  return follow (snapshot, object, HP_REF_FIELD, field);
}

static guint32
find_in_namespace (const HpSnapshot *snapshot, guint32 class, const char *repr)
{
  guint32 namespace = hp_follow_field (snapshot, class, "__dict__");

  return namespace != HP_NONE ? follow (snapshot, namespace, HP_REF_KEY, repr) : HP_NONE;
}

static gboolean
namespace_has (const HpSnapshot *snapshot, guint32 class, const char *repr)
{
  return find_in_namespace (snapshot, class, repr) != HP_NONE;
}

/* In the class itself and everything in its __mro__. */
static guint32
find_in_class (const HpSnapshot *snapshot, guint32 class, const char *repr)
{
  guint32 mro = hp_follow_field (snapshot, class, "__mro__"), n = 0;
  const guint32 *classes = mro != HP_NONE ? hp_snapshot_referents (snapshot, mro, NULL, &n) : NULL;
  guint32 found = find_in_namespace (snapshot, class, repr);

  for (guint32 i = 0; i < n && found == HP_NONE; i++)
    found = find_in_namespace (snapshot, classes[i], repr);
  return found;
}

static gboolean
class_has (const HpSnapshot *snapshot, guint32 class, const char *repr)
{
  return find_in_class (snapshot, class, repr) != HP_NONE;
}

static gboolean
is_method (const HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));

  return g_str_equal (type, "method_descriptor") || g_str_equal (type, "function");
}

gboolean
hp_type_lacks_attribute (const HpSnapshot *snapshot, guint32 type, const char *name)
{
  guint32 class = hp_snapshot_type_object (snapshot, type), found;
  g_autofree char *repr = g_strdup_printf ("'%s'", name);

  /* every namespace of a class has a __doc__ */
  if (class == HP_NONE || !namespace_has (snapshot, class, "'__doc__'"))
    return FALSE;
  found = find_in_class (snapshot, class, repr);
  return found == HP_NONE || is_method (snapshot, found);
}

gboolean *
hp_types_with_attribute (const HpSnapshot *snapshot, const char *repr)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  gboolean *has = g_new0 (gboolean, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    guint32 class = hp_snapshot_type_object (snapshot, type);

    has[type] = class != HP_NONE && class_has (snapshot, class, repr);
  }
  return has;
}

gboolean
hp_type_defines (const HpSnapshot *snapshot, guint32 type, const char *repr)
{
  guint32 class = hp_snapshot_type_object (snapshot, type);

  return class != HP_NONE && namespace_has (snapshot, class, repr);
}

static guint32
class_named (const HpSnapshot *snapshot, const char *name)
{
  for (guint32 i = 0; i < hp_snapshot_n_types (snapshot); i++) {
    gsize length;
    const char *found = hp_snapshot_string (
        snapshot, HP_SNAPSHOT_COLUMN (snapshot, TYPE_NAME, guint32)[i], &length);

    if (length == strlen (name) && memcmp (found, name, length) == 0)
      return hp_snapshot_type_object (snapshot, i);
  }
  return HP_NONE;
}

static gboolean
derives_from (const HpSnapshot *snapshot, guint32 type, guint32 wanted)
{
  guint32 class = hp_snapshot_type_object (snapshot, type);

  for (guint i = 0; wanted != HP_NONE && class != HP_NONE && i < MAX_BASES; i++) {
    if (class == wanted)
      return TRUE;
    class = hp_follow_field (snapshot, class, "__base__");
  }
  return FALSE;
}

gboolean
hp_type_derives_from (const HpSnapshot *snapshot, guint32 type, const char *name)
{
  return derives_from (snapshot, type, class_named (snapshot, name));
}

gboolean *
hp_types_derived_from (const HpSnapshot *snapshot, const char *name)
{
  guint32 n = hp_snapshot_n_types (snapshot), wanted = class_named (snapshot, name);
  gboolean *derived = g_new0 (gboolean, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++)
    derived[type] = derives_from (snapshot, type, wanted);
  return derived;
}
