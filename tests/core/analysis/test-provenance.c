/* SPDX-License-Identifier: Apache-2.0 */
/* Whose an object is, and which functions write a name. */
#include "analysis/definition.h"
#include "analysis/name-users.h"
#include "program.h"

typedef struct {
  Program program;
  HpSnapshot *snapshot;
  HpRootTree *roots;
  HpProvenance *origin;
  HpNameIndex *names;
} World;

static void
world_end (World *world)
{
  world->snapshot = program_end (&world->program);
  world->roots = hp_root_tree_new (world->snapshot, NULL, NULL);
  world->origin = hp_provenance_new (world->roots);
  world->names = hp_name_index_new (world->origin, NULL, NULL);
}

static void
world_clear (World *world)
{
  hp_name_index_free (world->names);
  hp_provenance_free (world->origin);
  hp_root_tree_free (world->roots);
  hp_snapshot_unref (world->snapshot);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* ---- whose ---- */

static void
test_files (void)
{
  g_auto (World) world = { 0 };

  program_begin (&world.program, HP_LEVEL_VALUES);
  world_end (&world);
  g_assert_true (hp_provenance_is_known (world.origin));
  g_assert_true (hp_provenance_file_is_own (world.origin, "/srv/app.py"));
  g_assert_true (hp_provenance_file_is_own (world.origin, "<string>"));
  g_assert_true (
      hp_provenance_file_is_own (world.origin, "/lib/python/site-packages/shop/prices.py"));
  g_assert_false (hp_provenance_file_is_own (world.origin, "/lib/python/json/decoder.py"));
  g_assert_false (hp_provenance_file_is_own (world.origin, "<frozen importlib._bootstrap>"));
}

static void
test_modules (void)
{
  g_auto (World) world = { 0 };
  const GPtrArray *extensions;

  program_begin (&world.program, HP_LEVEL_VALUES);
  program_module (&world.program, "__main__", NULL);
  program_module (&world.program, "sys", NULL);
  program_module (&world.program, "json", "/lib/python/json/__init__.py");
  program_module (&world.program, "shop", "/lib/python/site-packages/shop/__init__.py");
  program_module (&world.program, "fast", "/srv/fast.cpython-311.so");
  world_end (&world);
  g_assert_true (hp_provenance_module_is_own (world.origin, "__main__"));
  g_assert_true (hp_provenance_module_is_own (world.origin, "shop"));
  g_assert_true (hp_provenance_module_is_own (world.origin, "fast"));
  g_assert_false (hp_provenance_module_is_own (world.origin, "sys"));
  g_assert_false (hp_provenance_module_is_own (world.origin, "json"));
  g_assert_false (hp_provenance_module_is_own (world.origin, "builtins"));
  extensions = hp_provenance_get_extensions (world.origin);
  g_assert_cmpuint (extensions->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (extensions, 0), ==, "fast");
}

/* A class with instances, one without, and one of the library's. */
static void
test_types (void)
{
  g_auto (World) world = { 0 };
  guint32 session, decoder, bare;

  program_begin (&world.program, HP_LEVEL_VALUES);
  program_module (&world.program, "json.decoder", "/lib/python/json/decoder.py");
  session = program_object (&world.program, "app", "Session", 2);
  decoder = program_object (&world.program, "json.decoder", "JSONDecoder", 2);
  bare = program_object (&world.program, NULL, "type", 2);
  program_preview (&world.program, bare, "<class 'app.Form'>");
  world_end (&world);
  session = program_row (world.snapshot, session);
  decoder = program_row (world.snapshot, decoder);
  g_assert_true (
      hp_provenance_type_is_own (world.origin, hp_snapshot_type_of (world.snapshot, session)));
  g_assert_false (
      hp_provenance_type_is_own (world.origin, hp_snapshot_type_of (world.snapshot, decoder)));
  g_assert_true (hp_provenance_class_is_own (world.origin, program_row (world.snapshot, bare)));
  g_assert_false (hp_provenance_class_is_own (world.origin, session));
}

/* Compiled into the interpreter without its module, into an extension of the program's with it. */
static void
test_static_types (void)
{
  static const char *const modules[] = { "weakref", "fast" };

  for (guint i = 0; i < 2; i++) {
    g_auto (World) world = { 0 };
    HpObjectRow row = { .size = 64, .flags = HP_OBJECT_STATIC, .gc_order = HP_NONE };
    guint32 type, class, instance;

    program_begin (&world.program, HP_LEVEL_VALUES);
    program_module (&world.program, "fast", "/srv/fast.so");
    row.type = program_type (&world.program, NULL, "type");
    row.address = world.program.next;
    world.program.next += row.size;
    class = hp_snapshot_builder_add_object (world.program.builder, &row);
    type = program_type (&world.program, modules[i], "Reference");
    hp_snapshot_builder_set_type_object (world.program.builder, type, class);
    instance = program_object (&world.program, modules[i], "Reference", 2);
    world_end (&world);
    instance = program_row (world.snapshot, instance);
    g_assert_cmpint (
        hp_provenance_type_is_own (world.origin, hp_snapshot_type_of (world.snapshot, instance)),
        ==, i == 1);
  }
}

/* By the module, by the frame, or by something of the program's on the way. */
static void
test_holders (void)
{
  g_auto (World) world = { 0 };
  guint32 global, local, library, through, cache;

  program_begin (&world.program, HP_LEVEL_VALUES);
  global = program_list (&world.program, 1, NULL, "int", 2);
  local = program_list (&world.program, 1, NULL, "int", 2);
  library = program_list (&world.program, 1, NULL, "int", 2);
  through = program_list (&world.program, 1, NULL, "int", 2);
  cache = program_object (&world.program, "app", "Cache", 2);
  program_set (&world.program, program_module (&world.program, "app", "/srv/app.py"), "g", global);
  hp_snapshot_builder_add_root (world.program.builder, local, HP_ROOT_LOCAL, "batch", "worker",
                                "/srv/app.py", 3);
  program_set (&world.program, program_module (&world.program, "sys", NULL), "l", library);
  program_set (&world.program, program_module (&world.program, "gc", NULL), "c", cache);
  program_attribute (&world.program, cache, "items", through);
  world_end (&world);
  g_assert_true (hp_provenance_holder_is_own (world.origin, program_row (world.snapshot, global)));
  g_assert_true (hp_provenance_holder_is_own (world.origin, program_row (world.snapshot, local)));
  g_assert_true (hp_provenance_holder_is_own (world.origin, program_row (world.snapshot, through)));
  g_assert_false (
      hp_provenance_holder_is_own (world.origin, program_row (world.snapshot, library)));
}

/* Without the files of modules only what is built in is the interpreter's. */
static void
test_without_values (void)
{
  g_auto (World) world = { 0 };

  program_begin (&world.program, HP_LEVEL_TYPES);
  program_module (&world.program, "app", "/srv/app.py");
  world_end (&world);
  g_assert_false (hp_provenance_is_known (world.origin));
  g_assert_true (hp_provenance_module_is_own (world.origin, "another"));
  g_assert_false (hp_provenance_module_is_own (world.origin, "builtins"));
}

/* ---- who writes a name ---- */

static const char *const store_names[] = { "_items", NULL };
static const char *const body_names[] = { "store", "Store", NULL };

/* app.store._items, an attribute of a Store whose two methods use it; the body of app.py makes it.
 */
static guint32
add_store (World *world, gboolean has_methods)
{
  guint32 namespace, store, items, body;
  Program *program = &world->program;
  guint32 app;

  program_begin (program, HP_LEVEL_VALUES);
  app = program_module (program, "app", "/srv/app.py");
  namespace = program_class (program, "app", "Store", NULL);
  store = program_object (program, "app", "Store", 2);
  items = program_list (program, 30, "app", "Item", 2);
  program_set (program, app, "store", store);
  program_attribute (program, store, "_items", items);
  program_set (program, namespace, "__init__",
               program_function (program, "Store.__init__", "/srv/app.py", 3,
                                 has_methods ? store_names : NULL, NULL));
  program_set (program, namespace, "put",
               program_function (program, "Store.put", "/srv/app.py", 9,
                                 has_methods ? store_names : NULL, NULL));
  program_function (program, "other", "/srv/other.py", 5, store_names + 1, NULL);
  body = program_function (program, "<module>", "/srv/app.py", 1, body_names, NULL);
  hp_snapshot_builder_add_root (program->builder, body, HP_ROOT_UNKNOWN, NULL, NULL, NULL, 0);
  return items;
}

static char *
dup_names (const World *world, GArray *codes)
{
  g_autoptr (GArray) owned = codes;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < owned->len; i++) {
    g_autofree char *name = hp_code_dup_name (world->snapshot, g_array_index (owned, guint32, i));

    g_string_append_printf (text, "%s ", name);
  }
  return g_strdup (text->str);
}

