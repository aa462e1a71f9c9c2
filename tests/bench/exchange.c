/* SPDX-License-Identifier: Apache-2.0 */
/* What V8's heap snapshots cost, beside json-glib with the same file.
 *
 *   bench-exchange FILE [ROUNDS]    FILE: any picture that Heaparium opens
 *
 * Each contestant is a process of its own and they take turns; printed are medians: CPU seconds,
 * the ratio to json-glib inside a round, and how far the peak of memory rose, in bytes an object.
 * json-glib builds a tree of the file and looks nothing up in it; it makes a tree of as many
 * numbers and texts, and writes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "exchange/export.h"
#include "exchange/import.h"

typedef struct {
  double seconds, bytes; /* of the processor; the peak above the start */
} Cost;

/* Does its work between begin () and end (). */
typedef void (*Job) (const char *path, Cost *cost);

/* Bytes; the peak counts from here on again. */
static double
forget_peak (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents_full ("/proc/self/clear_refs", "5", 1,
                                           G_FILE_SET_CONTENTS_NONE, 0, NULL));
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return (double)(g_ascii_strtoull (strchr (text, ' '), NULL, 10) * (guint64)getpagesize ());
}

static double
seconds_used (const struct rusage *usage)
{
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
         1e-6 * (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

static void
begin (Cost *cost)
{
  struct rusage usage;

  cost->bytes = forget_peak ();
  getrusage (RUSAGE_SELF, &usage);
  cost->seconds = seconds_used (&usage);
}

static void
end (Cost *cost)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  cost->seconds = seconds_used (&usage) - cost->seconds;
  cost->bytes = 1024.0 * (double)usage.ru_maxrss - cost->bytes;
}

static void
import_ours (const char *path, Cost *cost)
{
  HpSnapshot *snapshot;

  begin (cost);
  snapshot = hp_import (path, NULL, NULL);
  end (cost);
  g_assert_nonnull (snapshot);
}

static void
import_json (const char *path, Cost *cost)
{
  JsonParser *parser = json_parser_new ();

  begin (cost);
  g_assert_true (json_parser_load_from_mapped_file (parser, path, NULL));
  end (cost);
}

static void
export_ours (const char *path, Cost *cost)
{
  const HpExportRequest request = { .format = HP_EXPORT_V8, .level = HP_LEVEL_VALUES };
  g_autofree char *out = g_strconcat (path, ".out", NULL);
  HpSnapshot *snapshot = hp_import (path, NULL, NULL);

  begin (cost);
  g_assert_true (hp_export (snapshot, &request, out, NULL, NULL));
  end (cost);
  g_unlink (out);
}

/* As many numbers and texts as the file has, and about the same ones. */
static JsonNode *
make_tree (const HpSnapshot *snapshot)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *root = json_object_new ();
  JsonArray *nodes = json_array_new (), *edges = json_array_new (), *strings = json_array_new ();

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    const guint32 *labels, *targets;
    guint32 n;

    targets = hp_snapshot_referents (snapshot, i, &labels, &n);
    json_array_add_int_element (nodes, 3);
    json_array_add_int_element (nodes, hp_snapshot_type_of (snapshot, i));
    json_array_add_int_element (nodes, (gint64)(hp_snapshot_address (snapshot, i) >> 3));
    json_array_add_int_element (nodes, (gint64)hp_snapshot_size (snapshot, i));
    json_array_add_int_element (nodes, n);
    json_array_add_int_element (nodes, 0);
    json_array_add_int_element (nodes, 0);
    for (guint32 k = 0; k < n; k++) {
      json_array_add_int_element (edges, hp_label_kind (labels[k]));
      json_array_add_int_element (edges, hp_label_value (labels[k]));
      json_array_add_int_element (edges, (gint64)targets[k] * 7);
    }
  }
  for (guint32 i = 0; i < hp_snapshot_n_strings (snapshot); i++) {
    g_autofree char *text = hp_snapshot_dup_string (snapshot, i);

    json_array_add_string_element (strings, text);
  }
  json_object_set_array_member (root, "nodes", nodes);
  json_object_set_array_member (root, "edges", edges);
  json_object_set_array_member (root, "strings", strings);
  json_node_take_object (node, root);
  return node;
}

static void
export_json (const char *path, Cost *cost)
{
  g_autofree char *out = g_strconcat (path, ".out", NULL);
  HpSnapshot *snapshot = hp_import (path, NULL, NULL);
  JsonGenerator *generator = json_generator_new ();

  begin (cost);
  json_generator_set_root (generator, make_tree (snapshot));
  g_assert_true (json_generator_to_file (generator, out, NULL));
  end (cost);
  g_unlink (out);
}

static Cost
measure (Job job, const char *path)
{
  Cost cost = { 0 };
  int ends[2], status;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0) {
    job (path, &cost);
    _exit (write (ends[1], &cost, sizeof cost) == (gssize)sizeof cost ? 0 : 1);
  }
  g_assert_cmpint (read (ends[0], &cost, sizeof cost), ==, (gssize)sizeof cost);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  close (ends[0]);
  close (ends[1]);
  return cost;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
median (GArray *values)
{
  qsort (values->data, values->len, sizeof (double), compare_doubles);
  return g_array_index (values, double, values->len / 2);
}

static void
compare (const char *name, Job ours, Job json, const char *path, guint rounds, double n_objects)
{
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bytes = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < rounds; i++) {
    Cost a = measure (ours, path), b = measure (json, path);
    double ratio = a.seconds / b.seconds;

    g_array_append_val (seconds, a.seconds);
    g_array_append_val (ratios, ratio);
    g_array_append_val (bytes, a.bytes);
  }
  printf ("%-7s %7.3f s  %6.3f of json-glib's  %6.0f bytes an object\n", name, median (seconds),
          median (ratios), median (bytes) / n_objects);
}

/* The file as a V8 snapshot, in a process of its own so that the peak of this one stays low. */
static guint32
prepare (const char *from, const char *path)
{
  const HpExportRequest request = { .format = HP_EXPORT_V8, .level = HP_LEVEL_VALUES };
  guint32 n = 0;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  if (fork () == 0) {
    HpSnapshot *snapshot = hp_import (from, NULL, NULL);

    if (snapshot == NULL || !hp_export (snapshot, &request, path, NULL, NULL))
      _exit (1);
    n = hp_snapshot_n_objects (snapshot);
    _exit (write (ends[1], &n, sizeof n) == (gssize)sizeof n ? 0 : 1);
  }
  close (ends[1]);
  if (read (ends[0], &n, sizeof n) != (gssize)sizeof n)
    n = 0;
  close (ends[0]);
  wait (NULL);
  return n;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.heapsnapshot", NULL);
  guint rounds = argc > 2 ? (guint)atoi (argv[2]) : 5;
  guint32 n = argc > 1 ? prepare (argv[1], path) : 0;

  if (n == 0 || rounds == 0) {
    fprintf (stderr, "usage: %s FILE [ROUNDS]\n", argv[0]);
    return 2;
  }
  compare ("import", import_ours, import_json, path, rounds, n);
  compare ("export", export_ours, export_json, path, rounds, n);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
