/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compilation.h"

#include <string.h>

/* Length of the UTF-8 sequence at S, 0 if it is malformed, overlong, a surrogate or too large. */
static size_t
check_utf8 (const unsigned char *s, const unsigned char *end)
{
  unsigned char b = s[0];
  size_t n = b < 0x80 ? 1 : b < 0xc2 ? 0 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf5 ? 4 : 0;

  if (n == 0 || (size_t)(end - s) < n)
    return 0;
  for (size_t i = 1; i < n; i++)
    if ((s[i] & 0xc0) != 0x80)
      return 0;
  if (n == 3 && ((b == 0xe0 && s[1] < 0xa0) || (b == 0xed && s[1] >= 0xa0)))
    return 0;
  if (n == 4 && ((b == 0xf0 && s[1] < 0x90) || (b == 0xf4 && s[1] >= 0x90)))
    return 0;
  return n;
}

void
hp_source_read (HpCompilation *c, const char *source, size_t length)
{
  const unsigned char *s = (const unsigned char *)source, *end = s + length;
  HpPosition at = { 1, 1, 0, 0 };
  char *out;

  if (length > INT32_MAX / 2)
    hp_fail (c, HP_EXC_OVERFLOW_ERROR, at, "source code is too long");
  c->text = out = hp_arena_alloc (c, length + 2);
  if (length >= 3 && memcmp (s, "\xef\xbb\xbf", 3) == 0)
    s += 3;

  while (s < end) {
    size_t n = check_utf8 (s, end);

    if (n == 0)
      hp_fail_syntax (c, at,
                      "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu", *s,
                      (size_t)(s - (const unsigned char *)source));
    if (*s == 0)
      hp_fail_syntax (c, at, "source code cannot contain null bytes");
    if (*s == '\r') {
      s += end - s > 1 && s[1] == '\n' ? 2 : 1;
      *out++ = '\n';
    } else {
      memcpy (out, s, n);
      out += n;
      s += n;
    }
    at.column += (int)n;
    if (out[-1] == '\n') {
      at.line++;
      at.column = 0;
    }
    at.end_line = at.line;
    at.end_column = at.column;
  }
  if (out != c->text && out[-1] != '\n')
    *out++ = '\n';
  *out = 0;
  c->length = (uint32_t)(out - c->text);
}