/* What fills comes before what makes. */
static void
test_users (void)
{
  g_auto (World) world = { 0 };
  guint32 items = add_store (&world, TRUE);
  g_autoptr (HpPath) path = NULL;
  g_autofree char *names = NULL, *one = NULL;

  world_end (&world);
  path = hp_root_tree_path (world.roots, program_row (world.snapshot, items));
  names = dup_names (&world, hp_name_users_find (world.names, path, 3));
  g_assert_cmpstr (names, ==, "Store.put Store.__init__ ");
  one = dup_names (&world, hp_name_users_find (world.names, path, 1));
  g_assert_cmpstr (one, ==, "Store.put ");
  g_assert_false (hp_name_users_nobody (world.names, path));
}

/* A function of another file that a Store keeps does not make that file the Store's. */
static void
test_kept_function (void)
{
  g_auto (World) world = { 0 };
  Program *program = &world.program;
  guint32 app, store, fields, items;
  g_autoptr (HpPath) path = NULL;
  g_autofree char *names = NULL;

  add_store (&world, TRUE);
  app = program_module (program, "shop", "/srv/shop.py");
  store = program_object (program, "app", "Store", 2);
  fields = program_object (program, NULL, "dict", 2);
  items = program_list (program, 30, "app", "Item", 2);
  program_set (program, app, "second", store);
  program_field (program, store, "__dict__", fields);
  program_set (program, fields, "loader",
               program_function (program, "load", "/srv/shop.py", 2, NULL, NULL));
  program_set (program, fields, "_items", items);
  world_end (&world);
  path = hp_root_tree_path (world.roots, program_row (world.snapshot, items));
  names = dup_names (&world, hp_name_users_find (world.names, path, 3));
  g_assert_cmpstr (names, ==, "Store.put Store.__init__ ");
}

