/* SPDX-License-Identifier: Apache-2.0 */
#include "core-writer.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/procfs.h>
#include <unistd.h>

#include "source/process/maps.h"

#define PAGE 4096u

typedef struct {
  pid_t pid;
  GArray *maps; /* of HpMapping */
  int memory;
  FILE *out;
} Writer;

static guint64
dumped_size (const Writer *self, const HpMapping *m)
{
  guint8 magic[SELFMAG] = "";

  if (!m->readable || m->shared || m->path[0] == '[')
    return m->readable && (g_str_equal (m->path, "[heap]") || g_str_equal (m->path, "[stack]"))
               ? m->end - m->start
               : 0;
  if (m->writable)
    return m->end - m->start;
  if (m->inode != 0 && m->offset == 0 &&
      pread (self->memory, magic, sizeof magic, (off_t)m->start) == sizeof magic &&
      memcmp (magic, ELFMAG, SELFMAG) == 0)
    return PAGE;
  return 0;
}

static void
add_note (GByteArray *notes, guint32 type, gconstpointer data, gsize size)
{
  static const guint8 zeros[4];
  Elf64_Nhdr header = { .n_namesz = 5, .n_descsz = (guint32)size, .n_type = type };

  g_byte_array_append (notes, (const guint8 *)&header, sizeof header);
  g_byte_array_append (notes, (const guint8 *)"CORE\0\0\0", 8);
  g_byte_array_append (notes, data, (guint)size);
  g_byte_array_append (notes, zeros, (guint)(-size & 3));
}

static void
add_files (const Writer *self, GByteArray *notes)
{
  g_autoptr (GByteArray) rows = g_byte_array_new (), names = g_byte_array_new ();
  guint64 head[2] = { 0, PAGE };

  for (guint i = 0; i < self->maps->len; i++) {
    const HpMapping *m = &g_array_index (self->maps, HpMapping, i);
    guint64 row[3] = { m->start, m->end, m->offset / PAGE };
    if (m->inode == 0 || m->path[0] != '/')
      continue;
    head[0]++;
    g_byte_array_append (rows, (const guint8 *)row, sizeof row);
    g_byte_array_append (names, (const guint8 *)m->path, (guint)strlen (m->path) + 1);
  }
  g_byte_array_prepend (rows, (const guint8 *)head, sizeof head);
  g_byte_array_append (rows, names->data, names->len);
  add_note (notes, NT_FILE, rows->data, rows->len);
}

static GByteArray *
make_notes (const Writer *self)
{
  GByteArray *notes = g_byte_array_new ();
  struct elf_prstatus status = { .pr_cursig = 19, .pr_pid = self->pid };
  struct elf_prpsinfo info = { .pr_pid = self->pid,
                               .pr_fname = "python",
                               .pr_psargs = "python -c x" };
  g_autofree char *path = g_strdup_printf ("/proc/%d/auxv", (int)self->pid), *auxiliary = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &auxiliary, &length, NULL));
  add_note (notes, NT_PRSTATUS, &status, sizeof status);
  add_note (notes, NT_PRPSINFO, &info, sizeof info);
  add_note (notes, NT_AUXV, auxiliary, length);
  add_files (self, notes);
  return notes;
}

static void
write_memory (const Writer *self, const HpMapping *m)
{
  guint8 page[PAGE];
  guint64 size = dumped_size (self, m);

  for (guint64 at = 0; at < size; at += PAGE) {
    if (pread (self->memory, page, PAGE, (off_t)(m->start + at)) != PAGE)
      memset (page, 0, PAGE);
    g_assert_cmpuint (fwrite (page, PAGE, 1, self->out), ==, 1);
  }
}

static void
write_all (Writer *self)
{
  g_autoptr (GByteArray) notes = make_notes (self);
  Elf64_Ehdr header = { .e_ident = ELFMAG,
                        .e_type = ET_CORE,
                        .e_machine = EM_X86_64,
                        .e_version = EV_CURRENT,
                        .e_phoff = sizeof header,
                        .e_ehsize = sizeof header,
                        .e_phentsize = sizeof (Elf64_Phdr),
                        .e_phnum = (guint16)(self->maps->len + 1) };
  guint64 offset = sizeof header + (self->maps->len + 1) * sizeof (Elf64_Phdr);
  Elf64_Phdr row = { .p_type = PT_NOTE, .p_offset = offset, .p_filesz = notes->len };

  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  fwrite (&header, sizeof header, 1, self->out);
  fwrite (&row, sizeof row, 1, self->out);
  offset = (offset + notes->len + PAGE - 1) & ~(guint64)(PAGE - 1);
  for (guint i = 0; i < self->maps->len; i++) {
    const HpMapping *m = &g_array_index (self->maps, HpMapping, i);
    row = (Elf64_Phdr){ .p_type = PT_LOAD, .p_vaddr = m->start, .p_memsz = m->end - m->start };
    row.p_flags =
        (m->readable ? PF_R : 0u) | (m->writable ? PF_W : 0u) | (m->executable ? PF_X : 0u);
    row.p_offset = offset;
    row.p_filesz = dumped_size (self, m);
    offset += row.p_filesz;
    fwrite (&row, sizeof row, 1, self->out);
  }
  fwrite (notes->data, notes->len, 1, self->out);
  while (ftell (self->out) % PAGE != 0)
    fputc (0, self->out);
  for (guint i = 0; i < self->maps->len; i++)
    write_memory (self, &g_array_index (self->maps, HpMapping, i));
}

void
core_writer_write (pid_t pid, const char *path)
{
  g_autofree char *memory = g_strdup_printf ("/proc/%d/mem", (int)pid);
  Writer self = { .pid = pid, .maps = hp_maps_read (pid, NULL) };

  g_assert_nonnull (self.maps);
  self.memory = open (memory, O_RDONLY | O_CLOEXEC);
  self.out = fopen (path, "we");
  g_assert_nonnull (self.out);
  write_all (&self);
  g_assert_cmpint (fclose (self.out), ==, 0);
  close (self.memory);
  g_array_unref (self.maps);
}
