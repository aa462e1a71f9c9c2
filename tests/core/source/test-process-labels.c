/* SPDX-License-Identifier: Apache-2.0 */
/* References carry the names that a programmer knows them by; roots say who holds what. */
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/process.h"

static const char program[] =
    "import sys, weakref, collections, functools, types\n"
    "class Plain: pass\n"
    "class Slotted:\n"
    "    __slots__ = ('left', '__weakref__')\n"
    "def hold(batch):\n"
    "    secret_local = ['local ' + 'value'.lower()]\n"
    "    def inner():\n"
    "        return secret_local\n"
    "    print('ready', flush=True)\n"
    "    sys.stdin.read(1)\n" /* line 10 */
    "    return inner, batch\n"
    "plain = Plain()\n"
    "plain.colour = 'very red'\n"
    "dicted = Plain()\n"
    "dicted.__dict__['shade'] = 'very blue'\n"
    "slotted = Slotted()\n"
    "slotted.left = 'very left'\n"
    "a_list = ['item ' + 'zero'.lower(), 'item ' + 'one'.lower()]\n"
    "a_dict = {'the key': 'the value', 7: 'seven'}\n"
    "a_ref = weakref.ref(slotted)\n"
    "a_set = {'a member'}; latest = collections.deque([5], 9)\n"
    "a_method = a_list.append; same = functools.lru_cache(33)(hold)\n"
    "number = -123456789012345678901234567890\n"
    "ratio = 0.1\n"
    "text = 'it\\'s \\n grün'\n"
    "data = b'by\\x00tes'\n"
    "import contextvars, ctypes, sqlite3, threading\n"
    "state = threading.local()\n"
    "variable = contextvars.ContextVar('request')\n"
    "variable.set(['of the request'])\n"
    "started, stopped = threading.Event(), threading.Event()\n"
    "def rename(name):\n"
    "    with open('/proc/self/task/%d/comm' % threading.get_native_id(), 'w') as comm:\n"
    "        comm.write(name)\n"
    "def work(job):\n"
    "    state.seen = ['seen ' + 'there'.lower()]; rename('net-io')\n"
    "    started.set()\n"
    "    stopped.wait()\n"
    "threading.Thread(target=work, args=(['a job'],), name='worker-3', daemon=True).start()\n"
    "started.wait()\n"
    "hold(['the batch'])\n";

static PythonChild child;
static HpSnapshot *snapshot;

static HpSnapshot *
take (HpSnapshotLevel level)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *taken = hp_process_capture (child.pid, level, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (taken, &error));
  g_assert_no_error (error);
  return taken;
}

/* The only object with this preview and type. */
static guint32
find (const char *type, const char *preview)
{
  guint32 found = HP_NONE;

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    g_autofree char *text = hp_snapshot_dup_preview (snapshot, i);
    g_autofree char *name = hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, i));
    if (text == NULL || !g_str_equal (text, preview) || !g_str_equal (name, type))
      continue;
    g_assert_cmpuint (found, ==, HP_NONE);
    found = i;
  }
  if (found == HP_NONE)
    g_test_message ("no %s with preview %s", type, preview);
  g_assert_cmpuint (found, !=, HP_NONE);
  return found;
}

/* "type label" of the referrers, one a line, sorted as they stand. */
static char *
holders (guint32 object)
{
  guint32 n;
  const guint32 *refs;
  const guint32 *from = hp_snapshot_referrers (snapshot, object, &refs, &n);
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < n; i++) {
    guint32 label = hp_snapshot_ref_label (snapshot, refs[i]);
    g_autofree char *shown = hp_snapshot_format_label (snapshot, label);
    g_autofree char *type =
        hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, from[i]));
    g_string_append_printf (text, "%s %s%s\n", type, shown,
                            hp_label_is_weak (label) ? " weak" : "");
  }
  return g_string_free (text, FALSE);
}

static void
assert_held (guint32 object, const char *line)
{
  g_autofree char *text = holders (object);
  if (strstr (text, line) == NULL)
    g_test_message ("wanted “%s” in:\n%s", line, text);
  g_assert_nonnull (strstr (text, line));
}

