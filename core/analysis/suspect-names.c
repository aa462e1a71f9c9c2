/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a suspect: what is kept, by whom, and which lines to look at. */
#include <string.h>

#include "analysis/chains.h"
#include "analysis/classes.h"
#include "analysis/definition.h"
#include "analysis/name-users.h"
#include "analysis/suspects-private.h"
#include "snapshot/traces.h"

/* A path is told in full up to this many bytes, beyond that without its middle. */
#define MAX_PATH 240

/* Lines to look at. */
#define MAX_USERS 3

/* ---- names ---- */

char *
hp_suspect_dup_type_of (const HpSnapshot *snapshot, guint32 object)
{
  char *name = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));

  if (name[0] != '\0')
    return name;
  g_free (name);
  return g_strdup ("unnamed"); /* as redacted */
}

char *
hp_suspect_dup_call (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = code != HP_NONE ? hp_code_dup_name (snapshot, code) : NULL;
  g_autofree char *place = code != HP_NONE ? hp_code_dup_place (snapshot, code) : NULL;

  if (name == NULL)
    return NULL;
  if (g_str_equal (name, "<module>"))
    return hp_module_body_dup_place (snapshot, code);
  return place != NULL ? g_strdup_printf ("%s() at %s", name, place) : g_strdup (name);
}

char *
hp_suspect_dup_class_name (const HpSnapshot *snapshot, guint32 class)
{
  g_autofree char *preview = hp_snapshot_dup_preview (snapshot, class);
  const char *begin = preview != NULL ? strchr (preview, '\'') : NULL;
  const char *end = begin != NULL ? strchr (begin + 1, '\'') : NULL;

  return end != NULL ? g_strndup (begin + 1, (gsize)(end - begin - 1)) : g_strdup ("?");
}

static char *
dup_short_path (const HpRootTree *roots, guint32 object)
{
  g_autofree char *path = hp_root_tree_path_text (roots, object, HP_PATH_FOLDED);
  g_autofree char *begin = NULL;
  gsize length = strlen (path);
  const char *end;

  if (length <= MAX_PATH)
    return g_steal_pointer (&path);
  begin = g_utf8_substring (path, 0, MIN (MAX_PATH / 2, g_utf8_strlen (path, -1)));
  end = g_utf8_find_next_char (path + length - MAX_PATH / 2, NULL);
  return g_strdup_printf ("%s…%s", begin, end);
}

guint32
hp_suspect_nameable_holder (const HpSuspectSearch *search, const HpSuspect *suspect)
{
  guint32 holder = suspect->kind == HP_SUSPECT_CHAIN ? suspect->example : suspect->holder;
  guint32 parent = hp_root_tree_get_parent (search->roots, holder);
  HpRefKind kind = hp_label_kind (hp_root_tree_get_label (search->roots, holder));

  while (parent != HP_NONE && (kind == HP_REF_GUESS || kind == HP_REF_UNKNOWN)) {
    holder = parent;
    parent = hp_root_tree_get_parent (search->roots, holder);
    kind = hp_label_kind (hp_root_tree_get_label (search->roots, holder));
  }
  return holder;
}

/* ---- links ---- */

/* References that are followed from each object on the way to the next link. */
#define LINK_REFS 64

/* The way from the object to the next of its type below it, appended to the path; FALSE: none. */
static gboolean
find_next_link (const HpRootTree *roots, guint32 object, guint32 type, guint depth, HpPath *way)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (way->snapshot, object, &labels, &n);

  for (guint32 i = 0; i < MIN (n, LINK_REFS); i++) {
    HpPathStep step = { targets[i], labels[i] };

    if (hp_root_tree_get_parent (roots, targets[i]) != object)
      continue;
    g_array_append_val (way->steps, step);
    if (hp_snapshot_type_of (way->snapshot, targets[i]) == type ||
        (depth < HP_CHAIN_REACH && find_next_link (roots, targets[i], type, depth + 1, way)))
      return TRUE;
    g_array_set_size (way->steps, way->steps->len - 1);
  }
  return FALSE;
}

char *
hp_suspect_dup_link (const HpSuspectSearch *search, guint32 first)
{
  guint32 type = hp_snapshot_type_of (search->snapshot, first);
  g_autoptr (HpPath) way = hp_path_new (search->snapshot);
  HpPathStep step = { first, 0 };
  g_autofree char *text = NULL;

  g_array_append_val (way->steps, step);
  if (!find_next_link (search->roots, first, type, 1, way))
    return NULL;
  text = hp_path_way_to_text (way, HP_PATH_FULL);
  return g_strdup (g_str_has_prefix (text, " → ") ? text + strlen (" → ") : text);
}

/* ---- what ---- */

/* The program's own type where there is one, else that of the items. */
static char *
dup_what (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  if (suspect->kind == HP_SUSPECT_THREADS)
    return g_strdup ("thread");
  if (composition->class != HP_NONE &&
      hp_composition_is_fair_part (composition, composition->n_classes))
    return hp_suspect_dup_class_name (snapshot, composition->class);
  if (composition->type != HP_NONE &&
      hp_composition_is_fair_part (composition, composition->n_instances))
    return hp_snapshot_dup_type_full_name (snapshot, composition->type);
  return hp_suspect_dup_type_of (snapshot, suspect->example);
}

/* ---- where ---- */

