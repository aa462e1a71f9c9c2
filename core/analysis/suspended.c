/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/suspended.h"

#include <stdio.h>

#include "analysis/classes.h"

typedef enum { OTHER, FRAME, GENERATOR, COROUTINE } Role;

struct _HpSuspended {
  const HpSnapshot *snapshot; /* borrowed */
  int minor;                  /* of Python 3, whose rules apply */
  guint8 *role;               /* owned; a Role, by type */
};

static Role
role_of_type (const HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

  if (g_str_equal (name, "frame"))
    return FRAME;
  if (g_str_equal (name, "coroutine"))
    return COROUTINE;
  return g_str_equal (name, "generator") || g_str_equal (name, "async_generator") ? GENERATOR
                                                                                  : OTHER;
}

HpSuspended *
hp_suspended_new (const HpSnapshot *snapshot)
{
  HpSuspended *self = g_new0 (HpSuspended, 1);
  guint32 n = hp_snapshot_n_types (snapshot);
  const char *version = snapshot->info->version;

  self->snapshot = snapshot;
  if (version == NULL || sscanf (version, "3.%d", &self->minor) != 1)
    self->minor = 11; /* the embedded heap's rules, where a picture does not say */
  self->role = g_new (guint8, (gsize)n + 1);
  for (guint32 type = 0; type < n; type++)
    self->role[type] = (guint8)role_of_type (snapshot, type);
  return self;
}

void
hp_suspended_free (HpSuspended *self)
{
  if (self == NULL)
    return;
  g_free (self->role);
  g_free (self);
}

static Role
role_of (const HpSuspended *self, guint32 object)
{
  return (Role)self->role[hp_snapshot_type_of (self->snapshot, object)];
}

gboolean
hp_suspended_is_generator (const HpSuspended *self, guint32 object)
{
  Role role = role_of (self, object);

  return role == GENERATOR || role == COROUTINE;
}

/* A frame is an object of its own before 3.11, and later once somebody has asked for it. */
static gboolean
is_of_frame (const HpSuspended *self, guint32 label, guint32 target, gboolean with_function)
{
  switch (hp_label_kind (label)) {
  case HP_REF_LOCAL:
  case HP_REF_CELL:
  case HP_REF_STACK: return TRUE;
  case HP_REF_FIELD:
    return role_of (self, target) == FRAME ||
           hp_label_has_text (self->snapshot, label, HP_REF_FIELD, "f_locals") ||
           (with_function && hp_label_has_text (self->snapshot, label, HP_REF_FIELD, "f_func"));
  default: return FALSE;
  }
}

/* Whether it has a frame that could be ended: its code has not run to the end. */
static gboolean
has_frame (const HpSuspended *self, guint32 object)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (self->snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (is_of_frame (self, labels[i], targets[i], TRUE))
      return TRUE;
  return FALSE;
}

gboolean
hp_suspended_is_closed (const HpSuspended *self, guint32 object)
{
  if (!hp_suspended_is_generator (self, object) || !has_frame (self, object))
    return FALSE;
  return (hp_snapshot_flags (self->snapshot, object) & HP_OBJECT_UNSTARTED) == 0 ||
         (role_of (self, object) == GENERATOR && self->minor < 12);
}

/* What it awaits, or yields from, is on its stack. */
static gboolean
delegates (const guint32 *labels, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    if (hp_label_kind (labels[i]) == HP_REF_STACK)
      return TRUE;
  return FALSE;
}

/* From 3.13 on, one that waits at a plain yield is not run to its end: its variables are emptied,
 * and the function stays. */
static void
visit_some (const HpSuspended *self, guint32 object, gboolean of_frame, HpVisit visit,
            gpointer data)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (self->snapshot, object, &labels, &n);
  gboolean with_function = self->minor < 13 || delegates (labels, n);

  for (guint32 i = 0; i < n; i++)
    if (hp_reference_keeps_alive (labels[i]) &&
        is_of_frame (self, labels[i], targets[i], with_function) == of_frame)
      visit (data, targets[i]);
}

void
hp_suspended_visit_frame (const HpSuspended *self, guint32 object, HpVisit visit, gpointer data)
{
  visit_some (self, object, TRUE, visit, data);
}

void
hp_suspended_visit_rest (const HpSuspended *self, guint32 object, HpVisit visit, gpointer data)
{
  visit_some (self, object, FALSE, visit, data);
}