/* The first reference of this kind from an object of the type (NULL: any); its label. */
static guint32
kind_of_first (guint32 object, HpRefKind kind, const char *type, guint32 *from_out)
{
  guint32 n;
  const guint32 *refs;
  const guint32 *from = hp_snapshot_referrers (snapshot, object, &refs, &n);

  for (guint32 i = 0; i < n; i++) {
    g_autofree char *name =
        hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, from[i]));
    if (hp_label_kind (hp_snapshot_ref_label (snapshot, refs[i])) != kind ||
        (type != NULL && !g_str_equal (name, type)))
      continue;
    *from_out = from[i];
    return hp_snapshot_ref_label (snapshot, refs[i]);
  }
  g_assert_not_reached ();
}

static void
test_references (void)
{
  guint32 from, label;
  gsize length;

  if (g_strcmp0 (snapshot->info->version, "3.11") > 0 &&
      strncmp (snapshot->info->version, "3.1", 3) == 0 &&
      !g_str_has_prefix (snapshot->info->version, "3.10"))
    assert_held (find ("str", "'very red'"), "Plain .colour\n");
  else
    assert_held (find ("str", "'very red'"), "dict ['colour']\n");
  assert_held (find ("str", "'very left'"), "Slotted .left\n");
  /* from 3.13 on the __dict__ is a view of values that the instance holds */
  if (g_str_has_prefix (snapshot->info->version, "3.13"))
    assert_held (find ("str", "'very blue'"), "Plain .shade\n");
  else
    assert_held (find ("str", "'very blue'"), "dict ['shade']\n");
  assert_held (find ("str", "'item one'"), "list [1]\n");
  assert_held (find ("str", "'the value'"), "dict ['the key']\n");
  assert_held (find ("str", "'seven'"), "dict [7]\n");
  label = kind_of_first (find ("str", "'the key'"), HP_REF_DICT_KEY, NULL, &from);
  g_assert_false (hp_label_is_weak (label));
  kind_of_first (find ("str", "'a member'"), HP_REF_MEMBER, "set", &from);
  /* the list that holds 'local value' is a cell's content, and the cell is a variable's */
  kind_of_first (find ("str", "'local value'"), HP_REF_INDEX, "list", &from);
  kind_of_first (from, HP_REF_CELL, "cell", &from);
  label = kind_of_first (from, HP_REF_CELL, "frame", &from);
  g_assert_cmpint (
      strncmp (hp_snapshot_string (snapshot, hp_label_value (label), &length), "secret_local", 12),
      ==, 0);
}

static void
test_weak_reference (void)
{
  guint32 slotted, from, label;
  g_autofree char *type = NULL;

  kind_of_first (find ("str", "'very left'"), HP_REF_ATTRIBUTE, "Slotted", &slotted);
  label = kind_of_first (slotted, HP_REF_FIELD, NULL, &from);
  g_assert_true (hp_label_is_weak (label));
  type = hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, from));
  g_assert_true (g_str_equal (type, "ReferenceType") || g_str_equal (type, "weakref"));
}

static void
test_fields (void)
{
  guint32 list, from;

  kind_of_first (find ("str", "'item one'"), HP_REF_INDEX, "list", &list);
  assert_held (list, "builtin_function_or_method __self__\n");
  assert_held (find ("function", "<function hold.<locals>.inner>"), "frame local 'inner'\n");
  kind_of_first (find ("function", "<function hold>"), HP_REF_KEY, "dict", &from);
}

static void
test_previews (void)
{
  find ("int", "-123456789012345678901234567890");
  find ("str", "\"it's \\n grün\"");
  find ("bytes", "b'by\\x00tes'");
  find ("module", "<module __main__>");
  find ("type", "<class '__main__.Slotted'>");
  find ("NoneType", "None");
  find ("bool", "True");
  find ("deque", "deque([1 item], maxlen=9)");
  find ("_lru_cache_wrapper", "lru_cache(maxsize=33)");
}

