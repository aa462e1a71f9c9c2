/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/path.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/definition.h"

/* A folded path with more steps tells the first and the last of them: a linked list can have a
 * million. */
#define MAX_STEPS     48
#define N_FIRST_STEPS 24
#define N_LAST_STEPS  8

HpPath *
hp_path_new (const HpSnapshot *snapshot)
{
  HpPath *self = g_new0 (HpPath, 1);

  self->snapshot = snapshot;
  self->root = HP_NONE;
  self->steps = g_array_new (FALSE, FALSE, sizeof (HpPathStep));
  return self;
}

void
hp_path_free (HpPath *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->steps);
  g_free (self);
}

void
hp_path_reverse (HpPath *self)
{
  HpPathStep *steps = (HpPathStep *)self->steps->data;

  for (guint i = 0, j = self->steps->len; i + 1 < j; i++) {
    HpPathStep step = steps[i];

    steps[i] = steps[--j];
    steps[j] = step;
  }
}

/* ---- types ---- */

static gboolean
type_is_named (const HpSnapshot *snapshot, guint32 type, const char *const *names)
{
  g_autofree char *name = hp_snapshot_dup_type_name (snapshot, type);

  return g_strv_contains (names, name);
}

gboolean
hp_type_is_call_machinery (const HpSnapshot *snapshot, guint32 type)
{
  static const char *const names[] = { "frame",  "traceback",       "generator", "coroutine",
                                       "Future", "async_generator", "Task",      NULL };

  return type_is_named (snapshot, type, names) ||
         hp_type_derives_from (snapshot, type, "BaseException");
}

static gboolean
is_of_type (const HpSnapshot *snapshot, guint32 object, const char *name)
{
  return type_is_named (snapshot, hp_snapshot_type_of (snapshot, object),
                        (const char *const[]){ name, NULL });
}

/* ---- text ---- */

static gboolean
is_identifier (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalpha (text[i]) && text[i] != '_' && (i == 0 || !g_ascii_isdigit (text[i])))
      return FALSE;
  return length > 0;
}

/* The name in the repr of a str that is an identifier: 'cache' gives cache. */
static const char *
quoted_identifier (const HpSnapshot *snapshot, guint32 label, gsize *length)
{
  const char *repr;

  if (hp_label_kind (label) != HP_REF_KEY)
    return NULL;
  repr = hp_snapshot_string (snapshot, hp_label_value (label), length);
  if (*length < 3 || repr[0] != '\'' || repr[*length - 1] != '\'')
    return NULL;
  *length -= 2;
  return is_identifier (repr + 1, *length) ? repr + 1 : NULL;
}

static gboolean
is_namespace (const HpSnapshot *snapshot, guint32 label)
{
  gsize length;
  const char *name;

  if (hp_label_kind (label) != HP_REF_FIELD)
    return FALSE;
  name = hp_snapshot_string (snapshot, hp_label_value (label), &length);
  return length == strlen ("__dict__") && memcmp (name, "__dict__", length) == 0;
}

/* A C field is told as an attribute where Python has it as one. */
static void
append_field (GString *text, const HpSnapshot *snapshot, guint32 holder, guint32 label)
{
  g_autofree char *name = hp_snapshot_dup_string (snapshot, hp_label_value (label));
  gboolean is_attribute =
      is_identifier (name, strlen (name)) &&
      !hp_type_lacks_attribute (snapshot, hp_snapshot_type_of (snapshot, holder), name);

  g_string_append_printf (text, "%s%s", is_attribute ? "." : " → ", name);
}

/* Python reaches a name that cannot stand behind a dot through the namespace. */
static void
append_attribute (GString *text, const HpSnapshot *snapshot, guint32 label)
{
  g_autofree char *name = hp_snapshot_dup_string (snapshot, hp_label_value (label));

  if (is_identifier (name, strlen (name)) || strpbrk (name, "'\\\n") != NULL)
    g_string_append_printf (text, ".%s", name);
  else
    g_string_append_printf (text, ".__dict__['%s']", name);
}

static void
append_label (GString *text, const HpSnapshot *snapshot, guint32 holder, guint32 label)
{
  g_autofree char *plain = NULL;

  switch (hp_label_kind (label)) {
  case HP_REF_TYPE: g_string_append (text, ".__class__"); return;
  case HP_REF_FIELD: append_field (text, snapshot, holder, label); return;
  case HP_REF_ATTRIBUTE: append_attribute (text, snapshot, label); return;
  case HP_REF_CELL:
    if (is_of_type (snapshot, holder, "cell")) {
      g_string_append (text, ".cell_contents");
      return;
    }
    break;
  default: break;
  }
  plain = hp_snapshot_format_label (snapshot, label);
  g_string_append_printf (text, "%s%s", strchr ("[.", plain[0]) != NULL ? "" : " → ", plain);
}

static void
append_root (GString *text, const HpPath *path)
{
  HpRoot root;
  g_autofree char *name = NULL, *plain = NULL;

  if (path->root == HP_NONE) {
    g_string_append (text, "(no root)");
    return;
  }
  root = hp_snapshot_root (path->snapshot, path->root);
  name = hp_snapshot_dup_string (path->snapshot, root.name);
  plain = hp_snapshot_format_root (path->snapshot, path->root);
  if (root.kind == HP_ROOT_MODULE)
    g_string_append_printf (text, "sys.modules['%s']", name);
  else
    g_string_append (text, plain);
}

