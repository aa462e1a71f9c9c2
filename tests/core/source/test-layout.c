/* SPDX-License-Identifier: Apache-2.0 */
/* The table of offsets is what the headers of each installed CPython say: tools/offsets prints them
 * anew. */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "source/process/layout.h"
#include "source/process/structures.h"

typedef struct {
  const char *name;
  gsize at; /* of an int in HpLayout */
} Field;

#define F(member)                                                                                  \
  {                                                                                                \
#member, G_STRUCT_OFFSET(HpLayout, member)                                                     \
  }

static const Field fields[] = {
  F (runtime.interpreters),
  F (runtime.finalizing),
  F (runtime.gc),
  F (runtime.gil_locked),
  F (runtime.interned),
  F (interpreter.size),
  F (interpreter.next),
  F (interpreter.id),
  F (interpreter.threads),
  F (interpreter.gc),
  F (interpreter.modules),
  F (interpreter.sys),
  F (interpreter.builtins),
  F (interpreter.gil),
  F (interpreter.obmalloc),
  F (interpreter.static_types),
  F (interpreter.static_type_size),
  F (interpreter.static_type_dict),
  F (interpreter.static_type_subclasses),
  F (interpreter.interned),
  F (interpreter.extension_types),
  F (thread.next),
  F (thread.interpreter),
  F (thread.frame),
  F (thread.cframe_current),
  F (thread.thread_id),
  F (thread.native_id),
  F (thread.delete_later),
  F (pending.calls),
  F (pending.calls_of_main),
  F (pending.call_size),
  F (pending.capacity),
  F (pending.argument),
  F (pending.first),
  F (pending.next),
  F (at_exit.functions),
  F (at_exit.count),
  F (at_exit.module),
  F (gc.enabled),
  F (gc.debug),
  F (gc.generations),
  F (gc.generation0),
  F (gc.permanent),
  F (gc.stats),
  F (gc.collecting),
  F (gc.garbage),
  F (gc.callbacks),
  F (heap_type.size),
  F (heap_type.name),
  F (heap_type.slots),
  F (heap_type.qualname),
  F (heap_type.cached_keys),
  F (heap_type.module),
  F (str.ascii),
  F (str.utf8_length),
  F (str.utf8),
  F (str.compact),
  F (str.data),
  F (str.wstr),
  F (function.size),
  F (function.qualname),
  F (function.weak_list),
  F (function.globals),
  F (function.builtins),
  F (function.name),
  F (function.code),
  F (function.defaults),
  F (function.kwdefaults),
  F (function.closure),
  F (function.doc),
  F (function.dict),
  F (function.module),
  F (function.annotations),
  F (function.type_params),
  F (code.consts),
  F (code.names),
  F (code.first_line),
  F (code.line_table),
  F (code.qualname),
  F (code.filename),
  F (code.name),
  F (code.stacksize),
  F (code.nlocals),
  F (code.nlocalsplus),
  F (code.locals_names),
  F (code.cellvars),
  F (code.freevars),
  F (code.instructions),
  F (frame.back),
  F (frame.code),
  F (frame.builtins),
  F (frame.globals),
  F (frame.locals),
  F (frame.value_stack),
  F (frame.stack_top),
  F (frame.trace),
  F (frame.lasti),
  F (frame.state),
  F (frame.slots),
  F (frame.interpreter_frame),
  F (iframe.code),
  F (iframe.function),
  F (iframe.globals),
  F (iframe.builtins),
  F (iframe.locals),
  F (iframe.object),
  F (iframe.previous),
  F (iframe.instruction),
  F (iframe.stack_top),
  F (iframe.owner),
  F (iframe.slots),
  F (generator.frame),
  F (generator.code),
  F (generator.name),
  F (generator.qualname),
  F (generator.handled),
  F (generator.origin),
  F (generator.state),
};

/* "NAME NUMBER" lines to a table of numbers. */
static GHashTable *
parse (const char *text)
{
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);
    g_assert_cmpuint (g_strv_length (words), ==, 2);
    g_hash_table_insert (numbers, g_strdup (words[0]), GINT_TO_POINTER (atoi (words[1])));
  }
  return numbers;
}

static void
compare (GHashTable *numbers)
{
  guint minor = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, "minor"));
  const HpLayout *layout = hp_layout_get (minor);

  g_assert_nonnull (layout);
  g_hash_table_remove (numbers, "minor");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    int ours = *(const int *)((const guint8 *)layout + fields[i].at), theirs = HP_ABSENT;
    gpointer found;
    if (g_hash_table_lookup_extended (numbers, fields[i].name, NULL, &found))
      theirs = GPOINTER_TO_INT (found);
    else if (g_str_has_prefix (fields[i].name, "interpreter.static_type_"))
      theirs = 0; /* beside interpreter.static_types, which is absent */
    if (ours != theirs)
      g_test_message ("3.%u: %s is %d instead of %d", minor, fields[i].name, ours, theirs);
    g_assert_cmpint (ours, ==, theirs);
    g_hash_table_remove (numbers, fields[i].name);
  }
  g_assert_cmpuint (g_hash_table_size (numbers), ==, 0); /* nothing that the table does not have */
}

