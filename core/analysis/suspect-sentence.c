/* SPDX-License-Identifier: Apache-2.0 */
/* A suspect in a sentence: what is held by whom, then what else is known of it.
 *
 * Each clause is one text for translators, with its number where a verb follows it; what is put
 * into it are names of the program, which stay as they are. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "analysis/classes.h"
#include "analysis/suspects-private.h"

/* Replaces the text by one that was made with it. */
static void
take (char **text, char *longer)
{
  g_free (*text);
  *text = longer;
}

/* ---- what is held ---- */

static char *
dup_items (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  g_autofree char *type = hp_suspect_dup_type_of (snapshot, suspect->example), *class = NULL;
  guint64 n = suspect->count;

  if (suspect->kind == HP_SUSPECT_THREADS)
    return g_strdup_printf (ngettext ("%" PRIu64 " thread", "%" PRIu64 " threads", (gulong)n), n);
  if (hp_composition_is_fair_part (composition, composition->n_classes)) {
    class = hp_suspect_dup_class_name (snapshot, composition->class);
    return g_strdup_printf (
        ngettext ("%" PRIu64 " class such as %s", "%" PRIu64 " classes such as %s", (gulong)n), n,
        class);
  }
  if (n == 1)
    return g_strdup_printf (_ ("One %s object"), type);
  return g_strdup_printf (ngettext ("%" PRIu64 " %s object", "%" PRIu64 " %s objects", (gulong)n),
                          n, type);
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
add_instances (char **text, const HpSnapshot *snapshot, const HpSuspect *suspect,
               const HpComposition *composition, guint32 type, guint32 n)
{
  g_autofree char *name = NULL;

  if (type == HP_NONE || type == hp_snapshot_type_of (snapshot, suspect->example) ||
      !hp_composition_is_fair_part (composition, n))
    return;
  name = hp_snapshot_dup_type_full_name (snapshot, type);
  if (composition->n_items < suspect->count) /* a sample: not counted */
    take (text, g_strdup_printf (_ ("%s with %s objects"), *text, name));
  else
    take (text, g_strdup_printf (ngettext ("%s with %u %s object", "%s with %u %s objects", n),
                                 *text, n, name));
}

static void
add_code (char **text, const HpSnapshot *snapshot, guint32 type, const char *call)
{
  if (hp_type_derives_from (snapshot, type, "BaseException"))
    take (text, g_strdup_printf (_ ("%s raised in %s"), *text, call));
  else /* TRANSLATORS: "9 function objects of register() at app.py:3" */
    take (text, g_strdup_printf (_ ("%s of %s"), *text, call));
}

static char *
dup_subject (const HpSnapshot *snapshot, const HpSuspect *suspect, const HpComposition *composition)
{
  guint32 type = hp_snapshot_type_of (snapshot, suspect->example);
  g_autofree char *call = hp_composition_is_fair_part (composition, composition->n_codes)
                              ? hp_suspect_dup_call (snapshot, composition->code)
                              : NULL;
  g_autofree char *size = g_format_size (suspect->bytes);
  char *text = dup_items (snapshot, suspect, composition);

  if (call != NULL)
    add_code (&text, snapshot, type, call);
  if (composition->type != HP_NONE)
    add_instances (&text, snapshot, suspect, composition, composition->type,
                   composition->n_instances);
  else if (call == NULL && is_built_in (snapshot, type))
    add_instances (&text, snapshot, suspect, composition, composition->library,
                   composition->n_library);
  if (suspect->bytes > 0) /* TRANSLATORS: "9 dict objects, 2.2 MB,", a verb follows */
    take (&text, g_strdup_printf (_ ("%s, %s,"), text, size));
  return text;
}

/* ---- who holds it ---- */

/* "sys.modules['app'].cache (dict) and 2 like it" */
static char *
dup_holder (const HpSuspectSearch *search, const HpSuspect *suspect)
{
  g_autofree char *type = NULL;

  if (suspect->holder == HP_NONE)
    return g_strdup (suspect->path);
  type = hp_suspect_dup_type_of (search->snapshot, hp_suspect_nameable_holder (search, suspect));
  if (g_str_equal (suspect->path, "held from C"))
    return g_strdup_printf (_ ("a %s that is held from C"), type);
  if (suspect->n_alike > 1)
    return g_strdup_printf (_ ("%s (%s) and %u like it"), suspect->path, type,
                            suspect->n_alike - 1);
  return g_strdup_printf ("%s (%s)", suspect->path, type);
}

/* The program's C extensions, NULL: none. */
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

/* What can be called is often registered with C code on purpose. */
static gboolean
is_callable (const HpSnapshot *snapshot, guint32 object)
{
  static const char *const callables[] = { "function", "method", "partial", NULL };
  g_autofree char *type =
      hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));

  return g_strv_contains (callables, type);
}

