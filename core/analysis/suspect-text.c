/* SPDX-License-Identifier: Apache-2.0 */
/* A suspect in words: what is kept, by whom, and which lines to look at. */
#include <string.h>

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

static char *
dup_type_of (const HpSnapshot *snapshot, guint32 object)
{
  char *name = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));

  if (name[0] != '\0')
    return name;
  g_free (name);
  return g_strdup ("unnamed"); /* as redacted */
}

/* "run_query() at app.py:14"; of a module's own code where it is now; NULL when unknown. */
static char *
dup_call (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *name = code != HP_NONE ? hp_code_dup_name (snapshot, code) : NULL;
  g_autofree char *place = code != HP_NONE ? hp_code_dup_place (snapshot, code) : NULL;

  if (name == NULL)
    return NULL;
  if (g_str_equal (name, "<module>"))
    return hp_module_body_dup_place (snapshot, code);
  return place != NULL ? g_strdup_printf ("%s() at %s", name, place) : g_strdup (name);
}

/* A class without its "<class" and ">". */
static char *
dup_class_name (const HpSnapshot *snapshot, guint32 class)
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

/* ---- what ---- */

static char *
dup_items (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  g_autofree char *type = dup_type_of (snapshot, suspect->example), *class = NULL;

  if (suspect->kind == HP_SUSPECT_THREADS)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " threads", suspect->count);
  if (!hp_composition_is_fair_part (composition, composition->n_classes))
    return suspect->count == 1
               ? g_strdup_printf ("One %s object", type)
               : g_strdup_printf ("%" G_GUINT64_FORMAT " %s objects", suspect->count, type);
  class = dup_class_name (snapshot, composition->class);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " classes such as %s", suspect->count, class);
}

/* Built-in types have no module and say nothing of what is in their objects. */
static gboolean
is_built_in (const HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

  return strchr (name, '.') == NULL;
}

/* What lies in the items and is neither theirs nor few. */
static void
append_instances (GString *text, const HpSnapshot *snapshot, const HpSuspect *suspect,
                  const HpComposition *composition, guint32 type, guint32 n)
{
  g_autofree char *name = NULL;

  if (type == HP_NONE || type == hp_snapshot_type_of (snapshot, suspect->example) ||
      !hp_composition_is_fair_part (composition, n))
    return;
  name = hp_snapshot_dup_type_full_name (snapshot, type);
  if (composition->n_items < suspect->count)
    g_string_append_printf (text, " with %s objects", name); /* a sample: not counted */
  else
    g_string_append_printf (text, " with %u %s objects", n, name);
}

static void
append_program (GString *text, const HpSnapshot *snapshot, const HpSuspect *suspect,
                const HpComposition *composition)
{
  guint32 type = hp_snapshot_type_of (snapshot, suspect->example);
  g_autofree char *call = hp_composition_is_fair_part (composition, composition->n_codes)
                              ? dup_call (snapshot, composition->code)
                              : NULL;

  if (call != NULL)
    g_string_append_printf (
        text, hp_type_derives_from (snapshot, type, "BaseException") ? " raised in %s" : " of %s",
        call);
  if (composition->type != HP_NONE)
    append_instances (text, snapshot, suspect, composition, composition->type,
                      composition->n_instances);
  else if (call == NULL && is_built_in (snapshot, type))
    append_instances (text, snapshot, suspect, composition, composition->library,
                      composition->n_library);
}

static char *
dup_subject (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  g_autofree char *items = dup_items (snapshot, suspect, composition);
  GString *text = g_string_new (items);

  append_program (text, snapshot, suspect, composition);
  return g_string_free (text, FALSE);
}

/* The program's own type where there is one, else that of the items. */
static char *
dup_what (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  if (suspect->kind == HP_SUSPECT_THREADS)
    return g_strdup ("thread");
  if (composition->class != HP_NONE &&
      hp_composition_is_fair_part (composition, composition->n_classes))
    return dup_class_name (snapshot, composition->class);
  if (composition->type != HP_NONE &&
      hp_composition_is_fair_part (composition, composition->n_instances))
    return hp_snapshot_dup_type_full_name (snapshot, composition->type);
  return dup_type_of (snapshot, suspect->example);
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
    g_autofree char *call = dup_call (search->snapshot, g_array_index (users, guint32, i));

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

  if (!hp_provenance_holder_is_own (search->origin, holder))
    return NULL;
  users = hp_name_users_find (search->names, path, MAX_USERS);
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
    full = dup_type_of (snapshot, draft->suspect.example);
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

static char *
dup_extensions (const HpProvenance *origin)
{
  const GPtrArray *extensions = hp_provenance_get_extensions (origin);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < extensions->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *)g_ptr_array_index (extensions, i));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* ---- sentences ---- */

/* "sys.modules['app'].cache (dict) and 2 like it" */
static char *
dup_holder (const HpSuspectSearch *search, const HpSuspect *suspect)
{
  g_autofree char *type =
      dup_type_of (search->snapshot, hp_suspect_nameable_holder (search, suspect));

  if (g_str_equal (suspect->path, "held from C"))
    return g_strdup_printf ("a %s that is held from C", type);
  if (suspect->n_alike > 1)
    return g_strdup_printf ("%s (%s) and %u like it", suspect->path, type, suspect->n_alike - 1);
  return g_strdup_printf ("%s (%s)", suspect->path, type);
}