static char *
dup_defined (const HpSnapshot *snapshot, const HpComposition *composition)
{
  guint32 class = composition->class, code;

  if (class == HP_NONE && composition->type != HP_NONE)
    class = hp_snapshot_type_object (snapshot, composition->type);
  code = class != HP_NONE ? hp_class_first_code (snapshot, class) : HP_NONE;
  return code != HP_NONE ? hp_code_dup_place (snapshot, code) : NULL;
}

/* The line that allocated most of them, with its text where the picture has it. */
static char *
dup_made_at (const HpSnapshot *snapshot, const HpComposition *composition)
{
  HpFrameRow row;
  g_autofree char *place = NULL, *source = NULL;

  if (composition->frame == HP_NONE)
    return NULL;
  row = hp_snapshot_frame (snapshot, composition->frame);
  if (row.file == HP_NONE)
    return NULL;
  place = hp_snapshot_format_frame (snapshot, composition->frame);
  source = row.source != HP_NONE ? hp_snapshot_dup_string (snapshot, row.source) : NULL;
  return source != NULL && source[0] != '\0' ? g_strdup_printf ("%s (%s)", place, source)
                                             : g_steal_pointer (&place);
}

static char *
dup_calls (const HpSuspectSearch *search, const GArray *users)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < users->len; i++) {
    g_autofree char *call =
        hp_suspect_dup_call (search->snapshot, g_array_index (users, guint32, i));

    if (call != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", call);
  }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* The functions that use the holder's name. */
static char *
dup_users (const HpSuspectSearch *search, guint32 holder)
{
  g_autoptr (HpPath) path = hp_root_tree_path (search->roots, holder);
  g_autoptr (GArray) users = NULL;

  users = hp_provenance_holder_is_own (search->origin, holder)
              ? hp_name_users_find (search->names, path, MAX_USERS)
              : hp_name_users_of_library (search->names, path, MAX_USERS);
  return dup_calls (search, users);
}

/* The functions that put modules into sys.modules, maybe. */
static char *
dup_module_makers (const HpSuspectSearch *search, const HpSuspect *suspect)
{
  g_autofree char *type = hp_snapshot_dup_type_name (
      search->snapshot, hp_snapshot_type_of (search->snapshot, suspect->example));
  g_autoptr (GArray) users = NULL;

  if (suspect->kind != HP_SUSPECT_HOARD || !g_str_equal (type, "module"))
    return NULL;
  users = hp_name_users_find_text (search->names, "modules", MAX_USERS);
  return dup_calls (search, users);
}

/* The name of what makes such objects: their class, unless it is the language's own, or what the
 * threads run; free with g_free. */
static char *
dup_maker_name (const HpSnapshot *snapshot, const HpSuspectDraft *draft)
{
  guint32 type = draft->composition.type;
  g_autofree char *full = NULL;
  const char *dot;

  if (draft->suspect.kind == HP_SUSPECT_THREADS)
    full = draft->composition.n_codes > 0 ? hp_code_dup_name (snapshot, draft->composition.code)
                                          : NULL;
  else if (type != HP_NONE)
    full = hp_snapshot_dup_type_full_name (snapshot, type);
  else
    full = hp_suspect_dup_type_of (snapshot, draft->suspect.example);
  dot = full != NULL ? strrchr (full, '.') : NULL;
  if (dot == NULL)
    return draft->suspect.kind == HP_SUSPECT_THREADS ? g_steal_pointer (&full) : NULL;
  return g_strdup (dot + 1);
}

/* The functions that write that name. */
static char *
dup_makers (const HpSuspectSearch *search, const HpSuspectDraft *draft)
{
  g_autofree char *name = dup_maker_name (search->snapshot, draft);
  g_autoptr (GArray) users =
      name != NULL ? hp_name_users_find_text (search->names, name, MAX_USERS) : NULL;

  return users != NULL ? dup_calls (search, users) : NULL;
}

/* ---- all ---- */

void
hp_suspect_name (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  HpSuspect *suspect = &draft->suspect;
  guint32 holder;

  suspect->what = dup_what (search->snapshot, suspect, &draft->composition);
  suspect->defined = dup_defined (search->snapshot, &draft->composition);
  suspect->made_at = dup_made_at (search->snapshot, &draft->composition);
  if (suspect->path == NULL && suspect->holder == HP_NONE)
    suspect->path = g_strdup ("held from C");
  if (suspect->holder != HP_NONE) {
    holder = hp_suspect_nameable_holder (search, suspect);
    suspect->path = dup_short_path (search->roots, holder);
    if (suspect->kind != HP_SUSPECT_THREADS)
      suspect->used_by = dup_users (search, holder);
  } else {
    suspect->used_by = dup_module_makers (search, suspect);
  }
  suspect->made_by = dup_makers (search, draft);
  if (suspect->used_by == NULL)
    suspect->used_by = g_steal_pointer (&suspect->made_by);
  else if (suspect->made_by != NULL && strstr (suspect->used_by, suspect->made_by) != NULL)
    g_clear_pointer (&suspect->made_by, g_free);
}

void
hp_suspect_add (HpSuspectSearch *search, HpSuspectDraft *draft)
{
  if (draft->suspect.what == NULL)
    hp_suspect_name (search, draft);
  hp_suspect_say (search, draft);
  if (hp_suspect_is_worth_telling (search, &draft->suspect) || draft->suspect.doubt != NULL)
    hp_suspect_tell_holder (search, draft->suspect.holder);
  g_array_append_val (search->found, draft->suspect);
}
