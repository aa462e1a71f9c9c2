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

/* Two digits at a time. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* bits * 1233 / 4096 is bits * log10 (2) without its fraction: so many digits, or one more. */
static inline guint
count_digits (guint64 number)
{
  static const guint64 powers[] = { 0,
                                    10,
                                    100,
                                    1000,
                                    10000,
                                    100000,
                                    1000000,
                                    10000000,
                                    100000000,
                                    1000000000,
                                    10000000000,
                                    100000000000,
                                    1000000000000,
                                    10000000000000,
                                    100000000000000,
                                    1000000000000000,
                                    10000000000000000,
                                    100000000000000000,
                                    1000000000000000000,
                                    10000000000000000000u };
  guint fewest = (guint)(64 - __builtin_clzll (number | 1)) * 1233 >> 12;

  return fewest + (number >= powers[fewest]);
}

/* Behind its last digit. */
static inline char *
write_number (char *at, guint64 number)
{
  char *end = at + count_digits (number), *first = end;

  for (; number >= 100; number /= 100)
    memcpy (first -= 2, pairs + number % 100 * 2, 2);
  if (number >= 10)
    memcpy (first - 2, pairs + number * 2, 2);
  else
    first[-1] = (char)('0' + number);
  return end;
}

/* Room for n bytes more behind the text. */
static char *
make_room (GString *text, gsize n)
{
  gsize length = text->len;

  g_string_set_size (text, length + n);
  return text->str + length;
}

void
hp_output_append_number (HpOutput *self, guint64 number)
{
  hp_output_append_numbers (self, "", &number, 1);
}

void
hp_output_append_numbers (HpOutput *self, const char *before, const guint64 *numbers, guint n)
{
  char *at = make_room (self->text, strlen (before) + (gsize)n * (LONGEST_NUMBER + 1));

  while (*before != '\0')
    *at++ = *before++;
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      *at++ = ',';
    at = write_number (at, numbers[i]);
  }
  g_string_truncate (self->text, (gsize)(at - self->text->str));
}

void
hp_output_append_json (HpOutput *self, const char *text, gsize length)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (text, length, NULL)) {
    valid = g_utf8_make_valid (text, (gssize)length);
    length = strlen (valid);
  }
  hp_json_append (self->text, valid != NULL ? valid : text, length);
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
