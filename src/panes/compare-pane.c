/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/compare-pane.h"

#include <glib/gi18n.h>

#include "analysis/diff-report.h"
#include "exchange/import.h"
#include "work.h"

typedef struct {
  HpSnapshot *snapshot; /* owned */
  char *name;           /* owned */
  gboolean is_document; /* the document's own, which changes with it */
} Picture;

struct _HpComparePane {
  HpReportPane parent_instance;
  GPtrArray *others; /* of Picture, owned */
  GtkBox *chips;
  GtkMenuButton *add;
  GtkWidget *fates; /* the choice of what became of the objects */
  char *fate;       /* owned: "all" or a field of the table of types */
};

enum { PROP_0, PROP_FATE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpComparePane, hp_compare_pane, HP_TYPE_REPORT_PANE)

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  hp_snapshot_unref (picture->snapshot);
  g_free (picture->name);
  g_free (picture);
}

static Picture *
picture_new (HpSnapshot *snapshot, const char *name, gboolean is_document)
{
  Picture *picture = g_new (Picture, 1);

  *picture = (Picture){ hp_snapshot_ref (snapshot), g_strdup (name), is_document };
  return picture;
}

/* ---- which pictures ---- */

/* By the time they were taken. Pictures that do not know it come before the document's own. */
static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Picture *x = *(Picture *const *)a, *y = *(Picture *const *)b;
  gint64 x_time = x->snapshot->info->created_us, y_time = y->snapshot->info->created_us;

  if (x_time != y_time)
    return x_time < y_time ? -1 : 1;
  return x->is_document - y->is_document;
}

/* All of them as they were taken, the document's own included. */
static GPtrArray *
list_pictures (HpComparePane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_document_get_snapshot (document);
  HpSnapshot *baseline = hp_document_get_baseline (document);
  GPtrArray *pictures = g_ptr_array_new_with_free_func (picture_free);

  for (guint i = 0; i < self->others->len; i++) {
    const Picture *other = g_ptr_array_index (self->others, i);

    g_ptr_array_add (pictures, picture_new (other->snapshot, other->name, FALSE));
  }
  if (pictures->len == 0 && baseline != NULL && baseline != snapshot)
    g_ptr_array_add (pictures, picture_new (baseline, _ ("Baseline"), FALSE));
  g_ptr_array_add (pictures, picture_new (snapshot, hp_document_get_title (document), TRUE));
  g_ptr_array_sort (pictures, compare_times);
  return pictures;
}

/* ---- the report ---- */

static HpReport *
run_diff (gpointer data, HpSnapshot *snapshot, const HpReportOptions *options,
          const HpAnalysisRun *run, GError **error)
{
  const GPtrArray *pictures = data;
  g_autofree HpSnapshot **snapshots = g_new (HpSnapshot *, pictures->len);

  for (guint i = 0; i < pictures->len; i++)
    snapshots[i] = ((const Picture *)g_ptr_array_index (pictures, i))->snapshot;
  return hp_diff_report (snapshots, pictures->len, options, run, error);
}

static void show_chips (HpComparePane *self, GPtrArray *pictures);

static gboolean
hp_compare_pane_prepare (HpReportPane *pane, HpSnapshot *snapshot, HpReportTask *task)
{
  GPtrArray *pictures = list_pictures (HP_COMPARE_PANE (pane));

  if (pictures->len < 2)
    g_ptr_array_set_size (pictures, 0);
  show_chips (HP_COMPARE_PANE (pane), pictures);
  if (pictures->len == 0) {
    g_ptr_array_unref (pictures);
    return FALSE;
  }
  *task = (HpReportTask){ run_diff, pictures, (GDestroyNotify)g_ptr_array_unref };
  return TRUE;
}

/* ---- which types ---- */

static const struct {
  const char *name; /* of the field */
  const char *title, *tooltip;
} fates[] = {
  { "all", N_ ("All"), N_ ("All Types") },
  { "new", N_ ("New"), N_ ("Types With Objects That Are New") },
  { "gone", N_ ("Gone"), N_ ("Types With Objects That Are Gone") },
  { "kept", N_ ("Kept"), N_ ("Types With Objects That Were There Before") },
  { "reused", N_ ("Address Reused"), N_ ("Types With New Objects at an Address of Others") },
};

/* The static name of the field that a row needs, NULL for all. */
static const char *
find_field (const char *fate)
{
  for (guint i = 1; i < G_N_ELEMENTS (fates); i++)
    if (g_str_equal (fates[i].name, fate))
      return fates[i].name;
  return NULL;
}

static void
show_types (HpComparePane *self)
{
  HpReportView *view = hp_report_pane_get_view (HP_REPORT_PANE (self));
  HpTableView *types = hp_report_view_get_table (view, "types");

  if (types != NULL)
    hp_table_view_set_growth (types, "size_delta");
  hp_report_view_filter_table (view, "types", find_field (self->fate));
}

