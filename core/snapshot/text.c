/* SPDX-License-Identifier: Apache-2.0 */
/* Types, labels and roots as a person reads them. */
#include "snapshot/snapshot.h"

char *
hp_snapshot_dup_type_name (const HpSnapshot *self, guint32 type)
{
  return hp_snapshot_dup_string (self, HP_SNAPSHOT_COLUMN (self, TYPE_NAME, guint32)[type]);
}

char *
hp_snapshot_dup_type_full_name (const HpSnapshot *self, guint32 type)
{
  guint32 module = HP_SNAPSHOT_COLUMN (self, TYPE_MODULE, guint32)[type];
  g_autofree char *name = hp_snapshot_dup_type_name (self, type);
  g_autofree char *prefix = hp_snapshot_dup_string (self, module);

  if (*prefix == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s.%s", prefix, name);
}

static char *
format_named (const HpSnapshot *self, guint32 label, const char *format, const char *unnamed)
{
  guint32 value = hp_label_value (label);
  g_autofree char *name = NULL;

  if (value == HP_LABEL_VALUE_MAX)
    return g_strdup (unnamed);
  name = hp_snapshot_dup_string (self, value);
  if (*name == '\0')
    return g_strdup (unnamed);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, name);
#pragma GCC diagnostic pop
}

static char *
format_numbered (guint32 label, const char *before, const char *after)
{
  guint32 value = hp_label_value (label);

  if (value == HP_LABEL_VALUE_MAX)
    return g_strdup_printf ("%s…%s", before, after);
  return g_strdup_printf ("%s%u%s", before, value, after);
}

char *
hp_snapshot_format_label (const HpSnapshot *self, guint32 label)
{
  switch (hp_label_kind (label)) {
  case HP_REF_INDEX: return format_numbered (label, "[", "]");
  case HP_REF_KEY: return format_named (self, label, "[%s]", "[…]");
  case HP_REF_DICT_KEY: return g_strdup ("key");
  case HP_REF_MEMBER: return g_strdup ("element");
  case HP_REF_ATTRIBUTE: return format_named (self, label, ".%s", ".…");
  case HP_REF_LOCAL: return format_named (self, label, "local '%s'", "local");
  case HP_REF_CELL: return format_named (self, label, "cell '%s'", "cell");
  case HP_REF_FIELD: return format_named (self, label, "%s", "field");
  case HP_REF_TYPE: return g_strdup ("type");
  case HP_REF_STACK: return format_numbered (label, "stack ", "");
  case HP_REF_GUESS: return format_numbered (label, "word ", "?");
  case HP_REF_UNKNOWN:
  case HP_N_REF_KINDS: break;
  }
  return g_strdup (hp_label_is_weak (label) ? "weak" : "?");
}

static void
append_place (const HpSnapshot *self, GString *text, const HpRoot *root)
{
  g_autofree char *function = hp_snapshot_dup_string (self, root->function);
  g_autofree char *file = hp_snapshot_dup_string (self, root->file);
  g_autofree char *thread = hp_snapshot_dup_string (self, root->thread);
  const char *slash = strrchr (file, '/');

  if (*function != '\0')
    g_string_append_printf (text, "%s()", function);
  if (*file != '\0')
    g_string_append_printf (text, " at %s", slash != NULL ? slash + 1 : file);
  if (*file != '\0' && root->line != 0)
    g_string_append_printf (text, ":%u", root->line);
  if (*thread != '\0')
    g_string_append_printf (text, " in %s", thread);
}

/* Of what a thread has for itself. */
static void
append_owner (const HpSnapshot *self, GString *text, const HpRoot *root)
{
  g_autofree char *thread = hp_snapshot_dup_string (self, root->thread);

  if (*thread != '\0')
    g_string_append_printf (text, " of %s", thread);
}

char *
hp_snapshot_format_root (const HpSnapshot *self, guint32 row)
{
  HpRoot root = hp_snapshot_root (self, row);
  g_autofree char *name = hp_snapshot_dup_string (self, root.name);
  g_autoptr (GString) text = g_string_new (NULL);

  switch (root.kind) {
  case HP_ROOT_MODULE: g_string_append_printf (text, "module %s", name); break;
  case HP_ROOT_GLOBAL:
    g_string_append (text, *name ? name : "interpreter");
    append_owner (self, text, &root);
    break;
  case HP_ROOT_LOCAL:
    g_string_append_printf (text, "local '%s' of ", name);
    append_place (self, text, &root);
    break;
  case HP_ROOT_FRAME:
    g_string_append (text, "running ");
    append_place (self, text, &root);
    break;
  case HP_ROOT_INTERNED: g_string_append (text, "interned string"); break;
  case HP_ROOT_STATIC_TYPE: g_string_append (text, "built-in type"); break;
  case HP_ROOT_IMMORTAL: g_string_append (text, "never freed"); break;
  case HP_ROOT_UNKNOWN:
  case HP_N_ROOT_KINDS: g_string_append (text, *name ? name : "held from C"); break;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
