/* SPDX-License-Identifier: Apache-2.0 */
/* Filter, sort and lists against slow and obvious twins. No display is needed, the harness only
 * lends a snapshot. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "models/filter.h"
#include "models/object-selection.h"
#include "models/object-sort.h"
#include "models/report-row.h"
#include "models/type-tallies.h"
#include "text.h"

static guint
count (HpSnapshot *snapshot, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpFilter) filter = hp_filter_parse (text, &error);
  g_autoptr (GArray) found = NULL;

  g_assert_no_error (error);
  found = hp_filter_apply (filter, snapshot, NULL, &error);
  g_assert_no_error (error);
  return found->len;
}

static void
test_filter_words (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (400);
  guint n = hp_snapshot_n_objects (snapshot);

  g_assert_cmpuint (count (snapshot, ""), ==, n);
  g_assert_cmpuint (count (snapshot, "type:dict"), ==, 1);
  g_assert_cmpuint (count (snapshot, "type:Session"), ==, 100);
  g_assert_cmpuint (count (snapshot, "type:app.Session"), ==, 100);
  g_assert_cmpuint (count (snapshot, "type:Sess*"), ==, 100);
  g_assert_cmpuint (count (snapshot, "-type:Session"), ==, n - 100);
  g_assert_cmpuint (count (snapshot, "type:list size:>1k"), ==, 1);
  g_assert_cmpuint (count (snapshot, "size:28"), ==, 100);
  g_assert_cmpuint (count (snapshot, "size:28..28 type:int"), ==, 100);
  g_assert_cmpuint (count (snapshot, "size:<28"), ==, 0);
  g_assert_cmpuint (count (snapshot, "gen:0 type:list"), ==, 2);
  g_assert_cmpuint (count (snapshot, "tracked"), ==, 105);
  g_assert_cmpuint (count (snapshot, "untracked"), ==, n - 105);
  g_assert_cmpuint (count (snapshot, "-tracked"), ==, n - 105);
  g_assert_cmpuint (count (snapshot, "root"), ==, 1);
  g_assert_cmpuint (count (snapshot, "refs:>=2"), ==, 3);
  g_assert_cmpuint (count (snapshot, "\"'TEXT 17'\""), ==, 0); /* 17 % 4 is an int */
  g_assert_cmpuint (count (snapshot, "\"'TEXT 18'\""), ==, 1);
  g_assert_cmpuint (count (snapshot, "session"), ==, 100);
  g_assert_cmpuint (count (snapshot, "immortal"), ==, 0);
}

static void
test_filter_relations (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);
  g_autofree char *to_a =
      g_strdup_printf ("refers-to:0x%" G_GINT64_MODIFIER "x", hp_test_address_of (snapshot, "a"));
  g_autofree char *of_items =
      g_strdup_printf ("held-by:0x%" G_GINT64_MODIFIER "x", hp_test_address_of (snapshot, "items"));
  g_autofree char *at =
      g_strdup_printf ("at:0x%" G_GINT64_MODIFIER "x", hp_test_address_of (snapshot, "a"));

  g_assert_cmpuint (count (snapshot, to_a), ==, 2);
  g_assert_cmpuint (count (snapshot, of_items), ==, 40);
  g_assert_cmpuint (count (snapshot, at), ==, 1);
  g_assert_cmpuint (count (snapshot, "refers-to:0x1"), ==, 0);
}

static void
test_filter_born (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);

  g_assert_cmpuint (count (snapshot, "born:app.py:12"), ==, 10);
  g_assert_cmpuint (count (snapshot, "born:/srv/app.py:20"), ==, 30);
  g_assert_cmpuint (count (snapshot, "born:app.py"), ==, 40);
  g_assert_cmpuint (count (snapshot, "born:\"/srv/app.py:12 ← /srv/main.py:3\""), ==, 10);
  g_assert_cmpuint (count (snapshot, "-born:app.py"), ==, 5);
  g_assert_cmpuint (count (snapshot, "born:main.py:3"), ==, 0);
}

static void
test_filter_errors (void)
{
  static const char *const wrong[] = { "size:big", "size:",   "gen:7",     "type:",
                                       "refs:>x",  "at:here", "size:1..z", "refers-to:me",
                                       "size:>1q", "born:" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpFilter) filter = hp_filter_parse (wrong[i], &error);

    g_assert_null (filter);
    g_assert_error (error, HP_FILTER_ERROR, HP_FILTER_ERROR_SYNTAX);
    g_assert_nonnull (strstr (error->message, wrong[i]));
  }
}

