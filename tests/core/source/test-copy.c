/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is copied into an image by several threads; this program's own stands for that of
 * another. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/process/copy.h"
#include "source/process/error.h"

#define PAGE    4096u
#define N_PAGES 6000u /* more than one share */

/* madvise (); the headers of today's systems lack them. */
#define GUARD_INSTALL 102
#define GUARD_REMOVE  103

typedef struct {
  HpMemory *memory;
  HpImage *image;
  GArray *pieces;
  guint8 *pages; /* N_PAGES */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  f->pages =
      mmap (NULL, N_PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (f->pages != MAP_FAILED);
  for (gsize i = 0; i < N_PAGES * PAGE; i += sizeof (guint32))
    *(guint32 *)(gpointer)(f->pages + i) = g_rand_int (rand) | 1;
  f->memory = hp_memory_new_process (getpid ());
  f->image = hp_image_new ();
  f->pieces = g_array_new (FALSE, FALSE, sizeof (HpPiece));
  hp_image_reserve (f->image, N_PAGES * PAGE);
  g_assert_nonnull (
      hp_image_add (f->image, (gsize)f->pages, (gsize)f->pages + N_PAGES * PAGE, TRUE, FALSE));
  hp_image_index (f->image);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_array_unref (f->pieces);
  hp_image_free (f->image);
  hp_memory_free (f->memory);
  munmap (f->pages, N_PAGES * PAGE);
}

static void
add_piece (Fixture *f, guint first, guint n)
{
  HpPiece piece = { (gsize)f->pages + (gsize)first * PAGE, (gsize)n * PAGE };
  g_array_append_val (f->pieces, piece);
}

static void
take_away (Fixture *f, guint first, guint n)
{
  g_assert_cmpint (mprotect (f->pages + (gsize)first * PAGE, (gsize)n * PAGE, PROT_NONE), ==, 0);
}

static gboolean
is_copied (Fixture *f, guint page)
{
  guint64 address = (gsize)f->pages + (gsize)page * PAGE;

  return memcmp (hp_image_peek (f->image, address, PAGE), f->pages + (gsize)page * PAGE, PAGE) == 0;
}

static void
assert_zero (Fixture *f, guint page)
{
  static const guint8 zeros[PAGE];

  g_assert_cmpmem (hp_image_peek (f->image, (gsize)f->pages + (gsize)page * PAGE, PAGE), PAGE,
                   zeros, PAGE);
}

static void
copy (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  hp_copy_make_pages (f->image, f->pieces);
  g_assert_true (hp_copy_pieces (f->image, f->memory, f->pieces, &error));
  g_assert_no_error (error);
}

/* Pieces of all lengths, so that shares begin and end inside of them; what lies between them is
 * left alone. */
static void
test_pieces (Fixture *f, gconstpointer data)
{
  guint n = 0, n_copied = 0;

  for (guint first = 0; first + n < N_PAGES; first += n + 1, n = (7 * n + 3) % 1500) {
    add_piece (f, first, n);
    n_copied += n;
  }
  copy (f);
  g_assert_cmpuint (f->image->copied, ==, (guint64)n_copied * PAGE);
  g_assert_cmpuint (f->image->failed_reads, ==, 0);
  for (guint i = 0, page = 0; i < f->pieces->len; i++) {
    const HpPiece *piece = &g_array_index (f->pieces, HpPiece, i);
    for (guint64 end = (piece->address + piece->size - (gsize)f->pages) / PAGE; page < end; page++)
      g_assert_true (is_copied (f, page));
    assert_zero (f, page++);
  }
}

static void
test_unreadable_pages (Fixture *f, gconstpointer data)
{
  static const guint bad[] = { 0, 1, 700, 1023, 1024, 3000, N_PAGES - 1 };
  guint next = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    take_away (f, bad[i], 1);
  add_piece (f, 0, N_PAGES);
  copy (f);
  g_assert_cmpuint (f->image->failed_reads, ==, G_N_ELEMENTS (bad));
  g_assert_cmpuint (f->image->copied, ==, (N_PAGES - G_N_ELEMENTS (bad)) * (guint64)PAGE);
  for (guint page = 0; page < N_PAGES; page++)
    if (next < G_N_ELEMENTS (bad) && page == bad[next]) {
      assert_zero (f, page);
      next++;
    } else
      g_assert_true (is_copied (f, page));
}

/* Whether the page is one that nobody may touch, and the system says so (Linux 6.15). */
static gboolean
guard (Fixture *f, guint page)
{
  guint8 *address = f->pages + (gsize)page * PAGE;
  guint64 word = 0;
  int pagemap = open ("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (pagemap, >=, 0);
  if (madvise (address, PAGE, GUARD_INSTALL) == 0) {
    g_assert_cmpint (pread (pagemap, &word, sizeof word, (off_t)((gsize)address / PAGE * 8)), ==,
                     sizeof word);
    if ((word >> 58 & 1) == 0)
      g_assert_cmpint (madvise (address, PAGE, GUARD_REMOVE), ==, 0);
  }
  close (pagemap);
  return (word >> 58 & 1) != 0;
}

/* New libraries put such pages below the stacks of threads, inside a mapping that may be read. */
static void
test_guard_pages (Fixture *f, gconstpointer data)
{
  HpMapping mapping = { .start = (gsize)f->pages,
                        .end = (gsize)f->pages + N_PAGES * PAGE,
                        .readable = TRUE,
                        .writable = TRUE };
  g_autoptr (GArray) mappings = g_array_new (FALSE, FALSE, sizeof mapping);
  guint guarded = guard (f, 40) ? 40 : N_PAGES;

  g_array_append_val (mappings, mapping);
  f->memory->klass->add_pieces (f->memory, mappings, f->pieces);
  copy (f);
  g_assert_cmpuint (f->image->failed_reads, ==, 0);
  for (guint page = 0; page < N_PAGES; page++)
    if (page == guarded)
      assert_zero (f, page);
    else
      g_assert_true (is_copied (f, page));
}

/* Not one call a page: a mapping of gigabytes that nobody may read is a mapping like any other. The
 * next piece is read again. */
static void
test_unreadable_piece (Fixture *f, gconstpointer data)
{
  take_away (f, 100, 4000);
  add_piece (f, 0, 100);
  add_piece (f, 100, 4000);
  add_piece (f, 4100, N_PAGES - 4100);
  copy (f);
  g_assert_cmpuint (f->image->failed_reads, ==, 1024);
  g_assert_cmpuint (f->image->copied, ==, (N_PAGES - 4000) * (guint64)PAGE);
  assert_zero (f, 100);
  assert_zero (f, 4099);
  for (guint page = 4100; page < N_PAGES; page++)
    g_assert_true (is_copied (f, page));
}

static gssize
read_nothing (HpMemory *memory, const struct iovec *local, const struct iovec *remote, guint n)
{
  errno = ESRCH;
  return -1;
}

static void
test_ended (Fixture *f, gconstpointer data)
{
  HpMemoryClass klass = { .read = read_nothing };
  HpMemory ended = { .klass = &klass, .pid = f->memory->pid };
  g_autoptr (GError) error = NULL;

  add_piece (f, 0, N_PAGES);
  g_assert_false (hp_copy_pieces (f->image, &ended, f->pieces, &error));
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED);
  g_assert_cmpuint (f->image->copied, ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/core/source/process/copy/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pieces", test_pieces);
  ADD ("unreadable-pages", test_unreadable_pages);
  ADD ("guard-pages", test_guard_pages);
  ADD ("unreadable-piece", test_unreadable_piece);
  ADD ("ended", test_ended);
  return g_test_run ();
}
