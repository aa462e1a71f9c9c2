/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap.h"

#include <glib.h>
#include <string.h>

/* The debug allocator: what lies around a block, and the end of a process that damaged one. The
 * damage is done in a child process; its standard error is what CPython prints. */

static HpHeap *
new_heap (bool serial_numbers)
{
  HpHeap *heap = hp_heap_new (NULL);

  hp_heap_set_debug_hooks (heap, serial_numbers);
  return heap;
}

static void
assert_bytes (const guint8 *bytes, gsize n, guint8 value)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmphex (bytes[i], ==, value);
}

static void
assert_number (const guint8 *bytes, guint64 value)
{
  guint64 number;

  memcpy (&number, bytes, 8);
  g_assert_cmpuint (GUINT64_FROM_BE (number), ==, value);
}

static void
test_layout (void)
{
  static const char letters[HP_N_DOMAINS] = { 'r', 'm', 'o' };
  HpHeap *heap = new_heap (true);
  guint64 serial = 0;

  g_assert_cmpuint (hp_heap_get_guard_size (heap), ==, 16);
  for (int domain = 0; domain < HP_N_DOMAINS; domain++)
    for (gsize size = 0; size < 700; size += 37) {
      guint8 *block = hp_malloc (heap, domain, size);

      assert_number (block - 16, size);
      g_assert_cmpint (block[-8], ==, letters[domain]);
      assert_bytes (block - 7, 7, 0xfd);
      assert_bytes (block, size, 0xcd);
      assert_bytes (block + size, 8, 0xfd);
      assert_number (block + size + 8, ++serial);
      hp_free (heap, domain, block);
      block = hp_calloc (heap, domain, 2, size);
      assert_bytes (block, 2 * size, 0);
      assert_bytes (block + 2 * size, 8, 0xfd);
      assert_number (block + 2 * size + 8, ++serial);
      hp_free (heap, domain, block);
    }
  hp_heap_free (heap);
}

static void
test_growing_and_shrinking (void)
{
  HpHeap *heap = new_heap (true);
  guint64 serial = 0;

  for (gsize before = 0; before < 400; before += 21)
    for (gsize after = 0; after < 400; after += 19) {
      guint8 *block = hp_malloc (heap, HP_DOMAIN_MEM, before);

      memset (block, 'x', before);
      block = hp_realloc (heap, HP_DOMAIN_MEM, block, after);
      assert_bytes (block, MIN (before, after), 'x');
      if (after > before)
        assert_bytes (block + before, after - before, 0xcd);
      assert_number (block - 16, after);
      assert_bytes (block + after, 8, 0xfd);
      assert_number (block + after + 8, serial += 2);
      hp_free (heap, HP_DOMAIN_MEM, block);
    }
  hp_heap_free (heap);
}

static void
test_failed_realloc (void)
{
  HpHeap *heap = new_heap (true);

  for (gsize size = 0; size < 300; size += 13) {
    guint8 *block = hp_malloc (heap, HP_DOMAIN_OBJ, size);
    guint8 *copy;

    for (gsize i = 0; i < size; i++)
      block[i] = (guint8)i;
    copy = g_memdup2 (block - 16, size + 32);
    hp_heap_set_memory_limit (heap, 1);
    g_assert_null (hp_realloc (heap, HP_DOMAIN_OBJ, block, 100000));
    hp_heap_set_memory_limit (heap, 0);
    g_assert_cmpmem (block - 16, size + 32, copy, size + 32);
    hp_free (heap, HP_DOMAIN_OBJ, block);
    g_free (copy);
  }
  hp_heap_free (heap);
}

/* A block costs what it costs in CPython: 24 bytes more, 32 with a serial number. */
static void
test_size_class (void)
{
  for (int serials = 0; serials < 2; serials++) {
    HpHeap *heap = new_heap (serials);
    HpHeapStats stats;

    hp_malloc (heap, HP_DOMAIN_OBJ, 16);
    hp_heap_get_stats (heap, &stats);
    g_assert_cmpuint (stats.classes[2].n_blocks, ==, 1); /* 40 or 48 bytes, both of class 48 */
    hp_malloc (heap, HP_DOMAIN_OBJ, 24);
    hp_heap_get_stats (heap, &stats);
    g_assert_cmpuint (stats.classes[2].n_blocks, ==, serials ? 1 : 2);
    g_assert_cmpuint (stats.classes[3].n_blocks, ==, serials ? 1 : 0);
    hp_heap_free (heap);
  }
}

#if !defined(__SANITIZE_ADDRESS__)
/* The dead bytes of a freed block, but for the link of the list of free blocks. */
static void
test_dead_bytes (void)
{
  HpHeap *heap = new_heap (false);
  guint8 *block = hp_malloc (heap, HP_DOMAIN_OBJ, 100);

  memset (block, 0, 100);
  hp_free (heap, HP_DOMAIN_OBJ, block);
  assert_bytes (block - 8, 100 + 16, 0xdd);
  hp_heap_free (heap);
}
#endif

/* ---- damage ---- */

static void
overflow (HpHeap *heap)
{
  char *block = hp_malloc (heap, HP_DOMAIN_MEM, 20);

  block[20] = 'A';
  hp_free (heap, HP_DOMAIN_MEM, block);
}

static void
underflow (HpHeap *heap)
{
  char *block = hp_malloc (heap, HP_DOMAIN_OBJ, 20);

  memset (block, 'B', 20);
  block[-1] = 'A';
  hp_free (heap, HP_DOMAIN_OBJ, block);
}

static void
free_twice (HpHeap *heap)
{
  char *block = hp_malloc (heap, HP_DOMAIN_MEM, 20);

  hp_free (heap, HP_DOMAIN_MEM, block);
  hp_free (heap, HP_DOMAIN_MEM, block);
}

