/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/core-file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/process.h"

#define SEGMENTS_MAX (1u << 18)
#define RANGES_MAX   (1u << 17)
#define NOTES_MAX    (64u << 20) /* bytes of one group of notes */
#define GROUPS_MAX   16
#define NOTE_FILE    0x46494c45u
#define ADDRESS_MAX  (G_GUINT64_CONSTANT (1) << 47)

/* Offsets in struct elf_prstatus and struct elf_prpsinfo. */
#define STATUS_SIGNAL 12
#define STATUS_PID    32
#define INFO_PID      24
#define INFO_NAME     40
#define INFO_COMMAND  56
#define INFO_NAME_MAX 16
#define INFO_SIZE     136

static guint64
load (const guint8 *at, guint size)
{
  guint64 value = 0;
  memcpy (&value, at, size);
  return value;
}

gssize
hp_read_at (int fd, gpointer out, gsize size, guint64 offset)
{
  gsize done = 0;

  while (done < size) {
    gssize n = offset + done <= G_MAXINT64
                   ? pread (fd, (guint8 *)out + done, size - done, (off_t)(offset + done))
                   : 0;
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    done += (gsize)n;
  }
  return (gssize)done;
}

static gboolean
read_whole (int fd, gpointer out, gsize size, guint64 offset)
{
  return hp_read_at (fd, out, size, offset) == (gssize)size;
}

/* ---- the header ---- */

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_BAD_CORE, "%s %s", shown, what);
  return FALSE;
}

/* How files begin that compressors write, and what undoes it. */
static const struct {
  const char *magic, *name, *program;
} compressors[] = {
  { "\x28\xb5\x2f\xfd", "zstd", "zstd -d" }, /* systemd-coredump's */
  { "\x04\x22\x4d\x18", "lz4", "lz4 -d" },
  { "\xfd"
    "7zXZ",
    "xz", "xz -d -k" },
  { "\x1f\x8b\x08", "gzip", "gzip -d -k" },
};

/* A row of compressors, or -1. */
static int
find_compressor (const void *head, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (compressors); i++) {
    gsize n = strlen (compressors[i].magic);
    if (length >= n && memcmp (head, compressors[i].magic, n) == 0)
      return (int)i;
  }
  return -1;
}

gboolean
hp_process_is_core (const char *head, gsize length)
{
  return (length >= SELFMAG && memcmp (head, ELFMAG, SELFMAG) == 0) ||
         find_compressor (head, length) >= 0;
}

static gboolean
fail_compressed (GError **error, const char *path, int compressor)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *what = g_strdup_printf (
      "is compressed (%s): unpack it first, with \"%s %s\"", compressors[compressor].name,
      compressors[compressor].program, strpbrk (path, " '\"\\$&;()*?<>|`") != NULL ? quoted : path);

  return fail (error, path, what);
}

