/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/provenance.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/definition.h"
#include "analysis/side-array.h"

struct _HpProvenance {
  const HpRootTree *roots;    /* borrowed */
  const HpSnapshot *snapshot; /* borrowed */
  char *library;              /* owned: "/usr/lib/python3.11/", or NULL */
  gboolean is_nameless;       /* no module has a name: all is the program's, as far as one sees */
  gboolean has_files;         /* some module but the program's own has a file */
  GHashTable *library_names;  /* owned; names of the library's modules: char *, owned */
  GHashTable *imported;       /* owned; names of all modules: char *, owned */
  GPtrArray *extensions;      /* owned; char *, owned */
  gboolean *own_types;        /* owned; by type */
  guint64 *own_classes;       /* owned; a bit an object: the program's types */
};

/* ---- modules ---- */

static char *
dup_module_name (const HpSnapshot *snapshot, HpRoot root)
{
  return root.kind == HP_ROOT_MODULE ? hp_snapshot_dup_string (snapshot, root.name) : NULL;
}

static void
find_library (HpProvenance *self)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++) {
    HpRoot root = hp_snapshot_root (self->snapshot, i);
    g_autofree char *name = dup_module_name (self->snapshot, root);
    g_autofree char *file =
        g_strcmp0 (name, "os") == 0 ? hp_module_dup_file (self->snapshot, root.object) : NULL;
    g_autofree char *folder = file != NULL ? g_path_get_dirname (file) : NULL;

    if (folder != NULL && g_path_is_absolute (folder)) {
      self->library = g_strconcat (folder, G_DIR_SEPARATOR_S, NULL);
      return;
    }
  }
}

static gboolean
is_extension (const char *file)
{
  return g_str_has_suffix (file, ".so");
}

static void
add_module (HpProvenance *self, HpRoot root)
{
  g_autofree char *name = dup_module_name (self->snapshot, root);
  g_autofree char *file = name != NULL ? hp_module_dup_file (self->snapshot, root.object) : NULL;

  if (name != NULL && name[0] != '\0')
    self->is_nameless = FALSE;
  if (name == NULL)
    return;
  g_hash_table_add (self->imported, g_strdup (name));
  if (g_str_equal (name, "__main__"))
    return;
  self->has_files |= file != NULL;
  if (file == NULL || !hp_provenance_file_is_own (self, file))
    g_hash_table_add (self->library_names, g_steal_pointer (&name));
  else if (is_extension (file))
    g_ptr_array_add (self->extensions, g_steal_pointer (&name));
}

/* ---- types ---- */

/* A class that is compiled in and whose module was never imported is the interpreter's own:
 * weakref.ReferenceType is there without weakref. */
static gboolean
class_is_own (const HpProvenance *self, guint32 class, const char *module)
{
  gboolean is_static =
      class != HP_NONE && (hp_snapshot_flags (self->snapshot, class) & HP_OBJECT_STATIC) != 0;

  return hp_provenance_module_is_own (self, module) &&
         (!is_static || g_hash_table_contains (self->imported, module));
}

static gboolean
judge_type (const HpProvenance *self, guint32 type)
{
  g_autofree char *full = hp_snapshot_dup_type_full_name (self->snapshot, type);
  g_autofree char *name = hp_snapshot_dup_type_name (self->snapshot, type);
  gsize length = strlen (full), tail = strlen (name) + 1;
  g_autofree char *module = length > tail ? g_strndup (full, length - tail) : NULL;

  return module != NULL &&
         class_is_own (self, hp_snapshot_type_object (self->snapshot, type), module);
}

HpProvenance *
hp_provenance_new (const HpRootTree *roots)
{
  HpProvenance *self = g_new0 (HpProvenance, 1);
  guint32 n_types;

  self->roots = roots;
  self->snapshot = hp_root_tree_get_snapshot (roots);
  self->library_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->imported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->extensions = g_ptr_array_new_with_free_func (g_free);
  find_library (self);
  self->is_nameless = TRUE;
  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++)
    add_module (self, hp_snapshot_root (self->snapshot, i));
  n_types = hp_snapshot_n_types (self->snapshot);
  self->own_types = g_new0 (gboolean, (gsize)n_types + 1);
  self->own_classes = g_new0 (guint64, hp_snapshot_n_objects (self->snapshot) / 64 + 1);
  for (guint32 type = 0; type < n_types; type++) {
    guint32 class;

    self->own_types[type] = judge_type (self, type);
    class = hp_snapshot_type_object (self->snapshot, type);
    if (self->own_types[type] && class != HP_NONE)
      hp_bit_set (self->own_classes, class);
  }
  return self;
}

