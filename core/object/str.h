/* SPDX-License-Identifier: Apache-2.0 */
/* Text: an array of code points in the narrowest of four layouts, header and characters in one
 * block.
 *
 *   ASCII     48 byte header + n + 1
 *   Latin-1   72 byte header + n + 1        the longer header has room for a cached UTF-8 form
 *   UCS2      72 byte header + 2 (n + 1)
 *   UCS4      72 byte header + 4 (n + 1)
 *
 * Always: the narrowest layout that holds the largest character, and a zero after the last. "" and
 * the 256 Latin-1 characters exist once per runtime. An interned str is in rt's table of names,
 * which holds no counted reference: the dealloc of the str takes it out. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"
#include <stdarg.h>
#include <string.h>

enum { HP_STR_NOT_INTERNED = 0, HP_STR_INTERNED = 1 };

typedef struct {
  unsigned interned : 2;
  unsigned kind : 3; /* bytes per character: 1, 2, 4 */
  unsigned compact : 1;
  unsigned ascii : 1;
  unsigned ready : 1;
} HpStrState;

typedef struct HpStr HpStr;
struct HpStr {
  HpObject base;
  ssize_t length; /* code points */
  int64_t hash;   /* -1: not computed yet */
  HpStrState state;
  void *wstr; /* unused, kept for the size */
};
_Static_assert(sizeof (HpStr) == 48, "ASCII header");

typedef struct HpStrWide HpStrWide;
struct HpStrWide {
  HpStr ascii;
  ssize_t utf8_length;
  char *utf8; /* owned, NULL until asked for */
  ssize_t wstr_length;
};
_Static_assert(sizeof (HpStrWide) == 72, "header of every other layout");

/* characters */
static inline ssize_t
hp_str_length (HpObject *s)
{
  return ((HpStr *)s)->length;
}

static inline int
hp_str_kind (HpObject *s)
{
  return ((HpStr *)s)->state.kind;
}

static inline bool
hp_str_is_ascii (HpObject *s)
{
  return ((HpStr *)s)->state.ascii;
}

/* An instance of a subclass of str keeps its characters in a block of their own. */
typedef struct HpStrSub HpStrSub;
struct HpStrSub {
  HpStrWide wide;
  void *any;
};
_Static_assert(sizeof (HpStrSub) == 80, "a subclass of str starts from 80");

static inline void *
hp_str_data (HpObject *s)
{
  if (__builtin_expect (!((HpStr *)s)->state.compact, 0))
    return ((HpStrSub *)s)->any;
  return ((HpStr *)s)->state.ascii ? (void *)((HpStr *)s + 1) : (void *)((HpStrWide *)s + 1);
}

static inline uint32_t
hp_str_read (int kind, const void *data, ssize_t i)
{
  return kind == 1   ? ((const uint8_t *)data)[i]
         : kind == 2 ? ((const uint16_t *)data)[i]
                     : ((const uint32_t *)data)[i];
}

static inline void
hp_str_write (int kind, void *data, ssize_t i, uint32_t c)
{
  if (kind == 1)
    ((uint8_t *)data)[i] = (uint8_t)c;
  else if (kind == 2)
    ((uint16_t *)data)[i] = (uint16_t)c;
  else
    ((uint32_t *)data)[i] = c;
}

static inline uint32_t
hp_str_char (HpObject *s, ssize_t i)
{
  return hp_str_read (hp_str_kind (s), hp_str_data (s), i);
}

static inline bool
hp_str_is_interned (HpObject *s)
{
  return ((HpStr *)s)->state.interned;
}

/* make */
/* A str of size characters, to be filled by the caller, whose largest character is max_char (shared
 * "" for 0). */
HpObject *hp_str_new (HpRuntime *rt, ssize_t size, uint32_t max_char);
HpObject *hp_str_from_utf8 (HpRuntime *rt,
                            const char *text); /* NUL-terminated, must be valid UTF-8 */
HpObject *hp_str_from_utf8_n (HpRuntime *rt, const char *text, ssize_t n);
/* Copies n characters into a str that is being made; its kind is at least as wide. */
void hp_str_copy_chars (HpObject *to, ssize_t at, HpObject *from, ssize_t start, ssize_t n);
HpObject *hp_str_from_char (HpRuntime *rt, uint32_t c); /* c <= 0x10ffff */
/* n characters of the given kind; narrowed if they fit a smaller one. */
HpObject *hp_str_from_kind (HpRuntime *rt, int kind, const void *data, ssize_t n);
/* printf-like: %s %d %i %u %zd %zu %ld %lu %lld %llu %x %lx %c %p %% with widths, and on objects %S
 * (str) %R (repr) %A (ascii) %U (a str) %V (a str or, if NULL, a C string), %T the type's name. */
