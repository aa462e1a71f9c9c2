/* SPDX-License-Identifier: Apache-2.0 */
#include "script/malloc-stats.h"

#include <stdarg.h>
#include <stdio.h>

static void __attribute__ ((format (printf, 2, 3))) write_line (HpVm *vm, const char *format, ...)
{
  char text[256];
  va_list args;
  int n;

  va_start (args, format);
  n = vsnprintf (text, sizeof text, format, args);
  va_end (args);
  if (n > 0)
    hp_vm_write_utf8 (vm, HP_TEXT_STDERR, text,
                      (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

/* "message =   1,234": the sign in column 35, the number right-aligned behind it. */
static size_t
write_number (HpVm *vm, const char *message, size_t value)
{
  char digits[32], grouped[48];
  int n = snprintf (digits, sizeof digits, "%zu", value), k = 0;

  for (int i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      grouped[k++] = ',';
    grouped[k++] = digits[i];
  }
  grouped[k] = '\0';
  write_line (vm, "%-35s=%21s\n", message, grouped);
  return value;
}

static void
write_classes (HpVm *vm, const HpHeapStats *stats)
{
  write_line (vm, "Small block threshold = %u, in %u size classes.\n\n", HP_HEAP_SMALL_THRESHOLD,
              HP_HEAP_SIZE_CLASSES);
  write_line (vm, "class   size   num pools   blocks in use  avail blocks\n"
                  "-----   ----   ---------   -------------  ------------\n");
  for (unsigned i = 0; i < HP_HEAP_SIZE_CLASSES; i++) {
    const HpSizeClassStats *row = &stats->classes[i];

    if (row->n_pools > 0)
      write_line (vm, "%5u %6u %11zu %15zu %13zu\n", i, row->size, row->n_pools, row->n_blocks,
                  row->n_free_blocks);
  }
}

static void
write_arenas (HpVm *vm, const HpHeapStats *stats)
{
  char text[96];
  size_t total = 0;

  write_line (vm, "\n");
  write_number (vm, "# arenas allocated total", stats->n_arenas_allocated);
  write_number (vm, "# arenas reclaimed", stats->n_arenas_reclaimed);
  write_number (vm, "# arenas highwater mark", stats->n_arenas_highwater);
  write_number (vm, "# arenas allocated current", stats->n_arenas);
  snprintf (text, sizeof text, "%zu arenas * %zu bytes/arena", stats->n_arenas, stats->arena_size);
  write_number (vm, text, stats->n_arenas * stats->arena_size);
  write_line (vm, "\n");
  total += write_number (vm, "# bytes in allocated blocks", stats->allocated_bytes);
  total += write_number (vm, "# bytes in available blocks", stats->available_bytes);
  snprintf (text, sizeof text, "%zu unused pools * %zu bytes", stats->n_free_pools,
            stats->pool_size);
  total += write_number (vm, text, stats->free_pool_bytes);
  total += write_number (vm, "# bytes lost to pool headers", stats->header_bytes);
  total += write_number (vm, "# bytes lost to quantization", stats->quantization_bytes);
  total += write_number (vm, "# bytes lost to arena alignment", stats->alignment_bytes);
  write_number (vm, "Total", total);
}

static void
write_arena_map (HpVm *vm, const HpHeapStats *stats)
{
  size_t total = 0;

  write_line (vm, "\narena map counts\n");
  write_number (vm, "# arena map mid nodes", stats->n_radix_mid);
  write_number (vm, "# arena map bot nodes", stats->n_radix_bottom);
  write_line (vm, "\n");
  total += write_number (vm, "# bytes lost to arena map root", stats->radix_root_size);
  total += write_number (vm, "# bytes lost to arena map mid",
                         stats->n_radix_mid * stats->radix_mid_size);
  total += write_number (vm, "# bytes lost to arena map bot",
                         stats->n_radix_bottom * stats->radix_bottom_size);
  write_number (vm, "Total", total);
  write_line (vm, "\n");
}

static void
write_free_list (HpVm *vm, const char *kind, int n, size_t size)
{
  char what[96], aligned[128];

  snprintf (what, sizeof what, "%d %ss * %zu bytes each", n, kind, size);
  snprintf (aligned, sizeof aligned, "%48s ", what);
  write_number (vm, aligned, (size_t)n * size);
}

static void
write_free_lists (HpVm *vm, const HpFreeLists *lists)
{
  write_free_list (vm, "free PyDictObject", lists->n_dicts, 48);
  write_free_list (vm, "free PyFloatObject", lists->n_floats, 24);
  write_free_list (vm, "free PyListObject", lists->n_lists, 40);
  for (int i = 1; i <= HP_TUPLE_FREE_LENGTH; i++) {
    char kind[64];

    snprintf (kind, sizeof kind, "free %d-sized PyTupleObject", i);
    write_free_list (vm, kind, lists->n_tuples[i], 24 + 8 * (size_t)i);
  }
}

void
hp_vm_write_malloc_stats (HpVm *vm)
{
  HpHeapStats stats;

  if (hp_heap_is_pymalloc_visible (vm->heap)) {
    hp_heap_get_stats (vm->heap, &stats);
    write_classes (vm, &stats);
    write_arenas (vm, &stats);
    write_arena_map (vm, &stats);
  }
  write_free_lists (vm, &vm->rt->free_lists);
}
