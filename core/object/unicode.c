/* SPDX-License-Identifier: Apache-2.0 */
#include "object/unicode.h"
#include "object/str.h"

typedef struct UnicodeDelta UnicodeDelta;
struct UnicodeDelta {
  uint32_t first, last;
  uint8_t step;
  int32_t delta;
};

typedef struct UnicodeSeveral UnicodeSeveral;
struct UnicodeSeveral {
  uint32_t c;
  uint16_t to[3];
};

#include "object/unicode-tables.h"

_Static_assert(UNICODE_CONTINUE == HP_CHAR_CONTINUE && UNICODE_SPACE == HP_CHAR_SPACE,
               "the flags are those of the table");

#define N_ELEMENTS(a) (sizeof (a) / sizeof *(a))

unsigned
hp_char_flags (uint32_t c)
{
  size_t low = 0, high = N_ELEMENTS (unicode_runs);

  while (high - low > 1) {
    size_t middle = (low + high) / 2;

    if (unicode_runs[middle].first <= c)
      low = middle;
    else
      high = middle;
  }
  return unicode_runs[low].flags;
}

static int
convert (uint32_t c, const UnicodeDelta *runs, size_t n, const UnicodeSeveral *several,
         size_t n_several, uint32_t out[3])
{
  size_t low = 0, high = n;

  for (size_t i = 0; i < n_several; i++)
    if (several[i].c == c) {
      int k = 0;

      for (; k < 3 && several[i].to[k]; k++)
        out[k] = several[i].to[k];
      return k;
    }
  out[0] = c;
  while (high > low) {
    size_t middle = (low + high) / 2;

    if (runs[middle].last < c)
      low = middle + 1;
    else
      high = middle;
  }
  /* runs with step 2 may be interleaved with others: look at the neighbours too */
  for (size_t i = low; i < n && i < low + 3; i++)
    if (runs[i].first <= c && c <= runs[i].last && (c - runs[i].first) % runs[i].step == 0) {
      out[0] = (uint32_t)((int32_t)c + runs[i].delta);
      break;
    }
  return 1;
}

int
hp_char_upper (uint32_t c, uint32_t out[3])
{
  if (c < 128) {
    out[0] = c >= 'a' && c <= 'z' ? c - 32 : c;
    return 1;
  }
  return convert (c, unicode_upper, N_ELEMENTS (unicode_upper), unicode_upper_several,
                  N_ELEMENTS (unicode_upper_several), out);
}

int
hp_char_lower (uint32_t c, uint32_t out[3])
{
  if (c < 128) {
    out[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
    return 1;
  }
  return convert (c, unicode_lower, N_ELEMENTS (unicode_lower), unicode_lower_several,
                  N_ELEMENTS (unicode_lower_several), out);
}

int
hp_char_title (uint32_t c, uint32_t out[3])
{
  if (c < 128)
    return hp_char_upper (c, out);
  return convert (c, unicode_title, N_ELEMENTS (unicode_title), unicode_title_several,
                  N_ELEMENTS (unicode_title_several), out);
}

int
hp_char_fold (uint32_t c, uint32_t out[3])
{
  if (c >= 128)
    for (size_t i = 0; i < N_ELEMENTS (unicode_fold); i++)
      if (unicode_fold[i].c == c) {
        int k = 0;

        for (; k < 3 && unicode_fold[i].to[k]; k++)
          out[k] = unicode_fold[i].to[k];
        return k;
      }
  return hp_char_lower (c, out);
}

bool
hp_char_is_line_break (uint32_t c)
{
  return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

bool
hp_char_is_space (uint32_t c)
{
  if (c < 128)
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
  return hp_char_flags (c) & HP_CHAR_SPACE;
}

bool
hp_char_is_printable (uint32_t c)
{
  return c < 127 ? c >= 32 : hp_char_flags (c) & HP_CHAR_PRINTABLE;
}

bool
hp_char_is_identifier_start (uint32_t c)
{
  return hp_char_flags (c) & HP_CHAR_START;
}

bool
hp_char_is_identifier_continue (uint32_t c)
{
  return hp_char_flags (c) & HP_CHAR_CONTINUE;
}

int
hp_char_decimal (uint32_t c)
{
  uint32_t first = c;

  if (c < 128)
    return c >= '0' && c <= '9' ? (int)c - '0' : -1;
  if (!(hp_char_flags (c) & HP_CHAR_DECIMAL))
    return -1;
  /* the digits of a script stand together, ten of them */
  while (hp_char_flags (first - 1) & HP_CHAR_DECIMAL)
    first--;
  return (int)((c - first) % 10);
}