/* What can be called is often registered with C code on purpose. */
static void
append_from_c (GString *text, const HpSuspectSearch *search, const HpSuspect *suspect)
{
  static const char *const callables[] = { "function", "method", "partial", NULL };
  g_autofree char *type = hp_snapshot_dup_type_name (
      search->snapshot, hp_snapshot_type_of (search->snapshot, suspect->example));
  g_autofree char *extensions = dup_extensions (search->origin);

  g_string_append (text, "are held from C: references to them are counted and found in no object");
  if (g_strv_contains (callables, type))
    g_string_append (text, ", as those that C code keeps to call them later (atexit does)");
  else
    g_string_append (text, ", most likely never given back (a missing Py_DECREF)");
  if (extensions != NULL)
    g_string_append_printf (text, " by %s", extensions);
}

static void
append_verb (GString *text, const HpSuspectSearch *search, const HpSuspect *suspect)
{
  g_autofree char *extensions = NULL;
  g_autofree char *holder =
      suspect->holder != HP_NONE ? dup_holder (search, suspect) : g_strdup (suspect->path);
  const char *are = suspect->count == 1 ? "is" : "are";

  switch (suspect->kind) {
  case HP_SUSPECT_LARGE: g_string_append_printf (text, "is %s", holder); break;
  case HP_SUSPECT_HOARD: g_string_append_printf (text, "%s held by %s", are, holder); break;
  case HP_SUSPECT_CHAIN:
    g_string_append_printf (text, "%s linked one to the next from %s on", are, holder);
    break;
  case HP_SUSPECT_FROM_C: append_from_c (text, search, suspect); break;
  case HP_SUSPECT_PILED_UP:
    extensions = dup_extensions (search->origin);
    g_string_append_printf (text,
                            "counts far more references than anything holds, most likely never "
                            "given back (a missing Py_DECREF)%s%s; it is at %s",
                            extensions != NULL ? " by " : "", extensions != NULL ? extensions : "",
                            holder);
    break;
  case HP_SUSPECT_LOST:
    g_string_append_printf (text,
                            "%s in cycles that no root leads to and no collection frees, because "
                            "they go through %s",
                            are, holder);
    break;
  case HP_SUSPECT_COLLECTOR_OFF:
    g_string_append_printf (text,
                            "wait%s in cycles%s%s for the collector, which is switched off "
                            "(gc.disable ())",
                            suspect->count == 1 ? "s" : "",
                            suspect->path[0] != '\0' ? " through " : "", suspect->path);
    break;
  case HP_SUSPECT_PINS:
    g_string_append_printf (text,
                            "%s held by %s and lie%s in nearly empty arenas, which cannot go back "
                            "to the system",
                            are, holder, suspect->count == 1 ? "s" : "");
    break;
  case HP_SUSPECT_THREADS: g_string_append (text, "have not ended"); break;
  case HP_N_SUSPECTS: g_assert_not_reached ();
  }
}

/* Where the class is written, and where its objects may be made. */
static void
append_origin (GString *text, const HpSuspect *suspect)
{
  if (suspect->defined == NULL && suspect->made_by == NULL)
    return;
  g_string_append_printf (text, " %s", suspect->what);
  if (suspect->defined != NULL)
    g_string_append_printf (text, " has its first method at %s", suspect->defined);
  if (suspect->made_by != NULL)
    g_string_append_printf (text, "%s is named in %s", suspect->defined != NULL ? " and" : "",
                            suspect->made_by);
  g_string_append_c (text, '.');
}

static void
append_facts (GString *text, const HpSuspect *suspect, const HpComposition *composition)
{
  if (suspect->grown != 0)
    g_string_append_printf (text, "; %+" G_GINT64_FORMAT "%s since the first picture",
                            suspect->grown, suspect->kind == HP_SUSPECT_LARGE ? " bytes" : "");
  g_string_append_c (text, '.');
  if (hp_composition_is_finalized (composition))
    g_string_append (text, " Their finalizer has run already: __del__ brought them back to life.");
  else if (suspect->is_certain)
    g_string_append (text, " The call that had it is over: a traceback that is kept keeps it.");
  append_origin (text, suspect);
  if (suspect->made_at != NULL)
    g_string_append_printf (text, " Most of it was allocated at %s.", suspect->made_at);
  if (suspect->used_by != NULL)
    g_string_append_printf (text, " Look at %s.", suspect->used_by);
  if (suspect->doubt != NULL)
    g_string_append_printf (text, " %s", suspect->doubt);
}

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
hp_suspect_say (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  HpSuspect *suspect = &draft->suspect;
  g_autofree char *subject = dup_subject (search->snapshot, suspect, &draft->composition);
  g_autofree char *size = g_format_size (suspect->bytes);
  GString *text = g_string_new (NULL);

  g_string_append (text, subject);
  if (suspect->bytes > 0)
    g_string_append_printf (text, ", %s,", size);
  g_string_append_c (text, ' ');
  append_verb (text, search, suspect);
  append_facts (text, suspect, &draft->composition);
  suspect->sentence = g_string_free (text, FALSE);
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
