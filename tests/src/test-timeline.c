/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline: its series and scales, and how it follows a document. */
#include "harness.h"

#include <math.h>

#include "panes/timeline-pane.h"

static HpTimelineChart *
make_chart (void)
{
  return HP_TIMELINE_CHART (g_object_ref_sink (hp_timeline_chart_new ()));
}

static void
test_steps (void)
{
  for (double largest = 1; largest < 1e13; largest *= 1.37) {
    double step = hp_timeline_chart_choose_step (largest);
    double lines = ceil (largest / step);

    g_assert_cmpfloat (step, >=, 1);
    g_assert_cmpfloat (step, ==, floor (step));
    g_assert_cmpfloat (lines, <=, 6);
    if (largest >= 4)
      g_assert_cmpfloat (lines, >=, 2);
  }
  g_assert_cmpfloat (hp_timeline_chart_choose_step (27000), ==, 10000);
  g_assert_cmpfloat (hp_timeline_chart_choose_step (60e6), ==, 20e6);
}

static void
test_samples_are_merged_and_bounded (void)
{
  g_autoptr (HpTimelineChart) chart = make_chart ();

  for (gint64 i = 0; i < 1000; i++) /* a thousand in one millisecond steps: one each 50 ms */
    hp_timeline_chart_add_sample (chart, 1000000 + i * 1000, i, i);
  g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), ==, 20);
  hp_timeline_chart_add_sample (chart, 500, 1, 1); /* the past does not change */
  g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), ==, 20);
  for (gint64 i = 0; i < 40000; i++)
    hp_timeline_chart_add_sample (chart, 3000000 + i * 60000, i, -1);
  g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), <=, 8192);
  for (gint64 i = 0; i < 20000; i++)
    hp_timeline_chart_add_collection (chart, 3000000 + i * 1000, 0, 1);
  hp_timeline_chart_add_sample (chart, 3000000 + 40000 * 60000ll, 1, 1);
  g_assert_cmpuint (hp_timeline_chart_get_n_collections (chart), <, 20000);
  hp_timeline_chart_clear (chart);
  g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), ==, 0);
}

static void
test_span (void)
{
  g_autoptr (HpTimelineChart) chart = make_chart ();

  hp_timeline_chart_set_span (chart, 300);
  g_assert_cmpfloat (hp_timeline_chart_get_span (chart), ==, 300);
  hp_timeline_chart_set_span (chart, 0);
  g_assert_cmpfloat (hp_timeline_chart_get_span (chart), ==, 5);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_brush (void)
{
  g_autoptr (HpTimelineChart) chart = make_chart ();
  gint64 from, to;
  guint n = 0;

  g_signal_connect_swapped (chart, "brushed", G_CALLBACK (count_cb), &n);
  g_assert_false (hp_timeline_chart_get_brush (chart, &from, &to));
  hp_timeline_chart_set_brush (chart, 100, 900);
  g_assert_true (hp_timeline_chart_get_brush (chart, &from, &to));
  g_assert_cmpint (from, ==, 100);
  g_assert_cmpint (to, ==, 900);
  hp_timeline_chart_set_brush (chart, 100, 900); /* the same is no news */
  g_assert_cmpuint (n, ==, 1);
  hp_timeline_chart_clear (chart);
  g_assert_false (hp_timeline_chart_get_brush (chart, &from, &to));
  g_assert_cmpuint (n, ==, 2);
}

static void
test_list (void)
{
  g_autoptr (HpCollectionList) list =
      HP_COLLECTION_LIST (g_object_ref_sink (hp_collection_list_new ()));
  HpCollection collection = { .times = 1 };
  g_autofree char *newest = NULL;

  for (guint i = 0; i < 10000; i++) {
    collection.time_us = i * 1000;
    collection.generation = i % 3;
    collection.collected = i;
    hp_collection_list_add (list, &collection);
  }
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), <=, 4096);
  newest = hp_collection_list_dup_row (list, 0);
  g_assert_true (g_str_has_suffix (newest, "\t0\t9999\t0"));
  hp_collection_list_set_range (list, 9000 * 1000, 9009 * 1000);
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), ==, 10);
  collection.time_us = 9005 * 1000;
  hp_collection_list_add (list, &collection); /* what comes is held against the range, too */
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), ==, 11);
  collection.time_us = 20000 * 1000;
  hp_collection_list_add (list, &collection);
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), ==, 11);
  hp_collection_list_clear (list);
  g_assert_null (hp_collection_list_dup_row (list, 0));
}

static void
add_collections (HpCollectionList *list, guint from, guint n)
{
  HpCollection collection = { .times = 1 };

  for (guint i = from; i < from + n; i++) {
    collection.time_us = i * 1000;
    hp_collection_list_add (list, &collection);
  }
  hp_test_settle ();
}

