/* SPDX-License-Identifier: Apache-2.0 */
/* A Python process is compared with what it says of itself, object by object. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/process.h"

/* ---- the truth ---- */

typedef struct {
  guint64 objects, tracked, missing_tracked, missing, wrong_type, wrong_generation, wrong_size;
  guint64 exact, wrong_refcount, references, missing_references;
} Score;

/* The collector looks through the links of an lru_cache, which are objects of their own. */
static gboolean
is_link (const HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *type =
      hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));
  return g_str_has_suffix (type, "_lru_list_elem");
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

static gboolean
report (gboolean wrong, guint64 *count, const char *format, ...)
{
  if (!wrong)
    return FALSE;
  if ((*count)++ < 12) {
    va_list arguments;
    g_autofree char *text = NULL;
    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_test_message ("%s", text);
  }
  return TRUE;
}

/* "o ID GENERATION REFCOUNT SIZE EXACT TYPE"; returns the object. */
static guint32
compare_object (const HpSnapshot *snapshot, const char *line, Score *score)
{
  char *at;
  guint64 id = g_ascii_strtoull (line + 2, &at, 10);
  guint generation = (guint)g_ascii_strtoull (at, &at, 10);
  gint64 refcount = g_ascii_strtoll (at, &at, 10);
  guint64 size = g_ascii_strtoull (at, &at, 10);
  gboolean exact = g_ascii_strtoull (at, &at, 10) != 0;
  const char *type = at + 1;
  guint32 object = hp_snapshot_find (snapshot, id);
  g_autofree char *found = NULL;

  score->objects++;
  score->tracked += generation != 255;
  if (object == HP_NONE) {
    report (TRUE, generation != 255 ? &score->missing_tracked : &score->missing,
            "%s at %" G_GINT64_MODIFIER "x (generation %u) was not found", type, id, generation);
    return HP_NONE;
  }
  found = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  report (!g_str_equal (found, type), &score->wrong_type, "type %s instead of %s", found, type);
  report (hp_snapshot_generation (snapshot, object) != generation, &score->wrong_generation,
          "%s: generation %u instead of %u", type, hp_snapshot_generation (snapshot, object),
          generation);
  report (size != 0 && hp_snapshot_size (snapshot, object) != size, &score->wrong_size,
          "%s: %" G_GUINT64_FORMAT " bytes instead of %" G_GUINT64_FORMAT, type,
          hp_snapshot_size (snapshot, object), size);
  if (exact) {
    score->exact++;
    report (hp_snapshot_refcount (snapshot, object) != refcount, &score->wrong_refcount,
            "%s: refcount %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, type,
            hp_snapshot_refcount (snapshot, object), refcount);
  }
  return object;
}

static void
compare_references (const HpSnapshot *snapshot, guint32 object, const char *line, Score *score)
{
  char *at = (char *)line + 1;

  while (*at == ' ' && object != HP_NONE) {
    guint64 id = g_ascii_strtoull (at, &at, 10);
    if (id == 0)
      break;
    score->references++;
    if (!refers_to (snapshot, object, id, TRUE)) {
      g_autofree char *from =
          hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));
      guint32 to = hp_snapshot_find (snapshot, id);
      g_autofree char *to_type =
          to == HP_NONE ? g_strdup ("nothing")
                        : hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, to));
      report (TRUE, &score->missing_references, "%s at %" G_GINT64_MODIFIER "x -> %s was not found",
              from, hp_snapshot_address (snapshot, object), to_type);
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

static Score
compare (const HpSnapshot *snapshot, char *text)
{
  g_autofree char **lines = split_lines (text);
  Score score = { 0 };
  guint32 object = HP_NONE;

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == 'o')
      object = compare_object (snapshot, lines[i], &score);
    else if (lines[i][0] == 'r')
      compare_references (snapshot, object, lines[i], &score);
  compare_state (snapshot, lines);
  return score;
}

/* ---- the allocator ---- */

typedef struct {
  guint64 pools[32], used[32], available[32], arenas, unused;
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
    else if (strstr (lines[i], " unused pools * ") != NULL)
      a.unused = g_ascii_strtoull (lines[i], NULL, 10);
  }
  return a;
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

/* The read that the program waits in has taken a block or two since it printed its statistics. */
static void
compare_allocator (const HpSnapshot *snapshot, const char *text)
{
  Allocator truth = parse_allocator (text), ours = allocator_of (snapshot);
  guint differing = 0;

  g_assert_cmpuint (truth.arenas, >, 0);
  g_assert_cmpuint (ours.arenas, ==, truth.arenas);
  g_assert_cmpuint (ours.unused, ==, truth.unused);
  for (guint i = 0; i < 32; i++) {
    g_assert_cmpuint (ours.pools[i], ==, truth.pools[i]);
    g_assert_cmpuint (ours.used[i] + ours.available[i], ==, truth.used[i] + truth.available[i]);
    if (ours.used[i] == truth.used[i])
      continue;
    differing++;
    g_assert_cmpint (ABS ((gint64)ours.used[i] - (gint64)truth.used[i]), <=, 1);
  }
  g_assert_cmpuint (differing, <=, 2);
}

