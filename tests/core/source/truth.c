/* SPDX-License-Identifier: Apache-2.0 */
#include "truth.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- objects ---- */

/* The collector looks through the links of an lru_cache and, from a class of ctypes, through the
 * dict with what ctypes knows of it: both are objects of their own. */
static gboolean
is_link (const HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *type =
      hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));
  return g_str_has_suffix (type, "_lru_list_elem") || g_str_equal (type, "StgDict");
}

static gboolean
refers_to (const HpSnapshot *snapshot, guint32 from, guint64 address, gboolean through_links)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, from, NULL, &n);

  for (guint32 i = 0; i < n; i++)
    if (hp_snapshot_address (snapshot, targets[i]) == address)
      return TRUE;
  for (guint32 i = 0; i < n && through_links; i++)
    if (is_link (snapshot, targets[i]) && refers_to (snapshot, targets[i], address, FALSE))
      return TRUE;
  return FALSE;
}

static void G_GNUC_PRINTF (3, 4) differ (Truth *self, guint64 *count, const char *format, ...)
{
  va_list arguments;
  char *text;
  guint n;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->differences, text));
  g_hash_table_replace (self->differences, text, GUINT_TO_POINTER (n + 1));
  (*count)++;
}

static char *
type_name (const HpSnapshot *snapshot, guint32 object)
{
  return object == HP_NONE
             ? g_strdup ("nothing")
             : hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
}

/* "o ID GENERATION SIZE TYPE"; returns the object. */
static guint32
compare_object (const HpSnapshot *snapshot, const char *line, Truth *self)
{
  char *at;
  guint64 id = g_ascii_strtoull (line + 2, &at, 10);
  guint generation = (guint)g_ascii_strtoull (at, &at, 10);
  guint64 size = g_ascii_strtoull (at, &at, 10);
  const char *type = at + 1;
  guint32 object = hp_snapshot_find (snapshot, id);
  g_autofree char *found = NULL;

  self->objects++;
  self->tracked += generation != 255;
  if (object == HP_NONE) {
    differ (self, generation != 255 ? &self->missing_tracked : &self->missing,
            "%s of generation %u was not found", type, generation);
    return HP_NONE;
  }
  found = type_name (snapshot, object);
  if (!g_str_equal (found, type))
    differ (self, &self->wrong_type, "%s instead of %s", found, type);
  if (hp_snapshot_generation (snapshot, object) != generation)
    differ (self, &self->wrong_generation, "%s: generation %u instead of %u", type,
            hp_snapshot_generation (snapshot, object), generation);
  if (size != 0 && hp_snapshot_size (snapshot, object) != size)
    differ (self, &self->wrong_size, "%s: %" PRIu64 " bytes instead of %" PRIu64, type,
            hp_snapshot_size (snapshot, object), size);
  return object;
}

/* "n ID COUNT" */
static void
compare_count (const HpSnapshot *snapshot, const char *line, Truth *self)
{
  char *at;
  guint64 id = g_ascii_strtoull (line + 2, &at, 10);
  gint64 count = g_ascii_strtoll (at, &at, 10);
  guint32 object = hp_snapshot_find (snapshot, id);

  if (object == HP_NONE)
    return; /* counted as missing */
  self->counts++;
  if (hp_snapshot_refcount (snapshot, object) != count) {
    g_autofree char *type = type_name (snapshot, object);
    g_autofree char *preview = hp_snapshot_dup_preview (snapshot, object);
    differ (self, &self->wrong_count, "%s %s: count %" PRId64 " instead of %" PRId64, type,
            preview != NULL ? preview : "", hp_snapshot_refcount (snapshot, object), count);
  }
}

static void
compare_references (const HpSnapshot *snapshot, guint32 object, const char *line, Truth *self)
{
  char *at = (char *)line + 1;

  while (*at == ' ' && object != HP_NONE) {
    guint64 id = g_ascii_strtoull (at, &at, 10);
    if (id == 0)
      break;
    self->references++;
    if (!refers_to (snapshot, object, id, TRUE)) {
      guint32 target = hp_snapshot_find (snapshot, id);
      g_autofree char *from = type_name (snapshot, object);
      g_autofree char *to = type_name (snapshot, target);
      differ (self, &self->missing_references, "%s -> %s was not found", from, to);
    }
  }
}

