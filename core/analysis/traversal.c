/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/traversal.h"

#include "analysis/classes.h"

typedef enum {
  SHOWS_ALL,    /* every reference of the picture */
  SHOWS_CLASS,  /* all but what a class keeps to itself */
  SHOWS_LINKS,  /* what its links hold, too */
  SHOWS_ITEMS,  /* those of a dict, none of the C structure's */
  SHOWS_LOCAL,  /* all but the callback that ends a thread's values */
  SHOWS_VALUES, /* its attributes, and a __dict__ only if they are there */
} Shown;

struct _HpTraversal {
  const HpSnapshot *snapshot; /* borrowed */
  guint8 *shown;              /* owned; a Shown, by type */
};

/* Of a class that a class statement made, whose instances may have their attributes inside. */
static gboolean
is_made (const HpSnapshot *snapshot, guint32 type)
{
  guint32 class = hp_snapshot_type_object (snapshot, type);

  return class != HP_NONE && (hp_snapshot_flags (snapshot, class) & HP_OBJECT_STATIC) == 0;
}

static Shown
shown_of_type (const HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

  if (g_str_equal (name, "functools._lru_cache_wrapper"))
    return SHOWS_LINKS;
  if (g_str_equal (name, "StgDict"))
    return SHOWS_ITEMS;
  return is_made (snapshot, type) ? SHOWS_VALUES : SHOWS_ALL;
}

HpTraversal *
hp_traversal_new (const HpSnapshot *snapshot)
{
  HpTraversal *self = g_new0 (HpTraversal, 1);
  guint32 n = hp_snapshot_n_types (snapshot);
  g_autofree gboolean *is_metaclass = hp_types_derived_from (snapshot, "type");
  g_autofree gboolean *is_local = hp_types_derived_from (snapshot, "_local");

  self->snapshot = snapshot;
  self->shown = g_new (guint8, (gsize)n + 1);
  for (guint32 type = 0; type < n; type++)
    self->shown[type] = (guint8)(is_metaclass[type] ? SHOWS_CLASS
                                 : is_local[type]   ? SHOWS_LOCAL
                                                    : shown_of_type (snapshot, type));
  return self;
}

void
hp_traversal_free (HpTraversal *self)
{
  if (self == NULL)
    return;
  g_free (self->shown);
  g_free (self);
}

static Shown
shown_of (const HpTraversal *self, guint32 object)
{
  return (Shown)self->shown[hp_snapshot_type_of (self->snapshot, object)];
}

gboolean
hp_traversal_shows_all (const HpTraversal *self, guint32 object)
{
  return shown_of (self, object) == SHOWS_ALL;
}

/* Whether the dict looks into the instance for what it has: such references are borrowed. */
static gboolean
is_view_of_values (const HpSnapshot *snapshot, guint32 dict)
{
  const guint32 *labels;
  guint32 n;

  hp_snapshot_referents (snapshot, dict, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    if (hp_label_kind (labels[i]) == HP_REF_KEY && hp_label_is_weak (labels[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_shown (const HpSnapshot *snapshot, Shown shown, guint32 label, guint32 target)
{
  if (hp_label_kind (label) != HP_REF_FIELD)
    return TRUE;
  switch (shown) {
  case SHOWS_ITEMS: return FALSE;
  case SHOWS_CLASS:
    return !hp_label_has_text (snapshot, label, HP_REF_FIELD, "tp_subclasses") &&
           !hp_label_has_text (snapshot, label, HP_REF_FIELD, "__slots__");
  case SHOWS_LOCAL:
    return !hp_label_has_text (snapshot, label, HP_REF_FIELD, "callback of weak references");
  case SHOWS_VALUES:
    return !hp_label_has_text (snapshot, label, HP_REF_FIELD, "__dict__") ||
           !is_view_of_values (snapshot, target);
  default: return TRUE;
  }
}

static void
visit_link (const HpSnapshot *snapshot, guint32 link, HpVisit visit, gpointer data)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, link, NULL, &n);

  for (guint32 i = 0; i < n; i++)
    visit (data, targets[i]);
}

void
hp_traversal_visit (const HpTraversal *self, guint32 object, HpVisit visit, gpointer data)
{
  Shown shown = shown_of (self, object);
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (self->snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    if (!hp_reference_keeps_alive (labels[i]) ||
        !is_shown (self->snapshot, shown, labels[i], targets[i]))
      continue;
    visit (data, targets[i]);
    if (shown == SHOWS_LINKS && hp_label_has_text (self->snapshot, labels[i], HP_REF_FIELD, "link"))
      visit_link (self->snapshot, targets[i], visit, data);
  }
}
