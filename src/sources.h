/* SPDX-License-Identifier: Apache-2.0 */
/* The one place of the window that knows the kinds of sources; everything else sees HpSource. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

/* New ones: a heap of our own; the interpreter at this path, started. */
HpSource *hp_sources_new_embedded (const char *title);
HpSource *hp_sources_new_child (const char *python, GError **error);

/* A fresh one of the same kind and title, of an embedded heap or a Python that we started. */
HpSource *hp_sources_new_like (HpSource *like, GError **error);
HpSource *hp_sources_new_process (int pid, GError **error);

/* Whether the source is a Python that we started. */
gboolean hp_sources_is_child (HpSource *source);

/* Whether its pictures can tell where memory was allocated. */
gboolean hp_sources_is_traceable (HpSource *source);

G_END_DECLS
