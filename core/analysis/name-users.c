/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/name-users.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/definition.h"

/* Objects with the text of the name that are looked at: an interned name is there once. */
#define MAX_NAMES 16

typedef struct {
  const HpProvenance *origin; /* borrowed */
  const HpSnapshot *snapshot; /* borrowed */
  char *file;                 /* owned; only code of this file counts; NULL: any of the program */
  GArray *found;              /* owned by the caller; guint32 */
  guint n_fillers;            /* of those found: what is no constructor, which stands first */
  guint limit;
} Search;

static gboolean
contains (const GArray *array, guint32 value)
{
  for (guint i = 0; i < array->len; i++)
    if (g_array_index (array, guint32, i) == value)
      return TRUE;
  return FALSE;
}

/* The body of a module or of a class runs once; a body begins with setting its __qualname__. */
static gboolean
is_body (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = hp_code_dup_name (snapshot, code);
  guint32 names = hp_follow_field (snapshot, code, "co_names"), n = 0;
  const guint32 *targets =
      names != HP_NONE ? hp_snapshot_referents (snapshot, names, NULL, &n) : NULL;

  if (name == NULL || g_str_equal (name, "<module>"))
    return TRUE;
  for (guint32 i = 0; i < n; i++) {
    g_autofree char *text = hp_dup_text (snapshot, targets[i]);

    if (g_strcmp0 (text, "__qualname__") == 0)
      return TRUE;
  }
  return FALSE;
}

/* What makes a container says less than what fills it. */
static gboolean
is_constructor (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = hp_code_dup_name (snapshot, code);

  return name != NULL && g_str_has_suffix (name, "__init__");
}

static void
add_code (Search *search, guint32 code)
{
  g_autofree char *file = code != HP_NONE ? hp_code_dup_file (search->snapshot, code) : NULL;

  if (file != NULL && file[0] != '<' && search->found->len < search->limit &&
      (search->file != NULL ? g_str_equal (search->file, file)
                            : hp_provenance_file_is_own (search->origin, file)) &&
      !contains (search->found, code) && !is_body (search->snapshot, code)) {
    if (is_constructor (search->snapshot, code))
      g_array_append_val (search->found, code);
    else
      g_array_insert_val (search->found, search->n_fillers++, code);
  }
}

/* ---- names ---- */

static gboolean
label_is_field (const HpSnapshot *snapshot, guint32 label, const char *name)
{
  gsize length;
  const char *text;

  if (hp_label_kind (label) != HP_REF_FIELD)
    return FALSE;
  text = hp_snapshot_string (snapshot, hp_label_value (label), &length);
  return length == strlen (name) && memcmp (text, name, length) == 0;
}

static void
visit_names (Search *search, guint32 names)
{
  static const char *const fields[] = { "co_names", "co_localsplusnames", "co_freevars",
                                        "co_cellvars" };
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (search->snapshot, names, &refs, &n);

  for (guint32 i = 0; referrers != NULL && i < n; i++)
    for (gsize field = 0; field < G_N_ELEMENTS (fields); field++)
      if (label_is_field (search->snapshot, hp_snapshot_ref_label (search->snapshot, refs[i]),
                          fields[field]))
        add_code (search, referrers[i]);
}

static void
visit_text (Search *search, guint32 text)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (search->snapshot, text, &refs, &n);

  for (guint32 i = 0; referrers != NULL && i < n; i++)
    if (hp_label_kind (hp_snapshot_ref_label (search->snapshot, refs[i])) == HP_REF_INDEX)
      visit_names (search, referrers[i]);
}

/* repr: the name in quotes, as previews and keys have it. */
static void
find_name (Search *search, const char *repr, gsize length)
{
  const guint32 *previews = HP_SNAPSHOT_COLUMN (search->snapshot, OBJECT_PREVIEW, guint32);
  guint n_names = 0;

  if (search->snapshot->columns[HP_COL_OBJECT_PREVIEW].count == 0)
    return;
  for (guint32 o = 0; o < hp_snapshot_n_objects (search->snapshot) && n_names < MAX_NAMES; o++) {
    gsize found_length;
    const char *found = hp_snapshot_string (search->snapshot, previews[o], &found_length);

    if (found_length != length || memcmp (found, repr, length) != 0)
      continue;
    n_names++;
    visit_text (search, o);
  }
}

static void
find_label (Search *search, guint32 label)
{
  gsize length;
  const char *text = hp_snapshot_string (search->snapshot, hp_label_value (label), &length);
  g_autofree char *repr = NULL;

  if (hp_label_kind (label) == HP_REF_KEY) {
    find_name (search, text, length);
    return;
  }
  repr = g_strdup_printf ("'%.*s'", (int)length, text);
  find_name (search, repr, length + 2);
}

/* ---- paths ---- */

static const HpPathStep *
step_at (const HpPath *path, guint i)
{
  return &g_array_index (path->steps, HpPathStep, i);
}

/* The step at i leads to a value under a name that program text can mention. */
static gboolean
is_name (const HpPath *path, guint i)
{
  guint32 label = step_at (path, i)->label;

  if (i == 0)
    return FALSE;
  if (hp_label_kind (label) == HP_REF_ATTRIBUTE)
    return TRUE;
  return hp_label_kind (label) == HP_REF_KEY &&
         label_is_field (path->snapshot, step_at (path, i - 1)->label, "__dict__");
}

/* The object whose attribute or variable the step at i leads to, past its namespace. */
static guint32
owner_of (const HpPath *path, guint i)
{
  guint above = hp_label_kind (step_at (path, i)->label) == HP_REF_KEY ? i - 2 : i - 1;

  return i >= 2 || above == i - 1 ? step_at (path, above)->object : HP_NONE;
}

/* The file of the program that defines the owner: of a module, of a class, of an instance's class.
 */
static char *
dup_file_of (const Search *search, guint32 owner)
{
  guint32 class =
      hp_snapshot_type_object (search->snapshot, hp_snapshot_type_of (search->snapshot, owner));
  guint32 code = hp_class_first_code (search->snapshot, owner);
  char *file = hp_module_dup_file (search->snapshot, owner);

  if (file == NULL && code == HP_NONE && class != HP_NONE)
    code = hp_class_first_code (search->snapshot, class);
  if (file == NULL && code != HP_NONE)
    file = hp_code_dup_file (search->snapshot, code);
  if (file != NULL && !hp_provenance_file_is_own (search->origin, file))
    g_clear_pointer (&file, g_free);
  return file;
}

GArray *
hp_name_users_find (const HpProvenance *origin, const HpPath *path, guint limit)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  Search search = { .origin = origin, .snapshot = path->snapshot, .found = found, .limit = limit };

  for (guint i = path->steps->len; i > 0 && found->len == 0; i--) {
    guint32 owner = is_name (path, i - 1) ? owner_of (path, i - 1) : HP_NONE;

    add_code (&search, hp_code_of (path->snapshot, step_at (path, i - 1)->object));
    if (owner == HP_NONE || (search.file = dup_file_of (&search, owner)) == NULL)
      continue;
    find_label (&search, step_at (path, i - 1)->label);
    g_clear_pointer (&search.file, g_free);
  }
  return found;
}