static void
hp_compare_pane_report_shown (HpReportPane *pane, HpReport *report, HpSnapshot *snapshot)
{
  HpComparePane *self = HP_COMPARE_PANE (pane);

  if (self->fates == NULL)
    return;
  gtk_widget_set_visible (self->fates, report != NULL);
  if (report != NULL)
    show_types (self);
}

static GtkWidget *
make_fates (HpComparePane *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->fates = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (buttons, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (fates[i].title));

    gtk_widget_set_tooltip_text (button, _ (fates[i].tooltip));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "compare.fate");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", fates[i].name);
    gtk_box_append (GTK_BOX (buttons), button);
  }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->fates), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->fates), buttons);
  gtk_widget_add_css_class (self->fates, "pane-bar");
  gtk_widget_set_visible (self->fates, FALSE);
  return self->fates;
}

/* ---- the bar ---- */

/* "Before: server.heap, 12:03:11" */
static char *
format_picture (const Picture *picture, guint number, guint n)
{
  gint64 time = picture->snapshot->info->created_us / G_USEC_PER_SEC;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *when = time != 0 ? g_date_time_format (local, "%X") : g_strdup ("?");
  const char *which = number == 0 ? _ ("Before") : number + 1 == n ? _ ("After") : _ ("Between");

  return g_strdup_printf (_ ("%s: %s, %s"), which, picture->name, when);
}

static guint
find_other (HpComparePane *self, HpSnapshot *snapshot)
{
  for (guint i = 0; i < self->others->len; i++)
    if (((Picture *)g_ptr_array_index (self->others, i))->snapshot == snapshot)
      return i;
  return G_MAXUINT;
}

static GtkWidget *
make_chip (HpComparePane *self, const Picture *picture, const char *text)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (text);
  guint number = picture->is_document ? G_MAXUINT : find_other (self, picture->snapshot);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_box_append (GTK_BOX (chip), label);
  if (number != G_MAXUINT) {
    GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");

    gtk_widget_add_css_class (remove, "flat");
    gtk_widget_set_tooltip_text (remove, _ ("Compare Without This Picture"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Remove Picture"), -1);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "compare.remove");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "u", number);
    gtk_box_append (GTK_BOX (chip), remove);
  }
  return chip;
}

static void
show_chips (HpComparePane *self, GPtrArray *pictures)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, child);
  for (guint i = 0; i < pictures->len; i++) {
    const Picture *picture = g_ptr_array_index (pictures, i);
    g_autofree char *text = format_picture (picture, i, pictures->len);

    if (i > 0)
      gtk_box_append (self->chips, gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_box_append (self->chips, make_chip (self, picture, text));
  }
}

/* What can be added: a file, the baseline, what other windows show. */
static void
fill_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  HpComparePane *self = user_data;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) windows = g_menu_new ();

  g_menu_append (menu, _ ("_Choose a File…"), "win.compare-choose");
  g_menu_append (menu, _ ("_Baseline"), "compare.add-baseline");
  for (GList *l = gtk_application_get_windows (gtk_window_get_application (window)); l != NULL;
       l = l->next) {
    g_autoptr (GMenuItem) item = NULL;

    if (l->data == window || !GTK_IS_APPLICATION_WINDOW (l->data))
      continue;
    item = g_menu_item_new (gtk_window_get_title (l->data), NULL);
    g_menu_item_set_action_and_target (item, "win.compare-with", "u",
                                       gtk_application_window_get_id (l->data));
    g_menu_append_item (windows, item);
  }
  g_menu_append_section (menu, _ ("Other Windows"), G_MENU_MODEL (windows));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* ---- change ---- */

guint
hp_compare_pane_get_n (HpComparePane *self)
{
  return self->others->len;
}

void
hp_compare_pane_add (HpComparePane *self, HpSnapshot *snapshot, const char *name)
{
  if (find_other (self, snapshot) != G_MAXUINT)
    return;
  g_ptr_array_add (self->others, picture_new (snapshot, name, FALSE));
  hp_report_pane_restart (HP_REPORT_PANE (self));
}

static gpointer
load (gpointer data, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpSnapshot) snapshot = hp_import (data, run->cancellable, error);
  g_autofree char *name = g_path_get_basename (data);

  if (snapshot == NULL)
    return NULL;
  return picture_new (snapshot, name, FALSE);
}

