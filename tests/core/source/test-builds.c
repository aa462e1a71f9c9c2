/* SPDX-License-Identifier: Apache-2.0 */
/* Unusual builds and surroundings: several interpreters, programs that are not where they were,
 * what 3.13 says of its own layout, and builds that are refused in one line. */
#include <elf.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "notes.h"
#include "python-child.h"
#include "source/process/debug-offsets.h"
#include "source/process/image.h"
#include "source/process/interpreter.h"
#include "source/process/process.h"
#include "source/process/target.h"

#define WAITING "import sys; print('ready', flush=True); sys.stdin.read(1)"

static const char *const versions[] = { "3.8", "3.9", "3.10", "3.11.7", "3.12", "3.13" };

static HpSnapshot *
capture (const PythonChild *child)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot =
      hp_process_capture (child->pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  return snapshot;
}

/* ---- several interpreters ---- */

static guint
count_instances (const HpSnapshot *snapshot, const char *type)
{
  guint n = 0;

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    g_autofree char *name = hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, i));
    n += g_str_equal (name, type);
  }
  return n;
}

static gboolean
has_root (const HpSnapshot *snapshot, const char *name)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    g_autofree char *text = hp_snapshot_format_root (snapshot, i);
    if (strstr (text, name) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_several_interpreters (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (versions); v++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[v]);
    const char *argv[] = { found[0], "-I", "-c",
                           "import sys\n"
                           "try: import _interpreters as them\n"
                           "except ImportError: import _xxsubinterpreters as them\n"
                           "ids = [them.create() for i in range(2)]\n"
                           "for i in ids:\n"
                           "    them.run_string(i, 'import sys, json\\nclass Found: pass\\n'\n"
                           "        'sys.keep = [Found() for i in range(700)]\\n'\n"
                           "        'for f in sys.keep: f.text = \"text %d\" % id(f)')\n"
                           "print('ready', flush=True); sys.stdin.read(1)",
                           NULL };
    g_autoptr (HpSnapshot) snapshot = NULL;
    PythonChild child;
    if (found[0] == NULL)
      continue;
    child = python_child_start (argv);
    snapshot = capture (&child);
    g_test_message ("%s: %u objects, %" G_GUINT64_FORMAT " unexplained, %" G_GUINT64_FORMAT
                    " surplus",
                    versions[v], hp_snapshot_n_objects (snapshot),
                    snapshot->info->quality.unexplained, snapshot->info->quality.surplus);
    g_assert_cmpuint (count_instances (snapshot, "Found"), ==, 2 * 700);
    g_assert_true (has_root (snapshot, "json (interpreter 1)"));
    g_assert_true (has_root (snapshot, "sys.modules (interpreter 2)"));
    g_assert_true (has_note (snapshot, "3 interpreters"));
    g_assert_cmpuint (snapshot->info->quality.open_lists, ==, 0);
    g_assert_cmpuint (snapshot->info->quality.torn_reads, ==, 0);
    g_assert_cmpuint (snapshot->info->quality.surplus, <, 100);
    g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), >=, 3);
    python_child_stop (&child);
  }
}

/* ---- a debug build ---- */

/* It differs from the usual one by what sys says and by the allocator's hooks. */
static void
test_debug_build (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (versions); v++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[v]);
    for (guint is_debug = 0; found[0] != NULL && is_debug < 2; is_debug++) {
      const char *argv[] = {
        "env",    "PYTHONMALLOC=debug",
        found[0], "-I",
        "-c",     is_debug ? "import sys; sys.abiflags = 'd'\n" WAITING : WAITING,
        NULL
      };
      PythonChild child = python_child_start (argv);
      g_autoptr (HpSnapshot) snapshot = capture (&child);

      g_assert_cmpint (has_note (snapshot, "debug build"), ==, is_debug);
      g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
      g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), >, 0);
      python_child_stop (&child);
    }
  }
}

/* ---- programs that are not where they were ---- */