static void
test_filter_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HpFilter) filter = hp_filter_parse ("tracked", NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_filter_apply (filter, snapshot, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- sort ---- */

static const guint64 *compared;

static int
compare_slowly (const void *a, const void *b)
{
  guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;

  if (compared[first] != compared[second])
    return compared[first] < compared[second] ? -1 : 1;
  return first < second ? -1 : 1; /* stable */
}

static void
test_radix (void)
{
  for (guint round = 0; round < 30; round++) {
    guint32 n = (guint32)g_test_rand_int_range (0, 3000);
    g_autofree guint64 *keys = g_new (guint64, n + 1);
    g_autofree guint32 *fast = g_new (guint32, n + 1);
    g_autofree guint32 *slow = g_new (guint32, n + 1);

    for (guint32 i = 0; i < n; i++) {
      keys[i] =
          ((guint64)(guint32)g_test_rand_int () << 32 | (guint32)g_test_rand_int ()) >> (round * 2);
      fast[i] = slow[i] = i;
    }
    compared = keys;
    qsort (slow, n, sizeof *slow, compare_slowly);
    hp_radix_sort (fast, keys, n);
    g_assert_cmpmem (fast, n * sizeof *fast, slow, n * sizeof *slow);
  }
}

static gboolean
in_order (HpSnapshot *snapshot, GArray *objects, HpSortKey key, gboolean descending)
{
  for (guint i = 1; i < objects->len; i++) {
    guint32 a = g_array_index (objects, guint32, i - 1), b = g_array_index (objects, guint32, i);
    gint64 difference = 0;
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    switch (key) {
    case HP_SORT_SIZE:
      difference = (gint64)hp_snapshot_size (snapshot, a) - (gint64)hp_snapshot_size (snapshot, b);
      break;
    case HP_SORT_REFCOUNT:
      difference = hp_snapshot_refcount (snapshot, a) - hp_snapshot_refcount (snapshot, b);
      break;
    case HP_SORT_GENERATION:
      difference = (gint64)hp_snapshot_generation (snapshot, a) -
                   (gint64)hp_snapshot_generation (snapshot, b);
      break;
    case HP_SORT_TYPE:
      first = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, a));
      second = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, b));
      difference = strcmp (first, second);
      break;
    case HP_SORT_VALUE:
      first = hp_snapshot_dup_preview (snapshot, a);
      second = hp_snapshot_dup_preview (snapshot, b);
      difference = g_strcmp0 (first, second);
      break;
    case HP_SORT_ADDRESS:
    default: difference = (gint64)a - (gint64)b;
    }
    if (descending ? difference < 0 : difference > 0)
      return FALSE;
    if (difference == 0 && a > b)
      return FALSE; /* equal ones keep their order */
  }
  return TRUE;
}

static void
test_object_sort (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (1000);

  for (int key = HP_SORT_ADDRESS; key <= HP_SORT_VALUE; key++)
    for (int descending = 0; descending < 2; descending++) {
      g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
        g_array_append_val (objects, i);
      g_assert_true (hp_object_sort (objects, snapshot, (HpSortKey)key, descending, NULL, NULL));
      g_assert_cmpuint (objects->len, ==, hp_snapshot_n_objects (snapshot));
      g_assert_true (in_order (snapshot, objects, (HpSortKey)key, descending));
    }
}

static guint64
mix_number (guint32 object, gconstpointer data)
{
  return (guint64)object * *(const guint64 *)data % 997;
}

/* By anything that is known of an object. */
static void
test_object_sort_by (void)
{
  const guint64 factor = 7919;

  for (int descending = 0; descending < 2; descending++) {
    g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

    for (guint32 i = 0; i < 3000; i++)
      g_array_append_val (objects, i);
    g_assert_true (hp_object_sort_by (objects, mix_number, &factor, descending, NULL, NULL));
    for (guint i = 1; i < objects->len; i++) {
      guint32 a = g_array_index (objects, guint32, i - 1), b = g_array_index (objects, guint32, i);
      guint64 x = mix_number (a, &factor), y = mix_number (b, &factor);

      g_assert_true (x == y ? a < b : (x > y) == descending);
    }
  }
}

/* Answers of a query may have numbers with a point: 9.5 comes before 10.25. */
static void
test_decimals_sort (void)
{
  static const HpField field = { "mean", "Mean", HP_FIELD_DECIMAL };
  static const char *const values[] = { "10.25", "9.5", "1.0e+300", "-3", "9.5" };
  static const guint ascending[] = { 3, 1, 4, 0, 2 };
  g_autoptr (HpReport) report = hp_report_new ("query");
  HpReportTable *table = hp_report_add_table (report, "rows", "Rows", &field, 1);
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, values[i]);
  }
  rows = hp_report_rows_new (report, table, 0, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (ascending); i++)
    g_assert_cmpuint (hp_report_row_get_number (g_ptr_array_index (rows, i)), ==, ascending[i]);
}

