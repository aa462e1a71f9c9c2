/* SPDX-License-Identifier: Apache-2.0 */
/* A core dump gives the same picture as the process that it was made of; a damaged one gives a
 * line.
 */
#include <elf.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core-writer.h"
#include "notes.h"
#include "python-child.h"
#include "source/process/process.h"

#define PROGRAM                                                                                    \
  "import collections, decimal, json, sys, threading, time\n"                                      \
  "class A: pass\n"                                                                                \
  "keep = [A() for _ in range(300)]\n"                                                             \
  "for i, a in enumerate(keep): a.x = {i: (i, str(i), {i})}; a.d = collections.deque([i])\n"       \
  "def wait(payload): time.sleep(1000)\n"                                                          \
  "threading.Thread(target=wait, args=(keep,), daemon=True).start()\n"                             \
  "time.sleep(0.1); print('ready', flush=True); sys.stdin.read(1)"

typedef struct {
  char *folder, *core; /* owned */
} Place;

static Place
place_new (void)
{
  Place self = { .folder = g_dir_make_tmp ("hp-core-XXXXXX", NULL) };
  self.core = g_build_filename (self.folder, "a.core", NULL);
  return self;
}

static void
place_clear (Place *self)
{
  GDir *folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_unlink (path);
  }
  g_dir_close (folder);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->core);
}

static PythonChild
start (const char *interpreter)
{
  const char *argv[] = { interpreter, "-I", "-c", PROGRAM, NULL };
  return python_child_start (argv);
}

static void
stop (const PythonChild *child)
{
  kill (child->pid, SIGSTOP);
  g_assert_true (python_child_stops_soon (child));
}

/* ---- the same picture ---- */

static void
assert_same_object (const HpSnapshot *a, const HpSnapshot *b, guint32 object)
{
  g_autofree char *type = hp_snapshot_dup_type_full_name (a, hp_snapshot_type_of (a, object));
  g_autofree char *other = hp_snapshot_dup_type_full_name (b, hp_snapshot_type_of (b, object));
  g_autofree char *preview = hp_snapshot_dup_preview (a, object);
  g_autofree char *shown = hp_snapshot_dup_preview (b, object);
  guint32 n, m;
  const guint32 *referents = hp_snapshot_referents (a, object, NULL, &n);
  const guint32 *others = hp_snapshot_referents (b, object, NULL, &m);

  g_assert_cmpuint (hp_snapshot_address (a, object), ==, hp_snapshot_address (b, object));
  g_assert_cmpuint (hp_snapshot_size (a, object), ==, hp_snapshot_size (b, object));
  g_assert_cmpint (hp_snapshot_refcount (a, object), ==, hp_snapshot_refcount (b, object));
  g_assert_cmpuint (hp_snapshot_generation (a, object), ==, hp_snapshot_generation (b, object));
  g_assert_cmpstr (type, ==, other);
  g_assert_cmpstr (preview, ==, shown);
  g_assert_cmpmem (referents, n * sizeof *referents, others, m * sizeof *others);
}

static void
assert_same (const HpSnapshot *a, const HpSnapshot *b)
{
  g_assert_cmpuint (hp_snapshot_n_objects (a), ==, hp_snapshot_n_objects (b));
  g_assert_cmpuint (hp_snapshot_n_refs (a), ==, hp_snapshot_n_refs (b));
  g_assert_cmpuint (hp_snapshot_n_roots (a), ==, hp_snapshot_n_roots (b));
  g_assert_cmpuint (hp_snapshot_n_arenas (a), ==, hp_snapshot_n_arenas (b));
  g_assert_cmpuint (hp_snapshot_n_pools (a), ==, hp_snapshot_n_pools (b));
  g_assert_cmpuint (hp_snapshot_n_objects (a), >, 5000);
  for (guint32 i = 0; i < hp_snapshot_n_objects (a); i++)
    assert_same_object (a, b, i);
  for (guint32 i = 0; i < hp_snapshot_n_roots (a); i++) {
    g_autofree char *root = hp_snapshot_format_root (a, i), *other = hp_snapshot_format_root (b, i);
    g_assert_cmpstr (root, ==, other);
  }
  for (guint32 i = 0; i < hp_snapshot_n_pools (a); i++) {
    HpPoolView pool = hp_snapshot_pool (a, i), other = hp_snapshot_pool (b, i);
    g_assert_cmpuint (pool.address, ==, other.address);
    g_assert_cmpuint (pool.used, ==, other.used);
  }
  g_assert_cmpstr (a->info->version, ==, b->info->version);
}

static HpSnapshot *
capture (pid_t pid)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot = hp_process_capture (pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return snapshot;
}

static HpSnapshot *
read_core (const char *path, const char *program)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot =
      hp_process_capture_core (path, program, HP_LEVEL_VALUES, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  g_assert_true (snapshot->info->quality.frozen);
  return snapshot;
}

static gboolean
is_supported (const char *interpreter)
{
  return strstr (interpreter, "/3.6.") == NULL && strstr (interpreter, "/3.7.") == NULL;
}

