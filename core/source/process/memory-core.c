/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a core dump. What the dump leaves out, because it is the same in a program's or a
 * library's file, is read from that file: if it is there, and the same build. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/process/core-file.h"
#include "source/process/error.h"
#include "source/process/memory.h"

#define PAGE           4096u
#define NOTES_OF_FILES 4 /* files that are named when they are missing */

typedef enum {
  UNKNOWN, /* not looked at yet */
  SAME,    /* the build ID in the dump is the file's */
  LIKELY,  /* the dump does not have the build ID */
  OTHER,   /* another build, or no program */
  MISSING,
} Trust;

typedef struct {
  char *path;   /* owned: where to look for it */
  guint64 head; /* address of its first page; 0: was not mapped */
  Trust trust;
  gboolean wanted; /* something was to be read from it */
  guint64 length;
} File;

typedef struct {
  HpMemory memory;
  HpCoreFile *core; /* owned */
  GArray *files;    /* of File, as the core file's */
  guint open_file;  /* which of them fd is */
  int fd;           /* owned, -1: none */
  guint64 missing;  /* bytes of writable memory that are nowhere */
  char *title;      /* owned */
} Core;

static gssize read_dumped (Core *self, guint64 address, gpointer out, gsize size);

/* ---- the files ---- */

static char *
build_id_in_dump (Core *self, guint row)
{
  const File *file = &g_array_index (self->files, File, row);
  guint8 page[PAGE];
  gssize n = file->head != 0 ? read_dumped (self, file->head, page, sizeof page) : 0;

  return n > 0 ? hp_build_id_of_page (page, (gsize)n) : NULL;
}

