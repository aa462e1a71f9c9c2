/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/allocations.h"

#include <string.h>

typedef struct {
  HpAllocationRow row;
  guint32 number; /* before sorting */
} Entry;

struct _HpAllocations {
  const HpSnapshot *snapshot;
  HpAllocationKey key;
  GArray *entries;           /* owned, of Entry */
  guint32 *row_of_traceback; /* owned; HP_NONE: no block came from there */
  guint64 size, count;
};

static const char *const key_names[] = { "line", "file", "traceback" };

gboolean
hp_allocation_key_from_string (const char *text, HpAllocationKey *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_names); i++)
    if (g_strcmp0 (text, key_names[i]) == 0) {
      *key = (HpAllocationKey)i;
      return TRUE;
    }
  return FALSE;
}

/* ---- places ---- */

/* The frames that count for this key, innermost first. */
static const guint32 *
place_frames (const HpSnapshot *snapshot, guint32 traceback, HpAllocationKey key, guint32 *n)
{
  const guint32 *frames = hp_snapshot_traceback (snapshot, traceback, n, NULL);

  if (key != HP_ALLOCATIONS_BY_TRACEBACK)
    *n = 1;
  return frames;
}

/* The same bytes for tracebacks of the same row. */
static GBytes *
place_bytes (const HpSnapshot *snapshot, guint32 traceback, HpAllocationKey key)
{
  guint32 n;
  const guint32 *frames = place_frames (snapshot, traceback, key, &n);
  guint32 *numbers = g_new (guint32, (gsize)n * 2);

  for (guint32 i = 0; i < n; i++) {
    HpFrameRow frame = hp_snapshot_frame (snapshot, frames[i]);
    numbers[2 * i] = frame.file;
    numbers[2 * i + 1] = key == HP_ALLOCATIONS_BY_FILE ? 0 : frame.line;
  }
  return g_bytes_new_take (numbers, (gsize)n * 2 * sizeof *numbers);
}

char *
hp_allocation_row_dup_place (const HpAllocationRow *row, HpAllocationKey key)
{
  GString *text = g_string_new (NULL);
  guint32 n;
  const guint32 *frames = place_frames (row->origin, row->traceback, key, &n);

  for (guint32 i = 0; i < n; i++) {
    HpFrameRow frame = hp_snapshot_frame (row->origin, frames[i]);
    g_autofree char *file = hp_snapshot_dup_string (row->origin, frame.file);
    g_string_append_printf (text, "%s%s", i > 0 ? " ← " : "", *file != '\0' ? file : "?");
    if (key != HP_ALLOCATIONS_BY_FILE)
      g_string_append_printf (text, ":%" G_GUINT32_FORMAT, frame.line);
  }
  return g_string_free (text, FALSE);
}

HpFrameRow
hp_allocation_row_get_frame (const HpAllocationRow *row)
{
  guint32 n;

  return hp_snapshot_frame (row->origin,
                            *hp_snapshot_traceback (row->origin, row->traceback, &n, NULL));
}

gboolean
hp_allocation_place_is (const HpSnapshot *snapshot, guint32 traceback, const char *text)
{
  const HpAllocationRow row = { .origin = snapshot, .traceback = traceback };

  for (gsize key = 0; key < G_N_ELEMENTS (key_names); key++) {
    g_autofree char *place = hp_allocation_row_dup_place (&row, (HpAllocationKey)key);
    gsize n = strlen (place), n_text = strlen (text);
    gboolean may_be_end = key != HP_ALLOCATIONS_BY_TRACEBACK;
    if (g_str_equal (place, text) ||
        (may_be_end && n_text > 0 && n_text < n && g_str_has_suffix (place, text) &&
         place[n - n_text - 1] == '/'))
      return TRUE;
  }
  return FALSE;
}

/* ---- sums ---- */

static HpAllocationRow *
row_at (const HpAllocations *self, guint32 row)
{
  return &g_array_index (self->entries, Entry, row).row;
}

static guint32
add_row (HpAllocations *self, const HpSnapshot *origin, guint32 traceback)
{
  Entry entry = { { .origin = origin, .traceback = traceback }, self->entries->len };

  g_array_append_val (self->entries, entry);
  return entry.number;
}

static guint32
find_row (HpAllocations *self, GHashTable *places, guint32 traceback)
{
  GBytes *place = place_bytes (self->snapshot, traceback, self->key);
  gpointer known = g_hash_table_lookup (places, place);
  guint32 row;

  if (known != NULL) {
    g_bytes_unref (place);
    return GPOINTER_TO_UINT (known) - 1;
  }
  row = add_row (self, self->snapshot, traceback);
  g_hash_table_insert (places, place, GUINT_TO_POINTER (row + 1));
  return row;
}

static gboolean
sum_up (HpAllocations *self, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GHashTable) places =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  guint32 n = hp_snapshot_n_traces (self->snapshot);

  for (guint32 i = 0; i < n; i++) {
    HpTrace trace = hp_snapshot_trace (self->snapshot, i);
    guint32 *row = &self->row_of_traceback[trace.traceback];
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, (double)i / n, error))
      return FALSE;
    if (*row == HP_NONE)
      *row = find_row (self, places, trace.traceback);
    row_at (self, *row)->size += trace.size;
    row_at (self, *row)->count++;
    self->size += trace.size;
    self->count++;
  }
  return TRUE;
}

/* ---- order ---- */

static int
compare_frames (const HpSnapshot *a, HpFrameRow x, const HpSnapshot *b, HpFrameRow y,
                HpAllocationKey key)
{
  g_autofree char *file_x = hp_snapshot_dup_string (a, x.file);
  g_autofree char *file_y = hp_snapshot_dup_string (b, y.file);
  int order = g_strcmp0 (file_x, file_y);

  if (order != 0 || key == HP_ALLOCATIONS_BY_FILE)
    return order;
  return x.line < y.line ? -1 : x.line > y.line;
}

