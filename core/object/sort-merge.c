/* SPDX-License-Identifier: Apache-2.0 */
/* Merging with galloping: while one run wins again and again, its next winners are found by steps
 * that double and a binary search between the last two. Every comparison here is one the reference
 * makes, in the same order and with the same operands; source: Objects/listobject.c of 3.11. */
#include "object/err.h"
#include "object/sort-private.h"
#include "object/values.h"

#include <string.h>

#define MIN_GALLOP 7

static void
move (HpSortSlice to, HpSortSlice from, ssize_t n)
{
  memmove (to.keys, from.keys, (size_t)n * sizeof (HpObject *));
  if (to.values != NULL)
    memmove (to.values, from.values, (size_t)n * sizeof (HpObject *));
}

/* The last step of a gallop: key's place in the sorted (low, high] of a. LEFT: before its equals.
 */
static ssize_t
search (HpRuntime *rt, HpObject *key, HpObject **a, ssize_t low, ssize_t high, bool left)
{
  for (low++; low < high;) {
    ssize_t middle = low + ((high - low) >> 1);
    int c = left ? hp_sort_less (rt, a[middle], key) : hp_sort_less (rt, key, a[middle]);

    if (c < 0)
      return -1;
    if ((c > 0) == left)
      low = middle + 1;
    else
      high = middle;
  }
  return high;
}

/* How far to go from the hint before the comparison C (a[hint ± offset]) turns; *last is the
 * offset before. -1: exception. */
static ssize_t
stride (HpRuntime *rt, HpObject *key, HpObject **a, ssize_t max, int direction, bool left,
        bool while_true, ssize_t *last)
{
  ssize_t offset = 1;

  *last = 0;
  while (offset < max) {
    HpObject *other = a[direction * offset];
    int c = left ? hp_sort_less (rt, other, key) : hp_sort_less (rt, key, other);

    if (c < 0)
      return -1;
    if ((c > 0) != while_true)
      break;
    *last = offset;
    offset = (offset << 1) + 1;
  }
  return offset < max ? offset : max;
}

/* Where KEY belongs in the N sorted elements of A: before its equals (left) or behind them,
 * beginning to look at HINT. -1: exception. */
static ssize_t
gallop (HpRuntime *rt, HpObject *key, HpObject **a, ssize_t n, ssize_t hint, bool left)
{
  HpObject **at = a + hint;
  int c = left ? hp_sort_less (rt, *at, key) : hp_sort_less (rt, key, *at);
  bool forwards = (c > 0) == left;
  ssize_t offset, last;

  if (c < 0)
    return -1;
  offset = forwards ? stride (rt, key, at, n - hint, 1, left, left, &last)
                    : stride (rt, key, at, hint + 1, -1, left, !left, &last);
  if (offset < 0)
    return -1;
  return forwards ? search (rt, key, a, hint + last, hint + offset, left)
                  : search (rt, key, a, hint - offset, hint - last, left);
}

/* ---- memory ---- */

void
hp_sort_free_memory (HpSort *self)
{
  hp_mem_free (self->rt, self->memory);
  self->memory = NULL;
}

/* Moves N elements out of the way. */
static int
set_aside (HpSort *self, HpSortSlice from, ssize_t n, HpSortSlice *to)
{
  ssize_t needed = from.values != NULL ? 2 * n : n;

  if (needed > self->room) {
    hp_sort_free_memory (self);
    self->room = 0;
    self->memory = hp_mem_malloc (self->rt, (size_t)needed * sizeof (HpObject *));
    if (self->memory == NULL) {
      self->room = HP_SORT_TEMP;
      hp_err_no_memory (self->rt);
      return -1;
    }
    self->room = needed;
  }
  to->keys = self->memory != NULL ? self->memory : self->temp;
  to->values = from.values != NULL ? to->keys + n : NULL;
  move (*to, from, n);
  return 0;
}

/* ---- two runs into one ---- */