static char *
say_from_c (const HpSuspectSearch *search, const HpSuspect *suspect, const char *what)
{
  g_autofree char *extensions = dup_extensions (search->origin);
  char *text = g_strdup_printf (
      is_callable (search->snapshot, suspect->example)
          ? _ ("%s are held from C: references to them are counted and found in no object, as "
               "those that C code keeps to call them later (atexit does)")
          : _ ("%s are held from C: references to them are counted and found in no object, most "
               "likely never given back (a missing Py_DECREF)"),
      what);

  if (extensions != NULL) /* TRANSLATORS: "… never given back (a missing Py_DECREF) by mymodule" */
    take (&text, g_strdup_printf (_ ("%s by %s"), text, extensions));
  return text;
}

static char *
say_piled_up (const HpSuspectSearch *search, const char *what, const char *holder)
{
  g_autofree char *extensions = dup_extensions (search->origin);

  if (extensions != NULL)
    return g_strdup_printf (_ ("%s counts far more references than anything holds, most likely "
                               "never given back (a missing Py_DECREF) by %s; it is at %s"),
                            what, extensions, holder);
  return g_strdup_printf (_ ("%s counts far more references than anything holds, most likely never "
                             "given back (a missing Py_DECREF); it is at %s"),
                          what, holder);
}

static char *
say_collector_off (const HpSuspect *suspect, const char *what)
{
  gulong n = (gulong)suspect->count;

  if (suspect->path[0] != '\0')
    return g_strdup_printf (ngettext ("%s waits in cycles through %s for the collector, which is "
                                      "switched off (gc.disable ())",
                                      "%s wait in cycles through %s for the collector, which is "
                                      "switched off (gc.disable ())",
                                      n),
                            what, suspect->path);
  return g_strdup_printf (
      ngettext ("%s waits in cycles for the collector, which is switched off (gc.disable ())",
                "%s wait in cycles for the collector, which is switched off (gc.disable ())", n),
      what);
}

static char *
say_chain (const HpSuspectSearch *search, const HpSuspect *suspect, const char *what,
           const char *holder)
{
  g_autofree char *link = hp_suspect_dup_link (search, suspect->example);
  gulong n = (gulong)suspect->count;

  if (link !=
      NULL) /* TRANSLATORS: "… are linked one to the next through .next, from app.first on" */
    return g_strdup_printf (ngettext ("%s is linked one to the next through %s, from %s on",
                                      "%s are linked one to the next through %s, from %s on", n),
                            what, link, holder);
  return g_strdup_printf (ngettext ("%s is linked one to the next from %s on",
                                    "%s are linked one to the next from %s on", n),
                          what, holder);
}