/* The module's own code is told while it runs and nothing else is. */
static void
test_running_body (void)
{
  for (guint runs = 0; runs < 2; runs++) {
    g_auto (World) world = { 0 };
    guint32 items = add_store (&world, FALSE);
    g_autoptr (HpPath) path = NULL;
    g_autofree char *names = NULL;

    if (runs)
      hp_snapshot_builder_add_root (world.program.builder,
                                    program_object (&world.program, NULL, "frame", 2),
                                    HP_ROOT_FRAME, NULL, "<module>", "/srv/app.py", 40);
    world_end (&world);
    path = hp_root_tree_path (world.roots, program_row (world.snapshot, items));
    names = dup_names (&world, hp_name_users_find (world.names, path, 3));
    g_assert_cmpstr (names, ==, runs ? "<module> " : "");
    g_assert_true (hp_name_users_nobody (world.names, path)); /* of _items */
  }
}

/* An attribute can be set under a name that no function writes; a module's variable is written. */
static void
test_attributes (void)
{
  g_auto (World) world = { 0 };
  guint32 items = add_store (&world, FALSE), table;
  g_autoptr (HpPath) attribute = NULL, variable = NULL;

  table = program_list (&world.program, 30, "app", "Item", 2);
  program_set (&world.program, program_module (&world.program, "shop", "/srv/shop.py"), "table",
               table);
  world_end (&world);
  attribute = hp_root_tree_path (world.roots, program_row (world.snapshot, items));
  variable = hp_root_tree_path (world.roots, program_row (world.snapshot, table));
  g_assert_true (hp_name_users_is_attribute (world.names, attribute));
  g_assert_false (hp_name_users_is_attribute (world.names, variable));
}

/* What the interpreter writes itself no function has to mention. */
static void
test_names_of_the_interpreter (void)
{
  static const char *const names[] = { "table", "__warningregistry__" };

  for (guint i = 0; i < 2; i++) {
    g_auto (World) world = { 0 };
    g_autoptr (HpPath) path = NULL;
    guint32 list;

    program_begin (&world.program, HP_LEVEL_VALUES);
    list = program_list (&world.program, 30, "app", "Item", 2);
    program_set (&world.program, program_module (&world.program, "app", "/srv/app.py"), names[i],
                 list);
    world_end (&world);
    path = hp_root_tree_path (world.roots, program_row (world.snapshot, list));
    g_assert_cmpint (hp_name_users_nobody (world.names, path), ==, i == 0);
  }
}

static void
test_text (void)
{
  g_auto (World) world = { 0 };
  g_autofree char *users = NULL, *none = NULL;

  add_store (&world, TRUE);
  world_end (&world);
  users = dup_names (&world, hp_name_users_find_text (world.names, "_items", 5));
  none = dup_names (&world, hp_name_users_find_text (world.names, "absent", 5));
  g_assert_cmpstr (users, ==, "Store.put Store.__init__ ");
  g_assert_cmpstr (none, ==, "");
}

/* Where the picture does not say, nobody is not claimed. */
static void
test_unknown (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (HpPath) path = NULL;
  guint32 list;

  program_begin (&world.program, HP_LEVEL_VALUES);
  list = program_list (&world.program, 30, "app", "Item", 2);
  hp_snapshot_builder_add_root (world.program.builder, list, HP_ROOT_LOCAL, "batch", "worker",
                                "/srv/app.py", 3);
  world_end (&world);
  path = hp_root_tree_path (world.roots, program_row (world.snapshot, list));
  g_assert_false (hp_name_users_nobody (world.names, path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/provenance/files", test_files);
  g_test_add_func ("/core/analysis/provenance/modules", test_modules);
  g_test_add_func ("/core/analysis/provenance/types", test_types);
  g_test_add_func ("/core/analysis/provenance/static-types", test_static_types);
  g_test_add_func ("/core/analysis/provenance/holders", test_holders);
  g_test_add_func ("/core/analysis/provenance/without-values", test_without_values);
  g_test_add_func ("/core/analysis/name-users/users", test_users);
  g_test_add_func ("/core/analysis/name-users/kept-function", test_kept_function);
  g_test_add_func ("/core/analysis/name-users/running-body", test_running_body);
  g_test_add_func ("/core/analysis/name-users/text", test_text);
  g_test_add_func ("/core/analysis/name-users/unknown", test_unknown);
  g_test_add_func ("/core/analysis/name-users/attributes", test_attributes);
  g_test_add_func ("/core/analysis/name-users/names-of-the-interpreter",
                   test_names_of_the_interpreter);
  return g_test_run ();
}
