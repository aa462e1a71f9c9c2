/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/timeline-pane.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* While nothing changes, the chart goes on with what is known, so that time is seen to pass. */
#define IDLE_MS 500

struct _HpTimelinePane {
  HpPane parent_instance;

  GtkDropDown *quantity_chooser, *span_chooser;
  GtkLabel *now_label;
  HpTimelineChart *chart;
  HpCollectionList *list;

  HpDocument *document;       /* followed; owned */
  HpGenerationStats stats[3]; /* of the summary before */
  gboolean has_stats;
  gint64 objects, bytes; /* of the newest summary */
  gint64 label_time;     /* when the label was set */
  guint idle_source;
};

static const int spans[] = { 60, 300, 1800 };

G_DEFINE_FINAL_TYPE (HpTimelinePane, hp_timeline_pane, HP_TYPE_PANE)

/* ---- recording ---- */

/* Counters only grow; where one does not, the process is another now, and nothing is said. */
static guint64
grown (guint64 now, guint64 before)
{
  return now > before ? now - before : 0;
}

static void
record_collections (HpTimelinePane *self, const HpSummary *summary)
{
  for (guint g = 0; g < 3; g++) {
    const HpGenerationStats *now = &summary->gc.stats[g], *before = &self->stats[g];
    HpCollection collection = {
      .time_us = summary->time_us,
      .generation = g,
      .times = grown (now->collections, before->collections),
      .collected = grown (now->collected, before->collected),
      .uncollectable = grown (now->uncollectable, before->uncollectable),
    };

    if (self->has_stats && collection.times > 0) {
      hp_timeline_chart_add_collection (self->chart, collection.time_us, g, collection.collected);
      hp_collection_list_add (self->list, &collection);
    }
    self->stats[g] = *now;
  }
  self->has_stats = TRUE;
}

static void
update_label (HpTimelinePane *self)
{
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  /* Text that changes faster than four times a second cannot be read. */
  if (g_get_monotonic_time () - self->label_time < G_TIME_SPAN_SECOND / 4)
    return;
  self->label_time = g_get_monotonic_time ();
  size = g_format_size ((guint64)MAX (self->bytes, 0));
  text = g_strdup_printf (_ ("%'" PRId64 " tracked objects · %s in blocks"), MAX (self->objects, 0),
                          size);
  gtk_label_set_text (self->now_label, text);
}

static void
summary_cb (HpTimelinePane *self, const HpSummary *summary)
{
  if (summary == NULL || !hp_document_can (self->document, HP_SOURCE_LIVE))
    return; /* one point of a file is no time line */
  self->objects = summary->tracked;
  self->bytes = summary->bytes;
  record_collections (self, summary);
  hp_timeline_chart_add_sample (self->chart, summary->time_us, summary->tracked, summary->bytes);
  if (hp_pane_get_state (HP_PANE (self)) != HP_PANE_CONTENT)
    hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
  update_label (self);
}

static gboolean
idle_cb (gpointer data)
{
  HpTimelinePane *self = data;

  if (self->document != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      hp_timeline_chart_get_n_samples (self->chart) > 0 &&
      hp_document_can (self->document, HP_SOURCE_LIVE) && !hp_document_has_ended (self->document)) {
    hp_timeline_chart_add_sample (self->chart, g_get_monotonic_time (), self->objects, self->bytes);
    update_label (self);
  }
  return G_SOURCE_CONTINUE;
}

/* ---- the bar ---- */

static void
quantity_chosen_cb (HpTimelinePane *self)
{
  hp_timeline_chart_set_quantity (
      self->chart, (HpTimelineQuantity)gtk_drop_down_get_selected (self->quantity_chooser));
}

static void
span_chosen_cb (HpTimelinePane *self)
{
  guint i = gtk_drop_down_get_selected (self->span_chooser);

  if (i < G_N_ELEMENTS (spans))
    hp_timeline_chart_set_span (self->chart, spans[i]);
}

static void
quantity_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_drop_down_set_selected (HP_TIMELINE_PANE (widget)->quantity_chooser,
                              g_str_equal (g_variant_get_string (parameter, NULL), "bytes"));
}