/* A container, or what has its words in common with one. */
static char *
say_held (const HpSuspect *suspect, const char *what, const char *holder)
{
  gulong n = (gulong)suspect->count;

  switch (suspect->kind) {
  case HP_SUSPECT_LOST:
    return g_strdup_printf (ngettext ("%s is in cycles that no root leads to and no collection "
                                      "frees, because they go through %s",
                                      "%s are in cycles that no root leads to and no collection "
                                      "frees, because they go through %s",
                                      n),
                            what, holder);
  case HP_SUSPECT_PINS:
    return g_strdup_printf (ngettext ("%s is held by %s and lies in nearly empty arenas, which "
                                      "cannot go back to the system",
                                      "%s are held by %s and lie in nearly empty arenas, which "
                                      "cannot go back to the system",
                                      n),
                            what, holder);
  case HP_SUSPECT_LARGE: /* TRANSLATORS: "One list object, 9 MB, is app.cache" */
    return g_strdup_printf (_ ("%s is %s"), what, holder);
  default:
    return g_strdup_printf (ngettext ("%s is held by %s", "%s are held by %s", n), what, holder);
  }
}

/* Who is held by whom. */
static char *
dup_clause (const HpSuspectSearch *search, const HpSuspect *suspect, const char *what)
{
  g_autofree char *holder = dup_holder (search, suspect);

  switch (suspect->kind) {
  case HP_SUSPECT_FROM_C: return say_from_c (search, suspect, what);
  case HP_SUSPECT_CHAIN: return say_chain (search, suspect, what, holder);
  case HP_SUSPECT_PILED_UP: return say_piled_up (search, what, holder);
  case HP_SUSPECT_COLLECTOR_OFF: return say_collector_off (suspect, what);
  case HP_SUSPECT_THREADS:
    return g_strdup_printf (
        ngettext ("%s has not ended", "%s have not ended", (gulong)suspect->count), what);
  default: return say_held (suspect, what, holder);
  }
}

/* ---- what else is known ---- */

static void
add_growth (char **text, const HpSuspect *suspect)
{
  if (suspect->grown == 0)
    return;
  take (text, g_strdup_printf (suspect->kind == HP_SUSPECT_LARGE
                                   ? _ ("%s; %+" PRId64 " bytes since the first picture")
                                   : _ ("%s; %+" PRId64 " since the first picture"),
                               *text, suspect->grown));
}

/* Where the class is written, and where its objects may be made; NULL: not known. */
static char *
dup_origin (const HpSuspect *suspect)
{
  if (suspect->defined != NULL && suspect->made_by != NULL)
    return g_strdup_printf (_ ("%s has its first method at %s and is named in %s."), suspect->what,
                            suspect->defined, suspect->made_by);
  if (suspect->defined != NULL)
    return g_strdup_printf (_ ("%s has its first method at %s."), suspect->what, suspect->defined);
  if (suspect->made_by != NULL)
    return g_strdup_printf (_ ("%s is named in %s."), suspect->what, suspect->made_by);
  return NULL;
}

/* A further sentence, freed; NULL: none. */
static void
append (GString *text, char *sentence)
{
  if (sentence != NULL)
    g_string_append_printf (text, " %s", sentence);
  g_free (sentence);
}

static void
append_facts (GString *text, const HpSuspect *suspect, const HpComposition *composition)
{
  if (hp_composition_is_finalized (composition))
    append (text, g_strdup (_ ("Their finalizer has run already: __del__ brought them back to "
                               "life.")));
  else if (suspect->is_certain)
    append (text,
            g_strdup (_ ("The call that had it is over: a traceback that is kept keeps it.")));
  append (text, dup_origin (suspect));
  if (suspect->made_at != NULL)
    append (text, g_strdup_printf (_ ("Most of it was allocated at %s."), suspect->made_at));
  if (suspect->used_by != NULL)
    append (text, g_strdup_printf (_ ("Look at %s."), suspect->used_by));
  append (text, g_strdup (suspect->doubt));
}

void
hp_suspect_say (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  HpSuspect *suspect = &draft->suspect;
  g_autofree char *subject = dup_subject (search->snapshot, suspect, &draft->composition);
  g_autofree char *clause = dup_clause (search, suspect, subject);
  GString *text;

  add_growth (&clause, suspect);
  text = g_string_new (clause);
  g_string_append_c (text, '.');
  suspect->lead = text->len;
  append_facts (text, suspect, &draft->composition);
  suspect->sentence = g_string_free (text, FALSE);
}
