/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/keyed-sort.h"

#include <string.h>

#include "analysis/side-array.h"

/* 2048 counters and as many open lines of memory, which the nearest caches hold. */
#define DIGIT_BITS 11
#define N_DIGITS   ((64 + DIGIT_BITS - 1) / DIGIT_BITS)
#define BASE       (1 << DIGIT_BITS)

static inline guint
digit_of (guint64 key, guint digit)
{
  return (guint)(key >> (digit * DIGIT_BITS)) % BASE;
}

/* The bits in which keys differ. */
static gboolean
find_differences (const HpKeyed *rows, guint32 n, guint64 *differences, const HpAnalysisRun *run,
                  GError **error)
{
  for (guint32 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0, error))
      return FALSE;
    *differences |= rows[i].key ^ rows[0].key;
  }
  return TRUE;
}

static gboolean
find_starts (const HpKeyed *rows, guint32 n, guint digit, guint32 *start, const HpAnalysisRun *run,
             GError **error)
{
  guint32 sum = 0;

  memset (start, 0, BASE * sizeof *start);
  for (guint32 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, (double)digit / N_DIGITS, error))
      return FALSE;
    start[digit_of (rows[i].key, digit)]++;
  }
  for (guint i = 0; i < BASE; i++) {
    guint32 count = start[i];

    start[i] = sum;
    sum += count;
  }
  return TRUE;
}

static gboolean
distribute (const HpKeyed *rows, guint32 n, guint digit, HpKeyed *sorted, const HpAnalysisRun *run,
            GError **error)
{
  guint32 start[BASE];

  if (!find_starts (rows, n, digit, start, run, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, (double)digit / N_DIGITS, error))
      return FALSE;
    sorted[start[digit_of (rows[i].key, digit)]++] = rows[i];
  }
  return TRUE;
}

gboolean
hp_keyed_sort (HpKeyed *rows, guint32 n, const HpAnalysisRun *run, GError **error)
{
  HpKeyed *from = rows, *to = HP_SIDE_ARRAY (HpKeyed, n, error), *memory = to;
  guint64 differences = 0;
  gboolean done = memory != NULL && hp_side_array_settle (memory, run, 0, error) &&
                  find_differences (rows, n, &differences, run, error);

  for (guint digit = 0; done && digit < N_DIGITS; digit++) {
    HpKeyed *sorted = to;

    if (digit_of (differences, digit) == 0)
      continue;
    done = distribute (from, n, digit, sorted, run, error);
    to = from;
    from = sorted;
  }
  if (done && from != rows)
    memcpy (rows, from, n * sizeof *rows);
  hp_side_array_free (memory);
  return done;
}