static void
test_same_as_live (void)
{
  g_auto (GStrv) found = python_child_find_interpreters (NULL);

  for (guint i = 0; found[i] != NULL; i++) {
    Place place = place_new ();
    g_autoptr (HpSnapshot) live = NULL, dump = NULL;
    PythonChild child;
    if (is_supported (found[i])) {
      g_test_message ("%s", found[i]);
      child = start (found[i]);
      stop (&child);
      live = capture (child.pid);
      core_writer_write (child.pid, place.core);
      kill (child.pid, SIGCONT);
      python_child_stop (&child);
      dump = read_core (place.core, NULL);
      assert_same (live, dump);
      g_assert_cmpint (dump->info->pid, ==, live->info->pid);
      g_assert_cmpstr (dump->info->title, ==, "python");
      g_assert_cmpuint (dump->info->quality.failed_reads, ==, 0);
    }
    place_clear (&place);
  }
}

/* What the kernel writes when a program aborts; where the system sends dumps elsewhere, what we
 * write must do. */
static void
test_kernel (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  g_autofree char *pattern = NULL;
  struct rlimit before, unlimited;
  Place place = place_new ();
  g_autofree char *here = g_get_current_dir (), *with_pid = NULL, *plain = NULL;
  g_autoptr (HpSnapshot) live = NULL, dump = NULL;
  PythonChild child;

  getrlimit (RLIMIT_CORE, &before);
  unlimited = before;
  unlimited.rlim_cur = before.rlim_max;
  setrlimit (RLIMIT_CORE, &unlimited);
  g_chdir (place.folder);
  child = start (found[0]);
  g_chdir (here);
  setrlimit (RLIMIT_CORE, &before);
  with_pid = g_strdup_printf ("%s/core.%d", place.folder, (int)child.pid);
  plain = g_build_filename (place.folder, "core", NULL);
  stop (&child);
  live = capture (child.pid);
  core_writer_write (child.pid, place.core);
  kill (child.pid, SIGABRT);
  kill (child.pid, SIGCONT);
  python_child_stop (&child);
  if (g_file_test (with_pid, G_FILE_TEST_EXISTS))
    g_rename (with_pid, place.core);
  else if (g_file_test (plain, G_FILE_TEST_EXISTS))
    g_rename (plain, place.core);
  else
    g_test_message ("the kernel wrote no core dump here: ours is read");
  dump = read_core (place.core, NULL);
  assert_same (live, dump);
  place_clear (&place);
}

/* ---- files that have moved ---- */

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize)length, NULL));
  g_assert_cmpint (g_chmod (to, 0755), ==, 0);
}

static void
assert_refused (const char *path, const char *program, const char *part)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot =
      hp_process_capture_core (path, program, HP_LEVEL_VALUES, NULL, NULL, NULL, &error);

  g_assert_null (snapshot);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_moved_program (void)
{
  Place place = place_new ();
  g_autofree char *program = g_build_filename (place.folder, "python3", NULL);
  g_autofree char *moved = g_build_filename (place.folder, "elsewhere", NULL);
  g_autoptr (HpSnapshot) live = NULL, dump = NULL;
  PythonChild child;

  copy_file ("/usr/bin/python3.11", program);
  g_setenv ("PYTHONHOME", "/usr", TRUE);
  {
    const char *argv[] = { program, "-c", PROGRAM, NULL };
    child = python_child_start (argv);
  }
  g_unsetenv ("PYTHONHOME");
  stop (&child);
  live = capture (child.pid);
  core_writer_write (child.pid, place.core);
  kill (child.pid, SIGCONT);
  python_child_stop (&child);
  g_rename (program, moved);
  assert_refused (place.core, NULL, "--exe");
  assert_refused (place.core, "/bin/sh", "is not the program of");
  assert_refused (place.core, "/dev/null", "no program");
  copy_file ("/bin/sh", program); /* another build at the same place */
  assert_refused (place.core, NULL, "another build");
  dump = read_core (place.core, moved);
  assert_same (live, dump);
  place_clear (&place);
}

/* ---- damage ---- */

static char *
write_small_core (const Place *place, gsize *length)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  PythonChild child = start (found[0]);
  char *bytes;

  stop (&child);
  core_writer_write (child.pid, place->core);
  kill (child.pid, SIGCONT);
  python_child_stop (&child);
  g_assert_true (g_file_get_contents (place->core, &bytes, length, NULL));
  return bytes;
}

/* An error of ours in one line, or a picture that says what it misses. */
static gboolean
try_core (const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot =
      hp_process_capture_core (path, NULL, HP_LEVEL_VALUES, NULL, NULL, NULL, &error);

  if (snapshot == NULL) {
    g_assert_true (error->domain == HP_PROCESS_ERROR || error->domain == G_FILE_ERROR);
    g_assert_null (strchr (error->message, '\n'));
    g_test_message ("%s", error->message);
    g_assert_true (expected == NULL || strstr (error->message, expected) != NULL);
    return FALSE;
  }
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  return TRUE;
}