static guint32
label_at (const HpPath *path, guint i)
{
  return g_array_index (path->steps, HpPathStep, i).label;
}

static guint32
object_at (const HpPath *path, guint i)
{
  return g_array_index (path->steps, HpPathStep, i).object;
}

static gboolean
is_machinery_at (const HpPath *path, guint i)
{
  guint32 type = hp_snapshot_type_of (path->snapshot, object_at (path, i));

  return hp_type_is_call_machinery (path->snapshot, type);
}

/* Whether the step leads to where its holder has its items: Python writes proxy[key] for those of
 * the dict in a mappingproxy, context[variable] for those of the tree in a Context. */
static gboolean
is_inside (const HpPath *path, guint i)
{
  static const struct {
    const char *type, *field;
  } insides[] = { { "mappingproxy", "mapping" }, { "Context", "variables" }, { "hamt", "root" } };

  for (guint k = 0; k < G_N_ELEMENTS (insides); k++)
    if (hp_label_has_text (path->snapshot, label_at (path, i), HP_REF_FIELD, insides[k].field) &&
        is_of_type (path->snapshot, object_at (path, i - 1), insides[k].type))
      return TRUE;
  return FALSE;
}

/* The last step of the run of call machinery that begins at i; i itself when there is no run. */
static guint
end_of_run (const HpPath *path, guint i)
{
  while (is_machinery_at (path, i) && i + 1 < path->steps->len && is_machinery_at (path, i + 1))
    i++;
  return i;
}

static void
append_run (GString *text, const HpPath *path, guint last)
{
  guint32 object = g_array_index (path->steps, HpPathStep, last).object;
  g_autofree char *type =
      hp_snapshot_dup_type_name (path->snapshot, hp_snapshot_type_of (path->snapshot, object));

  g_string_append_printf (text, " → … → %s", type);
}

/* The variable that the cell at i - 1 of a function's closure is, or NULL; free with g_free. */
static char *
dup_cell_name (const HpPath *path, guint i)
{
  const HpPathStep *steps = (const HpPathStep *)path->steps->data;

  if (i < 3 || hp_label_kind (steps[i].label) != HP_REF_CELL ||
      hp_label_kind (steps[i - 1].label) != HP_REF_INDEX)
    return NULL;
  return hp_closure_dup_name (path->snapshot, steps[i - 3].object,
                              hp_label_value (steps[i - 1].label));
}

/* The step at i and, where it is an attribute through a namespace, the one behind it. Returns the
 * last step that was told. */
static guint
append_step (GString *text, const HpPath *path, guint i, HpPathStyle style)
{
  guint end = (style & HP_PATH_FOLDED) != 0 ? end_of_run (path, i) : i;
  gsize length;
  const char *name;
  g_autofree char *cell = NULL;

  if (end > i) {
    append_run (text, path, end);
    return end;
  }
  name = i + 1 < path->steps->len
             ? quoted_identifier (path->snapshot, label_at (path, i + 1), &length)
             : NULL;
  if (name != NULL && is_namespace (path->snapshot, label_at (path, i))) {
    g_string_append_printf (text, ".%.*s", (int)length, name);
    return i + 1;
  }
  if (i + 1 < path->steps->len && is_inside (path, i))
    return i;
  if ((cell = dup_cell_name (path, i)) != NULL)
    g_string_append_printf (text, " → cell '%s'", cell);
  else
    append_label (text, path->snapshot, object_at (path, i - 1), label_at (path, i));
  return i;
}

static gboolean
begins_with_module (const HpPath *path)
{
  return path->root != HP_NONE &&
         hp_snapshot_root (path->snapshot, path->root).kind == HP_ROOT_MODULE;
}

/* Leaves out the steps from i to the last few. Returns the next to tell. */
static guint
append_gap (GString *text, const HpPath *path, guint i)
{
  guint end = path->steps->len - N_LAST_STEPS;

  if (is_namespace (path->snapshot, label_at (path, end - 1)))
    end--; /* it makes an attribute of the next */
  g_string_append_printf (text, " → … %u steps … → ", end - i);
  return end;
}

static void
append_way (GString *text, const HpPath *path, HpPathStyle style)
{
  gboolean has_gap = (style & HP_PATH_FOLDED) == 0 || path->steps->len <= MAX_STEPS;

  for (guint i = 1; i < path->steps->len; i++) {
    if (!has_gap && i >= N_FIRST_STEPS) {
      if (path->steps->len - i > N_LAST_STEPS + 1)
        i = append_gap (text, path, i);
      has_gap = TRUE;
    }
    i = append_step (text, path, i, style);
  }
}

char *
hp_path_way_to_text (const HpPath *self, HpPathStyle style)
{
  GString *text = g_string_new (NULL);

  append_way (text, self, style);
  return g_string_free (text, FALSE);
}

char *
hp_path_to_text (const HpPath *self, HpPathStyle style)
{
  GString *text = g_string_new (NULL);
  g_autofree char *way = hp_path_way_to_text (self, style);

  append_root (text, self);
  if (way[0] != '\0' && !begins_with_module (self) && !g_str_has_prefix (way, " → "))
    g_string_append (text, " → ");
  g_string_append (text, way);
  return g_string_free (text, FALSE);
}
