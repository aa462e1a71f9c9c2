/* SPDX-License-Identifier: Apache-2.0 */
/* The samples: small Python programs in the resources that teach one thing each.
 *
 * The index here has their words in the person's language. The head of each program says the same
 * in English, for those who read the program: title, explanation, an empty line, "Next: …". */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HP_SAMPLES_LIFE,
  HP_SAMPLES_COLLECTOR,
  HP_SAMPLES_LEAK,
  HP_SAMPLES_MEMORY,
  HP_N_SAMPLE_GROUPS
} HpSampleGroup;

/* All texts but name and page are untranslated msgids: show them with _(). */
typedef struct {
  const char *name; /* "cycle" */
  HpSampleGroup group;
  const char *page; /* where it is seen best: "graph" */
  const char *title;
  const char *explanation; /* one sentence: what it teaches */
  const char *next;        /* what to do when it has run */
} HpSample;

/* Sorted by group; ends with a NULL name. */
const HpSample *hp_samples_list (void);
const HpSample *hp_samples_find (const char *name);
const char *hp_sample_group_title (HpSampleGroup group); /* translated */

/* The text of the program. Free with g_free. */
char *hp_sample_load (const HpSample *sample, GError **error);

/* A menu of all groups, each a submenu whose items open a sample. A new reference. */
GMenuModel *hp_samples_make_menu (void);

G_END_DECLS