/* Compiles the generator against one version's headers and runs it. */
static char *
print_offsets (const char *headers)
{
  g_autofree char *source =
      g_build_filename (g_getenv ("HEAPARIUM_SOURCE_ROOT"), "tools", "offsets", "offsets.c", NULL);
  g_autofree char *folder = g_dir_make_tmp ("hp-offsets-XXXXXX", NULL);
  g_autofree char *program = g_build_filename (folder, "offsets", NULL);
  g_autofree char *plain = g_strconcat ("-I", headers, NULL);
  g_autofree char *internal = g_strconcat ("-I", headers, "/internal", NULL);
  const char *compile[] = { "cc",     "-std=gnu11", "-w", "-DPy_BUILD_CORE", plain,
                            internal, source,       "-o", program,           NULL };
  const char *run[] = { program, NULL };
  g_autoptr (GError) error = NULL;
  char *table = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **)compile, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_spawn_sync (NULL, (char **)run, NULL, 0, NULL, NULL, &table, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_unlink (program);
  g_rmdir (folder);
  return table;
}

static void
test_headers (gconstpointer headers)
{
  g_autofree char *table = print_offsets (headers);
  g_autoptr (GHashTable) numbers = parse (table);

  g_test_message ("%s", (const char *)headers);
  compare (numbers);
}

/* Include folders of the versions in the table, Debian's and those of pyenv. */
static GPtrArray *
find_headers (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *root = g_build_filename (g_get_home_dir (), ".pyenv", "versions", NULL);
  GDir *directory = g_dir_open (root, 0, NULL);
  const char *version;

  for (guint minor = 8; hp_layout_get (minor) != NULL; minor++)
    g_ptr_array_add (found, g_strdup_printf ("/usr/include/python3.%u", minor));
  while (directory != NULL && (version = g_dir_read_name (directory)) != NULL) {
    guint64 minor = g_str_has_prefix (version, "3.") ? g_ascii_strtoull (version + 2, NULL, 10) : 0;
    if (hp_layout_get ((guint)minor) != NULL)
      g_ptr_array_add (found,
                       g_strdup_printf ("%s/%s/include/python3.%u", root, version, (guint)minor));
  }
  g_clear_pointer (&directory, g_dir_close);
  for (guint i = found->len; i > 0; i--) {
    g_autofree char *header = g_build_filename (found->pdata[i - 1], "Python.h", NULL);
    g_autofree char *internal = g_build_filename (found->pdata[i - 1], "internal", NULL);
    if (!g_file_test (header, G_FILE_TEST_EXISTS) || !g_file_test (internal, G_FILE_TEST_IS_DIR))
      g_ptr_array_remove_index (found, i - 1);
  }
  return found;
}

static void
test_found_some (gconstpointer headers)
{
  g_assert_cmpuint (((const GPtrArray *)headers)->len, >, 0); /* package libpython3-dev */
}

/* Later releases of 3.13 have larger structures under the same names; a size that nobody has is not
 * known. */
static void
test_later_releases (void)
{
  static const struct {
    const char *type;
    guint size, later, n_references;
  } types[] = {
    { "_pickle.Pickler", 144, 152, 8 },       { "_pickle.Unpickler", 264, 272, 9 },
    { "_pickle.Unpickler", 264, 296, 9 },     { "_sre.SRE_Scanner", 248, 264, 3 },
    { "posix.ScandirIterator", 120, 128, 2 }, { "_ssl._SSLContext", 112, 120, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (GArray) before = hp_slots_new ();
    g_autoptr (GArray) later = hp_slots_new ();
    g_assert_true (hp_structure_fields (13, types[i].type, types[i].size, 0, before));
    g_assert_true (hp_structure_fields (13, types[i].type, types[i].later, 0, later));
    g_assert_cmpuint (later->len, ==, types[i].n_references);
    g_assert_cmpuint (later->len, >=, before->len);
    g_assert_false (hp_structure_fields (13, types[i].type, types[i].later + 4096, 0, later));
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) headers = NULL;

  g_test_init (&argc, &argv, NULL);
  headers = find_headers ();
  g_test_add_data_func ("/core/source/process/layout/headers-are-installed", headers,
                        test_found_some);
  g_test_add_func ("/core/source/process/layout/later-releases", test_later_releases);
  for (guint i = 0; i < headers->len; i++) {
    g_autofree char *name = g_strdelimit (g_strdup (headers->pdata[i]), "/", '_');
    g_autofree char *path = g_strconcat ("/core/source/process/layout/", name, NULL);
    g_test_add_data_func (path, headers->pdata[i], test_headers);
  }
  return g_test_run ();
}
