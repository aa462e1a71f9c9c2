/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <glib.h>
#include <string.h>

/* The raw memory interface: its promises in every domain, whichever allocator serves it; allocators
 * of a domain replaced by one that counts and by one that fails. */

static const struct {
  const char *name;
  HpMallocKind kind;
} kinds[] = {
  { "pymalloc", HP_MALLOC_PYMALLOC },
  { "malloc", HP_MALLOC_MALLOC },
  { "pymalloc_debug", HP_MALLOC_PYMALLOC_DEBUG },
  { "malloc_debug", HP_MALLOC_MALLOC_DEBUG },
};

static HpHeap *
new_heap (gconstpointer kind)
{
  HpHeap *heap = hp_heap_new (NULL);

  hp_heap_set_malloc_kind (heap, kinds[GPOINTER_TO_SIZE (kind)].kind);
  return heap;
}

/* Everything was given back. */
static void
free_heap (HpHeap *heap)
{
  HpHeapStats stats;

  hp_heap_get_stats (heap, &stats);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
  g_assert_cmpuint (stats.n_raw_blocks + stats.n_large_blocks, ==, 0);
  hp_heap_free (heap);
}

static void
test_zero_bytes (gconstpointer kind)
{
  HpHeap *heap = new_heap (kind);

  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    void *blocks[] = { hp_malloc (heap, domain, 0),
                       hp_malloc (heap, domain, 0),
                       hp_calloc (heap, domain, 0, 8),
                       hp_calloc (heap, domain, 8, 0),
                       hp_realloc (heap, domain, NULL, 0),
                       hp_realloc (heap, domain, hp_malloc (heap, domain, 100), 0) };

    for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++) {
      g_assert_nonnull (blocks[i]);
      for (gsize j = 0; j < i; j++)
        g_assert_true (blocks[i] != blocks[j]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
      hp_free (heap, domain, blocks[i]);
    hp_free (heap, domain, NULL);
  }
  free_heap (heap);
}

static void
test_too_much (gconstpointer kind)
{
  static const size_t sizes[] = { SIZE_MAX, (size_t)PTRDIFF_MAX + 1, PTRDIFF_MAX,
                                  PTRDIFF_MAX - 16 };
  HpHeap *heap = new_heap (kind);

  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    char *block = hp_malloc (heap, domain, 20);

    strcpy (block, "as it was");
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_assert_null (hp_malloc (heap, domain, sizes[i]));
      g_assert_null (hp_calloc (heap, domain, 1, sizes[i]));
      g_assert_null (hp_calloc (heap, domain, sizes[i], 1));
      g_assert_null (hp_realloc (heap, domain, NULL, sizes[i]));
      g_assert_null (hp_realloc (heap, domain, block, sizes[i]));
      g_assert_cmpstr (block, ==, "as it was");
    }
    g_assert_null (hp_calloc (heap, domain, SIZE_MAX / 2, 4)); /* the product wraps around */
    g_assert_null (hp_calloc (heap, domain, (size_t)1 << 32, (size_t)1 << 32));
    g_assert_null (hp_calloc (heap, domain, (size_t)PTRDIFF_MAX / 8 + 1, 8));
    hp_free (heap, domain, block);
  }
  free_heap (heap);
}

static void
test_contents (gconstpointer kind)
{
  HpHeap *heap = new_heap (kind);

  for (int domain = 0; domain < HP_N_DOMAINS; domain++)
    for (size_t size = 1; size < 2000; size += 1 + size / 7) {
      unsigned char *used = hp_malloc (heap, domain, size), *block;

      memset (used, 0xaa, size);
      hp_free (heap, domain, used);
      block = hp_calloc (heap, domain, 1, size); /* likely the same place */
      for (size_t i = 0; i < size; i++) {
        g_assert_cmpint (block[i], ==, 0);
        block[i] = (unsigned char)i;
      }
      for (size_t next = 2000; next > 0; next /= 3) {
        block = hp_realloc (heap, domain, block, next);
        g_assert_cmpuint ((guintptr)block % HP_HEAP_ALIGNMENT, ==, 0);
        for (size_t i = 0; i < MIN (size, next); i++)
          g_assert_cmpint (block[i], ==, (unsigned char)i);
        for (size_t i = 0; i < next; i++)
          block[i] = (unsigned char)i;
      }
      hp_free (heap, domain, block);
    }
  free_heap (heap);
}

/* With pools a block is counted, unless it is of the raw domain; without them nothing is. */
static void
test_counting (gconstpointer kind)
{
  HpHeap *heap = new_heap (kind);
  gboolean pools = kinds[GPOINTER_TO_SIZE (kind)].kind == HP_MALLOC_PYMALLOC ||
                   kinds[GPOINTER_TO_SIZE (kind)].kind == HP_MALLOC_PYMALLOC_DEBUG;
  void *blocks[HP_N_DOMAINS][2];

  g_assert_cmpint (hp_heap_is_pymalloc_visible (heap), ==, pools);
  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    blocks[domain][0] = hp_malloc (heap, domain, 100);
    blocks[domain][1] = hp_malloc (heap, domain, 1000);
    g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, pools ? 2 * domain : 0);
    g_assert_cmpint (hp_heap_address_in_range (heap, blocks[domain][0]), ==,
                     pools && domain != HP_DOMAIN_RAW);
  }
  for (int domain = 0; domain < HP_N_DOMAINS; domain++)
    for (int i = 0; i < 2; i++)
      hp_free (heap, domain, blocks[domain][i]);
  free_heap (heap);
}

