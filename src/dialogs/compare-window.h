/* SPDX-License-Identifier: Apache-2.0 */
/* Compare with CPython: runs a script on a heap of its own and in the machine's CPython 3.11, and
 * shows what both printed and what both heaps counted, side by side. The document's heap is not
 * touched. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

typedef enum {
  HP_COMPARE_EMPTY, /* there is no script */
  HP_COMPARE_RUNNING,
  HP_COMPARE_FAILED,
  HP_COMPARE_CONTENT
} HpCompareState;

#define HP_TYPE_COMPARE_WINDOW (hp_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (HpCompareWindow, hp_compare_window, HP, COMPARE_WINDOW, AdwWindow)

/* Starts at once. */
GtkWidget *hp_compare_window_new (HpWindow *window, const char *program, const char *file_name);

/* For tests. */
HpCompareState hp_compare_window_get_state (HpCompareWindow *self);

G_END_DECLS
