/* SPDX-License-Identifier: Apache-2.0 */
/* One look at a running Python, in the parts that cost time, beside what the system could do at
 * best. Argument: PID. Prints lines "key<TAB>value", for run.py. All times are wall time. */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "source/process/freeze.h"
#include "source/process/process.h"
#include "source/process/reader.h"
#include "source/process/target.h"

#define CALL    (1u << 20)
#define FREEZES 20

static double
now (void)
{
  return (double)g_get_monotonic_time () / 1e6;
}

static void
print (const char *key, double value)
{
  printf ("%s\t%.6f\n", key, value);
}

static void
die (const GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

/* ---- the system's best: the same bytes into memory that is there already ---- */

/* The pages of anonymous memory, as a copy takes them. */
static GArray *
pages_of (HpMemory *memory)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (HpPiece));
  g_autoptr (GArray) anonymous = g_array_new (FALSE, FALSE, sizeof (HpMapping));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) maps = hp_memory_dup_maps (memory, &error);

  if (maps == NULL)
    die (error);
  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    if (m->readable && m->writable && !m->shared && m->inode == 0)
      g_array_append_vals (anonymous, m, 1);
  }
  memory->klass->add_pieces (memory, anonymous, pieces);
  return pieces;
}

typedef gssize (*ReadFunc) (pid_t pid, int fd, gpointer to, guint64 from, gsize size);

static gssize
read_vm (pid_t pid, int fd, gpointer to, guint64 from, gsize size)
{
  struct iovec local = { to, size }, remote = { (gpointer)(gsize)from, size };
  return process_vm_readv (pid, &local, 1, &remote, 1, 0);
}

static gssize
read_mem (pid_t pid, int fd, gpointer to, guint64 from, gsize size)
{
  return pread (fd, to, size, (off_t)from);
}

/* Bytes a second. */
static double
bandwidth (const GArray *pieces, guint8 *buffer, ReadFunc read, pid_t pid, int fd)
{
  guint64 done = 0;
  double begin = now ();

  for (guint i = 0; i < pieces->len; i++) {
    const HpPiece *piece = &g_array_index (pieces, HpPiece, i);
    for (guint64 at = 0; at < piece->size; at += CALL) {
      gssize got = read (pid, fd, buffer + done, piece->address + at, MIN (CALL, piece->size - at));
      done += got > 0 ? (guint64)got : 0;
    }
  }
  return (double)done / (now () - begin);
}

static void
measure_reading (HpMemory *memory)
{
  g_autoptr (GArray) pieces = pages_of (memory);
  g_autofree char *path = g_strdup_printf ("/proc/%d/mem", (int)memory->pid);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  guint64 size = 0;
  guint8 *buffer;

  for (guint i = 0; i < pieces->len; i++)
    size += g_array_index (pieces, HpPiece, i).size;
  buffer =
      mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  g_assert (buffer != MAP_FAILED);
  print ("process_vm_readv bytes/s", bandwidth (pieces, buffer, read_vm, memory->pid, fd));
  print ("/proc/PID/mem bytes/s", bandwidth (pieces, buffer, read_mem, memory->pid, fd));
  munmap (buffer, size);
  close (fd);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void
measure_freeze (pid_t pid)
{
  double times[FREEZES];

  for (guint i = 0; i < FREEZES; i++) {
    g_autoptr (GError) error = NULL;
    double begin = now ();
    HpFreeze *freeze = hp_freeze_new (pid, &error);
    if (freeze == NULL)
      die (error);
    hp_freeze_release (freeze);
    times[i] = now () - begin;
  }
  qsort (times, FREEZES, sizeof *times, compare_doubles);
  print ("attach and detach s", times[FREEZES / 2]);
}

/* ---- ours ---- */

static HpMoment
look (HpImage *live, gpointer python)
{
  return hp_python_moment (python, live);
}

/* As hp_target_capture () does it, with a watch. */
static HpSnapshot *
read_image (HpTarget *target, HpImage *image, HpSnapshotLevel level)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (level);
  g_autoptr (GArray) maps = hp_memory_dup_maps (target->memory, NULL);
  g_autoptr (GError) error = NULL;
  HpPython python;
  HpSnapshot *snapshot;
  double begin = now ();

  if (!hp_python_locate (&python, target->memory->name, image, &target->binary, &error) ||
      !hp_reader_read (image, &python, &target->binary, maps, NULL, builder, NULL, NULL, &error))
    die (error);
  hp_python_clear (&python);
  print ("reading s", now () - begin);
  begin = now ();
  hp_image_free (image);
  print ("freeing the copy s", now () - begin);
  begin = now ();
  snapshot = hp_snapshot_builder_end (builder, NULL, &error);
  print ("ordering s", now () - begin);
  return snapshot;
}

static void
measure_parts (HpTarget *target, HpSnapshotLevel level)
{
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  HpCapture capture;
  HpImage *image;
  double begin = now ();

  image = hp_image_capture (target->memory, TRUE, look, &target->python, &capture, NULL, &error);
  if (image == NULL)
    die (error);
  print ("copying s", now () - begin);
  print ("pause s", (double)capture.pause_ns / 1e9);
  print ("copied bytes", (double)capture.copied);
  print ("copy bytes/s", (double)capture.copied / ((double)capture.copy_ns / 1e9));
  snapshot = read_image (target, image, level);
  print ("objects", hp_snapshot_n_objects (snapshot));
  print ("references", (double)hp_snapshot_n_refs (snapshot));
}

/* CPU seconds of this program so far. */
static double
cpu (void)
{
  return (double)clock () / CLOCKS_PER_SEC;
}

static void
measure_whole (pid_t pid, HpSnapshotLevel level, const char *name)
{
  g_autofree char *wall_key = g_strdup_printf ("%s s", name),
                  *cpu_key = g_strdup_printf ("%s CPU s", name);
  g_autoptr (GError) error = NULL;
  double begin = now (), cpu_begin = cpu ();
  g_autoptr (HpSnapshot) snapshot = hp_process_capture (pid, level, TRUE, NULL, NULL, NULL, &error);

  if (snapshot == NULL)
    die (error);
  print (wall_key, now () - begin);
  print (cpu_key, cpu () - cpu_begin);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  HpTarget target;
  pid_t pid;

  setlocale (LC_ALL, "");
  if (argc != 2 || (pid = (pid_t)atoi (argv[1])) <= 0) {
    g_printerr ("usage: bench-attach PID\n");
    return 2;
  }
  if (!hp_target_open (&target, pid, &error))
    die (error);
  measure_reading (target.memory);
  measure_freeze (pid);
  measure_parts (&target, HP_LEVEL_VALUES);
  hp_target_clear (&target);
  measure_whole (pid, HP_LEVEL_VALUES, "whole with values");
  measure_whole (pid, HP_LEVEL_TYPES, "whole without values");
  return 0;
}