void
hp_provenance_free (HpProvenance *self)
{
  if (self == NULL)
    return;
  g_free (self->library);
  g_hash_table_unref (self->library_names);
  g_hash_table_unref (self->imported);
  g_ptr_array_unref (self->extensions);
  g_free (self->own_types);
  g_free (self->own_classes);
  g_free (self);
}

gboolean
hp_provenance_is_known (const HpProvenance *self)
{
  return self->library != NULL ||
         (self->snapshot->info->level == HP_LEVEL_VALUES && !self->is_nameless && !self->has_files);
}

gboolean
hp_provenance_module_is_own (const HpProvenance *self, const char *name)
{
  return self->is_nameless ||
         (!g_hash_table_contains (self->library_names, name) && !g_str_equal (name, "builtins"));
}

gboolean
hp_provenance_type_is_own (const HpProvenance *self, guint32 type)
{
  return self->own_types[type];
}

static gboolean
preview_begins (const HpSnapshot *snapshot, guint32 object, const char *begin)
{
  const HpColumn *previews = &snapshot->columns[HP_COL_OBJECT_PREVIEW];
  gsize length = 0;
  const char *text =
      object < previews->count
          ? hp_snapshot_string (snapshot, ((const guint32 *)previews->data)[object], &length)
          : NULL;

  return length >= strlen (begin) && memcmp (text, begin, strlen (begin)) == 0;
}

/* A class without instances is in no table; its preview names it. */
gboolean
hp_provenance_class_is_own (const HpProvenance *self, guint32 object)
{
  const char *begin = "<class '";
  g_autofree char *preview = NULL;
  char *dot;

  if (hp_bit_is_set (self->own_classes, object))
    return TRUE;
  if (!preview_begins (self->snapshot, object, begin))
    return FALSE;
  preview = hp_snapshot_dup_preview (self->snapshot, object);
  if ((dot = strrchr (preview, '.')) == NULL)
    return FALSE;
  *dot = '\0';
  return class_is_own (self, object, preview + strlen (begin));
}

const HpSnapshot *
hp_provenance_get_snapshot (const HpProvenance *self)
{
  return self->snapshot;
}

gboolean
hp_provenance_file_is_own (const HpProvenance *self, const char *path)
{
  if (path[0] == '<')
    return !g_str_has_prefix (path, "<frozen");
  if (self->library == NULL || !g_str_has_prefix (path, self->library))
    return TRUE;
  return strstr (path, "/site-packages/") != NULL || strstr (path, "/dist-packages/") != NULL;
}

/* ---- holders ---- */

static gboolean
root_is_own (const HpProvenance *self, guint32 row)
{
  HpRoot root;
  g_autofree char *text = NULL;

  if (row == HP_NONE || self->is_nameless)
    return row != HP_NONE;
  root = hp_snapshot_root (self->snapshot, row);
  switch (root.kind) {
  case HP_ROOT_MODULE:
    text = hp_snapshot_dup_string (self->snapshot, root.name);
    return hp_provenance_module_is_own (self, text);
  case HP_ROOT_LOCAL:
  case HP_ROOT_FRAME:
    text = hp_snapshot_dup_string (self->snapshot, root.file);
    return text[0] != '\0' && hp_provenance_file_is_own (self, text);
  case HP_ROOT_UNKNOWN:
  case HP_ROOT_GLOBAL:
  case HP_ROOT_INTERNED:
  case HP_ROOT_STATIC_TYPE:
  case HP_ROOT_IMMORTAL:
  case HP_N_ROOT_KINDS: break;
  }
  return FALSE;
}

static gboolean
is_own (const HpProvenance *self, guint32 object)
{
  guint32 code;
  g_autofree char *file = NULL;

  if (self->own_types[hp_snapshot_type_of (self->snapshot, object)] ||
      hp_provenance_class_is_own (self, object))
    return TRUE;
  code = hp_code_of (self->snapshot, object);
  file = code != HP_NONE ? hp_code_dup_file (self->snapshot, code) : NULL;
  return file != NULL && hp_provenance_file_is_own (self, file);
}

gboolean
hp_provenance_holder_is_own (const HpProvenance *self, guint32 object)
{
  if (root_is_own (self, hp_root_tree_get_root (self->roots, object)))
    return TRUE;
  for (guint32 o = object; o != HP_NONE; o = hp_root_tree_get_parent (self->roots, o))
    if (is_own (self, o))
      return TRUE;
  return FALSE;
}

const GPtrArray *
hp_provenance_get_extensions (const HpProvenance *self)
{
  return self->extensions;
}
