/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/binary.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/maps.h"

#define PAGE        4096u
#define SYMBOLS_MAX (4u << 20)
#define HEADERS_MAX 128u

typedef struct {
  const char *name;
  gsize offset; /* of the guint64 in HpBinary */
} Wanted;

static const Wanted wanted[] = {
  { "_PyRuntime", G_STRUCT_OFFSET (HpBinary, runtime) },
  { "Py_Version", G_STRUCT_OFFSET (HpBinary, version) },
  { "arenas", G_STRUCT_OFFSET (HpBinary, arenas) },
  { "maxarenas", G_STRUCT_OFFSET (HpBinary, max_arenas) },
  { "ntimes_arena_allocated", G_STRUCT_OFFSET (HpBinary, arenas_allocated) },
  { "narenas_highwater", G_STRUCT_OFFSET (HpBinary, arenas_highwater) },
  { "raw_allocated_blocks", G_STRUCT_OFFSET (HpBinary, raw_blocks) },
};

void
hp_binary_clear (HpBinary *self)
{
  g_clear_pointer (&self->path, g_free);
}

static void
take_symbol (HpBinary *out, const char *name, guint64 value, guint64 bias)
{
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    guint64 *slot = (guint64 *)((guint8 *)out + wanted[i].offset);
    if (*slot == 0 && value != 0 && strcmp (name, wanted[i].name) == 0)
      *slot = value + bias;
  }
}

static void
take_segment (HpBinary *out, const Elf64_Phdr *header, guint64 bias)
{
  guint64 start = header->p_vaddr + bias, end = start + header->p_memsz;

  if (header->p_type != PT_LOAD || !(header->p_flags & PF_W) || end <= start)
    return;
  if (out->data_end == 0 || start < out->data_start)
    out->data_start = start;
  out->data_end = MAX (out->data_end, end);
}

/* ---- from the file ---- */

static gboolean
read_segments (Elf *elf, guint64 image_start, HpBinary *out, guint64 *bias)
{
  size_t n = 0;
  gboolean found = FALSE;

  if (elf_getphdrnum (elf, &n) != 0 || n > HEADERS_MAX)
    return FALSE;
  for (size_t i = 0; i < n && !found; i++) {
    GElf_Phdr header;
    if (gelf_getphdr (elf, (int)i, &header) == NULL || header.p_type != PT_LOAD ||
        header.p_offset != 0)
      continue;
    *bias = image_start - (header.p_vaddr & ~(guint64)(PAGE - 1));
    found = TRUE;
  }
  for (size_t i = 0; i < n && found; i++) {
    GElf_Phdr header;
    if (gelf_getphdr (elf, (int)i, &header) != NULL)
      take_segment (out, &header, *bias);
  }
  return found;
}

static void
read_symbols (Elf *elf, Elf_Scn *section, const GElf_Shdr *header, guint64 bias, HpBinary *out)
{
  Elf_Data *data = elf_getdata (section, NULL);
  guint64 n;

  if (data == NULL || header->sh_entsize == 0)
    return;
  n = MIN (header->sh_size / header->sh_entsize, SYMBOLS_MAX);
  for (guint64 i = 0; i < n; i++) {
    GElf_Sym symbol;
    const char *name;
    if (gelf_getsym (data, (int)i, &symbol) == NULL)
      return;
    if (symbol.st_shndx == SHN_UNDEF || GELF_ST_TYPE (symbol.st_info) != STT_OBJECT)
      continue;
    name = elf_strptr (elf, header->sh_link, symbol.st_name);
    if (name != NULL)
      take_symbol (out, name, symbol.st_value, bias);
  }
}

static void
read_sections (Elf *elf, guint64 bias, HpBinary *out)
{
  size_t names = 0;

  if (elf_getshdrstrndx (elf, &names) != 0)
    return;
  for (Elf_Scn *section = elf_nextscn (elf, NULL); section != NULL;
       section = elf_nextscn (elf, section)) {
    GElf_Shdr header;
    const char *name;
    if (gelf_getshdr (section, &header) == NULL)
      continue;
    if (header.sh_type == SHT_DYNSYM || header.sh_type == SHT_SYMTAB)
      read_symbols (elf, section, &header, bias, out);
    name = elf_strptr (elf, names, header.sh_name);
    if (out->runtime == 0 && name != NULL && g_str_equal (name, ".PyRuntime") &&
        header.sh_addr != 0)
      out->runtime = header.sh_addr + bias;
  }
}

static gboolean
read_file (HpMemory *memory, const HpMapping *m, HpBinary *out)
{
  int fd = hp_memory_open_file (memory, m);
  Elf *elf = NULL;
  guint64 bias;

  if (fd < 0)
    return FALSE;
  if (elf_version (EV_CURRENT) != EV_NONE)
    elf = elf_begin (fd, ELF_C_READ, NULL);
  if (elf != NULL && elf_kind (elf) == ELF_K_ELF && gelf_getclass (elf) == ELFCLASS64 &&
      read_segments (elf, m->start, out, &bias))
    read_sections (elf, bias, out);
  if (elf != NULL)
    elf_end (elf);
  close (fd);
  return out->runtime != 0;
}

