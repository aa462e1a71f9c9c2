/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/definition.h"

#include <string.h>

#include "analysis/classes.h"

/* References followed from an object to its code; a bound method of a partial takes three. */
#define MAX_STEPS 8

char *
hp_dup_text (const HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *preview = object != HP_NONE ? hp_snapshot_dup_preview (snapshot, object) : NULL;
  gsize length = preview != NULL ? strlen (preview) : 0;

  if (length < 2 || (preview[0] != '\'' && preview[0] != '"') || preview[length - 1] != preview[0])
    return NULL;
  return g_strndup (preview + 1, length - 2);
}

static gboolean
type_is (const HpSnapshot *snapshot, guint32 object, const char *name)
{
  g_autofree char *found =
      hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));

  return g_str_equal (found, name);
}

/* What a C object of a type whose fields are not known refers to, if it is of that type. */
static guint32
follow_guess (const HpSnapshot *snapshot, guint32 object, const char *type)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (hp_label_kind (labels[i]) == HP_REF_GUESS && type_is (snapshot, targets[i], type))
      return targets[i];
  return HP_NONE;
}

/* One step nearer to the code. */
static guint32
step (const HpSnapshot *snapshot, guint32 object)
{
  static const char *const fields[] = { "__func__", "__code__", "cr_code",  "gi_code",
                                        "ag_code",  "f_code",   "tb_frame", "__traceback__",
                                        "func",     "_coro" };
  static const char *const guesses[] = { "coroutine", "function", "method" };
  guint32 found;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if ((found = hp_follow_field (snapshot, object, fields[i])) != HP_NONE)
      return found;
  for (gsize i = 0; i < G_N_ELEMENTS (guesses); i++)
    if ((found = follow_guess (snapshot, object, guesses[i])) != HP_NONE)
      return found;
  return HP_NONE;
}

/* The traceback of the innermost frame: where an exception was raised. */
static guint32
innermost (const HpSnapshot *snapshot, guint32 object)
{
  guint32 next;

  if (!type_is (snapshot, object, "traceback"))
    return object;
  while ((next = hp_follow_field (snapshot, object, "tb_next")) != HP_NONE && next != object &&
         type_is (snapshot, next, "traceback"))
    object = next;
  return object;
}

guint32
hp_code_of (const HpSnapshot *snapshot, guint32 object)
{
  for (guint i = 0; object != HP_NONE && i < MAX_STEPS; i++) {
    if (type_is (snapshot, object, "code"))
      return object;
    object = step (snapshot, innermost (snapshot, object));
  }
  return HP_NONE;
}

/* Whether the qualified name ends in the plain one; functools.wraps gives functions other names. */
static gboolean
ends_in (const char *qualified, const char *name)
{
  const char *dot = strrchr (qualified, '.');

  return g_str_equal (dot != NULL ? dot + 1 : qualified, name);
}

/* Before CPython 3.11 only the function knows its qualified name: "<function Store.get>". */
static char *
dup_function_name (const HpSnapshot *snapshot, guint32 code, const char *name)
{
  const char *begin = "<function ";
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (snapshot, code, &refs, &n);

  for (guint32 i = 0; referrers != NULL && i < n; i++) {
    g_autofree char *preview = hp_snapshot_dup_preview (snapshot, referrers[i]);
    gsize length = preview != NULL ? strlen (preview) : 0;

    if (length == 0 || !g_str_has_prefix (preview, begin) || preview[length - 1] != '>' ||
        !hp_label_has_text (snapshot, hp_snapshot_ref_label (snapshot, refs[i]), HP_REF_FIELD,
                            "__code__"))
      continue;
    preview[length - 1] = '\0';
    if (ends_in (preview + strlen (begin), name))
      return g_strdup (preview + strlen (begin));
  }
  return NULL;
}

char *
hp_code_dup_name (const HpSnapshot *snapshot, guint32 code)
{
  guint32 qualname = hp_follow_field (snapshot, code, "co_qualname");
  g_autofree char *name = hp_dup_text (
      snapshot, qualname != HP_NONE ? qualname : hp_follow_field (snapshot, code, "co_name"));
  char *qualified =
      qualname == HP_NONE && name != NULL ? dup_function_name (snapshot, code, name) : NULL;

  return qualified != NULL ? qualified : g_steal_pointer (&name);
}

char *
hp_code_dup_file (const HpSnapshot *snapshot, guint32 code)
{
  return hp_dup_text (snapshot, hp_follow_field (snapshot, code, "co_filename"));
}

/* The line at the end of a code object's preview; 0 when it tells none. */
static guint
line_of (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *preview = hp_snapshot_dup_preview (snapshot, code);
  const char *line = preview != NULL ? g_strrstr (preview, ", line ") : NULL;

  return line != NULL ? (guint)g_ascii_strtoull (line + strlen (", line "), NULL, 10) : 0;
}

char *
hp_code_dup_place (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *file = hp_code_dup_file (snapshot, code);
  g_autofree char *base = file != NULL ? g_path_get_basename (file) : NULL;

  guint line = line_of (snapshot, code);

  if (base == NULL || line == 0)
    return g_steal_pointer (&base);
  return g_strdup_printf ("%s:%u", base, line);
}