static gboolean
check_header (const HpCoreFile *self, const char *path, const Elf64_Ehdr *header, GError **error)
{
  const guint8 *head = header->e_ident;
  int compressor = find_compressor (head, EI_NIDENT);

  if (compressor >= 0)
    return fail_compressed (error, path, compressor);
  if (memcmp (head, ELFMAG, SELFMAG) != 0)
    return fail (error, path, "is not a core dump: gcore PID writes one");
  if (head[EI_CLASS] != ELFCLASS64 || head[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != EM_X86_64)
    return fail (error, path,
                 "is of a 32-bit program or another kind of processor: Heaparium reads those of "
                 "x86-64");
  if (header->e_type != ET_CORE)
    return fail (error, path, "is a program or a library, not a core dump: gcore PID writes one");
  if (header->e_phentsize != sizeof (Elf64_Phdr))
    return fail (error, path, "has a header that makes no sense: write the core dump again");
  return TRUE;
}

/* 65535 or more: the number stands in the first section header. */
static guint32
count_program_headers (const HpCoreFile *self, const Elf64_Ehdr *header)
{
  Elf64_Shdr section;

  if (header->e_phnum != PN_XNUM)
    return header->e_phnum;
  if (!read_whole (self->fd, &section, sizeof section, header->e_shoff))
    return 0;
  return section.sh_info;
}

static GArray *
read_program_headers (const HpCoreFile *self, const char *path, const Elf64_Ehdr *header,
                      GError **error)
{
  GArray *found;
  guint32 n = count_program_headers (self, header);

  if (n == 0 || n > SEGMENTS_MAX) {
    fail (error, path, "names no memory, or absurdly many pieces of it: write the core dump again");
    return NULL;
  }
  found = g_array_sized_new (FALSE, FALSE, sizeof (Elf64_Phdr), n);
  g_array_set_size (found, n);
  if (!read_whole (self->fd, found->data, (gsize)n * sizeof (Elf64_Phdr), header->e_phoff)) {
    g_array_unref (found);
    fail (error, path, "ends within its list of contents: it was cut off, copy it again");
    return NULL;
  }
  return found;
}

/* ---- segments ---- */

static void
add_segment (HpCoreFile *self, const Elf64_Phdr *header)
{
  HpCoreSegment s = { .start = header->p_vaddr,
                      .end = header->p_vaddr + header->p_memsz,
                      .offset = header->p_offset,
                      .size = MIN (header->p_filesz, header->p_memsz),
                      .readable = header->p_flags & PF_R,
                      .writable = (header->p_flags & PF_W) != 0,
                      .executable = header->p_flags & PF_X };
  guint64 there = s.offset < self->length ? self->length - s.offset : 0;

  if (s.start >= s.end || s.end > ADDRESS_MAX)
    return; /* nothing of a program: [vsyscall] */
  if (s.size > there) {
    self->cut_off += s.size - there;
    s.size = there;
  }
  g_array_append_val (self->segments, s);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *)a, y = *(const guint64 *)b; /* the first field of both rows */
  return x < y ? -1 : x > y;
}

/* Sorts, and drops rows that overlap the one before; start and end are the first fields. */
static void
put_in_order (GArray *rows, gsize row_size)
{
  guint64 end = 0;
  guint kept = 0;

  g_array_sort (rows, compare_starts);
  for (guint i = 0; i < rows->len; i++) {
    guint8 *row = (guint8 *)rows->data + i * row_size;
    if (load (row, 8) < end)
      continue;
    end = load (row + 8, 8);
    memmove (rows->data + kept++ * row_size, row, row_size);
  }
  g_array_set_size (rows, kept);
}

static gconstpointer
find_row (const GArray *rows, gsize row_size, guint64 address)
{
  guint low = 0, high = rows->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    const guint8 *row = (const guint8 *)rows->data + middle * row_size;
    if (address < load (row, 8))
      high = middle;
    else if (address >= load (row + 8, 8))
      low = middle + 1;
    else
      return row;
  }
  return NULL;
}

const HpCoreSegment *
hp_core_file_segment (const HpCoreFile *self, guint64 address)
{
  return find_row (self->segments, sizeof (HpCoreSegment), address);
}

const HpCoreRange *
hp_core_file_range (const HpCoreFile *self, guint64 address)
{
  return find_row (self->ranges, sizeof (HpCoreRange), address);
}

/* Some writers leave out what is wholly in a file: then the list of files tells of it. */
static void
add_segments_of_files (HpCoreFile *self)
{
  guint n = self->segments->len;
  GArray *all = g_array_copy (self->segments);

  for (guint i = 0; i < self->ranges->len; i++) {
    const HpCoreRange *range = &g_array_index (self->ranges, HpCoreRange, i);
    HpCoreSegment s = { .start = range->start, .end = range->end, .readable = TRUE };
    if (hp_core_file_segment (self, range->start) == NULL)
      g_array_append_val (all, s);
  }
  g_array_unref (self->segments);
  self->segments = all;
  if (all->len != n)
    put_in_order (all, sizeof (HpCoreSegment));
}

/* ---- notes ---- */

/* Text that can stand in a line of its own. A file whose name is not such a text is not found. */
static char *
dup_text (const guint8 *at, gsize max)
{
  g_autofree char *raw = g_strndup ((const char *)at, strnlen ((const char *)at, max));
  char *text = g_utf8_make_valid (raw, -1);

  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strchomp (text);
}

