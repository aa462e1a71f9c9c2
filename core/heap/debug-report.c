/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* What the debug allocator looks at, and what it prints, in CPython's words, before it ends the
 * process. Nothing here allocates: the heap is damaged. */

#define SAMPLE 8 /* bytes shown of each end of a block */

static HP_READS_FREE bool
is_guard (const uint8_t *bytes, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (bytes[i] != HP_GUARD_BYTE)
      return false;
  return true;
}

static HP_READS_FREE void
print_guard (const uint8_t *bytes, unsigned n, bool leading)
{
  fprintf (stderr, "not all FORBIDDENBYTE (0x%02x):\n", HP_GUARD_BYTE);
  for (unsigned i = 0; i < n; i++)
    fprintf (stderr, "        at %s%u: 0x%02x%s\n", leading ? "p-" : "tail+", leading ? n - i : i,
             bytes[i], bytes[i] != HP_GUARD_BYTE ? " *** OUCH" : "");
}

static HP_READS_FREE void
print_bytes (const uint8_t *bytes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    fprintf (stderr, " %02x", bytes[i]);
}

static void
print_data (const uint8_t *block, size_t size)
{
  size_t first = size < SAMPLE ? size : SAMPLE, last = size - first;

  fputs ("    Data at p:", stderr);
  print_bytes (block, first);
  if (last > SAMPLE) {
    last = SAMPLE;
    fputs (" ...", stderr);
  }
  print_bytes (block + size - last, last);
  fputc ('\n', stderr);
}

/* Can a damaged head be believed when it says that the block has this many bytes? */
static bool
is_credible (const HpDebugLayer *layer, const uint8_t *head, size_t size)
{
  const HpHeap *heap = layer->heap;
  size_t extra = hp_debug_extra_size (heap), room;

  if (hp_heap_owns (heap, head))
    room = hp_class_size (hp_pool_of (heap, head)->size_class);
  else
    room = hp_large_find_size (head);
  return room >= extra && size <= room - extra;
}

static HP_READS_FREE void
print_block (const HpDebugLayer *layer, const uint8_t *block)
{
  const uint8_t *head = block - HP_GUARD_BEFORE, *guard = block - HP_GUARD_SIZE + 1, *tail;
  size_t size = hp_debug_read (head);

  fprintf (stderr, "Debug memory block at address p=%p: API '%c'\n", (const void *)block,
           head[HP_GUARD_SIZE]);
  fprintf (stderr, "    %zu bytes originally requested\n", size);
  fprintf (stderr, "    The %u pad bytes at p-%u are ", HP_GUARD_SIZE - 1, HP_GUARD_SIZE - 1);
  if (is_guard (guard, HP_GUARD_SIZE - 1))
    fputs ("FORBIDDENBYTE, as expected.\n", stderr);
  else {
    print_guard (guard, HP_GUARD_SIZE - 1, true);
    fputs ("    Because memory is corrupted at the start, the count of bytes requested\n"
           "       may be bogus, and checking the trailing pad bytes may segfault.\n",
           stderr);
    if (!is_credible (layer, head, size)) {
      fputs ("    The trailing pad bytes are not checked: no block of that size is at p.\n",
             stderr);
      return;
    }
  }
  tail = block + size;
  fprintf (stderr, "    The %u pad bytes at tail=%p are ", HP_GUARD_SIZE, (const void *)tail);
  if (is_guard (tail, HP_GUARD_SIZE))
    fputs ("FORBIDDENBYTE, as expected.\n", stderr);
  else
    print_guard (tail, HP_GUARD_SIZE, false);
  if (layer->heap->debug_serials)
    fprintf (stderr, "    The block was made by call #%" PRIu64 " to debug malloc/realloc.\n",
             hp_debug_read (tail + HP_GUARD_SIZE));
  if (size > 0)
    print_data (block, size);
}

static __attribute__ ((noreturn)) void
end_process (const char *function, const char *what)
{
  fprintf (stderr, "\nFatal Python error: %s: %s\n", function, what);
  fflush (stderr);
  abort ();
}

HP_READS_FREE void
hp_debug_check (const HpDebugLayer *layer, const char *function, const uint8_t *block)
{
  char letter = (char)block[-(ptrdiff_t)HP_GUARD_SIZE], what[80];
  const char *wrong = NULL;

  if (letter != layer->letter) {
    snprintf (what, sizeof what, "bad ID: Allocated using API '%c', verified using API '%c'",
              letter, layer->letter);
    wrong = what;
  } else if (!is_guard (block - HP_GUARD_SIZE + 1, HP_GUARD_SIZE - 1))
    wrong = "bad leading pad byte";
  else if (!is_guard (block + hp_debug_read (block - HP_GUARD_BEFORE), HP_GUARD_SIZE))
    wrong = "bad trailing pad byte";
  if (wrong == NULL)
    return;
  print_block (layer, block);
  end_process (function, wrong);
}
