/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/side.h"

#define KEEP_DEFAULT ((gsize)1 << 20)

HpSide *
hp_side_new (const char *name)
{
  HpSide *self = g_new0 (HpSide, 1);

  self->name = g_strdup (name);
  for (int i = 0; i < 2; i++)
    self->printed[i].text = g_string_new (NULL);
  return self;
}

void
hp_side_free (HpSide *self)
{
  g_free (self->name);
  g_free (self->program);
  for (int i = 0; i < 2; i++)
    g_string_free (self->printed[i].text, TRUE);
  g_clear_pointer (&self->start, hp_counters_free);
  g_clear_pointer (&self->end, hp_counters_free);
  g_free (self);
}

void
hp_side_print (HpSide *self, guint stream, const char *text, gsize n,
               const HpCompareRequest *request)
{
  HpPrinted *printed = &self->printed[stream];
  gsize keep = request->keep > 0 ? request->keep : KEEP_DEFAULT;
  gsize room = keep - MIN (keep, printed->text->len);
  gsize kept = MIN (n, room);

  g_string_append_len (printed->text, text, (gssize)kept);
  printed->left_out += n - kept;
}

void
hp_side_end_printing (HpSide *self)
{
  for (int i = 0; i < 2; i++) {
    GString *text = self->printed[i].text;
    g_autofree char *valid = g_utf8_make_valid (text->str, (gssize)text->len);

    g_string_assign (text, valid);
  }
}

gboolean
hp_compare_is_over (const HpCompareRequest *request, GCancellable *cancellable)
{
  return g_cancellable_is_cancelled (cancellable) ||
         (request->deadline_us != 0 && g_get_monotonic_time () >= request->deadline_us);
}