/* Counts and page size, then start, end, offset of each, then the names in the same order. */
static void
take_files (HpCoreFile *self, const guint8 *data, guint64 size)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 n, page, at;

  if (size < 16)
    return;
  n = load (data, 8);
  page = load (data + 8, 8);
  if (n > MIN ((size - 16) / 25, RANGES_MAX) || page == 0 ||
      page > (1u << 30)) /* 24 bytes and an empty name */
    return;
  at = 16 + 24 * n;
  for (guint64 i = 0; i < n; i++) {
    const guint8 *row = data + 16 + 24 * i;
    const guint8 *end = memchr (data + at, 0, size - at);
    HpCoreRange range = { .start = load (row, 8), .end = load (row + 8, 8) };
    gpointer known;
    if (end == NULL)
      return;
    range.offset = load (row + 16, 8) * page;
    if (range.start < range.end && range.end <= ADDRESS_MAX && range.offset <= G_MAXINT64) {
      if (!g_hash_table_lookup_extended (rows, data + at, NULL, &known)) {
        known = GUINT_TO_POINTER (self->files->len);
        g_ptr_array_add (self->files, dup_text (data + at, size - at));
        g_hash_table_insert (rows, (gpointer)(data + at), known);
      }
      range.file = GPOINTER_TO_UINT (known);
      g_array_append_val (self->ranges, range);
    }
    at = (guint64)(end - data) + 1;
  }
}

static void
take_info (HpCoreFile *self, const guint8 *data, guint64 size)
{
  if (size < INFO_SIZE || self->name != NULL)
    return;
  self->pid = (gint32)load (data + INFO_PID, 4);
  self->name = dup_text (data + INFO_NAME, INFO_NAME_MAX);
  self->command = dup_text (data + INFO_COMMAND, INFO_SIZE - INFO_COMMAND);
}

/* One for each thread, the one that died first. */
static void
take_status (HpCoreFile *self, const guint8 *data, guint64 size)
{
  if (size < STATUS_PID + 4)
    return;
  if (self->n_threads++ == 0)
    self->signal = (int)load (data + STATUS_SIGNAL, 2);
}

static void
take_auxiliary (HpCoreFile *self, const guint8 *data, guint64 size)
{
  for (guint64 at = 0; at + 16 <= size; at += 16)
    if (load (data + at, 8) == AT_PHDR || (load (data + at, 8) == AT_ENTRY && !self->program_entry))
      self->program_entry = load (data + at + 8, 8);
}

static void
take_note (HpCoreFile *self, guint32 type, const guint8 *data, guint64 size)
{
  switch (type) {
  case NT_PRSTATUS: take_status (self, data, size); break;
  case NT_PRPSINFO: take_info (self, data, size); break;
  case NT_AUXV: take_auxiliary (self, data, size); break;
  case NOTE_FILE: take_files (self, data, size); break;
  default: break;
  }
}

/* A note: sizes of name and contents, its kind, the name, the contents; both padded to 4 bytes. */
static void
read_notes (HpCoreFile *self, const Elf64_Phdr *header)
{
  guint64 there = header->p_offset < self->length ? self->length - header->p_offset : 0;
  gsize size = (gsize)MIN (MIN (header->p_filesz, there), NOTES_MAX);
  g_autofree guint8 *data = g_try_malloc (size + 1);

  self->cut_off += header->p_filesz > there ? header->p_filesz - there : 0;
  if (data == NULL || !read_whole (self->fd, data, size, header->p_offset))
    return;
  for (gsize at = 0; at + 12 <= size;) {
    guint64 name = (load (data + at, 4) + 3) & ~3ull, bytes = load (data + at + 4, 4);
    guint32 type = (guint32)load (data + at + 8, 4);
    at += 12;
    if (name > size - at || bytes > size - at - name)
      return;
    if (name >= 4 && (memcmp (data + at, "CORE", 4) == 0))
      take_note (self, type, data + at + name, bytes);
    at += name + ((bytes + 3) & ~3ull);
  }
}

/* ---- build IDs ---- */

static char *
build_id_in_notes (const guint8 *data, gsize size)
{
  for (gsize at = 0; at + 12 <= size;) {
    guint64 name = (load (data + at, 4) + 3) & ~3ull, bytes = load (data + at + 4, 4);
    guint32 type = (guint32)load (data + at + 8, 4);
    at += 12;
    if (name > size - at || bytes > size - at - name)
      return NULL;
    if (type == NT_GNU_BUILD_ID && name == 4 && memcmp (data + at, "GNU", 4) == 0 && bytes > 0 &&
        bytes <= 64) {
      GString *text = g_string_new (NULL);
      for (guint64 i = 0; i < bytes; i++)
        g_string_append_printf (text, "%02x", data[at + 4 + i]);
      return g_string_free (text, FALSE);
    }
    at += name + ((bytes + 3) & ~3ull);
  }
  return NULL;
}