/* The state of a merge. "a" is the left run, "b" the right one, out the place to fill next; the
 * elements not yet placed are a[0, na) and b[0, nb) in the forward merge, and end at a and b in the
 * backward one. */
typedef struct {
  HpSort *sort;
  HpSortSlice a, b, out;
  ssize_t na, nb;
} Merge;

static void
take (HpSortSlice *from, ssize_t *n, HpSortSlice *out, ssize_t count, int direction)
{
  if (direction < 0) {
    *from = hp_sort_slice_at (*from, -count);
    *out = hp_sort_slice_at (*out, -count);
    move (hp_sort_slice_at (*out, 1), hp_sort_slice_at (*from, 1), count);
  } else {
    move (*out, *from, count);
    *from = hp_sort_slice_at (*from, count);
    *out = hp_sort_slice_at (*out, count);
  }
  *n -= count;
}

/* One element at a time until a run has won min_gallop times. 1: gallop, 0: a run is done, -1. */
static int
merge_low_singly (Merge *m)
{
  ssize_t a_wins = 0, b_wins = 0;

  while (a_wins < m->sort->min_gallop && b_wins < m->sort->min_gallop) {
    int c = hp_sort_less (m->sort->rt, m->b.keys[0], m->a.keys[0]);

    if (c < 0)
      return -1;
    if (c) {
      take (&m->b, &m->nb, &m->out, 1, 1);
      b_wins++;
      a_wins = 0;
      if (m->nb == 0)
        return 0;
    } else {
      take (&m->a, &m->na, &m->out, 1, 1);
      a_wins++;
      b_wins = 0;
      if (m->na == 1)
        return 0;
    }
  }
  return 1;
}

/* The same by galloping, as long as it pays. */
static int
merge_low_galloping (Merge *m)
{
  HpRuntime *rt = m->sort->rt;
  ssize_t k, wins_a, wins_b;

  m->sort->min_gallop++;
  do {
    m->sort->min_gallop -= m->sort->min_gallop > 1;
    wins_a = k = gallop (rt, m->b.keys[0], m->a.keys, m->na, 0, false);
    if (k < 0)
      return -1;
    take (&m->a, &m->na, &m->out, k, 1);
    if (k > 0 && m->na <= 1)
      return 0;
    take (&m->b, &m->nb, &m->out, 1, 1);
    if (m->nb == 0)
      return 0;
    wins_b = k = gallop (rt, m->a.keys[0], m->b.keys, m->nb, 0, true);
    if (k < 0)
      return -1;
    take (&m->b, &m->nb, &m->out, k, 1);
    if (m->nb == 0)
      return 0;
    take (&m->a, &m->na, &m->out, 1, 1);
    if (m->na == 1)
      return 0;
  } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
  m->sort->min_gallop++; /* leaving costs */
  return 1;
}

/* The shorter run is the left one: it waits aside, the merge goes forward. */
static int
merge_low (HpSort *self, HpSortSlice a, ssize_t na, HpSortSlice b, ssize_t nb)
{
  Merge m = { .sort = self, .b = b, .out = a, .na = na, .nb = nb };
  int status = 1;

  if (set_aside (self, a, na, &m.a) < 0)
    return -1;
  take (&m.b, &m.nb, &m.out, 1, 1);
  if (m.nb > 0 && m.na > 1)
    while ((status = merge_low_singly (&m)) == 1 && (status = merge_low_galloping (&m)) == 1) {}
  if (status >= 0 && m.na == 1 && m.nb > 0) { /* the last of a is the largest of all */
    move (m.out, m.b, m.nb);
    move (hp_sort_slice_at (m.out, m.nb), m.a, 1);
    return 0;
  }
  move (m.out, m.a, m.na);
  return status < 0 ? -1 : 0;
}

