/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/output.h"

#include <string.h>

#include "exchange/json-text.h"

#define PIECE          (256 * 1024) /* bytes */
#define ROWS_PER_LOOK  4096         /* rows may be empty: then pieces fill slowly */
#define LONGEST_NUMBER 20           /* digits of 2^64 - 1 */

HpOutput
hp_output_init (GOutputStream *stream, guint64 total, const HpAnalysisRun *run)
{
  return (HpOutput){
    .stream = stream,
    .run = run,
    .text = g_string_sized_new (PIECE + PIECE / 4),
    .total = total,
  };
}

void
hp_output_clear (HpOutput *self)
{
  g_string_free (self->text, TRUE);
}

gboolean
hp_output_flush (HpOutput *self, GError **error)
{
  GCancellable *cancellable = self->run != NULL ? self->run->cancellable : NULL;

  if (!g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, cancellable,
                                  error))
    return FALSE;
  g_string_truncate (self->text, 0);
  return self->total == 0 ||
         hp_analysis_step (self->run, (double)self->done / (double)self->total, error);
}

gboolean
hp_output_end_row (HpOutput *self, GError **error)
{
  self->done++;
  if (self->text->len < PIECE && self->done % ROWS_PER_LOOK != 0)
    return TRUE;
  return hp_output_flush (self, error);
}

void
hp_output_append_number (HpOutput *self, guint64 number)
{
  hp_output_append_numbers (self, &number, 1);
}

void
hp_output_append_numbers (HpOutput *self, const guint64 *numbers, guint n)
{
  char text[HP_OUTPUT_NUMBERS * (LONGEST_NUMBER + 1)];
  char *end = text + sizeof text, *first = end;

  g_return_if_fail (n > 0 && n <= HP_OUTPUT_NUMBERS);
  for (guint i = n; i > 0; i--) {
    guint64 number = numbers[i - 1];

    if (i < n)
      *--first = ',';
    do
      *--first = (char)('0' + number % 10);
    while ((number /= 10) > 0);
  }
  g_string_append_len (self->text, first, end - first);
}

void
hp_output_append_json (HpOutput *self, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)length);

  hp_json_append_text (self->text, valid);
}

void
hp_output_append_xml (HpOutput *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *c = valid; *c != '\0'; c++)
    switch (*c) {
    case '<': g_string_append (self->text, "&lt;"); break;
    case '>': g_string_append (self->text, "&gt;"); break;
    case '&': g_string_append (self->text, "&amp;"); break;
    case '"': g_string_append (self->text, "&quot;"); break;
    default:
      if ((guchar)*c >= 0x20 || *c == '\t' || *c == '\n')
        g_string_append_c (self->text, *c);
    }
}
