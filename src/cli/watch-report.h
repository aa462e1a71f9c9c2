/* SPDX-License-Identifier: Apache-2.0 */
/* How readings of live counters are printed: a line each, a JSON object each, or a small screen
 * that is drawn anew in its place. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

typedef enum {
  HP_WATCH_LINES,
  HP_WATCH_JSON,
  HP_WATCH_SCREEN,
} HpWatchStyle;

typedef struct _HpWatchReport HpWatchReport;

HpWatchReport *hp_watch_report_new (HpWatchStyle style, double interval);
void hp_watch_report_free (HpWatchReport *self);

/* The counters in the style that was asked for; a screen shows what has changed since the last. */
void hp_watch_report_print (HpWatchReport *self, HpSource *source, const HpSummary *summary);

/* A last sentence, without its full stop. JSON gets none. */
void hp_watch_report_say (HpWatchReport *self, const char *text);

G_END_DECLS