/* ---- lists ---- */

static GArray *
make_objects (guint n)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = n; i > 0; i--) {
    guint32 object = i - 1;
    g_array_append_val (objects, object);
  }
  return objects;
}

static void
test_object_list (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);
  HpObjectList *list = hp_object_list_new ();
  HpObjectItem *item;

  hp_object_list_set (list, snapshot, make_objects (20));
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (hp_object_item_get_object (item), ==, 19);
  g_assert_cmpuint (hp_object_item_get_address (item), ==, hp_snapshot_address (snapshot, 19));
  g_assert_cmpuint (hp_object_list_find (list, 19), ==, 0);
  g_assert_cmpuint (hp_object_list_find (list, 29), ==, G_MAXUINT);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 20));
  hp_object_list_clear (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_cmpuint (hp_object_item_get_object (item), ==, 19); /* keeps what it showed */
  g_assert_finalize_object (list);
  g_assert_finalize_object (item);
}

typedef struct {
  guint position, removed, added, signals;
} Told;

static void
told_cb (GListModel *model, guint position, guint removed, guint added, Told *told)
{
  *told = (Told){ position, removed, added, told->signals + 1 };
}

static void
count_cb (gpointer item, gpointer user_data)
{
  ++*(guint *)user_data;
}

/* Other rows: the held items show them, only the end comes or goes. */
static void
test_object_list_set (void)
{
  g_autoptr (HpSnapshot) first = hp_test_make_snapshot (40);
  g_autoptr (HpSnapshot) second = hp_test_make_snapshot (80);
  HpObjectList *list = hp_object_list_new ();
  HpObjectItem *held;
  guint changes = 0;
  Told told = { 0 };

  hp_object_list_set (list, first, make_objects (30));
  held = g_list_model_get_item (G_LIST_MODEL (list), 5);
  g_signal_connect (held, "changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect (list, "items-changed", G_CALLBACK (told_cb), &told);
  hp_object_list_set (list, second, make_objects (50));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 50);
  g_assert_cmpuint (told.signals, ==, 1);
  g_assert_cmpuint (told.position, ==, 30);
  g_assert_cmpuint (told.added, ==, 20);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (hp_object_item_get_snapshot (held) == second);
  g_assert_cmpuint (hp_object_item_get_object (held), ==, 44);
  hp_object_list_set (list, first, make_objects (4));
  g_assert_cmpuint (told.position, ==, 4);
  g_assert_cmpuint (told.removed, ==, 46);
  g_assert_cmpuint (changes, ==, 1); /* its row is gone */
  g_assert_finalize_object (list);
  g_assert_finalize_object (held);
}

/* ---- the selection ---- */

static char *
selected_rows (HpObjectSelection *selection)
{
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (selection));
  GString *text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint row;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &row); more;
       more = gtk_bitset_iter_next (&iter, &row)) {
    g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), row));
    g_string_append_printf (text, "%u ", row);
  }
  return g_string_free (text, FALSE);
}

static void
assert_selected (HpObjectSelection *selection, const char *expected)
{
  g_autofree char *rows = selected_rows (selection);

  g_assert_cmpstr (rows, ==, expected);
}

static void
selection_told_cb (GtkSelectionModel *model, guint position, guint n, Told *told)
{
  *told = (Told){ position, n, 0, told->signals + 1 };
}

static void
test_object_selection (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);
  HpObjectList *list = hp_object_list_new ();
  HpObjectSelection *selection = hp_object_selection_new (list);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  Told told = { 0 };

  g_signal_connect (selection, "selection-changed", G_CALLBACK (selection_told_cb), &told);
  hp_object_list_set (list, snapshot, make_objects (10));
  gtk_selection_model_select_item (model, 3, TRUE);
  assert_selected (selection, "3 ");
  g_assert_cmpuint (told.position, ==, 3);
  g_assert_cmpuint (told.removed, ==, 1);
  gtk_selection_model_select_range (model, 5, 2, FALSE);
  assert_selected (selection, "3 5 6 ");
  gtk_selection_model_unselect_item (model, 5);
  gtk_selection_model_select_item (model, 99, FALSE); /* no such row */
  assert_selected (selection, "3 6 ");
  told.signals = 0;
  gtk_selection_model_select_item (model, 6, FALSE);
  g_assert_cmpuint (told.signals, ==, 0); /* nothing changed */
  gtk_selection_model_select_all (model);
  assert_selected (selection, "0 1 2 3 4 5 6 7 8 9 ");
  g_assert_cmpuint (told.signals, ==, 1);
  hp_object_list_set (list, snapshot, make_objects (4));
  assert_selected (selection, "0 1 2 3 ");
  gtk_selection_model_unselect_all (model);
  assert_selected (selection, "");
  hp_object_list_clear (list);
  g_assert_finalize_object (selection);
  g_assert_finalize_object (list);
}

