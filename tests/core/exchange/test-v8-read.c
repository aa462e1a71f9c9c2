/* SPDX-License-Identifier: Apache-2.0 */
/* Heap snapshots of V8 as other programs write them: nodes in any order, numbers of nodes that come
 * twice, texts of any length. */
#include "exchange/v8-read.h"

#include <inttypes.h>
#include <string.h>

#include "snapshot/builder.h"
#include "snapshot/traces.h"

#define N_NODES 3000
#define HEAD                                                                                       \
  "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","              \
  "\"edge_count\",\"trace_node_id\"],\"node_types\":[[\"object\",\"string\"],\"string\"],"         \
  "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],\"edge_types\":[[\"element\","         \
  "\"property\"],\"string_or_number\",\"node\"],\"trace_function_info_fields\":[\"function_id\","  \
  "\"name\",\"script_name\",\"script_id\",\"line\",\"column\"]}},\n"

static HpSnapshot *
read_whole (const char *text)
{
  g_autoptr (GError) error = NULL, wrong = NULL;
  HpSnapshot *snapshot = hp_read_v8 (text, strlen (text), "x", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &wrong));
  return snapshot;
}

/* ---- order ---- */

/* Odd numbers, each once, in an order that neither ascends nor descends. */
static guint64
id_of (guint node)
{
  return 2 * ((guint64)node * 1669 % N_NODES) + 1;
}

/* Node i has i % 4 references, number k of them to the node of i * 7 + k. between: what stands
 * between two numbers. */
static char *
make_shuffled (const char *between)
{
  g_autoptr (GString) text = g_string_new (HEAD "\"nodes\":[");

  for (guint i = 0; i < N_NODES; i++)
    g_string_append_printf (text, "%s0%s1%s%" PRIu64 "%s%u%s%u%s0", i > 0 ? between : "", between,
                            between, id_of (i), between, i + 1, between, i % 4, between);
  g_string_append (text, "],\"edges\":[");
  for (guint i = 0, n = 0; i < N_NODES; i++)
    for (guint k = 0; k < i % 4; k++)
      g_string_append_printf (text, "%s0%s%u%s%u", n++ > 0 ? between : "", between, k, between,
                              6 * ((i * 7 + k) % N_NODES));
  g_string_append (text, "],\"strings\":[\"\",\"Thing\"]}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_shuffled (const char *between)
{
  g_autofree char *text = make_shuffled (between);
  g_autoptr (HpSnapshot) snapshot = read_whole (text);

  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, N_NODES);
  for (guint i = 0; i < N_NODES; i++) {
    guint32 object = hp_snapshot_find (snapshot, id_of (i)), n;
    const guint32 *labels, *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

    g_assert_cmpuint (hp_snapshot_size (snapshot, object), ==, i + 1);
    g_assert_cmpuint (n, ==, i % 4);
    for (guint k = 0; k < n; k++) {
      g_assert_cmpuint (hp_snapshot_address (snapshot, targets[k]), ==,
                        id_of ((i * 7 + k) % N_NODES));
      g_assert_cmpuint (hp_label_value (labels[k]), ==, k);
    }
  }
}

/* The last is no row as programs write it. */
static void
test_any_order (void)
{
  check_shuffled (",");
  check_shuffled ("\n,");
  check_shuffled (" ,\t");
}

/* ---- twice the same number ---- */

/* Nodes 1 and 3 are one object, the first of them; both say where it was allocated. */
static void
test_same_number_twice (void)
{
  g_autoptr (HpSnapshot) snapshot =
      read_whole (HEAD "\"trace_function_infos\":[0,0,0,0,0,0,1,1,2,0,7,0],\n"
                       "\"trace_tree\":[1,0,0,0,[2,1,1,8,[]]],\n"
                       "\"nodes\":[0,1,1,0,1,0\n,0,1,9,8,1,2\n,0,1,5,16,0,2\n,0,1,9,32,1,2],\n"
                       "\"edges\":[0,0,6\n,0,1,12\n,0,2,18],\n"
                       "\"strings\":[\"\",\"Thing\",\"app.js\"]}");
  guint32 object = hp_snapshot_find (snapshot, 9), n;
  const guint32 *labels, *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 3);
  g_assert_cmpuint (snapshot->info->quality.torn_reads, ==, 1);
  g_assert_cmpuint (hp_snapshot_size (snapshot, object), ==, 8);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (targets[0], ==, hp_snapshot_find (snapshot, 5));
  g_assert_cmpuint (targets[1], ==, object);
  g_assert_cmpuint (hp_snapshot_n_traces (snapshot), ==, 2);
  g_assert_cmpuint (hp_snapshot_root (snapshot, 0).object, ==, object);
}

/* ---- texts ---- */

/* An object whose value is that text, in the file's own writing, and which another one holds under
 * the same text as a name. */
static void
check_text (const char *written, const char *meant, const char *shown)
{
  g_autofree char *text = g_strconcat (HEAD "\"nodes\":[0,0,1,0,1,0,1,1,3,8,0,0],\"edges\":[1,1,6],"
                                            "\"strings\":[\"Root\",\"",
                                       written, "\"]}", NULL);
  g_autoptr (HpSnapshot) snapshot = read_whole (text);
  g_autofree char *value = hp_snapshot_dup_preview (snapshot, hp_snapshot_find (snapshot, 3));
  g_autofree char *name = NULL;
  const guint32 *labels;
  guint32 n;

  hp_snapshot_referents (snapshot, hp_snapshot_find (snapshot, 1), &labels, &n);
  name = hp_snapshot_dup_string (snapshot, hp_label_value (labels[0]));
  g_assert_cmpstr (name, ==, meant);
  g_assert_cmpstr (value, ==, shown);
}

static void
test_texts (void)
{
  g_autofree char *most = g_strnfill (HP_PREVIEW_CHARACTERS, 'x');
  g_autofree char *more = g_strnfill (HP_PREVIEW_CHARACTERS + 1, 'x');
  g_autofree char *cut = g_strconcat (most, "", NULL), *shown = NULL;

  cut[HP_PREVIEW_CHARACTERS - 1] = '\0';
  shown = g_strconcat (cut, "…", NULL);
  check_text ("", "", "");
  check_text ("plain", "plain", "plain");
  check_text ("hé", "hé", "hé");
  check_text ("\\u0041\\n", "A\n", "A\n");
  check_text ("a\xff", "a\xef\xbf\xbd", "a\xef\xbf\xbd");
  check_text ("seven b", "seven b", "seven b");
  check_text ("eight by", "eight by", "eight by");
  check_text ("eight b\xff", "eight b\xef\xbf\xbd", "eight b\xef\xbf\xbd");
  check_text (most, most, most);
  check_text (more, more, shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/v8-read/any-order", test_any_order);
  g_test_add_func ("/core/exchange/v8-read/same-number-twice", test_same_number_twice);
  g_test_add_func ("/core/exchange/v8-read/texts", test_texts);
  return g_test_run ();
}