HpObject *hp_str_from_format (HpRuntime *rt, const char *format, ...);
HpObject *hp_str_from_format_v (HpRuntime *rt, const char *format, va_list args);
/* Lone surrogates made by os.fsdecode style paths are kept: bytes that are no UTF-8 become U+DC80..
 */
HpObject *hp_str_decode_fsdefault (HpRuntime *rt, const char *text);
HpObject *hp_str_decode (HpRuntime *rt, const char *bytes, ssize_t n, const char *encoding,
                         const char *errors);

/* interning */
HpObject *hp_str_intern_utf8 (HpRuntime *rt, const char *text); /* new reference */
void hp_str_intern_in_place (HpRuntime *rt, HpObject **s);

/* ask */
/* Borrowed UTF-8 form, NUL-terminated, lives as long as s (ASCII: its own characters). NULL with
 * UnicodeEncodeError for lone surrogates. */
const char *hp_str_as_utf8 (HpRuntime *rt, HpObject *s, ssize_t *n);
/* The same for messages: never fails, surrogates and lack of memory give "?". */
const char *hp_str_as_utf8_lossy (HpRuntime *rt, HpObject *s);
/* A copy in plain memory of the process, to be freed with free; surrogates give "?". It leaves the
 * heap alone, which hp_str_as_utf8 may not. NULL when there is no memory. */
char *hp_str_dup_utf8 (HpObject *s);
bool hp_str_equal (HpObject *a, HpObject *b);
bool hp_str_equal_utf8 (HpObject *a, const char *text); /* text in ASCII */
int hp_str_compare (HpObject *a, HpObject *b);          /* -1, 0, 1 by code points */
int64_t hp_str_hash (HpObject *s);
uint32_t hp_str_max_char (HpObject *s);
bool hp_str_is_identifier (HpObject *s);
ssize_t hp_str_find (HpObject *s, HpObject *sub, ssize_t start, ssize_t end,
                     int direction); /* -1: not there */
int hp_str_contains (HpRuntime *rt, HpObject *s, HpObject *sub);

/* new strings from old */
HpObject *hp_str_concat (HpRuntime *rt, HpObject *a, HpObject *b);
/* *left += right, in place when *left has one owner; *left becomes NULL on error. Takes over the
 * reference *left. */
void hp_str_append (HpRuntime *rt, HpObject **left, HpObject *right);
HpObject *hp_str_substring (HpRuntime *rt, HpObject *s, ssize_t start, ssize_t end);
HpObject *hp_str_join (HpRuntime *rt, HpObject *separator, HpObject *iterable);
/* What BUILD_STRING does: n strings side by side. */
HpObject *hp_str_join_array (HpRuntime *rt, HpObject *separator, HpObject *const *items, ssize_t n);
HpObject *hp_str_split (HpRuntime *rt, HpObject *s, HpObject *separator, ssize_t max_split);
HpObject *hp_str_repr (HpRuntime *rt, HpObject *s);
HpObject *hp_str_ascii (HpRuntime *rt,
                        HpObject *s); /* repr() text with non-ASCII escaped, from a repr */
HpObject *hp_str_encode (HpRuntime *rt, HpObject *s, const char *encoding, const char *errors);

/* formatting: see format.h */

/* character properties (of the C library's Unicode tables) */
bool hp_char_is_space (uint32_t c);
bool hp_char_is_printable (uint32_t c);
bool hp_char_is_identifier_start (uint32_t c);
bool hp_char_is_identifier_continue (uint32_t c);
int hp_char_decimal (uint32_t c); /* 0..9 or -1 */

/* A growing text; the result is made at once by finish. Keeps its characters in UCS4-or-narrower
 * memory of domain mem. Once an append failed all later calls do nothing and finish returns NULL.
 */
typedef struct HpStrWriter HpStrWriter;
struct HpStrWriter {
  HpRuntime *rt;
  void *data;
  ssize_t length, capacity;
  int kind;
  uint32_t max_char;
  bool failed;
  HpObject *only; /* the first piece, as long as it is the only one: then it is the result */
};
void hp_str_writer_init (HpStrWriter *w, HpRuntime *rt);
int hp_str_writer_add_char (HpStrWriter *w, uint32_t c);
int hp_str_writer_add_str (HpStrWriter *w, HpObject *s);
int hp_str_writer_add_substring (HpStrWriter *w, HpObject *s, ssize_t start, ssize_t end);
int hp_str_writer_add_ascii (HpStrWriter *w, const char *text, ssize_t n); /* n < 0: strlen */
int hp_str_writer_add_fill (HpStrWriter *w, uint32_t c, ssize_t n);
HpObject *hp_str_writer_finish (HpStrWriter *w);
void hp_str_writer_abandon (HpStrWriter *w);
