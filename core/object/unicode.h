/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of characters, from tables of the Unicode version of CPython 3.11. Independent of the
 * locale. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum {
  HP_CHAR_ALPHA = 0x1,
  HP_CHAR_LOWER = 0x2,
  HP_CHAR_UPPER = 0x4,
  HP_CHAR_TITLE = 0x8,
  HP_CHAR_DECIMAL = 0x10,
  HP_CHAR_DIGIT = 0x20,
  HP_CHAR_NUMERIC = 0x40,
  HP_CHAR_SPACE = 0x80,
  HP_CHAR_PRINTABLE = 0x100,
  HP_CHAR_START = 0x200,    /* of an identifier */
  HP_CHAR_CONTINUE = 0x400, /* of an identifier */
};

/* What the Unicode database says of a character: HP_CHAR_… together. */
unsigned hp_char_flags (uint32_t c);
/* The character in another case: fills out (up to 3), returns how many. */
int hp_char_upper (uint32_t c, uint32_t out[3]);
int hp_char_lower (uint32_t c, uint32_t out[3]);
int hp_char_title (uint32_t c, uint32_t out[3]);
int hp_char_fold (uint32_t c, uint32_t out[3]);
/* Characters that end a line for str.splitlines. */
bool hp_char_is_line_break (uint32_t c);