static void
compare_state (const HpSnapshot *snapshot, char **lines)
{
  const HpCollectorState *gc = &snapshot->info->gc;
  guint generation = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    unsigned long long a = 0, b = 0, c = 0;
    if (sscanf (lines[i], "c %llu %llu %llu", &a, &b, &c) == 3) {
      g_assert_cmpint (gc->thresholds[0], ==, (gint64)a);
      g_assert_cmpint (gc->thresholds[1], ==, (gint64)b);
      g_assert_cmpint (gc->thresholds[2], ==, (gint64)c);
    } else if (sscanf (lines[i], "s %llu %llu %llu", &a, &b, &c) == 3) {
      g_assert_cmpuint (gc->stats[generation].collections, ==, a);
      g_assert_cmpuint (gc->stats[generation].collected, ==, b);
      g_assert_cmpuint (gc->stats[generation].uncollectable, ==, c);
      generation++;
    } else if (sscanf (lines[i], "f %llu %llu", &a, &b) == 2) {
      g_assert_cmpint (gc->enabled, ==, (gint64)a);
      g_assert_cmpuint (gc->freeze_count, ==, b);
    }
  }
  g_assert_cmpuint (generation, ==, 3);
}

/* The lines of a text, which is cut up in place; g_strsplit () takes minutes under the sanitizers.
 */
static char **
split_lines (char *text)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *last = text + strlen (text);

  for (char *end; (end = memchr (text, '\n', (gsize)(last - text))) != NULL; text = end + 1) {
    *end = '\0';
    g_ptr_array_add (lines, text);
  }
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (lines, FALSE);
}

static Truth
compare_lines (const HpSnapshot *snapshot, char **lines)
{
  Truth self = { .differences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  guint32 object = HP_NONE;

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == 'o')
      object = compare_object (snapshot, lines[i], &self);
    else if (lines[i][0] == 'r')
      compare_references (snapshot, object, lines[i], &self);
    else if (lines[i][0] == 'n')
      compare_count (snapshot, lines[i], &self);
  return self;
}

Truth
truth_compare (const HpSnapshot *snapshot, char *text)
{
  g_autofree char **lines = split_lines (text);

  compare_state (snapshot, lines);
  return compare_lines (snapshot, lines);
}

Truth
truth_compare_objects (const HpSnapshot *snapshot, char *text)
{
  g_autofree char **lines = split_lines (text);

  return compare_lines (snapshot, lines);
}

void
truth_tell (const Truth *self)
{
  GHashTableIter iter;
  gpointer text, n;

  g_test_message ("%" PRIu64 " objects, %" PRIu64 " tracked, %" PRIu64 " counts, %" PRIu64
                  " references",
                  self->objects, self->tracked, self->counts, self->references);
  g_hash_table_iter_init (&iter, self->differences);
  while (g_hash_table_iter_next (&iter, &text, &n))
    g_test_message ("%u times: %s", GPOINTER_TO_UINT (n), (const char *)text);
}

void
truth_clear (Truth *self)
{
  g_clear_pointer (&self->differences, g_hash_table_unref);
}

/* ---- the allocator ---- */

typedef struct {
  guint64 pools[32], used[32], available[32], arenas, unused, allocated, highwater;
} Allocator;

static guint64
number_with_commas (const char *text)
{
  guint64 value = 0;

  for (; *text != '\0' && *text != '\n'; text++)
    if (g_ascii_isdigit (*text))
      value = value * 10 + (guint64)(*text - '0');
  return value;
}

