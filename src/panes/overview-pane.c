/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/overview-pane.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "models/type-tallies.h"
#include "quality.h"
#include "text.h"
#include "widgets/term.h"

enum { CARD_OBJECTS, CARD_MEMORY, CARD_ARENAS, CARD_COLLECTOR, CARD_QUALITY, CARD_TYPES, N_CARDS };
enum { N_LARGEST = 5 };

typedef struct {
  GtkLabel *figure, *detail;
  GtkLevelBar *bar;
} Card;

struct _HpOverviewPane {
  HpPane parent_instance;
  Card cards[N_CARDS];
  GtkWidget *largest; /* a grid of the largest types */
  HpSuspectsCard *suspects;
};

G_DEFINE_FINAL_TYPE (HpOverviewPane, hp_overview_pane, HP_TYPE_PANE)

static const struct {
  const char *title, *page, *tooltip, *topic;
} card_texts[N_CARDS] = {
  [CARD_OBJECTS] = { N_ ("Objects"), "objects", N_ ("List All Objects"), "object" },
  [CARD_MEMORY] = { N_ ("Memory"), "types", N_ ("See Which Types Use It"), "memory" },
  [CARD_ARENAS] = { N_ ("Arenas"), "arenas", N_ ("See the Arenas and Their Pools"), "arena" },
  [CARD_COLLECTOR] = { N_ ("Collector"), "objects",
                       N_ ("List the Objects That the Collector Tracks"), "collector" },
  [CARD_QUALITY] = { N_ ("Quality of the Picture"), "objects", N_ ("List the Objects"), "picture" },
  [CARD_TYPES] = { N_ ("Largest Types"), "types", N_ ("List All Types"), "object" },
};

/* ---- filling ---- */

static void
set_card (Card *card, const char *figure, const char *detail)
{
  gtk_label_set_label (card->figure, figure);
  gtk_label_set_label (card->detail, detail);
}

static void
show_objects (HpOverviewPane *self, HpSnapshot *snapshot)
{
  guint64 tracked = 0;
  g_autofree char *figure = hp_format_count (hp_snapshot_n_objects (snapshot));
  g_autofree char *n_tracked = NULL;
  g_autofree char *n_refs = hp_format_count (hp_snapshot_n_refs (snapshot));
  g_autofree char *detail = NULL;

  if (!hp_snapshot_info_knows_memory (snapshot->info)) {
    detail = g_strdup_printf (
        ngettext ("%s reference", "%s references", (gulong)hp_snapshot_n_refs (snapshot)), n_refs);
    set_card (&self->cards[CARD_OBJECTS], figure, detail);
    return;
  }
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    tracked += hp_snapshot_generation (snapshot, i) != HP_GENERATION_UNTRACKED;
  n_tracked = hp_format_count (tracked);
  detail = g_strdup_printf (_ ("%s tracked by the collector · %s references"), n_tracked, n_refs);
  set_card (&self->cards[CARD_OBJECTS], figure, detail);
}

static void
show_memory (HpOverviewPane *self, HpSnapshot *snapshot)
{
  guint64 objects = hp_snapshot_total_size (snapshot);
  guint64 resident = snapshot->info->resident;
  g_autofree char *figure = g_format_size (objects);
  g_autofree char *whole = g_format_size (resident);
  g_autofree char *rest = g_format_size (resident > objects ? resident - objects : 0);
  g_autofree char *detail =
      resident > objects
          ? g_strdup_printf (_ ("in objects, of %s resident; %s is code, stacks, free memory and "
                                "what is not explained"),
                             whole, rest)
          : g_strdup (_ ("in objects, memory they own included"));

  set_card (&self->cards[CARD_MEMORY], figure, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->cards[CARD_MEMORY].bar), resident > objects);
  if (resident > 0)
    gtk_level_bar_set_value (self->cards[CARD_MEMORY].bar,
                             CLAMP ((double)objects / (double)resident, 0, 1));
}

