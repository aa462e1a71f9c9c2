/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/interrupt.h"

#include <glib-unix.h>

/* A source that is removed gives its signal back to the system. */
static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* The commands have no main loop, and a signal's own handler may not do more than note it. */
static gpointer
wait_for_signals (gpointer data)
{
  GMainContext *context = data;

  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

static gpointer
make_cancellable (gpointer data)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  GCancellable *cancellable = g_cancellable_new ();
  GMainContext *context = g_main_context_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autoptr (GSource) source = g_unix_signal_source_new (signals[i]);

    g_source_set_callback (source, cancel_cb, cancellable, NULL);
    g_source_attach (source, context);
  }
  g_thread_unref (g_thread_new ("signals", wait_for_signals, context));
  return cancellable;
}

GCancellable *
hp_cli_cancellable (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_cancellable, NULL);
}