/* The newest stay in sight, unless the person has scrolled down. */
static void
test_list_at_top (void)
{
  GtkWidget *window = gtk_window_new (), *list = hp_collection_list_new (), *scrolled;
  GtkAdjustment *position;

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (list));
  scrolled = hp_test_find (list, GTK_TYPE_SCROLLED_WINDOW, NULL);
  position = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  add_collections (HP_COLLECTION_LIST (list), 0, 50);
  WAIT_UNTIL (gtk_adjustment_get_upper (position) > gtk_adjustment_get_page_size (position));
  add_collections (HP_COLLECTION_LIST (list), 50, 1);
  add_collections (HP_COLLECTION_LIST (list), 51, 1);
  g_assert_cmpfloat (gtk_adjustment_get_value (position), ==, 0);
  gtk_adjustment_set_value (position, 200);
  hp_test_settle ();
  add_collections (HP_COLLECTION_LIST (list), 52, 1);
  g_assert_cmpfloat (gtk_adjustment_get_value (position), >, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- the pane ---- */

static HpSummary *
make_summary (HpDocument *document, gint64 time_us)
{
  HpSummary *summary = hp_summary_from_snapshot (hp_document_get_snapshot (document));

  summary->time_us = time_us;
  return summary;
}

/* Shift+Left marks from the newest sample back, and back again; Escape ends it. */
static void
mark_with_keys (HpTimelineChart *chart)
{
  gint64 from, to, longer, newest;

  g_assert_true (hp_test_press_key (GTK_WIDGET (chart), GDK_KEY_Escape, 0));
  g_assert_false (hp_timeline_chart_get_brush (chart, &from, &to));
  g_assert_false (hp_test_press_key (GTK_WIDGET (chart), GDK_KEY_Escape, 0));
  g_assert_true (hp_test_press_key (GTK_WIDGET (chart), GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_true (hp_timeline_chart_get_brush (chart, &from, &newest));
  g_assert_true (hp_test_press_key (GTK_WIDGET (chart), GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_true (hp_timeline_chart_get_brush (chart, &longer, &to));
  g_assert_cmpint (to, ==, newest);
  g_assert_cmpint (newest - longer, ==, 2 * (newest - from));
  g_assert_true (hp_test_press_key (GTK_WIDGET (chart), GDK_KEY_Escape, 0));
}

static void
test_follows_summaries (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  HpTimelinePane *pane = HP_TIMELINE_PANE (hp_window_get_pane (window, "timeline"));
  HpTimelineChart *chart = hp_timeline_pane_get_chart (pane);
  /* ahead of the samples that the page takes by itself, which are then too old to count */
  gint64 start = g_get_monotonic_time () + G_TIME_SPAN_HOUR / 2;
  HpCollectionList *list = hp_timeline_pane_get_list (pane);
  HpSummary *summary;
  guint n;

  hp_window_show_bottom (window, "timeline");
  hp_test_settle ();
  hp_timeline_chart_clear (chart);
  for (int i = 0; i < 40; i++) {
    summary = make_summary (document, start + i * 400000);
    summary->tracked = 20000 + (i * 7919) % 9000;
    summary->bytes = summary->tracked * 90;
    if (i % 10 >= 5)
      summary->gc.stats[i / 10 % 3].collections += 1 + (guint64)i;
    g_signal_emit_by_name (document, "summary", summary);
    g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), ==, i + 1);
    hp_summary_free (summary);
  }
  g_assert_cmpuint (hp_timeline_chart_get_n_collections (chart), >=, 3);
  g_assert_cmpint ((int)hp_pane_get_state (HP_PANE (pane)), ==, (int)HP_PANE_CONTENT);
  n = hp_collection_list_get_n_shown (list);
  g_assert_cmpuint (n, ==, hp_timeline_chart_get_n_collections (chart));
  hp_timeline_chart_set_brush (chart, start + 5 * 400000, start + 7 * 400000);
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), ==, 3);
  hp_test_shoot (GTK_WIDGET (window), "timeline");
  mark_with_keys (chart);
  g_assert_cmpuint (hp_collection_list_get_n_shown (list), ==, n);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (pane), "timeline.quantity", "s", "bytes"));
  g_assert_cmpint ((int)hp_timeline_chart_get_quantity (chart), ==, (int)HP_TIMELINE_BYTES);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (pane), "timeline.span", "i", 300));
  g_assert_cmpfloat (hp_timeline_chart_get_span (chart), ==, 300);
  hp_test_shoot (GTK_WIDGET (window), "timeline-bytes");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (pane), "timeline.clear", NULL));
  g_assert_cmpuint (hp_timeline_chart_get_n_collections (chart), ==, 0);
  hp_test_close (window);
}

/* Hidden it records as well: what was not recorded cannot be shown later. */
static void
test_records_while_hidden (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpTimelinePane *pane = HP_TIMELINE_PANE (hp_window_get_pane (window, "timeline"));
  HpTimelineChart *chart = hp_timeline_pane_get_chart (pane);
  gint64 start = g_get_monotonic_time () + G_TIME_SPAN_HOUR / 2;

  hp_window_show_bottom (window, "console");
  hp_test_settle ();
  hp_timeline_chart_clear (chart);
  for (int i = 1; i <= 5; i++) {
    HpSummary *summary = make_summary (document, start + i * 200000);

    g_signal_emit_by_name (document, "summary", summary);
    hp_summary_free (summary);
  }
  g_assert_cmpuint (hp_timeline_chart_get_n_samples (chart), ==, 5);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/widgets/timeline-chart/steps", test_steps);
  g_test_add_func ("/widgets/timeline-chart/samples-are-merged-and-bounded",
                   test_samples_are_merged_and_bounded);
  g_test_add_func ("/widgets/timeline-chart/span", test_span);
  g_test_add_func ("/widgets/timeline-chart/brush", test_brush);
  g_test_add_func ("/widgets/collection-list", test_list);
  g_test_add_func ("/widgets/collection-list/at-top", test_list_at_top);
  g_test_add_func ("/panes/timeline/follows-summaries", test_follows_summaries);
  g_test_add_func ("/panes/timeline/records-while-hidden", test_records_while_hidden);
  return hp_test_run ();
}
