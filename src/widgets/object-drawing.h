/* SPDX-License-Identifier: Apache-2.0 */
/* A small drawing of some objects and the references between them, made in the background; the last
 * one stays until the next is there.
 *
 * Signals: "selected" (guint64 address) when a person chose a node; "opened" (guint64 address) on
 * Return and double click. */
#pragma once

#include "snapshot/snapshot.h"
#include "widgets/graph-canvas.h"

G_BEGIN_DECLS

#define HP_TYPE_OBJECT_DRAWING (hp_object_drawing_get_type ())
G_DECLARE_FINAL_TYPE (HpObjectDrawing, hp_object_drawing, HP, OBJECT_DRAWING, GtkWidget)

GtkWidget *hp_object_drawing_new (void);

/* objects: guint32, a few dozen at most; copied. */
void hp_object_drawing_show (HpObjectDrawing *self, HpSnapshot *snapshot, const GArray *objects);
void hp_object_drawing_clear (HpObjectDrawing *self);

/* Lent. */
HpGraphCanvas *hp_object_drawing_get_canvas (HpObjectDrawing *self);

G_END_DECLS