char *
hp_build_id_of_page (const guint8 *page, gsize size)
{
  Elf64_Ehdr header;

  if (size < sizeof header)
    return NULL;
  memcpy (&header, page, sizeof header);
  if (memcmp (header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_phentsize != sizeof (Elf64_Phdr))
    return NULL;
  for (guint i = 0; i < header.e_phnum; i++) {
    Elf64_Phdr segment;
    guint64 at = header.e_phoff + i * sizeof segment;
    char *found;
    if (at > size || sizeof segment > size - at)
      return NULL;
    memcpy (&segment, page + at, sizeof segment);
    if (segment.p_type != PT_NOTE || segment.p_offset > size ||
        segment.p_filesz > size - segment.p_offset)
      continue;
    found = build_id_in_notes (page + segment.p_offset, segment.p_filesz);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* ---- the whole ---- */

static gboolean
open_file (HpCoreFile *self, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  struct stat status;

  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &status) != 0) {
    int failure = errno;
    g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (failure), "%s: %s", shown,
                 g_strerror (failure));
    return FALSE;
  }
  if (!S_ISREG (status.st_mode))
    return fail (error, path, "is not a file: name a core dump");
  self->length = (guint64)status.st_size;
  self->modified_us =
      (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
  return TRUE;
}

/* No byte of the file stands for two addresses: a small file cannot ask for much memory. */
static gboolean
fits_into_file (const HpCoreFile *self)
{
  guint64 left = self->length;

  for (guint i = 0; i < self->segments->len; i++) {
    const HpCoreSegment *s = &g_array_index (self->segments, HpCoreSegment, i);
    if (s->size > left)
      return FALSE;
    left -= s->size;
  }
  return TRUE;
}

static gboolean
read_contents (HpCoreFile *self, const char *path, GError **error)
{
  g_autoptr (GArray) headers = NULL;
  guint groups = 0;
  Elf64_Ehdr header;
  gssize n = hp_read_at (self->fd, &header, sizeof header, 0);

  if (n < (gssize)sizeof header)
    memset ((guint8 *)&header + MAX (n, 0), 0, sizeof header - (gsize)MAX (n, 0));
  if (!check_header (self, path, &header, error))
    return FALSE;
  headers = read_program_headers (self, path, &header, error);
  if (headers == NULL)
    return FALSE;
  for (guint i = 0; i < headers->len; i++) {
    const Elf64_Phdr *at = &g_array_index (headers, Elf64_Phdr, i);
    if (at->p_type == PT_LOAD)
      add_segment (self, at);
    else if (at->p_type == PT_NOTE && groups++ < GROUPS_MAX)
      read_notes (self, at);
  }
  put_in_order (self->segments, sizeof (HpCoreSegment));
  put_in_order (self->ranges, sizeof (HpCoreRange));
  add_segments_of_files (self);
  if (!fits_into_file (self))
    return fail (error, path, "names pieces of memory that overlap: write the core dump again");
  if (self->segments->len == 0)
    return fail (error, path, "holds no memory: write the core dump again");
  return TRUE;
}

HpCoreFile *
hp_core_file_open (const char *path, GError **error)
{
  HpCoreFile *self = g_new0 (HpCoreFile, 1);

  self->fd = -1;
  self->segments = g_array_new (FALSE, TRUE, sizeof (HpCoreSegment));
  self->ranges = g_array_new (FALSE, TRUE, sizeof (HpCoreRange));
  self->files = g_ptr_array_new_with_free_func (g_free);
  if (open_file (self, path, error) && read_contents (self, path, error))
    return self;
  hp_core_file_free (self);
  return NULL;
}

void
hp_core_file_free (HpCoreFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_array_unref (self->segments);
  g_array_unref (self->ranges);
  g_ptr_array_unref (self->files);
  g_free (self->name);
  g_free (self->command);
  g_free (self);
}
