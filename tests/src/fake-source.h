/* SPDX-License-Identifier: Apache-2.0 */
/* A source that does what a test says: every line is remembered and answered from the main loop,
 * the pictures come from the test. It is no simulation of Python: "print(…)" prints its argument,
 * "1/0" fails, "if …:" is incomplete, "hang" runs until it is interrupted,
 * "input()" until a line is typed, which it prints in brackets. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

#define HP_TYPE_FAKE_SOURCE (hp_fake_source_get_type ())
G_DECLARE_FINAL_TYPE (HpFakeSource, hp_fake_source, HP, FAKE_SOURCE, GObject)

HpFakeSource *hp_fake_source_new (HpSourceFlags flags, HpSnapshot *snapshot);
void hp_fake_source_set_snapshot (HpFakeSource *self, HpSnapshot *snapshot); /* tells "changed" */
void hp_fake_source_set_error (HpFakeSource *self,
                               const char *message); /* the next pictures fail */
void hp_fake_source_set_slow (HpFakeSource *self,
                              gboolean slow); /* pictures wait until cancelled or FALSE */
void hp_fake_source_set_summary (HpFakeSource *self, HpSummary *summary); /* takes it */
void hp_fake_source_end (HpFakeSource *self, const char *message);

GPtrArray *hp_fake_source_get_lines (
    HpFakeSource *self); /* of char *: what was executed, scripts as "FILE: text" */
const char *hp_fake_source_last_line (HpFakeSource *self); /* of them; NULL: none yet */
guint hp_fake_source_get_n_interrupts (HpFakeSource *self);

G_END_DECLS
