/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/flame-name.h"

#include <string.h>

#include "analysis/root-tree.h"
#include "exchange/flame-tree.h"

typedef struct {
  const HpSnapshot *snapshot;
  const GArray *frames;
  HpRootTree *tree; /* owned */
  guint *around;    /* owned: by frame, the one it is in; the heap is in itself */
  guint32 *label;   /* owned: by frame, of the reference from there; HP_NONE: there is none */
} Naming;

static void
naming_clear (Naming *self)
{
  g_clear_pointer (&self->tree, hp_root_tree_free);
  g_free (self->around);
  g_free (self->label);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Naming, naming_clear)

static const HpFlameFrame *
frame_at (const Naming *self, guint i)
{
  return &g_array_index (self->frames, HpFlameFrame, i);
}

static void
find_around (Naming *self)
{
  guint open[HP_FLAME_DEPTH + 1] = { 0 };

  for (guint i = 1; i < self->frames->len; i++) {
    guint depth = frame_at (self, i)->depth;

    self->around[i] = open[depth - 1];
    open[depth] = i;
  }
}

/* An object may dominate another to which it does not refer itself: such frames get no label. The
 * referents of each frame are looked at once, however many of them are frames. */
static void
find_labels (Naming *self)
{
  g_autoptr (GHashTable) frame_of = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->frames->len; i++) {
    guint32 object = frame_at (self, i)->object;

    self->label[i] = HP_NONE;
    g_hash_table_insert (frame_of, GUINT_TO_POINTER (object), GUINT_TO_POINTER (i));
    if (frame_at (self, i)->depth == 1)
      self->label[i] = hp_root_tree_get_label (self->tree, object);
  }
  for (guint i = 1; i < self->frames->len; i++) {
    const guint32 *labels, *targets;
    guint32 n;

    targets = hp_snapshot_referents (self->snapshot, frame_at (self, i)->object, &labels, &n);
    for (guint32 k = 0; k < n; k++) {
      guint to = GPOINTER_TO_UINT (g_hash_table_lookup (frame_of, GUINT_TO_POINTER (targets[k])));

      if (to != 0 && self->around[to] == i && self->label[to] == HP_NONE)
        self->label[to] = labels[k];
    }
  }
}

/* Whether the frame is the dictionary of an instance's, a class's or a module's attributes. */
static gboolean
is_namespace (const Naming *self, guint i)
{
  guint32 label = self->label[i];
  gsize length;
  const char *text;

  if (label == HP_NONE || hp_label_kind (label) != HP_REF_FIELD)
    return FALSE;
  text = hp_snapshot_string (self->snapshot, hp_label_value (label), &length);
  return length == strlen ("__dict__") && memcmp (text, "__dict__", length) == 0;
}

/* "['items']" in a namespace is the attribute "items"; NULL: the key is no text. */
static char *
key_as_attribute (const char *key)
{
  gsize length = strlen (key);

  if (!g_str_has_prefix (key, "['") || !g_str_has_suffix (key, "']") || length < strlen ("['']"))
    return NULL;
  return g_strdup_printf (".%.*s", (int)(length - strlen ("['']")), key + strlen ("['"));
}

/* How the frame is reached from the one around it; NULL: not by one reference. */
static char *
name_reference (const Naming *self, guint i)
{
  guint32 label = self->label[i];
  g_autofree char *text =
      label != HP_NONE ? hp_snapshot_format_label (self->snapshot, label) : NULL;
  g_autofree char *owner = NULL;
  char *attribute;

  switch (label != HP_NONE ? hp_label_kind (label) : HP_N_REF_KINDS) {
  case HP_REF_ATTRIBUTE:
    owner = hp_snapshot_dup_type_name (
        self->snapshot,
        hp_snapshot_type_of (self->snapshot, frame_at (self, self->around[i])->object));
    return g_strconcat (owner, text, NULL);
  case HP_REF_KEY:
    attribute = is_namespace (self, self->around[i]) ? key_as_attribute (text) : NULL;
    return attribute != NULL ? attribute : g_strdup ("[…]");
  case HP_REF_INDEX:
  case HP_REF_MEMBER: return g_strdup ("[…]");
  case HP_REF_FIELD:
  case HP_REF_LOCAL:
  case HP_REF_CELL: return g_steal_pointer (&text);
  default: return NULL;
  }
}

static char *
name_frame (const Naming *self, guint i)
{
  guint32 object = frame_at (self, i)->object;
  g_autofree char *type = NULL, *way = NULL;

  if (object == HP_NONE)
    return g_strdup ("heap");
  type =
      hp_snapshot_dup_type_full_name (self->snapshot, hp_snapshot_type_of (self->snapshot, object));
  if (frame_at (self, i)->depth > 1)
    way = name_reference (self, i);
  else if (hp_root_tree_is_reached (self->tree, object))
    way = hp_root_tree_path_text (self->tree, object, HP_PATH_FOLDED);
  return way != NULL ? g_strdup_printf ("%s (%s)", way, type) : g_steal_pointer (&type);
}

GPtrArray *
hp_flame_names (const HpSnapshot *snapshot, const GArray *frames, const HpAnalysisRun *run,
                GError **error)
{
  g_auto (Naming) self = {
    .snapshot = snapshot,
    .frames = frames,
    .tree = hp_root_tree_new (snapshot, run, error),
    .around = g_new0 (guint, frames->len),
    .label = g_new0 (guint32, frames->len),
  };
  GPtrArray *names;

  if (self.tree == NULL)
    return NULL;
  find_around (&self);
  find_labels (&self);
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < frames->len; i++)
    g_ptr_array_add (names, name_frame (&self, i));
  return names;
}
