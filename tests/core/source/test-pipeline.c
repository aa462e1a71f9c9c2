/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces are consumed in order, each once, however many threads and parts there are. */
#include "source/process/pipeline.h"

#define PIECES 500

typedef struct {
  gsize piece, sum;
} Part;

typedef struct {
  gsize consumed, stop_at;
  int busy; /* consumers at the moment */
} Course;

/* The longer the higher its last bits are, so that pieces overtake each other. */
static gboolean
produce (gpointer data, gsize piece, gpointer user_data)
{
  const Course *course = user_data;
  Part *part = data;

  if (piece >= course->stop_at)
    return FALSE;
  part->piece = piece;
  part->sum = 0;
  for (gsize i = 0; i <= (piece % 16) * 1000; i++)
    part->sum += i;
  return TRUE;
}

static void
consume (gpointer data, gsize piece, gpointer user_data)
{
  Course *course = user_data;
  const Part *part = data;
  gsize last = (piece % 16) * 1000;

  g_assert_cmpint (g_atomic_int_add (&course->busy, 1), ==, 0);
  g_assert_cmpuint (piece, ==, course->consumed);
  g_assert_cmpuint (part->piece, ==, piece);
  g_assert_cmpuint (part->sum, ==, last * (last + 1) / 2);
  course->consumed++;
  g_atomic_int_add (&course->busy, -1);
}

static gboolean
run (guint n_threads, guint n_parts, gsize n_pieces, Course *course)
{
  g_autofree Part *parts = g_new0 (Part, n_parts);
  g_autofree gpointer *pointers = g_new (gpointer, n_parts);

  for (guint i = 0; i < n_parts; i++)
    pointers[i] = &parts[i];
  return hp_pipeline_run (n_pieces, pointers, n_parts, n_threads, produce, consume, course);
}

static void
test_order (void)
{
  for (guint n_threads = 1; n_threads <= 8; n_threads++)
    for (guint n_parts = 1; n_parts <= 10; n_parts += 3) {
      Course course = { .stop_at = G_MAXSIZE };
      g_assert_true (run (n_threads, n_parts, PIECES, &course));
      g_assert_cmpuint (course.consumed, ==, PIECES);
    }
}

static void
test_few_pieces (void)
{
  for (gsize n = 0; n < 4; n++) {
    Course course = { .stop_at = G_MAXSIZE };
    g_assert_true (run (4, 8, n, &course));
    g_assert_cmpuint (course.consumed, ==, n);
  }
}

/* Nothing is consumed of the piece that was given up, and of those after it. */
static void
test_stop (void)
{
  for (guint n_threads = 1; n_threads <= 4; n_threads++) {
    Course course = { .stop_at = 100 };
    g_assert_false (run (n_threads, 2 * n_threads, PIECES, &course));
    g_assert_cmpuint (course.consumed, <=, 100);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/source/process/pipeline/order", test_order);
  g_test_add_func ("/core/source/process/pipeline/few-pieces", test_few_pieces);
  g_test_add_func ("/core/source/process/pipeline/stop", test_stop);
  return g_test_run ();
}
