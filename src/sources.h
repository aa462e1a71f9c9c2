/* SPDX-License-Identifier: Apache-2.0 */
/* The one place of the window that knows the kinds of sources; everything else sees HpSource. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

HpSource *hp_sources_new_embedded (const char *title);
HpSource *hp_sources_new_like (HpSource *like); /* a fresh embedded heap of the same title */
HpSource *hp_sources_new_process (int pid, GError **error);

G_END_DECLS
