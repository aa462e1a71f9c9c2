/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/name-users.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/definition.h"

typedef struct {
  const HpNameIndex *index;   /* borrowed */
  const HpProvenance *origin; /* borrowed */
  const HpSnapshot *snapshot; /* borrowed */
  char *file;                 /* owned; only code of this file counts; NULL: any of the program */
  GArray *found;              /* owned by the caller; guint32 */
  guint n_fillers;            /* of those found: what is no constructor, which stands first */
  guint limit;
  guint32 body; /* of a module that runs just now and uses the name; HP_NONE: none */
} Search;

static gboolean
contains (const GArray *array, guint32 value)
{
  for (guint i = 0; i < array->len; i++)
    if (g_array_index (array, guint32, i) == value)
      return TRUE;
  return FALSE;
}

static gboolean
is_module_body (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = hp_code_dup_name (snapshot, code);

  return g_strcmp0 (name, "<module>") == 0;
}

/* The body of a class runs once; it begins with setting its __qualname__. */
static gboolean
is_class_body (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = hp_code_dup_name (snapshot, code);
  guint32 names = hp_follow_field (snapshot, code, "co_names"), n = 0;
  const guint32 *targets =
      names != HP_NONE ? hp_snapshot_referents (snapshot, names, NULL, &n) : NULL;

  if (name == NULL)
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

/* The module's own code runs once, but a script does so for as long as it lives. */
static void
add_module_body (Search *search, guint32 code)
{
  g_autofree char *place = hp_module_body_dup_place (search->snapshot, code);

  if (place != NULL)
    search->body = code;
}

static gboolean
is_wanted (const Search *search, guint32 code)
{
  g_autofree char *file = code != HP_NONE ? hp_code_dup_file (search->snapshot, code) : NULL;

  if (file == NULL || file[0] == '<')
    return FALSE;
  return search->file != NULL ? g_str_equal (search->file, file)
                              : hp_provenance_file_is_own (search->origin, file);
}

static void
add_code (Search *search, guint32 code)
{
  if (!is_wanted (search, code))
    return;
  if (is_module_body (search->snapshot, code)) {
    add_module_body (search, code);
  } else if (!contains (search->found, code) && !is_class_body (search->snapshot, code)) {
    if (is_constructor (search->snapshot, code))
      g_array_append_val (search->found, code);
    else
      g_array_insert_val (search->found, search->n_fillers++, code);
    if (search->found->len > search->limit)
      g_array_set_size (search->found, search->limit);
    search->n_fillers = MIN (search->n_fillers, search->limit);
  }
}

/* ---- names ---- */

/* repr: the name in quotes, as previews and keys have it. */
static void
find_name (Search *search, const char *repr)
{
  const GArray *users = hp_name_index_lookup (search->index, repr);

  for (guint i = 0; users != NULL && i < users->len; i++)
    add_code (search, g_array_index (users, guint32, i));
}

static void
find_label (Search *search, guint32 label)
{
  gsize length;
  const char *text = hp_snapshot_string (search->snapshot, hp_label_value (label), &length);
  const char *quote = hp_label_kind (label) == HP_REF_KEY ? "" : "'";
  g_autofree char *repr = g_strdup_printf ("%s%.*s%s", quote, (int)length, text, quote);

  find_name (search, repr);
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
         hp_label_has_text (path->snapshot, step_at (path, i - 1)->label, HP_REF_FIELD, "__dict__");
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
  guint32 code = hp_provenance_class_is_own (search->origin, owner)
                     ? hp_class_first_code (search->snapshot, owner)
                     : HP_NONE; /* an instance has functions of others in its namespace */
  char *file = hp_module_dup_file (search->snapshot, owner);

  if (file == NULL && code == HP_NONE && class != HP_NONE)
    code = hp_class_first_code (search->snapshot, class);
  if (file == NULL && code != HP_NONE)
    file = hp_code_dup_file (search->snapshot, code);
  if (file != NULL && !hp_provenance_file_is_own (search->origin, file))
    g_clear_pointer (&file, g_free);
  return file;
}

static Search
begin (const HpNameIndex *index, guint limit)
{
  const HpProvenance *origin = hp_name_index_get_origin (index);

  return (Search){ .index = index,
                   .origin = origin,
                   .snapshot = hp_provenance_get_snapshot (origin),
                   .found = g_array_new (FALSE, FALSE, sizeof (guint32)),
                   .limit = limit,
                   .body = HP_NONE };
}

/* Functions come before the module's own code. */
static void
fall_back (Search *search)
{
  if (search->found->len == 0 && search->body != HP_NONE)
    g_array_append_val (search->found, search->body);
}

GArray *
hp_name_users_find (const HpNameIndex *index, const HpPath *path, guint limit)
{
  Search search = begin (index, limit);
  GArray *found = search.found;

  for (guint i = path->steps->len; i > 0 && found->len == 0; i--) {
    guint32 owner = is_name (path, i - 1) ? owner_of (path, i - 1) : HP_NONE;

    add_code (&search, hp_code_of (path->snapshot, step_at (path, i - 1)->object));
    if (owner == HP_NONE || (search.file = dup_file_of (&search, owner)) == NULL)
      continue;
    find_label (&search, step_at (path, i - 1)->label);
    fall_back (&search);
    g_clear_pointer (&search.file, g_free);
  }
  return found;
}

GArray *
hp_name_users_find_text (const HpNameIndex *index, const char *name, guint limit)
{
  Search search = begin (index, limit);
  g_autofree char *repr = g_strdup_printf ("'%s'", name);

  find_name (&search, repr);
  fall_back (&search);
  return search.found;
}

/* A name that many write is no more looked for than that. */
#define MANY_USERS 64

/* What the program calls a module: the last part of its name; NULL when the path begins elsewhere.
 * Free with g_free. */
static char *
dup_module_name (const HpPath *path)
{
  g_autofree char *full = NULL;
  const char *dot;
  HpRoot root;

  if (path->root == HP_NONE)
    return NULL;
  root = hp_snapshot_root (path->snapshot, path->root);
  full = hp_snapshot_dup_string (path->snapshot, root.name);
  dot = strrchr (full, '.');
  return root.kind == HP_ROOT_MODULE ? g_strdup (dot != NULL ? dot + 1 : full) : NULL;
}

static GArray *
find_last_name (const HpNameIndex *index, const HpPath *path)
{
  Search search = begin (index, MANY_USERS);

  for (guint i = path->steps->len; i > 0; i--)
    if (is_name (path, i - 1)) {
      find_label (&search, step_at (path, i - 1)->label);
      break;
    }
  return search.found;
}

GArray *
hp_name_users_of_library (const HpNameIndex *index, const HpPath *path, guint limit)
{
  g_autofree char *module = dup_module_name (path);
  g_autoptr (GArray) of_module = NULL, of_name = NULL;
  GArray *both = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (module == NULL)
    return both;
  of_module = hp_name_users_find_text (index, module, MANY_USERS);
  of_name = find_last_name (index, path);
  for (guint i = 0; i < of_module->len && both->len < limit; i++)
    if (contains (of_name, g_array_index (of_module, guint32, i)))
      g_array_append_val (both, g_array_index (of_module, guint32, i));
  if (both->len == 0 && of_module->len <= limit)
    g_array_append_vals (both, of_module->data, of_module->len);
  return both;
}

/* The last step to a name whose owner the program defines, plus 1; 0 without. What is below is in
 * the library's hands: the deque of a queue.Queue. */
static guint
last_own_name (Search *search, const HpPath *path)
{
  for (guint i = path->steps->len; i > 0; i--) {
    guint32 owner = is_name (path, i - 1) ? owner_of (path, i - 1) : HP_NONE;
    g_autofree char *file = owner != HP_NONE ? dup_file_of (search, owner) : NULL;

    if (file != NULL)
      return i;
    if (hp_code_of (path->snapshot, step_at (path, i - 1)->object) != HP_NONE)
      return 0;
  }
  return 0;
}

/* Names such as __warningregistry__ are written by the interpreter itself. */
static gboolean
is_of_interpreter (const HpSnapshot *snapshot, guint32 label)
{
  gsize length;
  const char *text = hp_snapshot_string (snapshot, hp_label_value (label), &length);

  if (hp_label_kind (label) == HP_REF_KEY && length > 2) { /* in quotes */
    text++;
    length -= 2;
  }
  return length > 4 && memcmp (text, "__", 2) == 0 && memcmp (text + length - 2, "__", 2) == 0;
}

gboolean
hp_name_users_nobody (const HpNameIndex *index, const HpPath *path)
{
  Search search = begin (index, 1);
  g_autoptr (GArray) found = search.found;
  guint name = hp_provenance_is_known (search.origin) ? last_own_name (&search, path) : 0;

  if (name == 0 || is_of_interpreter (search.snapshot, step_at (path, name - 1)->label))
    return FALSE;
  find_label (&search, step_at (path, name - 1)->label);
  return found->len == 0 && search.body == HP_NONE;
}

gboolean
hp_name_users_is_attribute (const HpNameIndex *index, const HpPath *path)
{
  Search search = begin (index, 1);
  g_autoptr (GArray) found = search.found;
  guint name = last_own_name (&search, path);
  guint32 owner = name > 0 ? owner_of (path, name - 1) : HP_NONE;
  g_autofree char *file = owner != HP_NONE ? hp_module_dup_file (search.snapshot, owner) : NULL;

  return owner != HP_NONE && file == NULL && !hp_provenance_class_is_own (search.origin, owner);
}