static void
span_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTimelinePane *self = HP_TIMELINE_PANE (widget);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (spans[i] == g_variant_get_int32 (parameter))
      gtk_drop_down_set_selected (self->span_chooser, i);
}

static void
brushed_cb (HpTimelinePane *self)
{
  gint64 from_us, to_us;

  hp_timeline_chart_get_brush (self->chart, &from_us, &to_us);
  hp_collection_list_set_range (self->list, from_us, to_us);
}

static void
clear (HpTimelinePane *self)
{
  hp_timeline_chart_clear (self->chart);
  hp_collection_list_clear (self->list);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  clear (HP_TIMELINE_PANE (widget));
}

/* ---- the document ---- */

static void
hp_timeline_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpTimelinePane *self = HP_TIMELINE_PANE (pane);

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, summary_cb, self);
  g_set_object (&self->document, document);
  clear (self);
  gtk_label_set_text (self->now_label, "");
  self->has_stats = FALSE;
  self->label_time = 0;
  hp_pane_set_state (pane, HP_PANE_EMPTY);
  if (document == NULL)
    return;
  g_signal_connect_swapped (document, "summary", G_CALLBACK (summary_cb), self);
  summary_cb (self, hp_document_get_summary (document));
}

/* A snapshot without summaries (a file) has one point; it says no more than the status bar. */
static void
hp_timeline_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  HpTimelinePane *self = HP_TIMELINE_PANE (pane);

  hp_pane_set_state (pane, hp_timeline_chart_get_n_samples (self->chart) > 0 ? HP_PANE_CONTENT
                                                                             : HP_PANE_EMPTY);
}

/* ---- object ---- */

static void
hp_timeline_pane_dispose (GObject *object)
{
  HpTimelinePane *self = HP_TIMELINE_PANE (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, summary_cb, self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (hp_timeline_pane_parent_class)->dispose (object);
}

static void
hp_timeline_pane_class_init (HpTimelinePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_timeline_pane_dispose;
  HP_PANE_CLASS (klass)->document_changed = hp_timeline_pane_document_changed;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_timeline_pane_snapshot_arrived;

  gtk_widget_class_install_action (widget_class, "timeline.quantity", "s", quantity_action);
  gtk_widget_class_install_action (widget_class, "timeline.span", "i", span_action);
  gtk_widget_class_install_action (widget_class, "timeline.clear", NULL, clear_action);
  g_type_ensure (HP_TYPE_TIMELINE_CHART);
  g_type_ensure (HP_TYPE_COLLECTION_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/heaparium/Heaparium/timeline-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HpTimelinePane, quantity_chooser);
  gtk_widget_class_bind_template_child (widget_class, HpTimelinePane, span_chooser);
  gtk_widget_class_bind_template_child (widget_class, HpTimelinePane, now_label);
  gtk_widget_class_bind_template_child (widget_class, HpTimelinePane, chart);
  gtk_widget_class_bind_template_callback (widget_class, quantity_chosen_cb);
  gtk_widget_class_bind_template_child (widget_class, HpTimelinePane, list);
  gtk_widget_class_bind_template_callback (widget_class, span_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, brushed_cb);
}

static void
hp_timeline_pane_init (HpTimelinePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hp_pane_set_title (HP_PANE (self), _ ("Timeline"));
  hp_pane_set_beside (HP_PANE (self), TRUE);
  hp_pane_set_icon_name (HP_PANE (self), "hp-timeline-symbolic");
  hp_pane_set_empty (HP_PANE (self), NULL, _ ("Nothing Recorded"),
                     _ ("The timeline follows a heap that lives: run something, or attach to a "
                        "process."));
  self->idle_source = g_timeout_add (IDLE_MS, idle_cb, self);
}

HpCollectionList *
hp_timeline_pane_get_list (HpTimelinePane *self)
{
  return self->list;
}

HpTimelineChart *
hp_timeline_pane_get_chart (HpTimelinePane *self)
{
  return self->chart;
}
