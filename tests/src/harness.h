/* SPDX-License-Identifier: Apache-2.0 */
/* Window tests: real widgets, in process, on a virtual display.
 *
 * Each program calls hp_test_init (), adds its tests and returns hp_test_run (). Waiting always
 * names a condition and fails after minutes; nothing sleeps. The program must be started by
 * tests/src/run-window-test, which prepares display, session bus and folders. */
#pragma once

#include <adwaita.h>

#include "document.h"
#include "fake-source.h"
#include "panes/objects-pane.h"
#include "window.h"

G_BEGIN_DECLS

void hp_test_init (int *argc, char ***argv);
int hp_test_run (void);
HpApplication *hp_test_get_application (void);

/* Turns the main context until the condition holds. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + hp_test_patience ();                              \
    while (!(condition)) {                                                                         \
      if (g_get_monotonic_time () > deadline_)                                                     \
        g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition);                 \
      hp_test_turn ();                                                                             \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

gint64 hp_test_patience (void); /* microseconds */
void hp_test_turn (void);       /* one turn of the main context, at most 20 ms */
void hp_test_settle (void);     /* until nothing is pending and two frames were drawn */

/* A mapped window; hp_test_close () also checks that it is finalized. */
HpWindow *hp_test_open_window (void);
HpWindow *hp_test_open_fake (
    HpFakeSource **fake); /* with a document of a fake source, pictured; *fake is borrowed */
HpWindow *hp_test_open_snapshot (HpSnapshot *snapshot, const char *title);
void hp_test_close (HpWindow *window);
void hp_test_wait_idle (HpWindow *window); /* no job, a picture there */

/* Stops the next job of the document that begins with this text (static) as it begins, however fast
 * it would be. */
void hp_test_cancel_next_job (HpDocument *document, const char *text);

/* Widgets: the first below `root` that is of the type, and has that label, tooltip or CSS name if
 * given. */
GtkWidget *hp_test_find (GtkWidget *root, GType type, const char *text);
typedef void (*HpTestVisit) (GtkWidget *widget, gpointer user_data);
void hp_test_walk (GtkWidget *root, HpTestVisit visit, gpointer user_data);
char *hp_test_console_text (HpWindow *window);          /* free with g_free */
GtkWindow *hp_test_find_toplevel (GType type);          /* borrowed; NULL: none is open */
HpObjectsPane *hp_test_show_objects (HpWindow *window); /* the page Objects, with its rows */

/* Input as a widget's controllers get it. The controller of that type is lent, and must be there; a
 * key's answer is whether it was handled. */
GtkEventController *hp_test_find_controller (GtkWidget *widget, GType type);
gboolean hp_test_press_key (GtkWidget *widget, guint key, GdkModifierType state);

/* Writes a picture of the widget as PNG into $HEAPARIUM_SHOTS, if that is set. */
void hp_test_shoot (GtkWidget *widget, const char *name);

/* A snapshot of `n` objects: a module __main__ with a dict of names, lists, dicts, strings, two
 * lists in a cycle named a and b, arenas with pools. */
HpSnapshot *hp_test_make_snapshot (guint n);
guint64 hp_test_address_of (HpSnapshot *snapshot, const char *name); /* of a global name */
guint64 hp_test_address_in (HpWindow *window, const char *name);     /* in its picture */

G_END_DECLS
