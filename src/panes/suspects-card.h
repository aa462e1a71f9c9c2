/* SPDX-License-Identifier: Apache-2.0 */
/* The card of the Overview that names the first suspects; each leads to the Suspects page.
 *
 * The first picture of a document is looked at by itself when it is small; any other when a person
 * asks. What was found stays until then, and says that it is of an earlier picture. */
#pragma once

#include "document.h"

G_BEGIN_DECLS

#define HP_TYPE_SUSPECTS_CARD (hp_suspects_card_get_type ())
G_DECLARE_FINAL_TYPE (HpSuspectsCard, hp_suspects_card, HP, SUSPECTS_CARD, GtkWidget)

GtkWidget *hp_suspects_card_new (void);

/* Another document, or none: everything is forgotten. */
void hp_suspects_card_set_document (HpSuspectsCard *self, HpDocument *document);

/* The document has a picture, maybe another one. */
void hp_suspects_card_update (HpSuspectsCard *self);

/* As if the button was pressed. */
void hp_suspects_card_run (HpSuspectsCard *self);

/* For tests: is the answer still to come? */
gboolean hp_suspects_card_is_running (HpSuspectsCard *self);

G_END_DECLS