/* ---- one interpreter ---- */

static char *
read_text (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *valid;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  valid = g_utf8_make_valid (text, (gssize)length);
  return valid;
}

static void
check_score (const Score *s)
{
  g_test_message (
      "%" G_GUINT64_FORMAT " objects, %" G_GUINT64_FORMAT " tracked, missing %" G_GUINT64_FORMAT
      " + %" G_GUINT64_FORMAT ", wrong types %" G_GUINT64_FORMAT ", generations %" G_GUINT64_FORMAT
      ", sizes %" G_GUINT64_FORMAT ", refcounts %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
      ", references missing %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
      s->objects, s->tracked, s->missing_tracked, s->missing, s->wrong_type, s->wrong_generation,
      s->wrong_size, s->wrong_refcount, s->exact, s->missing_references, s->references);
  g_assert_cmpuint (s->tracked, >, 5000);
  g_assert_cmpuint (s->exact, >, 300);
  g_assert_cmpuint (s->references, >, 20000);
  g_assert_cmpuint (s->missing_tracked, ==, 0);
  g_assert_cmpuint (s->missing, ==, 0);
  g_assert_cmpuint (s->wrong_type, ==, 0);
  g_assert_cmpuint (s->wrong_generation, ==, 0);
  g_assert_cmpuint (s->wrong_refcount, ==, 0);
  g_assert_cmpuint (s->wrong_size * 200, <=, s->objects);
  g_assert_cmpuint (s->missing_references * 2000, <=, s->references);
}

/* With PYTHONMALLOC=malloc and malloc_debug there are no arenas; with the debug hooks they are all
 * there. */
static void
check_allocator (const HpSnapshot *snapshot, const char *log)
{
  if (!g_str_has_prefix (g_getenv ("PYTHONMALLOC") != NULL ? g_getenv ("PYTHONMALLOC") : "",
                         "malloc")) {
    compare_allocator (snapshot, log);
    return;
  }
  g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), ==, 0);
  g_assert_cmpuint (snapshot->info->quality.notes->len, >, 0);
}

static void
test_truth (gconstpointer data)
{
  const char *interpreter = data;
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "truth.py", NULL);
  g_autofree char *path = g_strdup_printf ("%s/hp-truth-%d", g_get_tmp_dir (), (int)getpid ());
  g_autofree char *log_path = g_strconcat (path, ".malloc", NULL);
  const char *argv[] = { interpreter, program, path, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot =
      hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_autofree char *truth = NULL, *log = NULL;
  Score score;

  g_assert_no_error (error);
  g_assert_true (python_child_runs (&child));
  truth = read_text (path);
  log = read_text (log_path);
  python_child_stop (&child);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  score = compare (snapshot, truth);
  check_score (&score);
  check_allocator (snapshot, log);
  g_assert_true (snapshot->info->quality.frozen);
  g_assert_cmpuint (snapshot->info->quality.pause_ns, >, 0);
  g_assert_cmpuint (snapshot->info->quality.open_lists, ==, 0);
  g_assert_cmpuint (snapshot->info->quality.failed_reads, ==, 0);
  g_test_message ("%" G_GUINT64_FORMAT " torn, %" G_GUINT64_FORMAT
                  " unexplained, %" G_GUINT64_FORMAT " surplus of %u",
                  snapshot->info->quality.torn_reads, snapshot->info->quality.unexplained,
                  snapshot->info->quality.surplus, hp_snapshot_n_objects (snapshot));
  g_assert_cmpuint (snapshot->info->quality.unexplained * 25, <, hp_snapshot_n_objects (snapshot));
  g_assert_cmpuint (snapshot->info->quality.surplus * 100, <, hp_snapshot_n_objects (snapshot));
  g_unlink (path);
  g_unlink (log_path);
}

static void
test_allocator (gconstpointer data)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");

  g_assert_nonnull (found[0]);
  g_setenv ("PYTHONMALLOC", data, TRUE);
  test_truth (found[0]);
  g_unsetenv ("PYTHONMALLOC");
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) interpreters = NULL;

  g_test_init (&argc, &argv, NULL);
  interpreters = python_child_find_interpreters (g_getenv ("HP_TEST_PYTHON"));
  for (guint i = 0; interpreters[i] != NULL; i++) {
    if (strstr (interpreters[i], "/3.6.") != NULL || strstr (interpreters[i], "/3.7.") != NULL)
      continue; /* too old to be read: test-process-errors.c */
    g_autofree char *name = g_strdup (interpreters[i]);
    g_autofree char *path = NULL;
    g_strdelimit (name, "/", '_');
    path = g_strconcat ("/core/source/process/agrees-with-its-own-truth/", name, NULL);
    g_test_add_data_func (path, interpreters[i], test_truth);
  }
  g_test_add_data_func ("/core/source/process/agrees-with-its-own-truth/malloc", "malloc",
                        test_allocator);
  g_test_add_data_func ("/core/source/process/agrees-with-its-own-truth/malloc_debug",
                        "malloc_debug", test_allocator);
  g_test_add_data_func ("/core/source/process/agrees-with-its-own-truth/debug", "debug",
                        test_allocator);
  return g_test_run ();
}