static void
test_roots (void)
{
  gboolean has_frame = FALSE, has_local = FALSE, has_module = FALSE, has_static = FALSE;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    g_autofree char *name = hp_snapshot_dup_string (snapshot, root.name);
    g_autofree char *function = hp_snapshot_dup_string (snapshot, root.function);
    g_autofree char *file = hp_snapshot_dup_string (snapshot, root.file);
    if (root.kind == HP_ROOT_FRAME && g_str_equal (function, "hold")) {
      g_assert_cmpstr (file, ==, "<string>");
      g_assert_cmpuint (root.line, ==, 10);
      has_frame = TRUE;
    }
    if (root.kind == HP_ROOT_FRAME && g_str_equal (function, "<module>"))
      g_assert_cmpuint (root.line, ==, 41);
    has_local |=
        root.kind == HP_ROOT_LOCAL && g_str_equal (name, "batch") && g_str_equal (function, "hold");
    has_module |= root.kind == HP_ROOT_MODULE && g_str_equal (name, "__main__");
    has_static |= root.kind == HP_ROOT_STATIC_TYPE;
  }
  g_assert_true (has_frame);
  g_assert_true (has_local);
  g_assert_true (has_module);
  g_assert_true (has_static);
}

static gboolean
has_root (guint32 object, HpRootKind kind)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++)
    if (hp_snapshot_root (snapshot, i).object == object &&
        hp_snapshot_root (snapshot, i).kind == kind)
      return TRUE;
  return FALSE;
}

/* From 3.12 on names in programs are never freed, because the table keeps them; before, the table
 * does not. */
static void
test_interned (void)
{
  gboolean keeps = g_str_has_prefix (snapshot->info->version, "3.12.") ||
                   g_str_has_prefix (snapshot->info->version, "3.13.");
  guint32 name = find ("str", "'a_method'"), built_in = find ("str", "'__subclasshook__'");

  g_assert_true (hp_snapshot_flags (snapshot, name) & HP_OBJECT_INTERNED);
  g_assert_cmpint (has_root (name, HP_ROOT_INTERNED), ==, keeps);
  g_assert_cmpint (has_root (built_in, HP_ROOT_INTERNED), ==, keeps);
  g_assert_false (keeps && has_root (name, HP_ROOT_IMMORTAL));
}

/* The file that has the interpreter in it, a program or a library, is whose static variables hold
 * what no state does; from 3.12 on states have nearly all. */
static void
test_static_variables (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", (int)child.pid), *maps = NULL;
  g_autofree char *link = g_strdup_printf ("/proc/%d/exe", (int)child.pid);
  g_autofree char *executable = g_file_read_link (link, NULL);
  g_autofree char *file = g_path_get_basename (executable);
  g_autofree char *wanted = NULL;
  const char *library;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &maps, NULL, NULL));
  library = strstr (maps, "/libpython");
  if (library != NULL) {
    g_free (file);
    file = g_strndup (library + 1, (gsize)(strstr (library, ".so") - library - 1));
  }
  wanted = g_strconcat ("static variable of ", file, NULL);
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    g_autofree char *root = hp_snapshot_format_root (snapshot, i);
    n += g_str_equal (root, wanted);
    if (g_str_has_prefix (root, "static variable of ")) /* no ending of a file */
      g_assert_null (strstr (root, ".so"));
  }
  g_test_message ("%u roots “%s”", n, wanted);
  g_assert_cmpuint (n, >, 0);
}

/* Who holds what a thread has for itself is told with the name of the thread. */
static void
test_threads (void)
{
  guint32 seen, values, from, label;
  gboolean has_local = FALSE, has_context = FALSE;
  gsize length;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    g_autofree char *root = hp_snapshot_format_root (snapshot, i);
    has_local |= g_str_has_prefix (root, "local 'job' of work() at ") &&
                 g_str_has_suffix (root, " in thread 'worker-3' (system name 'net-io')");
    has_context |= g_str_equal (root, "context of thread 'MainThread'");
    g_assert_false (g_str_has_prefix (root, "local 'batch'") && strstr (root, "thread") != NULL);
  }
  g_assert_true (has_local);
  g_assert_true (has_context);
  kind_of_first (find ("str", "'seen there'"), HP_REF_INDEX, "list", &seen);
  kind_of_first (seen, HP_REF_KEY, "dict", &values);
  label = kind_of_first (values, HP_REF_KEY, "dict", &from);
  g_assert_cmpmem (hp_snapshot_string (snapshot, hp_label_value (label), &length), 17,
                   "thread 'worker-3'", 17);
  kind_of_first (from, HP_REF_FIELD, "_local", &from);
}

