/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/resident.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "source/process/maps.h"

#define PAGES_A_READ    4096
#define PAGE_PRESENT    (G_GUINT64_CONSTANT (1) << 63)
#define PAGES_A_MAPPING (G_GUINT64_CONSTANT (1) << 24) /* 64 GiB: no arena lies in a larger one */

/* ---- one mapping of smaps ---- */

typedef struct {
  guint64 rss, copied; /* bytes; copied: pages that no longer are the file's */
} Counts;

static gboolean
starts_any (const char *text, const char *const *prefixes)
{
  for (; *prefixes != NULL; prefixes++)
    if (g_str_has_prefix (text, *prefixes))
      return TRUE;
  return FALSE;
}

static gboolean
holds_stack (const HpMapping *mapping, const GArray *stacks)
{
  if (g_str_has_prefix (mapping->path, "[stack"))
    return TRUE;
  for (guint i = 0; i < stacks->len; i++) {
    guint64 pointer = g_array_index (stacks, guint64, i);

    if (pointer >= mapping->start && pointer < mapping->end)
      return TRUE;
  }
  return FALSE;
}

static void
add_mapping (HpResidentParts *parts, const HpMapping *mapping, const Counts *counts,
             const GArray *stacks, GArray *anonymous)
{
  static const char *const kernel[] = { "[vdso]", "[vvar", "[vsyscall]", NULL };
  static const char *const shared[] = { "/dev/shm/", "/memfd:", "/SYSV", "/dev/zero", NULL };
  HpResidentRun whole = { mapping->start, mapping->end };

  if (starts_any (mapping->path, kernel))
    parts->system += counts->rss;
  else if (mapping->shared && starts_any (mapping->path, shared))
    parts->shared += counts->rss;
  else if (mapping->inode != 0) {
    guint64 copied = MIN (counts->copied, counts->rss);

    parts->file_private += copied;
    parts->file_clean += counts->rss - copied;
  } else if (holds_stack (mapping, stacks))
    parts->stacks += counts->rss;
  else {
    parts->anonymous += counts->rss;
    if (anonymous != NULL && counts->rss > 0)
      g_array_append_val (anonymous, whole);
  }
}

static gboolean
read_count (const char *line, const char *name, guint64 *bytes)
{
  gsize length = strlen (name);

  if (strncmp (line, name, length) != 0)
    return FALSE;
  *bytes = g_ascii_strtoull (line + length, NULL, 10) * 1024;
  return TRUE;
}

/* A line with an address begins a mapping; lines "Name: N kB" follow it. */
void
hp_resident_parse (const char *smaps, const GArray *stacks, HpResidentParts *parts,
                   GArray *anonymous)
{
  g_auto (GStrv) lines = g_strsplit (smaps, "\n", -1);
  g_autoptr (GArray) mapping = NULL;
  Counts counts = { 0 };

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (GArray) begun = NULL;

    if (read_count (lines[i], "Rss:", &counts.rss) ||
        read_count (lines[i], "Anonymous:", &counts.copied) || g_ascii_isupper (lines[i][0]))
      continue;
    begun = hp_maps_parse (lines[i]);
    if (mapping != NULL && mapping->len > 0)
      add_mapping (parts, &g_array_index (mapping, HpMapping, 0), &counts, stacks, anonymous);
    g_clear_pointer (&mapping, g_array_unref);
    mapping = g_steal_pointer (&begun);
    counts = (Counts){ 0 };
  }
  if (mapping != NULL && mapping->len > 0)
    add_mapping (parts, &g_array_index (mapping, HpMapping, 0), &counts, stacks, anonymous);
}

/* ---- stacks of threads ---- */

/* "7 0x… 0x… 0x… 0x… 0x… 0x… SP PC", "-1 SP PC", or "running": a thread that runs has no stack
 * pointer to tell; its stack stays among the anonymous memory, unless it is the main thread's. */