/* What is selected follows its objects into another order and another picture. */
static void
test_selection_follows (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (40);
  g_autoptr (HpObjectList) list = hp_object_list_new ();
  g_autoptr (HpObjectSelection) selection = hp_object_selection_new (list);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) addresses = NULL;
  GArray *objects = make_objects (10);
  guint64 unknown = 1;

  hp_object_list_set (list, snapshot, make_objects (10)); /* 9, 8, … 0 */
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (selection), 0, 2, TRUE);
  addresses = hp_object_selection_list_addresses (selection);
  g_assert_cmpuint (addresses->len, ==, 2);
  g_assert_cmpuint (g_array_index (addresses, guint64, 1), ==, hp_snapshot_address (snapshot, 8));
  for (guint32 i = 0; i < 10; i++)
    g_array_index (objects, guint32, i) = i;
  hp_object_list_set (list, snapshot, objects); /* 0, 1, … 9 */
  g_array_append_val (addresses, unknown);
  hp_object_selection_set_addresses (selection, addresses);
  assert_selected (selection, "8 9 ");
  hp_object_selection_set_addresses (selection, none);
  assert_selected (selection, "");
}

static const HpTally *
find_type (GPtrArray *items, const char *name)
{
  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (hp_tally_item_get (g_ptr_array_index (items, i))->name, name))
      return hp_tally_item_get (g_ptr_array_index (items, i));
  return NULL;
}

static void
test_type_tallies (void)
{
  g_autoptr (HpSnapshot) small = hp_test_make_snapshot (40);
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (80);
  g_autoptr (GPtrArray) items = hp_type_tallies_new (large, small);
  g_autoptr (GPtrArray) plain = hp_type_tallies_new (large, NULL);
  double share = 0;

  g_assert_cmpint (find_type (items, "app.Session")->count_delta, ==, 10);
  g_assert_cmpint (find_type (items, "app.Session")->size_delta, ==, 480);
  g_assert_cmpint (find_type (items, "dict")->count_delta, ==, 0);
  g_assert_cmpint (find_type (plain, "app.Session")->count_delta, ==, 0);
  for (guint i = 0; i < plain->len; i++)
    share += hp_tally_item_get (g_ptr_array_index (plain, i))->share;
  g_assert_cmpfloat_with_epsilon (share, 1.0, 1e-9);
}

static void
test_texts (void)
{
  g_autofree char *up = hp_format_delta (9402);
  g_autofree char *down = hp_format_delta (-3);
  g_autofree char *none = hp_format_delta (0);
  g_autofree char *frozen = hp_format_generation (HP_GENERATION_PERMANENT);
  g_autofree char *address = hp_format_address (0x7f31a804c250);

  g_assert_cmpstr (up, ==, "+9402"); /* LC_ALL=C.UTF-8 has no grouping */
  g_assert_cmpstr (down, ==, "−3");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (frozen, ==, "frozen");
  g_assert_cmpstr (address, ==, "0x7f31a804c250");
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/models/filter/words", test_filter_words);
  g_test_add_func ("/models/filter/relations", test_filter_relations);
  g_test_add_func ("/models/filter/born", test_filter_born);
  g_test_add_func ("/models/filter/errors", test_filter_errors);
  g_test_add_func ("/models/filter/cancelled", test_filter_cancelled);
  g_test_add_func ("/models/sort/decimals", test_decimals_sort);
  g_test_add_func ("/models/sort/radix", test_radix);
  g_test_add_func ("/models/sort/objects", test_object_sort);
  g_test_add_func ("/models/sort/objects-by", test_object_sort_by);
  g_test_add_func ("/models/object-list", test_object_list);
  g_test_add_func ("/models/object-list-set", test_object_list_set);
  g_test_add_func ("/models/object-selection", test_object_selection);
  g_test_add_func ("/models/object-selection-follows", test_selection_follows);
  g_test_add_func ("/models/type-tallies", test_type_tallies);
  g_test_add_func ("/models/texts", test_texts);
  return hp_test_run ();
}