char *
hp_module_body_dup_place (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *file = hp_code_dup_file (snapshot, code);
  g_autofree char *base = file != NULL ? g_path_get_basename (file) : NULL;

  for (guint32 i = 0; file != NULL && i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    g_autofree char *function = NULL, *running = NULL;

    if (root.kind != HP_ROOT_FRAME)
      continue;
    function = hp_snapshot_dup_string (snapshot, root.function);
    running = hp_snapshot_dup_string (snapshot, root.file);
    if (g_str_equal (function, "<module>") && g_str_equal (running, file))
      return g_strdup_printf ("%s:%u", base, root.line);
  }
  return NULL;
}

static guint32
n_referents (const HpSnapshot *snapshot, guint32 object)
{
  guint32 n = 0;

  if (object != HP_NONE)
    hp_snapshot_referents (snapshot, object, NULL, &n);
  return n;
}

/* Item `index` of a tuple, or HP_NONE. */
static guint32
item (const HpSnapshot *snapshot, guint32 tuple, guint32 index)
{
  guint32 n;
  const guint32 *labels, *targets = hp_snapshot_referents (snapshot, tuple, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (labels[i] == hp_label (HP_REF_INDEX, index))
      return targets[i];
  return HP_NONE;
}

/* From 3.11 on a code object has one tuple of all its variables, of which the free ones are last.
 */
char *
hp_closure_dup_name (const HpSnapshot *snapshot, guint32 function, guint32 index)
{
  guint32 code = hp_follow_field (snapshot, function, "__code__");
  guint32 closure = hp_follow_field (snapshot, function, "__closure__"), names, n;

  if (code == HP_NONE || closure == HP_NONE)
    return NULL;
  if ((names = hp_follow_field (snapshot, code, "co_freevars")) != HP_NONE)
    return hp_dup_text (snapshot, item (snapshot, names, index));
  names = hp_follow_field (snapshot, code, "co_localsplusnames");
  n = n_referents (snapshot, closure);
  if (n_referents (snapshot, names) < n)
    return NULL;
  return hp_dup_text (snapshot, item (snapshot, names, n_referents (snapshot, names) - n + index));
}

/* What the library has made up (dataclasses, namedtuple) lies in no file. */
static gboolean
is_generated (const HpSnapshot *snapshot, guint32 code)
{
  g_autofree char *file = hp_code_dup_file (snapshot, code);

  return file != NULL && file[0] == '<' && !g_str_equal (file, "<stdin>");
}

/* Whether the code has the name that it stands under in its class: a decorator's has another. */
static gboolean
is_named (const HpSnapshot *snapshot, guint32 code, guint32 label)
{
  g_autofree char *name = hp_code_dup_name (snapshot, code);
  g_autofree char *repr = hp_snapshot_dup_string (snapshot, hp_label_value (label));
  gsize length = strlen (repr);

  if (name == NULL || length < 2)
    return FALSE;
  repr[length - 1] = '\0';
  return ends_in (name, repr + 1);
}

/* The function that a class or static method wraps; the object itself where it is none. */
static guint32
unwrap_method (const HpSnapshot *snapshot, guint32 object)
{
  guint32 wrapped =
      type_is (snapshot, object, "classmethod") || type_is (snapshot, object, "staticmethod")
          ? hp_follow_field (snapshot, object, "__func__")
          : HP_NONE;

  return wrapped != HP_NONE ? wrapped : object;
}

guint32
hp_class_first_code (const HpSnapshot *snapshot, guint32 class)
{
  guint32 namespace = hp_follow_field (snapshot, class, "__dict__"), n = 0, first = HP_NONE;
  const guint32 *labels, *targets;

  if (namespace == HP_NONE)
    return HP_NONE;
  targets = hp_snapshot_referents (snapshot, namespace, &labels, &n);
  for (guint32 i = 0; i < n; i++) {
    guint32 method = unwrap_method (snapshot, targets[i]), code;

    if (hp_label_kind (labels[i]) != HP_REF_KEY || !type_is (snapshot, method, "function"))
      continue;
    code = hp_code_of (snapshot, method);
    if (code != HP_NONE && line_of (snapshot, code) > 0 && !is_generated (snapshot, code) &&
        is_named (snapshot, code, labels[i]) &&
        (first == HP_NONE || line_of (snapshot, code) < line_of (snapshot, first)))
      first = code;
  }
  return first;
}

/* What the object has under that key of its namespace (the key's repr, quotes included), or
 * HP_NONE.
 */
static guint32
look_up (const HpSnapshot *snapshot, guint32 object, const char *repr)
{
  guint32 namespace = hp_follow_field (snapshot, object, "__dict__"), n = 0;
  const guint32 *labels, *targets;

  if (namespace == HP_NONE)
    return HP_NONE;
  targets = hp_snapshot_referents (snapshot, namespace, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    if (hp_label_has_text (snapshot, labels[i], HP_REF_KEY, repr))
      return targets[i];
  return HP_NONE;
}

char *
hp_module_dup_file (const HpSnapshot *snapshot, guint32 module)
{
  guint32 file = look_up (snapshot, module, "'__file__'");

  return file != HP_NONE ? hp_dup_text (snapshot, file) : NULL;
}

gboolean
hp_module_is_made_up (const HpSnapshot *snapshot, guint32 module)
{
  guint32 spec = look_up (snapshot, module, "'__spec__'");

  return spec != HP_NONE && type_is (snapshot, spec, "NoneType") &&
         look_up (snapshot, module, "'__file__'") == HP_NONE;
}
