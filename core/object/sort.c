/* SPDX-License-Identifier: Apache-2.0 */
/* Merge sort over natural runs (Tim Peters' list sort): runs shorter than a minimum are extended by
 * binary insertion, and merged in the order of a nearly optimal tree. A script sees every
 * comparison that is made, so they are the reference's; source: Objects/listobject.c of 3.11. */
#include "object/sort.h"
#include "object/float.h"
#include "object/int.h"
#include "object/sort-private.h"
#include "object/str.h"
#include "object/values.h"

typedef struct Run Run;
struct Run {
  ssize_t start, n;
  int power; /* of the border behind it */
};

/* Runs that wait to be merged; their powers rise, so there are never more than bits in a size. */
typedef struct Pending Pending;
struct Pending {
  HpSort sort;
  HpSortSlice all;
  ssize_t n;
  Run runs[90];
  int n_runs;
};

/* Steals ANSWER, which may be NULL. */
static int
take_truth (HpRuntime *rt, HpObject *answer)
{
  int truth = answer == NULL ? -1 : hp_object_is_true (rt, answer);

  hp_xdecref (rt, answer);
  return truth;
}

int
hp_sort_less (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_check_interrupt (rt) < 0)
    return -1;
  if (a->type == b->type) {
    if (hp_is_int_exact (rt, a))
      return hp_int_compare (a, b) < 0;
    if (hp_is_str_exact (rt, a))
      return hp_str_compare (a, b) < 0;
    if (hp_is_float_exact (rt, a))
      return hp_float_value (a) < hp_float_value (b);
    if (a->type->richcompare != NULL) {
      HpObject *result = a->type->richcompare (rt, a, b, HP_LT); /* unsafe_object_compare there */

      if (result != hp_not_implemented (rt))
        return take_truth (rt, result);
      hp_decref (rt, result);
    }
  }
  return hp_object_compare_bool (rt, a, b, HP_LT);
}

static void
reverse (HpSortSlice s, ssize_t low, ssize_t high)
{
  for (high--; low < high; low++, high--) {
    HpObject *t = s.keys[low];
    s.keys[low] = s.keys[high];
    s.keys[high] = t;
    if (s.values) {
      t = s.values[low];
      s.values[low] = s.values[high];
      s.values[high] = t;
    }
  }
}

/* Length of the run at low: not descending, or strictly descending (then reversed). -1 on error. */
static ssize_t
take_run (HpRuntime *rt, HpSortSlice s, ssize_t low, ssize_t high)
{
  ssize_t i = low + 1;
  int c;

  if (i == high)
    return 1;
  if ((c = hp_sort_less (rt, s.keys[i], s.keys[i - 1])) < 0)
    return -1;
  if (c) {
    for (i++; i < high; i++) {
      if ((c = hp_sort_less (rt, s.keys[i], s.keys[i - 1])) < 0)
        return -1;
      if (!c)
        break;
    }
    reverse (s, low, i);
    return i - low;
  }
  for (i++; i < high; i++) {
    if ((c = hp_sort_less (rt, s.keys[i], s.keys[i - 1])) < 0)
      return -1;
    if (c)
      break;
  }
  return i - low;
}

/* [low, start) is sorted: insert the rest one by one. */
static int
binary_insertion (HpRuntime *rt, HpSortSlice s, ssize_t low, ssize_t high, ssize_t start)
{
  for (; start < high; start++) {
    ssize_t l = low, r = start;
    HpObject *pivot = s.keys[start], *value = s.values ? s.values[start] : NULL;

    while (l < r) {
      ssize_t m = l + ((r - l) >> 1);
      int c = hp_sort_less (rt, pivot, s.keys[m]);

      if (c < 0)
        return -1;
      if (c)
        r = m;
      else
        l = m + 1;
    }
    memmove (s.keys + l + 1, s.keys + l, (size_t)(start - l) * sizeof (HpObject *));
    s.keys[l] = pivot;
    if (s.values) {
      memmove (s.values + l + 1, s.values + l, (size_t)(start - l) * sizeof (HpObject *));
      s.values[l] = value;
    }
  }
  return 0;
}

static ssize_t
minimum_run (ssize_t n)
{
  ssize_t odd = 0;

  while (n >= 64) {
    odd |= n & 1;
    n >>= 1;
  }
  return n + odd;
}

/* The depth at which the border of two neighbouring runs lies in a perfectly balanced tree of
 * merges over all N elements: the first bit in which the middles of the two, as fractions of N,
 * differ (powersort, Munro and Wild 2018). */
static int
compute_power (ssize_t start, ssize_t n1, ssize_t n2, ssize_t n)
{
  ssize_t a = 2 * start + n1, b = a + n1 + n2; /* twice the middles */
  int power = 1;

  for (; a >= n || b < n; power++) {
    if (a >= n) {
      a -= n;
      b -= n;
    }
    a <<= 1;
    b <<= 1;
  }
  return power;
}

/* Merges run I with the next one. */
static int
merge_at (Pending *p, int i)
{
  Run *a = &p->runs[i], *b = &p->runs[i + 1];
  ssize_t na = a->n;

  a->n += b->n;
  if (i == p->n_runs - 3)
    p->runs[i + 1] = p->runs[i + 2];
  p->n_runs--;
  return hp_sort_merge (&p->sort, hp_sort_slice_at (p->all, a->start), na, a->n - na);
}

/* Merges what lies deeper in the tree than the border before the new run. */
static int
push_run (Pending *p, ssize_t start, ssize_t n)
{
  if (p->n_runs > 0) {
    Run *last = &p->runs[p->n_runs - 1];
    int power = compute_power (last->start, last->n, n, p->n);

    while (p->n_runs > 1 && p->runs[p->n_runs - 2].power > power)
      if (merge_at (p, p->n_runs - 2) < 0)
        return -1;
    p->runs[p->n_runs - 1].power = power;
  }
  p->runs[p->n_runs++] = (Run){ start, n, 0 };
  return 0;
}

static int
merge_all (Pending *p)
{
  while (p->n_runs > 1) {
    int i = p->n_runs - 2;

    if (i > 0 && p->runs[i - 1].n < p->runs[i + 1].n)
      i--;
    if (merge_at (p, i) < 0)
      return -1;
  }
  return 0;
}

static int
take_runs (HpRuntime *rt, Pending *p)
{
  ssize_t least = minimum_run (p->n), n;

  for (ssize_t at = 0; at < p->n; at += n) {
    n = take_run (rt, p->all, at, p->n);
    if (n < 0)
      return -1;
    if (n < least) {
      ssize_t want = p->n - at < least ? p->n - at : least;

      if (binary_insertion (rt, p->all, at, at + want, at + n) < 0)
        return -1;
      n = want;
    }
    if (push_run (p, at, n) < 0)
      return -1;
  }
  return merge_all (p);
}

int
hp_sort (HpRuntime *rt, HpObject **keys, HpObject **values, ssize_t n)
{
  Pending p; /* its room for a merge needs no zeros */
  int status;

  if (n < 2)
    return 0;
  p.all = (HpSortSlice){ keys, values };
  p.n = n;
  p.n_runs = 0;
  p.sort.rt = rt;
  p.sort.memory = NULL;
  p.sort.min_gallop = 7;
  p.sort.room = HP_SORT_TEMP;
  status = take_runs (rt, &p);
  hp_sort_free_memory (&p.sort);
  return status;
}