static void
test_names (void)
{
  HpMallocKind kind;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_assert_true (hp_malloc_kind_parse (kinds[i].name, &kind));
    g_assert_cmpint (kind, ==, kinds[i].kind);
  }
  g_assert_true (hp_malloc_kind_parse ("debug", &kind));
  g_assert_cmpint (kind, ==, HP_MALLOC_PYMALLOC_DEBUG);
  g_assert_true (hp_malloc_kind_parse ("default", &kind));
  g_assert_cmpint (kind, ==, HP_MALLOC_PYMALLOC);
  g_assert_false (hp_malloc_kind_parse ("", &kind));
  g_assert_false (hp_malloc_kind_parse ("jemalloc", &kind));
}

/* ---- allocators that replace one domain ---- */

typedef struct {
  HpAllocator inner;
  int n_malloc, n_calloc, n_realloc, n_free;
  int n_good; /* so many calls succeed, then none */
} Wrapper;

static void *
wrap_malloc (void *context, size_t size)
{
  Wrapper *self = context;

  self->n_malloc++;
  return self->n_good-- > 0 ? self->inner.malloc (self->inner.context, size) : NULL;
}

static void *
wrap_calloc (void *context, size_t n, size_t size)
{
  Wrapper *self = context;

  self->n_calloc++;
  return self->n_good-- > 0 ? self->inner.calloc (self->inner.context, n, size) : NULL;
}

static void *
wrap_realloc (void *context, void *ptr, size_t size)
{
  Wrapper *self = context;

  self->n_realloc++;
  return self->n_good-- > 0 ? self->inner.realloc (self->inner.context, ptr, size) : NULL;
}

static void
wrap_free (void *context, void *ptr)
{
  Wrapper *self = context;

  self->n_free++;
  self->inner.free (self->inner.context, ptr);
}

static void
wrap (Wrapper *self, HpHeap *heap, HpDomain domain)
{
  HpAllocator wrapper = { self, wrap_malloc, wrap_calloc, wrap_realloc, wrap_free };

  hp_heap_get_allocator (heap, domain, &self->inner);
  hp_heap_set_allocator (heap, domain, &wrapper);
}

static void
test_counting_allocator (gconstpointer data)
{
  HpDomain domain = GPOINTER_TO_SIZE (data), other = (domain + 1) % HP_N_DOMAINS;
  HpHeap *heap = hp_heap_new (NULL);
  Wrapper counter = { .n_good = G_MAXINT };
  void *before = hp_malloc (heap, domain, 32), *a, *b;
  HpAllocator now;

  wrap (&counter, heap, domain);
  a = hp_malloc (heap, domain, 32);
  b = hp_calloc (heap, domain, 1, 600);
  a = hp_realloc (heap, domain, a, 64);
  hp_free (heap, other, hp_malloc (heap, other, 32)); /* only the domain that was replaced */
  hp_free (heap, domain, before);
  hp_free (heap, domain, NULL);
  g_assert_null (hp_malloc (heap, domain, SIZE_MAX)); /* does not reach the allocator */
  g_assert_cmpint (counter.n_malloc, ==, 1);
  g_assert_cmpint (counter.n_calloc, ==, 1);
  g_assert_cmpint (counter.n_realloc, ==, 1);
  g_assert_cmpint (counter.n_free, ==, 1);
  hp_heap_set_allocator (heap, domain, &counter.inner);
  hp_heap_get_allocator (heap, domain, &now);
  g_assert_true (now.malloc == counter.inner.malloc);
  if (domain != HP_DOMAIN_RAW)
    g_assert_cmpuint (heap->small_limit[domain], ==, HP_HEAP_SMALL_THRESHOLD); /* the short way */
  hp_free (heap, domain, a);
  hp_free (heap, domain, b);
  g_assert_cmpint (counter.n_free, ==, 1);
  free_heap (heap);
}

static void
test_failing_allocator (gconstpointer data)
{
  HpDomain domain = GPOINTER_TO_SIZE (data), other = (domain + 1) % HP_N_DOMAINS;
  HpHeap *heap = hp_heap_new (NULL);
  Wrapper failing = { .n_good = 1 };
  void *block, *elsewhere;

  wrap (&failing, heap, domain);
  block = hp_malloc (heap, domain, 24);
  memset (block, 7, 24);
  g_assert_null (hp_malloc (heap, domain, 24));
  g_assert_null (hp_calloc (heap, domain, 3, 8));
  g_assert_null (hp_realloc (heap, domain, block, 5000));
  for (int i = 0; i < 24; i++)
    g_assert_cmpint (((char *)block)[i], ==, 7);
  elsewhere = hp_malloc (heap, other, 24);
  g_assert_nonnull (elsewhere);
  hp_free (heap, other, elsewhere);
  hp_free (heap, domain, block);
  hp_heap_set_allocator (heap, domain, NULL);
  block = hp_malloc (heap, domain, 24);
  g_assert_nonnull (block);
  hp_free (heap, domain, block);
  free_heap (heap);
}

static void
add (const char *group, const char *name, gsize number, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/core/heap/memory/%s/%s", group, name);

  g_test_add_data_func (path, GSIZE_TO_POINTER (number), test);
}

int
main (int argc, char *argv[])
{
  static const char *const domains[HP_N_DOMAINS] = { "raw", "mem", "obj" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    add ("zero-bytes", kinds[i].name, i, test_zero_bytes);
    add ("too-much", kinds[i].name, i, test_too_much);
    add ("contents", kinds[i].name, i, test_contents);
    add ("counting", kinds[i].name, i, test_counting);
  }
  for (gsize i = 0; i < HP_N_DOMAINS; i++) {
    add ("counting-allocator", domains[i], i, test_counting_allocator);
    add ("failing-allocator", domains[i], i, test_failing_allocator);
  }
  g_test_add_func ("/core/heap/memory/names", test_names);
  return g_test_run ();
}