/* ---- from memory ---- */

/* The number of symbols is one more than the highest index in the GNU hash table's chains. */
static guint64
count_symbols (HpImage *image, guint64 hash)
{
  guint32 n_buckets = hp_image_u32 (image, hash);
  guint32 first = hp_image_u32 (image, hash + 4);
  guint32 n_bloom = hp_image_u32 (image, hash + 8);
  guint64 buckets = hash + 16 + (guint64)n_bloom * 8;
  guint64 chains = buckets + (guint64)n_buckets * 4;
  guint32 last = 0;
  gpointer owned;
  const guint8 *table;

  if (n_buckets == 0 || n_buckets > SYMBOLS_MAX || n_bloom > SYMBOLS_MAX)
    return 0;
  table = hp_image_borrow (image, buckets, (gsize)n_buckets * 4, &owned);
  for (guint32 i = 0; table != NULL && i < n_buckets; i++)
    last = MAX (last, hp_load32 (table + 4 * (gsize)i));
  g_free (owned);
  if (last < first)
    return first;
  for (; last < SYMBOLS_MAX; last++) {
    guint32 chain;
    if (!hp_image_read (image, chains + 4 * (guint64)(last - first), &chain, sizeof chain))
      return 0;
    if (chain & 1)
      break;
  }
  return (guint64)last + 1;
}

static void
read_dynamic_symbols (HpImage *image, guint64 symbols, guint64 strings, guint64 strings_size,
                      guint64 hash, guint64 bias, HpBinary *out)
{
  guint64 n = count_symbols (image, hash);
  gpointer owned_symbols = NULL, owned_strings = NULL;
  const guint8 *table, *text;

  if (n == 0 || n > SYMBOLS_MAX || strings_size > (64u << 20) || strings_size == 0)
    return;
  table = hp_image_borrow (image, symbols, n * sizeof (Elf64_Sym), &owned_symbols);
  text = hp_image_borrow (image, strings, strings_size, &owned_strings);
  for (guint64 i = 0; table != NULL && text != NULL && i < n; i++) {
    Elf64_Sym symbol;
    memcpy (&symbol, table + i * sizeof symbol, sizeof symbol);
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_name >= strings_size ||
        memchr (text + symbol.st_name, 0, strings_size - symbol.st_name) == NULL)
      continue;
    take_symbol (out, (const char *)text + symbol.st_name, symbol.st_value, bias);
  }
  g_free (owned_symbols);
  g_free (owned_strings);
}

/* The program headers of the image that begins there; their number, 0: it is no program. *bias:
 * what their addresses lack. */
static guint
read_headers (HpImage *image, guint64 image_start, Elf64_Phdr *segments, guint64 *bias)
{
  Elf64_Ehdr header;

  if (!hp_image_read (image, image_start, &header, sizeof header) ||
      memcmp (header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_phnum > HEADERS_MAX || header.e_phentsize != sizeof (Elf64_Phdr) ||
      !hp_image_read (image, image_start + header.e_phoff, segments,
                      header.e_phnum * sizeof (Elf64_Phdr)))
    return 0;
  for (guint i = 0; i < header.e_phnum; i++)
    if (segments[i].p_type == PT_LOAD && segments[i].p_offset == 0) {
      *bias = image_start - (segments[i].p_vaddr & ~(guint64)(PAGE - 1));
      return header.e_phnum;
    }
  return 0;
}

gboolean
hp_binary_find_data (HpImage *image, guint64 image_start, guint64 *start, guint64 *end)
{
  Elf64_Phdr segments[HEADERS_MAX];
  HpBinary binary = { 0 };
  guint64 bias = 0;
  guint n = read_headers (image, image_start, segments, &bias);

  for (guint i = 0; i < n; i++)
    take_segment (&binary, &segments[i], bias);
  *start = binary.data_start;
  *end = binary.data_end;
  return *end > *start;
}

gboolean
hp_binary_read_memory (HpImage *image, guint64 image_start, HpBinary *out)
{
  Elf64_Phdr segments[HEADERS_MAX];
  guint64 bias = 0, dynamic = 0, dynamic_size = 0;
  guint64 symbols = 0, strings = 0, strings_size = 0, hash = 0;
  guint n = read_headers (image, image_start, segments, &bias);

  for (guint i = 0; i < n; i++) {
    take_segment (out, &segments[i], bias);
    if (segments[i].p_type == PT_DYNAMIC) {
      dynamic = segments[i].p_vaddr + bias;
      dynamic_size = MIN (segments[i].p_memsz, 64 * 1024);
    }
  }
  for (guint64 at = 0; at + sizeof (Elf64_Dyn) <= dynamic_size; at += sizeof (Elf64_Dyn)) {
    Elf64_Dyn entry;
    guint64 address;
    if (!hp_image_read (image, dynamic + at, &entry, sizeof entry) || entry.d_tag == DT_NULL)
      break;
    address = entry.d_un.d_ptr < bias ? entry.d_un.d_ptr + bias : entry.d_un.d_ptr;
    if (entry.d_tag == DT_SYMTAB)
      symbols = address;
    else if (entry.d_tag == DT_STRTAB)
      strings = address;
    else if (entry.d_tag == DT_STRSZ)
      strings_size = entry.d_un.d_val;
    else if (entry.d_tag == DT_GNU_HASH)
      hash = address;
  }
  if (symbols != 0 && strings != 0 && hash != 0)
    read_dynamic_symbols (image, symbols, strings, strings_size, hash, bias, out);
  return out->runtime != 0;
}

/* ---- the search ---- */

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  return slash != NULL ? slash + 1 : path;
}