static void
show_arenas (HpOverviewPane *self, HpSnapshot *snapshot)
{
  guint32 n = hp_snapshot_n_arenas (snapshot);
  guint64 used = 0, whole = (guint64)n * snapshot->info->geometry.arena_size;
  g_autofree char *figure = hp_format_count (n);
  g_autofree char *used_text = NULL;
  g_autofree char *whole_text = g_format_size (whole);
  g_autofree char *detail = NULL;

  for (guint32 i = 0; i < n; i++)
    used += hp_snapshot_arena_used_bytes (snapshot, i);
  used_text = g_format_size (used);
  detail = g_strdup_printf (ngettext ("%s of %s in use · %u large block",
                                      "%s of %s in use · %u large blocks",
                                      hp_snapshot_n_large (snapshot)),
                            used_text, whole_text, hp_snapshot_n_large (snapshot));
  set_card (&self->cards[CARD_ARENAS], figure, detail);
  gtk_level_bar_set_value (self->cards[CARD_ARENAS].bar,
                           whole > 0 ? CLAMP ((double)used / (double)whole, 0, 1) : 0);
}

static void
show_collector (HpOverviewPane *self, const HpCollectorState *gc)
{
  guint64 collections = 0, collected = 0;
  g_autofree char *n_collections = NULL, *n_collected = NULL;
  g_autofree char *collections_text = NULL, *collected_text = NULL, *detail = NULL;

  for (int i = 0; i < 3; i++) {
    collections += gc->stats[i].collections;
    collected += gc->stats[i].collected;
  }
  n_collections = hp_format_count (collections);
  n_collected = hp_format_count (collected);
  collections_text = g_strdup_printf (
      ngettext ("%s collection", "%s collections", (gulong)collections), n_collections);
  collected_text = g_strdup_printf (
      ngettext ("%s object collected", "%s objects collected", (gulong)collected), n_collected);
  /* Translators: "37 collections · 681 objects collected", and the three thresholds below it */
  detail = g_strdup_printf (_ ("%s · %s\nThresholds %d, %d, %d"), collections_text, collected_text,
                            gc->thresholds[0], gc->thresholds[1], gc->thresholds[2]);
  set_card (&self->cards[CARD_COLLECTOR], gc->enabled ? _ ("on") : _ ("off"), detail);
}

/* Of a file that another program wrote: zeros would be claims. */
static void
show_nothing_of_memory (HpOverviewPane *self)
{
  set_card (&self->cards[CARD_ARENAS], _ ("unknown"), _ ("The file tells nothing of arenas."));
  gtk_level_bar_set_value (self->cards[CARD_ARENAS].bar, 0);
  set_card (&self->cards[CARD_COLLECTOR], _ ("unknown"),
            _ ("The file tells nothing of the collector."));
}

static void
show_quality (HpOverviewPane *self, const HpSnapshotInfo *info)
{
  g_autofree char *detail = hp_quality_describe (info);

  set_card (&self->cards[CARD_QUALITY], hp_quality_grade (info), detail);
}

static int
compare_size (gconstpointer a, gconstpointer b)
{
  guint64 first = hp_tally_item_get (*(HpTallyItem **)a)->size;
  guint64 second = hp_tally_item_get (*(HpTallyItem **)b)->size;

  return first < second ? 1 : first > second ? -1 : 0;
}

static void
attach_label (GtkWidget *grid, const char *text, int column, int row, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, "tabular");
  if (column > 0)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), label, column, row, 1, 1);
}

static void
show_largest (HpOverviewPane *self, HpSnapshot *snapshot)
{
  g_autoptr (GPtrArray) types = hp_type_tallies_new (snapshot, NULL);
  g_autofree char *n_types = hp_format_count (types->len);
  GtkWidget *child;

  g_ptr_array_sort (types, compare_size);
  while ((child = gtk_widget_get_first_child (self->largest)) != NULL)
    gtk_grid_remove (GTK_GRID (self->largest), child);
  for (guint i = 0; i < MIN (types->len, N_LARGEST); i++) {
    const HpTally *facts = hp_tally_item_get (g_ptr_array_index (types, i));
    g_autofree char *count = hp_format_count (facts->count);
    g_autofree char *size = g_format_size (facts->size);

    attach_label (self->largest, facts->name, 0, (int)i, 0);
    attach_label (self->largest, count, 1, (int)i, 1);
    attach_label (self->largest, size, 2, (int)i, 1);
  }
  set_card (&self->cards[CARD_TYPES], n_types, _ ("types; the five with the most bytes:"));
}

