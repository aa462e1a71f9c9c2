/* SPDX-License-Identifier: Apache-2.0 */
/* The samples: small Python programs in the resources, each with a title, a line of explanation
 * (its first comment) and a hint what to try (the comment that starts with "Heaparium:"). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;  /* "cycle" */
  const char *title; /* untranslated */
} HpSample;

/* Ends with a NULL name. */
const HpSample *hp_samples_list (void);
const HpSample *hp_samples_find (const char *name);

/* Free with g_free. */
char *hp_sample_load (const HpSample *sample, GError **error);
char *hp_sample_dup_explanation (const char *text);
char *hp_sample_dup_hint (const char *text);

G_END_DECLS
