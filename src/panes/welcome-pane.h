/* SPDX-License-Identifier: Apache-2.0 */
/* The welcome page: what a window without a document offers. Samples, attach, open, an empty heap,
 * recent files. It is no HpPane: there is no document it could show. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HP_TYPE_WELCOME_PANE (hp_welcome_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpWelcomePane, hp_welcome_pane, HP, WELCOME_PANE, AdwBin)

G_END_DECLS