/* As Python compares tuples of (file, line), the outermost frame first. */
static int
compare_places (const HpAllocationRow *a, const HpAllocationRow *b, HpAllocationKey key)
{
  guint32 n_a, n_b;
  const guint32 *frames_a = place_frames (a->origin, a->traceback, key, &n_a);
  const guint32 *frames_b = place_frames (b->origin, b->traceback, key, &n_b);
  int order = 0;

  for (guint32 i = 0; order == 0 && i < MIN (n_a, n_b); i++)
    order = compare_frames (a->origin, hp_snapshot_frame (a->origin, frames_a[n_a - 1 - i]),
                            b->origin, hp_snapshot_frame (b->origin, frames_b[n_b - 1 - i]), key);
  return order != 0 ? order : n_a < n_b ? -1 : n_a > n_b;
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return a < b ? -1 : a > b;
}

static guint64
distance (gint64 delta)
{
  return delta < 0 ? -(guint64)delta : (guint64)delta;
}

/* tracemalloc sorts by (size, count, place), of two pictures by (change, size, change of count,
 * count, place), and the other way round. Without an earlier picture all changes are 0. */
static int
compare_entries (const void *a, const void *b, void *data)
{
  const HpAllocationRow *x = &((const Entry *)a)->row, *y = &((const Entry *)b)->row;
  const HpAllocationKey *key = data;
  int order = compare_numbers (distance (x->size_delta), distance (y->size_delta));

  if (order == 0)
    order = compare_numbers (x->size, y->size);
  if (order == 0)
    order = compare_numbers (distance (x->count_delta), distance (y->count_delta));
  if (order == 0)
    order = compare_numbers (x->count, y->count);
  return order != 0 ? -order : -compare_places (x, y, *key);
}

static void
sort_rows (HpAllocations *self)
{
  guint32 n = self->entries->len;
  g_autofree guint32 *moved = g_new (guint32, (gsize)n + 1);

  g_array_sort_with_data (self->entries, compare_entries, &self->key);
  for (guint32 i = 0; i < n; i++)
    moved[g_array_index (self->entries, Entry, i).number] = i;
  for (guint32 i = 0; i < hp_snapshot_n_tracebacks (self->snapshot); i++)
    if (self->row_of_traceback[i] != HP_NONE)
      self->row_of_traceback[i] = moved[self->row_of_traceback[i]];
}

/* ---- changes ---- */

static GHashTable *
rows_by_place (const HpAllocations *self)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 i = 0; i < self->entries->len; i++)
    g_hash_table_insert (places, hp_allocation_row_dup_place (row_at (self, i), self->key),
                         GUINT_TO_POINTER (i + 1));
  return places;
}

/* Places that only the earlier picture knows become rows without blocks. */
static void
subtract (HpAllocations *self, const HpAllocations *before)
{
  g_autoptr (GHashTable) places = rows_by_place (self);

  for (guint32 i = 0; i < self->entries->len; i++) {
    row_at (self, i)->size_delta = (gint64)row_at (self, i)->size;
    row_at (self, i)->count_delta = (gint64)row_at (self, i)->count;
  }
  for (guint32 i = 0; i < before->entries->len; i++) {
    const HpAllocationRow *old = row_at (before, i);
    g_autofree char *place = hp_allocation_row_dup_place (old, self->key);
    gpointer known = g_hash_table_lookup (places, place);
    guint32 row =
        known != NULL ? GPOINTER_TO_UINT (known) - 1 : add_row (self, old->origin, old->traceback);
    row_at (self, row)->size_delta -= (gint64)old->size;
    row_at (self, row)->count_delta -= (gint64)old->count;
  }
}

/* ---- make and free ---- */

static HpAllocations *
sums_of (const HpSnapshot *snapshot, HpAllocationKey key, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpAllocations) self = g_new0 (HpAllocations, 1);
  guint32 n = hp_snapshot_n_tracebacks (snapshot);

  self->snapshot = snapshot;
  self->key = key;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->row_of_traceback = g_new (guint32, (gsize)n + 1);
  for (guint32 i = 0; i < n; i++)
    self->row_of_traceback[i] = HP_NONE;
  return sum_up (self, run, error) ? g_steal_pointer (&self) : NULL;
}

HpAllocations *
hp_allocations_new (const HpSnapshot *snapshot, const HpSnapshot *before, HpAllocationKey key,
                    const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpAllocations) self = sums_of (snapshot, key, run, error);
  g_autoptr (HpAllocations) old = NULL;

  if (self == NULL)
    return NULL;
  if (before != NULL) {
    old = sums_of (before, key, run, error);
    if (old == NULL)
      return NULL;
    subtract (self, old);
  }
  sort_rows (self);
  return g_steal_pointer (&self);
}

void
hp_allocations_free (HpAllocations *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_free (self->row_of_traceback);
  g_free (self);
}

/* ---- ask ---- */

guint32
hp_allocations_n_rows (const HpAllocations *self)
{
  return self->entries->len;
}

const HpAllocationRow *
hp_allocations_get (const HpAllocations *self, guint32 row)
{
  return row_at (self, row);
}

guint32
hp_allocations_row_of (const HpAllocations *self, guint32 trace)
{
  return self->row_of_traceback[hp_snapshot_trace (self->snapshot, trace).traceback];
}

guint64
hp_allocations_get_size (const HpAllocations *self)
{
  return self->size;
}

guint64
hp_allocations_get_count (const HpAllocations *self)
{
  return self->count;
}