static void
free_elsewhere (HpHeap *heap)
{
  hp_free (heap, HP_DOMAIN_OBJ, hp_malloc (heap, HP_DOMAIN_RAW, 5));
}

static void
realloc_elsewhere (HpHeap *heap)
{
  hp_realloc (heap, HP_DOMAIN_OBJ, hp_malloc (heap, HP_DOMAIN_RAW, 0), 7);
}

static void
realloc_after_overflow (HpHeap *heap)
{
  char *block = hp_malloc (heap, HP_DOMAIN_RAW, 1000);

  block[1003] = 'A';
  hp_realloc (heap, HP_DOMAIN_RAW, block, 2000);
}

static const struct {
  const char *name;
  void (*damage) (HpHeap *heap);
  bool serial_numbers;
  const char *report;
} damages[] = {
  { "overflow", overflow, false,
    "Debug memory block at address p=0x*: API 'm'\n"
    "    20 bytes originally requested\n"
    "    The 7 pad bytes at p-7 are FORBIDDENBYTE, as expected.\n"
    "    The 8 pad bytes at tail=0x* are not all FORBIDDENBYTE (0xfd):\n"
    "        at tail+0: 0x41 *** OUCH\n"
    "        at tail+1: 0xfd\n        at tail+2: 0xfd\n        at tail+3: 0xfd\n"
    "        at tail+4: 0xfd\n        at tail+5: 0xfd\n        at tail+6: 0xfd\n"
    "        at tail+7: 0xfd\n"
    "    Data at p: cd cd cd cd cd cd cd cd ... cd cd cd cd cd cd cd cd\n"
    "\nFatal Python error: _PyMem_DebugRawFree: bad trailing pad byte\n*" },
  { "underflow", underflow, false,
    "Debug memory block at address p=0x*: API 'o'\n"
    "    20 bytes originally requested\n"
    "    The 7 pad bytes at p-7 are not all FORBIDDENBYTE (0xfd):\n"
    "        at p-7: 0xfd\n        at p-6: 0xfd\n        at p-5: 0xfd\n        at p-4: 0xfd\n"
    "        at p-3: 0xfd\n        at p-2: 0xfd\n"
    "        at p-1: 0x41 *** OUCH\n"
    "    Because memory is corrupted at the start, the count of bytes requested\n"
    "       may be bogus, and checking the trailing pad bytes may segfault.\n"
    "    The 8 pad bytes at tail=0x* are FORBIDDENBYTE, as expected.\n"
    "    Data at p: 42 42 42 42 42 42 42 42 ... 42 42 42 42 42 42 42 42\n"
    "\nFatal Python error: _PyMem_DebugRawFree: bad leading pad byte\n*" },
  { "free-twice", free_twice, false,
    "Debug memory block at address p=0x*: API '\xdd'\n"
    "*"
    "        at p-1: 0xdd *** OUCH\n"
    "    Because memory is corrupted at the start, the count of bytes requested\n"
    "       may be bogus, and checking the trailing pad bytes may segfault.\n"
    "    The trailing pad bytes are not checked: no block of that size is at p.\n"
    "\nFatal Python error: _PyMem_DebugRawFree: bad ID: Allocated using API '\xdd', verified using "
    "API 'm'\n*" },
  { "free-elsewhere", free_elsewhere, true,
    "Debug memory block at address p=0x*: API 'r'\n"
    "    5 bytes originally requested\n"
    "    The 7 pad bytes at p-7 are FORBIDDENBYTE, as expected.\n"
    "    The 8 pad bytes at tail=0x* are FORBIDDENBYTE, as expected.\n"
    "    The block was made by call #1 to debug malloc/realloc.\n"
    "    Data at p: cd cd cd cd cd\n"
    "\nFatal Python error: _PyMem_DebugRawFree: bad ID: Allocated using API 'r', verified using "
    "API "
    "'o'\n*" },
  { "realloc-elsewhere", realloc_elsewhere, false,
    "Debug memory block at address p=0x*: API 'r'\n"
    "    0 bytes originally requested\n"
    "    The 7 pad bytes at p-7 are FORBIDDENBYTE, as expected.\n"
    "    The 8 pad bytes at tail=0x* are FORBIDDENBYTE, as expected.\n"
    "\nFatal Python error: _PyMem_DebugRawRealloc: bad ID: Allocated using API 'r', verified using "
    "API 'o'\n*" },
  { "realloc-after-overflow", realloc_after_overflow, false,
    "Debug memory block at address p=0x*: API 'r'\n"
    "    1000 bytes originally requested\n*"
    "        at tail+3: 0x41 *** OUCH\n*"
    "Fatal Python error: _PyMem_DebugRawRealloc: bad trailing pad byte\n*" },
};

static void
test_damage (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  if (g_test_subprocess ()) {
    HpHeap *heap = new_heap (damages[i].serial_numbers);

    damages[i].damage (heap);
    return; /* nobody noticed: the child ends well, and the parent complains */
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (damages[i].report);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/heap/debug/layout", test_layout);
  g_test_add_func ("/core/heap/debug/growing-and-shrinking", test_growing_and_shrinking);
  g_test_add_func ("/core/heap/debug/failed-realloc", test_failed_realloc);
  g_test_add_func ("/core/heap/debug/size-class", test_size_class);
#if !defined(__SANITIZE_ADDRESS__)
  g_test_add_func ("/core/heap/debug/dead-bytes", test_dead_bytes);
#endif
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *path = g_strdup_printf ("/core/heap/debug/damage/%s", damages[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_damage);
  }
  return g_test_run ();
}
