/* SPDX-License-Identifier: Apache-2.0 */
/* Merge sort over natural runs (Tim Peters' list sort without the gallop): runs shorter than a
 * minimum are extended by binary insertion, so that arrays below 64 items make exactly the
 * comparisons CPython makes. */
#include "object/sort.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"
#include "object/values.h"

typedef struct Slice Slice;
struct Slice {
  HpObject **keys, **values;
};

typedef struct Run Run;
struct Run {
  ssize_t start, n;
};

/* a < b: 1, 0 or -1 */
static inline int
less (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (a->type == b->type) {
    if (hp_is_int_exact (rt, a))
      return hp_int_compare (a, b) < 0;
    if (hp_is_str_exact (rt, a))
      return hp_str_compare (a, b) < 0;
    if (hp_is_float_exact (rt, a))
      return hp_float_value (a) < hp_float_value (b);
  }
  return hp_object_compare_bool (rt, a, b, HP_LT);
}

static void
reverse (Slice s, ssize_t low, ssize_t high)
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
take_run (HpRuntime *rt, Slice s, ssize_t low, ssize_t high)
{
  ssize_t i = low + 1;
  int c;

  if (i == high)
    return 1;
  if ((c = less (rt, s.keys[i], s.keys[i - 1])) < 0)
    return -1;
  if (c) {
    for (i++; i < high; i++) {
      if ((c = less (rt, s.keys[i], s.keys[i - 1])) < 0)
        return -1;
      if (!c)
        break;
    }
    reverse (s, low, i);
    return i - low;
  }
  for (i++; i < high; i++) {
    if ((c = less (rt, s.keys[i], s.keys[i - 1])) < 0)
      return -1;
    if (c)
      break;
  }
  return i - low;
}

/* [low, start) is sorted: insert the rest one by one. */
static int
binary_insertion (HpRuntime *rt, Slice s, ssize_t low, ssize_t high, ssize_t start)
{
  for (; start < high; start++) {
    ssize_t l = low, r = start;
    HpObject *pivot = s.keys[start], *value = s.values ? s.values[start] : NULL;

    while (l < r) {
      ssize_t m = l + ((r - l) >> 1);
      int c = less (rt, pivot, s.keys[m]);

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

/* Merges two neighbouring runs; the left one is moved to tmp (room for it twice when there are
 * values). */
static int
merge (HpRuntime *rt, Slice s, Run a, Run b, HpObject **tmp)
{
  HpObject **tk = tmp, **tv = tmp + a.n;
  ssize_t i = 0, j = b.start, out = a.start, end = b.start + b.n;
  int c = 0;

  memcpy (tk, s.keys + a.start, (size_t)a.n * sizeof (HpObject *));
  if (s.values)
    memcpy (tv, s.values + a.start, (size_t)a.n * sizeof (HpObject *));
  while (i < a.n && j < end) {
    c = less (rt, s.keys[j], tk[i]);
    if (c < 0)
      break;
    s.keys[out] = c ? s.keys[j] : tk[i];
    if (s.values)
      s.values[out] = c ? s.values[j] : tv[i];
    out++;
    if (c)
      j++;
    else
      i++;
  }
  memcpy (s.keys + out, tk + i, (size_t)(a.n - i) * sizeof (HpObject *));
  if (s.values)
    memcpy (s.values + out, tv + i, (size_t)(a.n - i) * sizeof (HpObject *));
  return c < 0 ? -1 : 0;
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

int
hp_sort (HpRuntime *rt, HpObject **keys, HpObject **values, ssize_t n)
{
  Slice s = { keys, values };
  Run runs[90];
  int n_runs = 0, result = -1;
  ssize_t least, at = 0;
  HpObject **tmp = NULL;

  if (n < 2)
    return 0;
  least = minimum_run (n);
  if (n >= 64) {
    tmp = hp_mem_malloc (rt, (size_t)n * (values ? 2 : 1) * sizeof (HpObject *));
    if (tmp == NULL) {
      hp_err_no_memory (rt);
      return -1;
    }
  }
  while (at < n) {
    ssize_t k = take_run (rt, s, at, n);

    if (k < 0)
      goto out;
    if (k < least) {
      ssize_t want = n - at < least ? n - at : least;

      if (binary_insertion (rt, s, at, at + want, at + k) < 0)
        goto out;
      k = want;
    }
    runs[n_runs++] = (Run){ at, k };
    at += k;
    /* keep the lengths on the stack falling, and merge all at the end */
    while (n_runs > 1 &&
           (at == n || runs[n_runs - 2].n <= runs[n_runs - 1].n ||
            (n_runs > 2 && runs[n_runs - 3].n <= runs[n_runs - 2].n + runs[n_runs - 1].n))) {
      int i = n_runs - 2;

      if (n_runs > 2 && runs[i - 1].n < runs[i + 1].n)
        i--;
      if (merge (rt, s, runs[i], runs[i + 1], tmp) < 0)
        goto out;
      runs[i].n += runs[i + 1].n;
      if (i == n_runs - 3)
        runs[i + 1] = runs[i + 2];
      n_runs--;
    }
  }
  result = 0;
out:
  hp_mem_free (rt, tmp);
  return result;
}