static void
test_memory (void)
{
  guint32 list, n_owned = (guint32)snapshot->columns[HP_COL_OWNED_ADDRESS].count;
  guint64 explained = 0, raw = 0;

  /* 'item zero' and 'item one' lie in an item array that belongs to the list */
  kind_of_first (find ("str", "'item one'"), HP_REF_INDEX, "list", &list);
  g_assert_cmpuint (n_owned, >, 100);
  for (guint32 i = 0; i < n_owned; i++)
    explained += HP_SNAPSHOT_COLUMN (snapshot, OWNED_OBJECT, guint32)[i] == list;
  g_assert_cmpuint (explained, ==, 1);
  /* of the blocks that are no objects, most are somebody's */
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++)
    raw += hp_snapshot_pool (snapshot, i).used;
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    raw -= (hp_snapshot_flags (snapshot, i) & HP_OBJECT_IN_POOL) != 0;
  g_test_message ("%u of %" G_GUINT64_FORMAT " raw blocks have an owner", n_owned, raw);
  g_assert_cmpuint (n_owned * 10, >, raw * 4);
}

static gboolean
contains_string (const HpSnapshot *in, const char *text)
{
  const HpColumn *bytes = &in->columns[HP_COL_STRING_BYTES];
  return memmem (bytes->data, bytes->count, text, strlen (text)) != NULL;
}

static void
test_levels (void)
{
  g_autoptr (HpSnapshot) structure = take (HP_LEVEL_STRUCTURE), types = take (HP_LEVEL_TYPES);

  g_assert_true (contains_string (snapshot, "very red"));
  g_assert_true (contains_string (snapshot, "the key"));
  g_assert_false (contains_string (types, "very red"));
  g_assert_false (contains_string (types, "the key"));
  g_assert_true (contains_string (types, "Slotted"));
  g_assert_true (contains_string (types, "secret_local"));
  g_assert_false (contains_string (structure, "Slotted"));
  g_assert_false (contains_string (structure, "secret_local"));
  g_assert_false (contains_string (structure, "hold"));
  g_assert_true (contains_string (structure, "dict"));
  g_assert_cmpuint (hp_snapshot_n_objects (structure), ==, hp_snapshot_n_objects (snapshot));
}

static void
test_info (void)
{
  const HpSnapshotInfo *info = snapshot->info;

  g_assert_cmpstr (info->implementation, ==, "CPython");
  g_assert_cmpint (strncmp (info->version, "3.", 2), ==, 0);
  g_assert_cmpint (info->pid, ==, child.pid);
  g_assert_nonnull (strstr (info->command, "secret_local"));
  g_assert_cmpuint (info->resident, >, 1 << 20);
  g_assert_cmpuint (info->geometry.arena_size, >=, 256 << 10);
  g_assert_cmpint (info->kind, ==, HP_SOURCE_KIND_PROCESS);
}

static void
run_all (gconstpointer data)
{
  const char *argv[] = { data, "-c", program, NULL };
  g_autoptr (GError) error = NULL;

  child = python_child_start (argv);
  snapshot = take (HP_LEVEL_VALUES);
  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, &error));
  test_references ();
  test_weak_reference ();
  test_fields ();
  test_previews ();
  test_roots ();
  test_interned ();
  test_threads ();
  test_static_variables ();
  test_memory ();
  test_levels ();
  test_info ();
  g_clear_pointer (&snapshot, hp_snapshot_unref);
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  python_child_add_tests ("labels", run_all);
  return g_test_run ();
}