static void
hp_overview_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  HpOverviewPane *self = HP_OVERVIEW_PANE (pane);

  show_objects (self, snapshot);
  show_memory (self, snapshot);
  if (hp_snapshot_info_knows_memory (snapshot->info)) {
    show_arenas (self, snapshot);
    show_collector (self, &snapshot->info->gc);
  } else {
    show_nothing_of_memory (self);
  }
  show_quality (self, snapshot->info);
  show_largest (self, snapshot);
  hp_suspects_card_update (self->suspects);
}

static void
hp_overview_pane_document_changed (HpPane *pane, HpDocument *document)
{
  if (HP_OVERVIEW_PANE (pane)->suspects != NULL)
    hp_suspects_card_set_document (HP_OVERVIEW_PANE (pane)->suspects, document);
}

static void
hp_overview_pane_summary_arrived (HpPane *pane, const HpSummary *summary)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (hp_pane_get_document (pane));

  if (hp_pane_get_state (pane) == HP_PANE_CONTENT && snapshot != NULL &&
      hp_snapshot_info_knows_memory (snapshot->info))
    show_collector (HP_OVERVIEW_PANE (pane), &summary->gc);
}

/* ---- making ---- */

static void
hp_overview_pane_dispose (GObject *object)
{
  HP_OVERVIEW_PANE (object)->suspects = NULL;
  G_OBJECT_CLASS (hp_overview_pane_parent_class)->dispose (object);
}

static void
hp_overview_pane_class_init (HpOverviewPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_overview_pane_dispose;
  HP_PANE_CLASS (klass)->document_changed = hp_overview_pane_document_changed;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_overview_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->summary_arrived = hp_overview_pane_summary_arrived;
}

static GtkLabel *
append_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_card (HpOverviewPane *self, int i)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  Card *card = &self->cards[i];

  append_label (box, _ (card_texts[i].title), "heading");
  card->figure = append_label (box, "", "figure");
  card->bar = GTK_LEVEL_BAR (gtk_level_bar_new ());
  gtk_level_bar_remove_offset_value (card->bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (card->bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (card->bar, GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_set_visible (GTK_WIDGET (card->bar), i == CARD_MEMORY || i == CARD_ARENAS);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (card->bar));
  card->detail = append_label (box, "", "dim-label");
  gtk_label_set_max_width_chars (card->detail, 36);
  if (i == CARD_TYPES) {
    self->largest = gtk_grid_new ();
    gtk_grid_set_column_spacing (GTK_GRID (self->largest), 18);
    gtk_grid_set_row_spacing (GTK_GRID (self->largest), 4);
    gtk_box_append (GTK_BOX (box), self->largest);
  }
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "overview-card");
  gtk_widget_set_tooltip_text (button, _ (card_texts[i].tooltip));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (card_texts[i].title), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.page");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", card_texts[i].page);
  return button;
}

/* What its term means stands in the corner: a button cannot be inside a button. */
static GtkWidget *
make_explained_card (HpOverviewPane *self, int i)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *term = hp_term_new (card_texts[i].topic);

  gtk_overlay_set_child (GTK_OVERLAY (overlay), make_card (self, i));
  gtk_widget_set_halign (term, GTK_ALIGN_END);
  gtk_widget_set_valign (term, GTK_ALIGN_START);
  gtk_widget_set_margin_top (term, 6);
  gtk_widget_set_margin_end (term, 6);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), term);
  return overlay;
}

static void
hp_overview_pane_init (HpOverviewPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *grid = gtk_grid_new ();

  hp_pane_set_title (HP_PANE (self), _ ("Overview"));
  hp_pane_set_icon_name (HP_PANE (self), "view-app-grid-symbolic");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_margin_top (grid, 18);
  gtk_widget_set_margin_bottom (grid, 18);
  gtk_widget_set_margin_start (grid, 18);
  gtk_widget_set_margin_end (grid, 18);
  for (int i = 0; i < N_CARDS; i++)
    gtk_grid_attach (GTK_GRID (grid), make_explained_card (self, i), i % 2, i < 2 ? 0 : 1 + i / 2,
                     1, 1);
  self->suspects = HP_SUSPECTS_CARD (hp_suspects_card_new ());
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->suspects), 0, 1, 2, 1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  hp_pane_set_content (HP_PANE (self), scrolled);
  hp_pane_set_empty (HP_PANE (self), "view-app-grid-symbolic", _ ("No Heap"),
                     _ ("Open a snapshot, attach to a process or try a sample."));
}

HpSuspectsCard *
hp_overview_pane_get_suspects (HpOverviewPane *self)
{
  return self->suspects;
}