/* Opens programs and libraries only: a dump may name devices and pipes. */
static int
open_program (const char *path, guint64 *length, char **build_id)
{
  guint8 page[PAGE];
  struct stat status;
  gssize n;
  int fd;

  if (path[0] != '/' || g_str_has_prefix (path, "/proc/") || g_str_has_prefix (path, "/sys/") ||
      stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return -1;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return -1;
  n = hp_read_at (fd, page, sizeof page, 0);
  if (n < SELFMAG || memcmp (page, ELFMAG, SELFMAG) != 0) {
    close (fd);
    return -1;
  }
  *length = (guint64)status.st_size;
  *build_id = hp_build_id_of_page (page, (gsize)n);
  return fd;
}

/* Makes fd the file of that row, if it is to be trusted. */
static gboolean
choose_file (Core *self, guint row)
{
  File *file = &g_array_index (self->files, File, row);
  g_autofree char *here = NULL, *dumped = NULL;

  file->wanted = TRUE;
  if (file->trust == OTHER || file->trust == MISSING)
    return FALSE;
  if (self->fd >= 0 && self->open_file == row)
    return TRUE;
  if (self->fd >= 0)
    close (self->fd);
  self->open_file = row;
  self->fd = open_program (file->path, &file->length, &here);
  if (self->fd < 0) {
    file->trust = MISSING;
    return FALSE;
  }
  if (file->trust == UNKNOWN) {
    dumped = build_id_in_dump (self, row);
    file->trust = dumped == NULL ? LIKELY : g_strcmp0 (dumped, here) == 0 ? SAME : OTHER;
  }
  if (file->trust != OTHER)
    return TRUE;
  close (self->fd);
  self->fd = -1;
  return FALSE;
}

/* ---- reading ---- */

/* From the dump itself; 0 where it has nothing. */
static gssize
read_dumped (Core *self, guint64 address, gpointer out, gsize size)
{
  const HpCoreSegment *segment = hp_core_file_segment (self->core, address);
  guint64 skip;

  if (segment == NULL)
    return 0;
  skip = address - segment->start;
  if (skip >= segment->size)
    return 0;
  return hp_read_at (self->core->fd, out, (gsize)MIN (size, segment->size - skip),
                     segment->offset + skip);
}

/* Of the last page of a file what lies behind its end is zero. */
static gssize
read_mapped (Core *self, guint64 address, gpointer out, gsize size)
{
  const HpCoreRange *range = hp_core_file_range (self->core, address);
  guint64 offset, there;
  gssize n;

  if (range == NULL || !choose_file (self, range->file))
    return 0;
  offset = range->offset + (address - range->start);
  there = (g_array_index (self->files, File, range->file).length + PAGE - 1) & ~(guint64)(PAGE - 1);
  if (offset >= there)
    return 0;
  size = (gsize)MIN (MIN (size, range->end - address), there - offset);
  n = hp_read_at (self->fd, out, size, offset);
  if (n < 0)
    return n;
  memset ((guint8 *)out + n, 0, size - (gsize)n);
  return (gssize)size;
}

static gssize
read_some (Core *self, guint64 address, gpointer out, gsize size)
{
  gssize n = read_dumped (self, address, out, size);
  return n != 0 ? n : read_mapped (self, address, out, size);
}

static gssize
read_vector (HpMemory *memory, const struct iovec *local, const struct iovec *remote, guint n)
{
  Core *self = (Core *)memory;
  gssize total = 0;

  for (guint i = 0; i < n; i++) {
    guint64 address = (guint64)(gsize)remote[i].iov_base;
    for (gsize done = 0; done < local[i].iov_len;) {
      gssize got = read_some (self, address + done, (guint8 *)local[i].iov_base + done,
                              local[i].iov_len - done);
      if (got <= 0) {
        errno = EFAULT;
        return total > 0 ? total : -1;
      }
      done += (gsize)got;
      total += got;
    }
  }
  return total;
}

/* ---- what there is ---- */

static void
add_mapping (Core *self, GArray *maps, const HpCoreSegment *s, guint64 start, guint64 end)
{
  const HpCoreRange *range = hp_core_file_range (self->core, start);
  HpMapping m = { .start = start,
                  .end = end,
                  .readable = s->readable,
                  .writable = s->writable,
                  .executable = s->executable };

  if (range != NULL) {
    m.path = g_strdup (g_ptr_array_index (self->core->files, range->file));
    m.offset = range->offset + (start - range->start);
    m.inode = (guint64)range->file + 1;
  } else
    m.path = g_strdup ("");
  g_array_append_val (maps, m);
}

/* A segment that is a file's in part is cut where the file begins and ends. */
static GArray *
dup_maps (HpMemory *memory, GError **error)
{
  Core *self = (Core *)memory;
  GArray *maps = hp_maps_parse ("");
  guint next = 0;

  for (guint i = 0; i < self->core->segments->len; i++) {
    const HpCoreSegment *s = &g_array_index (self->core->segments, HpCoreSegment, i);
    guint64 at = s->start;
    while (at < s->end) {
      const HpCoreRange *range;
      guint64 end = s->end;
      while (next < self->core->ranges->len &&
             g_array_index (self->core->ranges, HpCoreRange, next).end <= at)
        next++;
      range = next < self->core->ranges->len
                  ? &g_array_index (self->core->ranges, HpCoreRange, next)
                  : NULL;
      if (range != NULL && range->start <= at)
        end = MIN (end, range->end);
      else if (range != NULL)
        end = MIN (end, range->start);
      add_mapping (self, maps, s, at, end);
      at = end;
    }
  }
  return maps;
}

/* Holes of the dump are pages that were never touched. */
static void
add_data (Core *self, GArray *pieces, guint64 address, guint64 offset, guint64 size)
{
  guint64 at = offset, end = offset + size;

  while (at < end) {
    off_t data = lseek (self->core->fd, (off_t)at, SEEK_DATA), hole;
    if (data < 0 && errno == ENXIO)
      return;
    hole = data < 0 ? -1 : lseek (self->core->fd, data, SEEK_HOLE);
    if (hole < 0) { /* the file system does not tell */
      hp_pieces_add (pieces, address + (at - offset), end - at);
      return;
    }
    if ((guint64)data >= end)
      return;
    hp_pieces_add (pieces, address + ((guint64)data - offset),
                   MIN ((guint64)hole, end) - (guint64)data);
    at = (guint64)hole;
  }
}

static void
add_rest (Core *self, GArray *pieces, const HpMapping *m, guint64 from)
{
  if (from >= m->end)
    return;
  if (m->inode != 0 && choose_file (self, (guint)m->inode - 1))
    hp_pieces_add (pieces, from, m->end - from);
  else if (m->writable)
    self->missing += m->end - from;
}

static void
add_pieces (HpMemory *memory, const GArray *mappings, GArray *pieces)
{
  Core *self = (Core *)memory;

  self->missing = 0;
  for (guint i = 0; i < mappings->len; i++) {
    const HpMapping *m = &g_array_index (mappings, HpMapping, i);
    const HpCoreSegment *s = hp_core_file_segment (self->core, m->start);
    guint64 skip = m->start - s->start;
    guint64 dumped = skip < s->size ? MIN (s->size - skip, m->end - m->start) : 0;

    if (dumped > 0)
      add_data (self, pieces, m->start, s->offset + skip, dumped);
    add_rest (self, pieces, m, m->start + dumped);
  }
}

static int
open_file (HpMemory *memory, const HpMapping *m)
{
  Core *self = (Core *)memory;

  if (m->inode == 0 || !choose_file (self, (guint)m->inode - 1))
    return -1;
  return fcntl (self->fd, F_DUPFD_CLOEXEC, 0);
}

/* ---- what it says of the program ---- */

static guint
row_of_program (const HpCoreFile *core)
{
  const HpCoreRange *range = hp_core_file_range (core, core->program_entry);
  return range != NULL ? range->file : G_MAXUINT;
}

static gboolean
is_library_or_program (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  return strstr (base, ".so") != NULL || strstr (base, "python") != NULL;
}

/* Symbols and names are in the files; without the one that has the interpreter nothing is found. */
static char *
dup_obstacle (HpMemory *memory)
{
  Core *self = (Core *)memory;
  guint program = row_of_program (self->core);

  if (self->core->cut_off > 0)
    return g_strdup_printf ("the dump was cut off, %" G_GUINT64_FORMAT " KiB are missing: copy it "
                            "again",
                            (self->core->cut_off + 1023) >> 10);
  if (self->files->len == 0)
    return g_strdup ("it does not say which files were mapped (NT_FILE): write it with gcore");
  for (guint i = 0; i < self->files->len; i++) {
    const File *file = &g_array_index (self->files, File, i);
    g_autofree char *base = g_path_get_basename (file->path);
    if ((file->trust != MISSING && file->trust != OTHER) ||
        (i != program && !g_str_has_prefix (base, "libpython")))
      continue;
    return g_strdup_printf ("%s is %s: name the file that ran then (--exe)", file->path,
                            file->trust == OTHER ? "another build than the one that ran"
                                                 : "not on this machine");
  }
  return NULL;
}

static void
note_files (Core *self, HpSnapshotInfo *info)
{
  guint named = 0, more = 0, unchecked = 0;

  for (guint i = 0; i < self->files->len; i++) {
    const File *file = &g_array_index (self->files, File, i);
    unchecked += file->wanted && file->trust == LIKELY;
    if (!file->wanted || (file->trust != OTHER && file->trust != MISSING) ||
        !is_library_or_program (file->path))
      continue;
    if (named++ >= NOTES_OF_FILES) {
      more++;
      continue;
    }
    hp_snapshot_info_note (info,
                           file->trust == OTHER
                               ? "%s is another build than the one in the core dump: names of its "
                                 "types are missing."
                               : "%s is not on this machine: names of its types are missing.",
                           file->path);
  }
  if (more > 0)
    hp_snapshot_info_note (info, "So it is with %u more libraries.", more);
  if (unchecked > 0)
    hp_snapshot_info_note (info,
                           "The core dump does not say which builds %u libraries were: the files "
                           "on this machine were taken.",
                           unchecked);
}

static void
describe (HpMemory *memory, HpSnapshotInfo *info)
{
  Core *self = (Core *)memory;
  const HpCoreFile *core = self->core;

  info->created_us = core->modified_us;
  hp_snapshot_info_set (&info->title, info->level >= HP_LEVEL_TYPES ? self->title : "Core dump");
  if (info->level >= HP_LEVEL_VALUES) /* arguments are values */
    hp_snapshot_info_set (&info->command, core->command);
  hp_snapshot_info_note (info, "Read from a core dump%s%s.",
                         core->signal != 0 ? ", written at signal " : "",
                         core->signal != 0 ? g_strsignal (core->signal) : "");
  if (core->cut_off != 0)
    hp_snapshot_info_note (info,
                           "The core dump was cut off: %" G_GUINT64_FORMAT " KiB are missing at "
                           "its end.",
                           (core->cut_off + 1023) >> 10);
  if (self->missing > core->cut_off) {
    info->quality.failed_reads += (self->missing - core->cut_off) / PAGE;
    hp_snapshot_info_note (info,
                           "%" G_GUINT64_FORMAT " KiB of memory are not in the core dump "
                           "(/proc/PID/coredump_filter decides what is).",
                           (self->missing - core->cut_off) >> 10);
  }
  note_files (self, info);
}

/* ---- make and free ---- */

static void
replace (Core *self, guint row, const char *program, Trust trust)
{
  File *file = &g_array_index (self->files, File, row);

  g_free (file->path);
  file->path = g_strdup (program);
  file->trust = trust;
}

/* The user's file takes the place of the mapped one that has its build ID, else that of the
 * program, if the dump does not tell. */
static gboolean
use_program (Core *self, const char *path, const char *given, GError **error)
{
  g_autofree char *program = g_canonicalize_filename (given, NULL);
  g_autofree char *here = NULL, *dumped = NULL;
  guint row = row_of_program (self->core);
  guint64 length;
  int fd = open_program (program, &length, &here);

  if (fd < 0) {
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_BAD_CORE,
                 "%s is no program that can be read: name the file that ran when %s was written",
                 given, path);
    return FALSE;
  }
  close (fd);
  for (guint i = 0; here != NULL && i < self->files->len; i++) {
    g_autofree char *id = build_id_in_dump (self, i);
    if (g_strcmp0 (id, here) == 0) {
      replace (self, i, program, SAME);
      return TRUE;
    }
  }
  dumped = row != G_MAXUINT ? build_id_in_dump (self, row) : NULL;
  if (row == G_MAXUINT || dumped != NULL) {
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_BAD_CORE,
                 "%s is not the program of %s (build ID %s instead of %s): name the file that ran "
                 "then",
                 given, path, here != NULL ? here : "none", dumped != NULL ? dumped : "unknown");
    return FALSE;
  }
  replace (self, row, program, LIKELY);
  return TRUE;
}