static void
test_cut_off (void)
{
  Place place = place_new ();
  gsize length;
  g_autofree char *bytes = write_small_core (&place, &length);
  const gsize kept[] = { 0, 1, 63, 64, 100, 4096, 10000, length / 3, length / 2, length * 9 / 10 };
  g_autoptr (HpSnapshot) snapshot = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++) {
    g_assert_true (g_file_set_contents (place.core, bytes, (gssize)kept[i], NULL));
    try_core (place.core, kept[i] < 4 ? "not a core dump" : "cut off");
  }
  /* the last piece is the stack: nothing of the heap is missing, but it is said */
  g_assert_true (g_file_set_contents (place.core, bytes, (gssize)length - 4096, NULL));
  snapshot = read_core (place.core, NULL);
  g_assert_true (has_note (snapshot, "cut off"));
  place_clear (&place);
}

static void
test_damaged (void)
{
  Place place = place_new ();
  gsize length;
  g_autofree char *bytes = write_small_core (&place, &length), *copy = g_malloc (length);
  Elf64_Ehdr header;
  guint64 head;
  guint whole = 0;

  memcpy (&header, bytes, sizeof header);
  head = sizeof header + header.e_phnum * sizeof (Elf64_Phdr) + 12000; /* and the notes */
  for (guint round = 0; round < 60; round++) {
    guint damages = 1u << (round % 8);
    FILE *file;
    memcpy (copy, bytes, length);
    for (guint i = 0; i < damages; i++) {
      gsize at = (gsize)g_test_rand_int_range (0, (gint32)head / 8) * 8;
      guint64 value = round % 3 == 0   ? (guint64)g_test_rand_int ()
                      : round % 3 == 1 ? G_MAXUINT64 >> g_test_rand_int_range (0, 63)
                                       : (guint64)1 << g_test_rand_int_range (0, 63);
      if (at >= 24 || i % 4 == 0)
        memcpy (copy + at, &value, sizeof value);
    }
    file = fopen (place.core, "we");
    g_assert_cmpuint (fwrite (copy, 1, length, file), ==, length);
    fclose (file);
    whole += try_core (place.core, NULL);
  }
  g_test_message ("%u of 60 damaged dumps gave a picture", whole);
  g_assert_cmpuint (whole, >, 0);
  place_clear (&place);
}

/* A dump of a few bytes that promises terabytes, and one whose pieces all are the same bytes. */
static void
test_promises (void)
{
  Place place = place_new ();
  struct {
    Elf64_Ehdr header;
    Elf64_Phdr rows[1000];
    guint8 memory[8192];
  } dump = { .header = { .e_ident = ELFMAG,
                         .e_type = ET_CORE,
                         .e_machine = EM_X86_64,
                         .e_phoff = sizeof (Elf64_Ehdr),
                         .e_phentsize = sizeof (Elf64_Phdr),
                         .e_phnum = 1000 } };

  dump.header.e_ident[EI_CLASS] = ELFCLASS64;
  dump.header.e_ident[EI_DATA] = ELFDATA2LSB;
  for (guint i = 0; i < 1000; i++) {
    guint64 size = G_GUINT64_CONSTANT (1) << 36;
    dump.rows[i] = (Elf64_Phdr){ .p_type = PT_LOAD,
                                 .p_flags = PF_R | PF_W,
                                 .p_vaddr = 0x10000 + i * size,
                                 .p_memsz = size,
                                 .p_filesz = size };
  }
  g_file_set_contents (place.core, (char *)&dump, sizeof dump, NULL);
  assert_refused (place.core, NULL, "overlap");
  for (guint i = 0; i < 1000; i++)
    dump.rows[i].p_filesz = 0;
  g_file_set_contents (place.core, (char *)&dump, sizeof dump, NULL);
  assert_refused (place.core, NULL, "NT_FILE");
  place_clear (&place);
}

static void
test_not_a_core_dump (void)
{
  Place place = place_new ();
  Elf64_Ehdr header = { .e_ident = ELFMAG, .e_type = ET_CORE, .e_machine = EM_386 };

  assert_refused ("/nonexistent/a.core", NULL, "/nonexistent/a.core");
  assert_refused (place.folder, NULL, "is not a file");
  assert_refused ("/bin/sh", NULL, "not a core dump");
  g_file_set_contents (place.core,
                       "\x28\xb5\x2f\xfd"
                       "rest of it",
                       -1, NULL);
  assert_refused (place.core, NULL, "unpack it");
  g_file_set_contents (place.core, "just text", -1, NULL);
  assert_refused (place.core, NULL, "not a core dump");
  header.e_ident[EI_CLASS] = ELFCLASS32;
  g_file_set_contents (place.core, (char *)&header, sizeof header, NULL);
  assert_refused (place.core, NULL, "32-bit");
  place_clear (&place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
#define ADD(name, function) g_test_add_func ("/core/source/process/core/" name, function)
  ADD ("same-as-live", test_same_as_live);
  ADD ("written-by-the-kernel", test_kernel);
  ADD ("moved-program", test_moved_program);
  ADD ("cut-off", test_cut_off);
  ADD ("damaged", test_damaged);
  ADD ("promises", test_promises);
  ADD ("not-a-core-dump", test_not_a_core_dump);
#undef ADD
  return g_test_run ();
}