static Allocator
parse_allocator (const char *text)
{
  Allocator a = { 0 };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    unsigned long long size_class, size, pools, used, available;
    if (sscanf (lines[i], "%llu %llu %llu %llu %llu", &size_class, &size, &pools, &used,
                &available) == 5 &&
        size_class < 32 && size == (size_class + 1) * 16) {
      a.pools[size_class] = pools;
      a.used[size_class] = used;
      a.available[size_class] = available;
    } else if (g_str_has_prefix (lines[i], "# arenas allocated current"))
      a.arenas = number_with_commas (strchr (lines[i], '='));
    else if (g_str_has_prefix (lines[i], "# arenas allocated total"))
      a.allocated = number_with_commas (strchr (lines[i], '='));
    else if (g_str_has_prefix (lines[i], "# arenas highwater mark"))
      a.highwater = number_with_commas (strchr (lines[i], '='));
    else if (strstr (lines[i], " unused pools * ") != NULL)
      a.unused = g_ascii_strtoull (lines[i], NULL, 10);
  }
  return a;
}

void
truth_count_allocator (const char *text, guint64 *arenas, guint64 *blocks)
{
  Allocator told = parse_allocator (text);

  *arenas += told.arenas;
  for (guint i = 0; i < G_N_ELEMENTS (told.used); i++)
    *blocks += told.used[i];
}

static Allocator
allocator_of (const HpSnapshot *snapshot)
{
  Allocator a = { 0 };

  a.arenas = hp_snapshot_n_arenas (snapshot);
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);
    if (pool.used == 0) {
      a.unused++;
      continue;
    }
    a.pools[pool.block_size / 16 - 1]++;
    a.used[pool.block_size / 16 - 1] += pool.used;
    a.available[pool.block_size / 16 - 1] += pool.capacity - pool.used;
  }
  return a;
}

/* A stripped program before 3.12 does not tell. The first line: "blocks N", by
 * sys.getallocatedblocks (); a few come and go since. */
static void
compare_counters (const HpSnapshot *snapshot, const Allocator *truth, const char *text)
{
  const HpSnapshotInfo *info = snapshot->info;
  guint64 blocks = info->raw_blocks;
  unsigned long long said = 0;

  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++)
    blocks += hp_snapshot_pool (snapshot, i).used;
  g_assert_cmpint (sscanf (text, "blocks %llu", &said), ==, 1);
  if (info->arenas_allocated == 0) {
    g_assert_true (g_str_has_prefix (info->version, "3.11.2"));
    return;
  }
  g_assert_cmpuint (info->arenas_allocated, ==, truth->allocated);
  g_assert_cmpuint (info->arenas_highwater, ==, truth->highwater);
  if (g_str_has_prefix (info->version, "3.8.")) /* has no such counter */
    g_assert_cmpuint (info->raw_blocks, ==, 0);
  else
    g_assert_cmpint (ABS ((gint64)blocks - (gint64)said), <=, 20);
}

/* The read that the program waits in has taken a block or two since it printed its statistics; one
 * of them may be the first of its pool. */
void
truth_compare_allocator (const HpSnapshot *snapshot, const char *text)
{
  Allocator truth = parse_allocator (text), ours = allocator_of (snapshot);
  guint differing = 0, opened = 0;

  g_assert_cmpuint (truth.arenas, >, 0);
  g_assert_cmpuint (ours.arenas, ==, truth.arenas);
  compare_counters (snapshot, &truth, text);
  for (guint i = 0; i < 32; i++) {
    if (ours.used[i] != truth.used[i])
      differing++;
    g_assert_cmpint (ABS ((gint64)ours.used[i] - (gint64)truth.used[i]), <=, 1);
    if (ours.pools[i] == truth.pools[i] + 1 && ours.used[i] == truth.used[i] + 1) {
      opened++;
      continue;
    }
    g_assert_cmpuint (ours.pools[i], ==, truth.pools[i]);
    g_assert_cmpuint (ours.used[i] + ours.available[i], ==, truth.used[i] + truth.available[i]);
  }
  g_assert_cmpuint (ours.unused + opened, ==, truth.unused);
  g_assert_cmpuint (differing, <=, 2);
}