static void
loaded (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpComparePane *self = owner;
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  Picture *picture = result;

  if (picture != NULL && document != NULL)
    hp_compare_pane_add (self, picture->snapshot, picture->name);
  else if (document != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    hp_document_notice (document, error->message);
  g_clear_pointer (&picture, picture_free);
}

void
hp_compare_pane_add_file (HpComparePane *self, const char *path)
{
  static const HpWork work = { load, loaded, g_free, picture_free };
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (HpJob) job = NULL;

  if (document != NULL)
    job = hp_work_start (document, _ ("Opening the snapshot…"), &work, g_strdup (path), self);
}

static void
add_baseline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (widget));
  HpSnapshot *baseline = document != NULL ? hp_document_get_baseline (document) : NULL;

  if (baseline != NULL && baseline != hp_document_get_snapshot (document))
    hp_compare_pane_add (HP_COMPARE_PANE (widget), baseline, _ ("Baseline"));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpComparePane *self = HP_COMPARE_PANE (widget);
  guint number = g_variant_get_uint32 (parameter);

  if (number >= self->others->len)
    return;
  g_ptr_array_remove_index (self->others, number);
  hp_report_pane_restart (HP_REPORT_PANE (self));
}

/* ---- pane ---- */

static void
baseline_cb (HpComparePane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.add-baseline",
                                 hp_document_get_baseline (document) != NULL);
  if (self->others->len == 0)
    hp_report_pane_restart (HP_REPORT_PANE (self));
}

static void
hp_compare_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpComparePane *self = HP_COMPARE_PANE (pane);

  HP_PANE_CLASS (hp_compare_pane_parent_class)->document_changed (pane, document);
  if (self->others == NULL)
    return;
  g_ptr_array_set_size (self->others, 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.add-baseline", FALSE);
  if (document != NULL)
    g_signal_connect_object (document, "notify::baseline", G_CALLBACK (baseline_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
hp_compare_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FATE)
    g_value_set_string (value, HP_COMPARE_PANE (object)->fate);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_compare_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpComparePane *self = HP_COMPARE_PANE (object);

  if (id != PROP_FATE) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  g_free (self->fate);
  self->fate = g_value_dup_string (value);
  hp_report_view_show_table (hp_report_pane_get_view (HP_REPORT_PANE (self)), "types");
  show_types (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
hp_compare_pane_dispose (GObject *object)
{
  HP_COMPARE_PANE (object)->fates = NULL;
  G_OBJECT_CLASS (hp_compare_pane_parent_class)->dispose (object);
}

static void
hp_compare_pane_finalize (GObject *object)
{
  g_free (HP_COMPARE_PANE (object)->fate);
  g_ptr_array_unref (HP_COMPARE_PANE (object)->others);
  G_OBJECT_CLASS (hp_compare_pane_parent_class)->finalize (object);
}

static void
hp_compare_pane_class_init (HpComparePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_compare_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = hp_compare_pane_finalize;
  G_OBJECT_CLASS (klass)->get_property = hp_compare_pane_get_property;
  G_OBJECT_CLASS (klass)->set_property = hp_compare_pane_set_property;
  HP_PANE_CLASS (klass)->document_changed = hp_compare_pane_document_changed;
  HP_REPORT_PANE_CLASS (klass)->prepare = hp_compare_pane_prepare;
  HP_REPORT_PANE_CLASS (klass)->report_shown = hp_compare_pane_report_shown;
  properties[PROP_FATE] =
      g_param_spec_string ("fate", NULL, NULL, "all",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_install_property_action (widget_class, "compare.fate", "fate");
  gtk_widget_class_install_action (widget_class, "compare.add-baseline", NULL, add_baseline_action);
  gtk_widget_class_install_action (widget_class, "compare.remove", "u", remove_action);
}

static GtkWidget *
make_bar (HpComparePane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->chips = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->add = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->chips), TRUE);
  gtk_menu_button_set_label (self->add, _ ("Add Picture"));
  gtk_menu_button_set_create_popup_func (self->add, fill_menu_cb, self, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add), _ ("Another Picture to Compare With"));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->chips));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->add));
  gtk_widget_add_css_class (bar, "pane-bar");
  return bar;
}

static GtkWidget *
make_placeholder (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose a File…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "view-dual-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Choose a Second Picture"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("What came, what went and what has grown between two pictures of a program stands here. "
         "Set a baseline (Ctrl+B), add a file, or drop two files on the window."));
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Open a Snapshot to Compare With"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.compare-choose");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static void
hp_compare_pane_init (HpComparePane *self)
{
  self->others = g_ptr_array_new_with_free_func (picture_free);
  self->fate = g_strdup ("all");
  hp_pane_set_title (HP_PANE (self), _ ("Compare"));
  hp_pane_set_icon_name (HP_PANE (self), "view-dual-symbolic");
  hp_pane_set_empty (HP_PANE (self), "view-dual-symbolic", _ ("No Picture Yet"),
                     _ ("Pictures of a program are compared here."));
  hp_report_pane_set_header (HP_REPORT_PANE (self), make_fates (self));
  hp_report_pane_set_header (HP_REPORT_PANE (self), make_bar (self)); /* above it */
  hp_report_pane_set_placeholder (HP_REPORT_PANE (self), make_placeholder ());
}
