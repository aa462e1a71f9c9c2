/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/side-array.h"

#include <sys/mman.h>

#include "analysis/analysis.h"

#define HUGE_PAGE       ((gsize)2 << 20)
#define WORTH_HUGE_PAGE (2 * HUGE_PAGE)

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

gpointer
hp_side_array_new (guint64 n, gsize size, GError **error)
{
  gsize bytes;
  Header *header;

  if (!g_size_checked_mul (&bytes, n, size) || !g_size_checked_add (&bytes, bytes, sizeof *header))
    return refuse (n, size, error);
  header = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
  if (header == MAP_FAILED)
    return refuse (n, size, error);
  if (bytes >= WORTH_HUGE_PAGE)
    (void)madvise (header, bytes, MADV_HUGEPAGE); /* a kernel without them is slower, not wrong */
  header->mapped = bytes;
  return header + 1;
}

void
hp_side_array_free (gpointer array)
{
  Header *header = array;

  if (array != NULL)
    munmap (header - 1, header[-1].mapped);
}