/* "python3.11" → 3, 11 */
static gboolean
version_in_name (const char *path, guint *major, guint *minor)
{
  const char *at = strstr (base_name (path), "python");
  char *end;

  if (at == NULL || !g_ascii_isdigit (at[6]))
    return FALSE;
  *major = (guint)g_ascii_strtoull (at + 6, &end, 10);
  *minor = 0;
  if (*end == '.' && g_ascii_isdigit (end[1]))
    *minor = (guint)g_ascii_strtoull (end + 1, NULL, 10);
  return TRUE;
}

/* Tries one file; the path stays unset on failure. */
static gboolean
try_mapping (HpMemory *memory, const HpMapping *m, HpImage *image, HpBinary *out)
{
  HpBinary found = { 0 };
  guint major = 0;

  if (!read_file (memory, m, &found)) {
    memset (&found, 0, sizeof found);
    if (!hp_binary_read_memory (image, m->start, &found))
      return FALSE;
  }
  found.path = g_strdup (m->path);
  if (!version_in_name (m->path, &major, &found.minor_from_name) || major != 3)
    found.minor_from_name = 0;
  *out = found;
  return TRUE;
}

static gboolean
is_32_bit (HpImage *image, const HpMapping *m)
{
  guint8 ident[EI_NIDENT];

  return m->offset == 0 && hp_image_read (image, m->start, ident, sizeof ident) &&
         memcmp (ident, ELFMAG, SELFMAG) == 0 && ident[EI_CLASS] == ELFCLASS32;
}

/* Names what is there instead of a CPython that can be read. */
static void
explain (const HpMemory *memory, const GArray *maps, HpImage *image, GError **error)
{
  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    guint major, minor;
    if (m->inode == 0 || m->path[0] != '/')
      continue;
    if (is_32_bit (image, m)) {
      g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
                   "%s is a 32-bit program (%s): Heaparium reads CPython 3.8 to 3.13 for x86-64",
                   memory->name, m->path);
      return;
    }
    if (strstr (base_name (m->path), "pypy") != NULL) {
      g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
                   "%s runs PyPy (%s), which keeps its objects in another way: Heaparium "
                   "reads CPython 3.8 to 3.13",
                   memory->name, m->path);
      return;
    }
    if ((g_str_has_prefix (base_name (m->path), "python") ||
         g_str_has_prefix (base_name (m->path), "libpython")) &&
        version_in_name (m->path, &major, &minor)) {
      if (major == 3 && (minor == 0 || (minor >= 8 && minor <= 13)))
        g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT,
                     "%s runs %s, but there is no _PyRuntime in it: it is no CPython, or its file "
                     "may not be read",
                     memory->name, m->path);
      else
        g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
                     "%s runs Python %u.%u (%s): Heaparium reads CPython 3.8 to 3.13", memory->name,
                     major, minor, m->path);
      return;
    }
  }
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PYTHON,
               "%s is not a Python process (no CPython in %s): \"heaparium ps\" lists those one "
               "could read",
               memory->name,
               maps->len > 0 ? g_array_index (maps, HpMapping, 0).path : "its memory");
}

gboolean
hp_binary_find (HpMemory *memory, const GArray *maps, HpImage *image, HpBinary *out, GError **error)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < maps->len; i++) {
      const HpMapping *m = &g_array_index (maps, HpMapping, i);
      gboolean is_library = g_str_has_prefix (base_name (m->path), "libpython");
      if (m->inode == 0 || m->offset != 0 || m->path[0] != '/' || !m->readable ||
          is_library != (round == 0))
        continue;
      if (try_mapping (memory, m, image, out))
        return TRUE;
    }
  explain (memory, maps, image, error);
  return FALSE;
}