static int
merge_high_singly (Merge *m)
{
  ssize_t a_wins = 0, b_wins = 0;

  while (a_wins < m->sort->min_gallop && b_wins < m->sort->min_gallop) {
    int c = hp_sort_less (m->sort->rt, m->b.keys[0], m->a.keys[0]);

    if (c < 0)
      return -1;
    if (c) {
      take (&m->a, &m->na, &m->out, 1, -1);
      a_wins++;
      b_wins = 0;
      if (m->na == 0)
        return 0;
    } else {
      take (&m->b, &m->nb, &m->out, 1, -1);
      b_wins++;
      a_wins = 0;
      if (m->nb == 1)
        return 0;
    }
  }
  return 1;
}

static int
merge_high_galloping (Merge *m)
{
  HpRuntime *rt = m->sort->rt;
  ssize_t k, wins_a, wins_b;

  m->sort->min_gallop++;
  do {
    m->sort->min_gallop -= m->sort->min_gallop > 1;
    k = gallop (rt, m->b.keys[0], m->a.keys - (m->na - 1), m->na, m->na - 1, false);
    if (k < 0)
      return -1;
    wins_a = m->na - k;
    take (&m->a, &m->na, &m->out, wins_a, -1);
    if (m->na == 0)
      return 0;
    take (&m->b, &m->nb, &m->out, 1, -1);
    if (m->nb == 1)
      return 0;
    k = gallop (rt, m->a.keys[0], m->b.keys - (m->nb - 1), m->nb, m->nb - 1, true);
    if (k < 0)
      return -1;
    wins_b = m->nb - k;
    take (&m->b, &m->nb, &m->out, wins_b, -1);
    if (wins_b > 0 && m->nb <= 1)
      return 0;
    take (&m->a, &m->na, &m->out, 1, -1);
    if (m->na == 0)
      return 0;
  } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
  m->sort->min_gallop++;
  return 1;
}

/* The shorter run is the right one: it waits aside, the merge goes backward. */
static int
merge_high (HpSort *self, HpSortSlice a, ssize_t na, HpSortSlice b, ssize_t nb)
{
  Merge m = { .sort = self,
              .a = hp_sort_slice_at (a, na - 1),
              .out = hp_sort_slice_at (b, nb - 1),
              .na = na,
              .nb = nb };
  HpSortSlice aside;
  int status = 1;

  if (set_aside (self, b, nb, &aside) < 0)
    return -1;
  m.b = hp_sort_slice_at (aside, nb - 1);
  take (&m.a, &m.na, &m.out, 1, -1);
  if (m.na > 0 && m.nb > 1)
    while ((status = merge_high_singly (&m)) == 1 && (status = merge_high_galloping (&m)) == 1) {}
  if (status >= 0 && m.nb == 1 && m.na > 0) { /* the first of b is the smallest of all */
    move (hp_sort_slice_at (m.out, 1 - m.na), hp_sort_slice_at (m.a, 1 - m.na), m.na);
    move (hp_sort_slice_at (m.out, -m.na), m.b, 1);
    return 0;
  }
  if (m.nb > 0)
    move (hp_sort_slice_at (m.out, 1 - m.nb), hp_sort_slice_at (m.b, 1 - m.nb), m.nb);
  return status < 0 ? -1 : 0;
}

/* What of the left run is below the right one, and of the right above the left, is in place. */
int
hp_sort_merge (HpSort *self, HpSortSlice a, ssize_t na, ssize_t nb)
{
  HpSortSlice b = hp_sort_slice_at (a, na);
  ssize_t k = gallop (self->rt, b.keys[0], a.keys, na, 0, false);

  if (k < 0)
    return -1;
  a = hp_sort_slice_at (a, k);
  na -= k;
  if (na == 0)
    return 0;
  nb = gallop (self->rt, a.keys[na - 1], b.keys, nb, nb - 1, true);
  if (nb <= 0)
    return nb < 0 ? -1 : 0;
  return na <= nb ? merge_low (self, a, na, b, nb) : merge_high (self, a, na, b, nb);
}