static void
copy_python (const char *to)
{
  const char *argv[] = { "cp", "/usr/bin/python3.11", to, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
test_deleted_program (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "python3.11", NULL);
  const char *argv[] = { "env", "PYTHONHOME=/usr", path, "-c", WAITING, NULL };
  g_autoptr (HpSnapshot) snapshot = NULL;
  PythonChild child;

  copy_python (path);
  child = python_child_start (argv);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_rmdir (folder);
  snapshot = capture (&child);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
  g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), >, 0);
  python_child_stop (&child);
}

/* A program on a file system that only it sees. Where one may not make such, a folder with another
 * root does not exist either, and the deleted program above is what is left of this. */
static void
test_other_mounts (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "python3.11", NULL);
  g_autofree char *script =
      g_strdup_printf ("mount -t tmpfs none %s 2>/dev/null && cp /usr/bin/python3.11 %s && "
                       "PYTHONHOME=/usr exec %s -c \"%s\" || { echo alone; read line; }",
                       folder, path, path, WAITING);
  const char *argv[] = { "unshare", "-m", "sh", "-c", script, NULL };
  const char *plain[] = { "sh", "-c", "exit 1", NULL };
  PythonChild child;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;
  int status = 1;

  plain[2] = "unshare -m mount -t tmpfs none /mnt";
  g_spawn_sync (NULL, (char **)plain, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, NULL);
  child = python_child_start (status == 0 ? argv : &argv[2]);
  snapshot = hp_process_capture (child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);
  if (status == 0) {
    g_assert_no_error (error);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
  } else
    g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PYTHON);
  python_child_stop (&child);
  g_rmdir (folder);
}

/* ---- what 3.13 says of itself ---- */

typedef struct {
  PythonChild child;
  HpTarget target;
  HpImage *image;
  guint64 words[HP_DEBUG_OFFSETS_WORDS];
} Real;

static gboolean
real_start (Real *self)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.13");
  const char *argv[] = { found[0], "-I", "-c", WAITING, NULL };
  g_autoptr (GError) error = NULL;

  if (found[0] == NULL)
    return FALSE;
  self->child = python_child_start (argv);
  hp_target_open (&self->target, self->child.pid, &error);
  g_assert_no_error (error);
  self->image = hp_image_capture (self->target.memory, TRUE, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (
      hp_image_read (self->image, self->target.binary.runtime, self->words, sizeof self->words));
  return TRUE;
}

static void
real_stop (Real *self)
{
  hp_image_free (self->image);
  hp_target_clear (&self->target);
  python_child_stop (&self->child);
}

static gboolean
locate (Real *self, HpPython *python, GError **error)
{
  HpSpan *span = hp_image_find (self->image, self->target.binary.runtime);

  g_assert (span != NULL);
  memcpy (span->data + (self->target.binary.runtime - span->start), self->words,
          sizeof self->words);
  return hp_python_locate (python, "it", self->image, &self->target.binary, error);
}