static void
list_files (Core *self)
{
  for (guint i = 0; i < self->core->files->len; i++) {
    File file = { .path = g_strdup (g_ptr_array_index (self->core->files, i)) };
    g_array_append_val (self->files, file);
  }
  for (guint i = 0; i < self->core->ranges->len; i++) {
    const HpCoreRange *range = &g_array_index (self->core->ranges, HpCoreRange, i);
    File *file = &g_array_index (self->files, File, range->file);
    if (range->offset == 0 && file->head == 0)
      file->head = range->start;
  }
}

static void
file_clear (gpointer data)
{
  g_free (((File *)data)->path);
}

static void
core_free (HpMemory *memory)
{
  Core *self = (Core *)memory;

  if (self->fd >= 0)
    close (self->fd);
  g_array_unref (self->files);
  hp_core_file_free (self->core);
  g_free (self->title);
  g_free (self);
}

static const HpMemoryClass core_class = {
  .read = read_vector,
  .dup_maps = dup_maps,
  .add_pieces = add_pieces,
  .open_file = open_file,
  .dup_obstacle = dup_obstacle,
  .describe = describe,
  .free = core_free,
};

HpMemory *
hp_memory_new_core (const char *path, const char *program, GError **error)
{
  HpCoreFile *core = hp_core_file_open (path, error);
  g_autofree char *shown = g_filename_display_basename (path);
  Core *self;

  if (core == NULL)
    return NULL;
  self = g_new0 (Core, 1);
  self->memory.klass = &core_class;
  self->memory.name = g_strdup_printf ("the program in %s", shown);
  self->memory.pid = (pid_t)MAX (core->pid, 0);
  self->memory.still = TRUE;
  self->core = core;
  self->title = g_strdup (core->name != NULL && *core->name != '\0' ? core->name : shown);
  self->fd = -1;
  self->files = g_array_new (FALSE, TRUE, sizeof (File));
  g_array_set_clear_func (self->files, file_clear);
  list_files (self);
  if (program == NULL || use_program (self, shown, program, error))
    return &self->memory;
  hp_memory_free (&self->memory);
  return NULL;
}
