/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/side-array.h"

#include <sys/mman.h>

#define PAGE      ((gsize)4096)
#define HUGE_PAGE ((gsize)2 << 20)

/* Bytes at the end of an array for which a whole huge page is worth its memory. */
#define WORTH_HUGE_PAGE (HUGE_PAGE / 2)

/* Stands before the array and keeps it aligned to a cache line. */
typedef struct {
  gsize mapped; /* bytes, this header included */
  char padding[56];
} Header;

G_STATIC_ASSERT (sizeof (Header) == 64);

static gpointer
refuse (guint64 n, gsize size, GError **error)
{
  g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_MEMORY,
               "Not enough memory: a table of %" G_GUINT64_FORMAT " entries of %" G_GSIZE_FORMAT
               " bytes finds no room",
               n, size);
  return NULL;
}

/* Bytes to map: whole pages, and huge ones but for a small rest. */
static gsize
round_up (gsize bytes)
{
  gsize unit = bytes % HUGE_PAGE < WORTH_HUGE_PAGE ? PAGE : HUGE_PAGE;

  return (bytes + unit - 1) / unit * unit;
}

static gpointer
map (gsize bytes)
{
  gpointer memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  return memory != MAP_FAILED ? memory : NULL;
}

/* Memory that begins where a huge page can: more is mapped and the ends are given back. */
static gpointer
map_aligned (gsize bytes)
{
  char *memory = map (bytes + HUGE_PAGE);
  gsize before;

  if (memory == NULL)
    return NULL;
  before = -(guintptr)memory % HUGE_PAGE;
  if (before > 0)
    munmap (memory, before);
  munmap (memory + before + bytes, HUGE_PAGE - before);
  (void)madvise (memory + before, bytes, MADV_HUGEPAGE); /* without them it is slower, not wrong */
  return memory + before;
}

gpointer
hp_side_array_new (guint64 n, gsize size, GError **error)
{
  gsize bytes;
  Header *header;

  if (!g_size_checked_mul (&bytes, n, size) || bytes > G_MAXSSIZE - 2 * HUGE_PAGE)
    return refuse (n, size, error);
  bytes = round_up (bytes + sizeof *header);
  header = bytes >= HUGE_PAGE ? map_aligned (bytes) : map (bytes);
  if (header == NULL)
    return refuse (n, size, error);
  header->mapped = bytes;
  return header + 1;
}

gboolean
hp_side_array_settle (gpointer array, const HpAnalysisRun *run, double fraction, GError **error)
{
  Header *header = (Header *)array - 1;
  volatile char *memory = (volatile char *)header;

  for (gsize at = PAGE; at < header->mapped; at += PAGE) {
    if (at % HUGE_PAGE == 0 && !hp_analysis_step (run, fraction, error))
      return FALSE;
    memory[at] = 0;
  }
  return TRUE;
}

void
hp_side_array_free (gpointer array)
{
  Header *header = array;

  if (array != NULL)
    munmap (header - 1, header[-1].mapped);
}