static gboolean
read_stack_pointer (pid_t pid, const char *thread, guint64 *pointer)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%s/syscall", (int)pid, thread);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  guint n;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  words = g_strsplit (text, " ", -1);
  n = g_strv_length (words);
  if (n < 3)
    return FALSE;
  *pointer = g_ascii_strtoull (words[n - 2], NULL, 16);
  return TRUE;
}

static GArray *
list_stack_pointers (pid_t pid)
{
  GArray *pointers = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)pid);
  g_autoptr (GDir) threads = g_dir_open (path, 0, NULL);
  const char *thread;
  guint64 pointer;

  while (threads != NULL && (thread = g_dir_read_name (threads)) != NULL)
    if (read_stack_pointer (pid, thread, &pointer))
      g_array_append_val (pointers, pointer);
  return pointers;
}

/* ---- single pages ---- */

static void
add_page (GArray *runs, guint64 address, guint64 page_size)
{
  HpResidentRun run = { address, address + page_size };
  HpResidentRun *last = runs->len > 0 ? &g_array_index (runs, HpResidentRun, runs->len - 1) : NULL;

  if (last != NULL && last->end == address)
    last->end = run.end;
  else
    g_array_append_val (runs, run);
}

/* pagemap has 64 bits a page. */
static void
look_at_pages (int pagemap, const HpResidentRun *mapping, guint64 page_size, GArray *runs)
{
  guint64 first = mapping->start / page_size, entries[PAGES_A_READ];
  guint64 n = MIN (mapping->end / page_size - first, PAGES_A_MAPPING);

  for (guint64 done = 0; done < n;) {
    gsize wanted = MIN (n - done, PAGES_A_READ) * sizeof *entries;
    gssize got = pread (pagemap, entries, wanted, (off_t)((first + done) * sizeof *entries));

    if (got < (gssize)sizeof *entries)
      return;
    for (gsize i = 0; i < (gsize)got / sizeof *entries; i++)
      if ((entries[i] & PAGE_PRESENT) != 0)
        add_page (runs, (first + done + i) * page_size, page_size);
    done += (gsize)got / sizeof *entries;
  }
}

GArray *
hp_resident_read (pid_t pid, HpResidentParts *parts)
{
  g_autofree char *smaps_path = g_strdup_printf ("/proc/%d/smaps", (int)pid);
  g_autofree char *pagemap_path = g_strdup_printf ("/proc/%d/pagemap", (int)pid);
  g_autofree char *smaps = NULL;
  g_autoptr (GArray) stacks = NULL;
  g_autoptr (GArray) mappings = g_array_new (FALSE, FALSE, sizeof (HpResidentRun));
  GArray *runs;
  int pagemap = open (pagemap_path, O_RDONLY | O_CLOEXEC);

  if (pagemap < 0)
    return NULL;
  if (!g_file_get_contents (smaps_path, &smaps, NULL, NULL)) {
    close (pagemap);
    return NULL;
  }
  stacks = list_stack_pointers (pid);
  hp_resident_parse (smaps, stacks, parts, mappings);
  runs = g_array_new (FALSE, FALSE, sizeof (HpResidentRun));
  for (guint i = 0; i < mappings->len; i++)
    look_at_pages (pagemap, &g_array_index (mappings, HpResidentRun, i),
                   (guint64)sysconf (_SC_PAGESIZE), runs);
  close (pagemap);
  return runs;
}

/* The first run that ends after the address. */
static guint
find_run (const GArray *runs, guint64 address)
{
  guint low = 0, high = runs->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (runs, HpResidentRun, middle).end <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

guint64
hp_resident_measure (const GArray *runs, guint64 address, guint64 size)
{
  guint64 end = address + MIN (size, G_MAXUINT64 - address), sum = 0;

  for (guint i = find_run (runs, address); i < runs->len; i++) {
    const HpResidentRun *run = &g_array_index (runs, HpResidentRun, i);

    if (run->start >= end)
      break;
    sum += MIN (run->end, end) - MAX (run->start, address);
  }
  return sum;
}