static void
assert_refused (Real *self, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  HpPython python;

  g_assert_false (locate (self, &python, &error));
  g_assert_error (error, HP_PROCESS_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_debug_offsets (void)
{
  const guint64 lies[] = { G_MAXUINT64, 1u << 31, 200000, 3, 8 };
  guint64 truth[HP_DEBUG_OFFSETS_WORDS];
  Real real;
  HpPython python;

  if (!real_start (&real))
    return;
  memcpy (truth, real.words, sizeof truth);
  g_assert_true (locate (&real, &python, NULL));
  g_assert_cmpuint (python.offsets_differ, ==, 0); /* the table is this version's */
  hp_python_clear (&python);
  /* whatever one word says, the interpreter is found: by the table, if need be */
  for (guint word = 3; word < HP_DEBUG_OFFSETS_WORDS; word++)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
      real.words[word] = lies[i];
      g_assert_true (locate (&real, &python, NULL));
      g_assert_cmpuint (g_array_index (python.interpreters, HpInterpreter, 0).address, ==,
                        g_array_index (real.target.python.interpreters, HpInterpreter, 0).address);
      hp_python_clear (&python);
      real.words[word] = truth[word];
    }
  real.words[2] = 1;
  assert_refused (&real, HP_PROCESS_ERROR_UNSUPPORTED, "free-threaded Python (3.13t)");
  real.words[2] = 0;
  real.words[1] = 0x030e02f0;
  assert_refused (&real, HP_PROCESS_ERROR_UNSUPPORTED, "3.14");
  real.words[1] = 0x040000f0;
  assert_refused (&real, HP_PROCESS_ERROR_UNSUPPORTED, "4.0");
  real_stop (&real);
}

/* An offset that lies in its structure and differs is taken, and counted. */
static void
test_debug_offsets_differ (void)
{
  Real real;
  HpLayout layout;
  guint different = 0;

  if (!real_start (&real))
    return;
  layout = *hp_layout_get (13);
  real.words[39] += 4; /* co_firstlineno */
  g_assert_true (hp_debug_offsets_apply (real.words, &layout, &different));
  g_assert_cmpuint (different, ==, 1);
  g_assert_cmpint (layout.code.first_line, ==, hp_layout_get (13)->code.first_line + 4);
  real.words[39] = real.words[34]; /* the size of its structure */
  g_assert_false (hp_debug_offsets_apply (real.words, &layout, &different));
  real_stop (&real);
}

/* ---- other programs ---- */

typedef struct {
  HpMemory memory;
  Elf64_Ehdr header;
} Stub;

static GArray *
stub_maps (HpMemory *memory, GError **error)
{
  return hp_maps_parse ("00400000-00410000 r--p 00000000 fe:00 7 /opt/python3.11\n"
                        "00610000-00620000 rw-p 00010000 fe:00 7 /opt/python3.11\n");
}

static gssize
stub_read (HpMemory *memory, const struct iovec *local, const struct iovec *remote, guint n)
{
  Stub *self = (Stub *)memory;
  guint64 address = (guint64)(gsize)remote[0].iov_base;

  if (address != 0x400000 || local[0].iov_len > sizeof self->header)
    return -1;
  memcpy (local[0].iov_base, &self->header, local[0].iov_len);
  return (gssize)local[0].iov_len;
}

static int
stub_open (HpMemory *memory, const HpMapping *mapping)
{
  return -1;
}

/* The program is 32 bits wide, or has nothing of Python but its name. */
static void
test_other_programs (void)
{
  static const HpMemoryClass stub_class = {
    .read = stub_read,
    .dup_maps = stub_maps,
    .open_file = stub_open,
  };
  Stub stub = { .memory = { .klass = &stub_class, .name = (char *)"it" },
                .header = { .e_ident = ELFMAG } };
  g_autoptr (GArray) maps = hp_memory_dup_maps (&stub.memory, NULL);
  g_autoptr (HpImage) live = hp_image_new_live (&stub.memory);
  g_autoptr (GError) error = NULL;
  HpBinary binary;

  stub.header.e_ident[EI_CLASS] = ELFCLASS32;
  g_assert_false (hp_binary_find (&stub.memory, maps, live, &binary, &error));
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "32-bit"));
  g_clear_error (&error);
  stub.header.e_ident[EI_CLASS] = ELFCLASS64;
  g_assert_false (hp_binary_find (&stub.memory, maps, live, &binary, &error));
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT);
  g_assert_nonnull (strstr (error->message, "_PyRuntime"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
#define ADD(name, function) g_test_add_func ("/core/source/process/builds/" name, function)
  ADD ("several-interpreters", test_several_interpreters);
  ADD ("debug-build", test_debug_build);
  ADD ("deleted-program", test_deleted_program);
  ADD ("other-mounts", test_other_mounts);
  ADD ("debug-offsets", test_debug_offsets);
  ADD ("debug-offsets-that-differ", test_debug_offsets_differ);
  ADD ("other-programs", test_other_programs);
#undef ADD
  return g_test_run ();
}
