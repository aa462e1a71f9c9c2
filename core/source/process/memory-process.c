/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a running process, through process_vm_readv () and /proc. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "source/process/memory.h"
#include "source/process/resident.h"
#include "source/process/status.h"

#define PAGE         4096u
#define PAGE_PRESENT (G_GUINT64_CONSTANT (1) << 63)
#define PAGE_SWAPPED (G_GUINT64_CONSTANT (1) << 62)
#define PAGE_GUARD   (G_GUINT64_CONSTANT (1) << 58) /* Linux 6.15 */

typedef struct {
  HpMemory memory;
  int fd; /* /proc/PID/mem where process_vm_readv () is not to be had, else -1; set once, by whoever
           * is first */
} Process;

static int
open_proc (pid_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, name);
  return open (path, O_RDONLY | O_CLOEXEC);
}

static gboolean
open_memory (Process *self)
{
  int fd = open_proc (self->memory.pid, "mem");

  if (fd < 0)
    return FALSE;
  if (!g_atomic_int_compare_and_exchange (&self->fd, -1, fd))
    close (fd);
  return TRUE;
}

static gssize
read_vector (HpMemory *memory, const struct iovec *local, const struct iovec *remote, guint n)
{
  Process *self = (Process *)memory;

  if (g_atomic_int_get (&self->fd) < 0) {
    gssize got = process_vm_readv (memory->pid, local, n, remote, n, 0);
    int failure = errno;
    if (got >= 0 || (failure != ENOSYS && failure != EPERM))
      return got;
    if (!open_memory (self)) {
      errno = failure;
      return -1;
    }
  }
  return pread (g_atomic_int_get (&self->fd), local[0].iov_base, local[0].iov_len,
                (off_t)(gsize)remote[0].iov_base);
}

static GArray *
dup_maps (HpMemory *memory, GError **error)
{
  return hp_maps_read (memory->pid, error);
}

/* A guard page, as new libraries put below a thread's stack, is told as swapped and has nothing. */
static gboolean
has_content (guint64 word)
{
  return (word & (PAGE_PRESENT | PAGE_SWAPPED)) != 0 && (word & PAGE_GUARD) == 0;
}

/* Anonymous pages that are neither present nor swapped read as zero: they are left out, otherwise a
 * process of 2000 threads would want 16 GiB for its stacks. */
static gboolean
add_existing_pages (GArray *pieces, int pagemap, const HpMapping *m)
{
  guint64 words[4096];

  for (guint64 page = m->start / PAGE; page < m->end / PAGE;) {
    guint64 n = MIN (G_N_ELEMENTS (words), m->end / PAGE - page);
    gssize got = pread (pagemap, words, n * sizeof *words, (off_t)(page * sizeof *words));
    if (got < (gssize)sizeof *words)
      return FALSE;
    n = (guint64)got / sizeof *words;
    for (guint64 i = 0; i < n; i++)
      if (has_content (words[i]))
        hp_pieces_add (pieces, (page + i) * PAGE, PAGE);
    page += n;
  }
  return TRUE;
}

static void
add_pieces (HpMemory *memory, const GArray *mappings, GArray *pieces)
{
  int pagemap = open_proc (memory->pid, "pagemap");

  for (guint i = 0; i < mappings->len; i++) {
    const HpMapping *m = &g_array_index (mappings, HpMapping, i);
    if (m->writable && m->inode == 0 && pagemap >= 0 && add_existing_pages (pieces, pagemap, m))
      continue;
    hp_pieces_add (pieces, m->start, m->end - m->start);
  }
  if (pagemap >= 0)
    close (pagemap);
}

/* By range first: that works when the file was deleted or replaced, and in other mount namespaces.
 */
static int
open_file (HpMemory *memory, const HpMapping *m)
{
  g_autofree char *by_range =
      g_strdup_printf ("/proc/%d/map_files/%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x",
                       (int)memory->pid, m->start, m->end);
  g_autofree char *by_root = g_strdup_printf ("/proc/%d/root%s", (int)memory->pid, m->path);
  int fd = open (by_range, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  return fd >= 0 ? fd : open (by_root, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static void
describe (HpMemory *memory, HpSnapshotInfo *info)
{
  info->resident = hp_process_resident (memory->pid);
  if (info->level >= HP_LEVEL_TYPES) {
    g_autofree char *title = hp_process_dup_title (memory->pid);
    hp_snapshot_info_set (&info->title, title);
  } else
    hp_snapshot_info_set (&info->title, "Python process");
  if (info->level >= HP_LEVEL_VALUES) { /* arguments are values */
    g_autofree char *command = hp_process_dup_command (memory->pid);
    hp_snapshot_info_set (&info->command, command);
  }
}

static GArray *
dup_resident (HpMemory *memory, HpResidentParts *parts)
{
  return hp_resident_read (memory->pid, parts);
}

static GHashTable *
dup_thread_names (HpMemory *memory)
{
  return hp_process_dup_thread_names (memory->pid);
}

static void
process_free (HpMemory *memory)
{
  Process *self = (Process *)memory;

  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

static const HpMemoryClass process_class = {
  .read = read_vector,
  .dup_maps = dup_maps,
  .add_pieces = add_pieces,
  .open_file = open_file,
  .describe = describe,
  .dup_resident = dup_resident,
  .dup_thread_names = dup_thread_names,
  .free = process_free,
};

HpMemory *
hp_memory_new_process (pid_t pid)
{
  Process *self = g_new0 (Process, 1);

  self->memory.klass = &process_class;
  self->memory.name = g_strdup_printf ("PID %d", (int)pid);
  self->memory.pid = pid;
  self->fd = -1;
  return &self->memory;
}
