/* SPDX-License-Identifier: Apache-2.0 */
/* Text to bytes and back (UTF-8, ASCII, Latin-1, UTF-16, UTF-32), and the escapes of repr. */
#include "object/bytes.h"
#include "object/str-private.h"
#include "object/tuple.h"
#include "object/unicode.h"

#include <stdlib.h>

/* UnicodeDecodeError or UnicodeEncodeError (encoding, object, start, end, reason), as text if
 * making it fails. */
static HpObject *
codec_error (HpRuntime *rt, HpTypeId exc, const char *encoding, HpObject *object, ssize_t start,
             ssize_t end, const char *reason)
{
  HpObject *e = hp_str_from_utf8 (rt, encoding), *r = hp_str_from_utf8 (rt, reason), *args = NULL;

  if (e != NULL && r != NULL && object != NULL) {
    HpObject *x = hp_str_from_format (rt, "%zd", start), *y = hp_str_from_format (rt, "%zd", end);
    HpObject *i = x ? hp_call_one_arg (rt, (HpObject *)hp_type (rt, HP_T_INT), x) : NULL;
    HpObject *j = y ? hp_call_one_arg (rt, (HpObject *)hp_type (rt, HP_T_INT), y) : NULL;

    args = i && j ? hp_tuple_pack (rt, 5, e, object, i, j, r) : NULL;
    hp_xdecref (rt, x);
    hp_xdecref (rt, y);
    hp_xdecref (rt, i);
    hp_xdecref (rt, j);
  }
  if (args != NULL)
    hp_err_set_object (rt, (HpObject *)hp_type (rt, exc), args);
  hp_xdecref (rt, args);
  hp_xdecref (rt, e);
  hp_xdecref (rt, r);
  return NULL;
}

static HpObject *
decode_error (HpRuntime *rt, const char *encoding, const char *bytes, ssize_t n, ssize_t start,
              ssize_t end, const char *reason)
{
  HpObject *object = hp_bytes_from_data (rt, bytes, n);

  if (object != NULL)
    codec_error (rt, HP_EXC_UNICODE_DECODE_ERROR, encoding, object, start, end, reason);
  hp_xdecref (rt, object);
  return NULL;
}

/* One character at p; *n bytes were used. -1: wrong, *n is how many bytes are to blame and *reason
 * says why. */
static int32_t
decode_one (const uint8_t *p, const uint8_t *end, int *n, const char **reason)
{
  uint32_t c = *p;
  int need = c < 0x80                ? 0
             : c >= 0xc2 && c < 0xe0 ? 1
             : c >= 0xe0 && c < 0xf0 ? 2
             : c >= 0xf0 && c < 0xf5 ? 3
                                     : -1;
  uint8_t low = 0x80, high = 0xbf;

  *n = 1;
  if (need < 0) {
    *reason = "invalid start byte";
    return -1;
  }
  if (need == 0)
    return (int32_t)c;
  if (c == 0xe0)
    low = 0xa0;
  else if (c == 0xed)
    high = 0x9f;
  else if (c == 0xf0)
    low = 0x90;
  else if (c == 0xf4)
    high = 0x8f;
  c &= need == 1 ? 0x1f : need == 2 ? 0x0f : 0x07;
  for (int i = 1; i <= need; i++, low = 0x80, high = 0xbf) {
    if (p + i >= end) {
      *reason = "unexpected end of data";
      return -1;
    }
    if (p[i] < low || p[i] > high) {
      *reason = "invalid continuation byte";
      return -1;
    }
    c = c << 6 | (p[i] & 0x3f);
    *n = i + 1;
  }
  return (int32_t)c;
}

HpObject *
hp_str_decode_utf8 (HpRuntime *rt, const char *bytes, ssize_t n, const char *errors)
{
  const uint8_t *start = (const uint8_t *)bytes, *p = start, *end = start + n;
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  while (p < end && !w.failed) {
    const uint8_t *run = p;
    const char *reason = NULL;
    int used;
    int32_t c;

    while (p < end && *p < 0x80)
      p++;
    if (p > run) {
      hp_str_writer_add_ascii (&w, (const char *)run, p - run);
      continue;
    }
    c = decode_one (p, end, &used, &reason);
    if (c >= 0)
      hp_str_writer_add_char (&w, (uint32_t)c);
    else if (strcmp (errors, "strict") == 0) {
      hp_str_writer_abandon (&w);
      return decode_error (rt, "utf-8", bytes, n, p - start, p - start + used, reason);
    } else if (strcmp (errors, "surrogateescape") == 0) {
      for (int i = 0; i < used; i++)
        hp_str_writer_add_char (&w, 0xdc00u + p[i]);
    } else if (strcmp (errors, "backslashreplace") == 0) {
      for (int i = 0; i < used; i++) {
        char text[8];

        snprintf (text, sizeof text, "\\x%02x", p[i]);
        hp_str_writer_add_ascii (&w, text, -1);
      }
    } else if (strcmp (errors, "ignore") != 0)
      hp_str_writer_add_char (&w, 0xfffd);
    p += used;
  }
  return hp_str_writer_finish (&w);
}

/* "UTF_8" -> "utf-8" */
static void
normalize (const char *encoding, char out[24])
{
  size_t i = 0;

  for (; encoding[i] && i < 23; i++) {
    char c = encoding[i];

    out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' || c == ' ' ? '-' : c;
  }
  out[i] = '\0';
}

typedef enum {
  CODEC_UTF8,
  CODEC_ASCII,
  CODEC_LATIN1,
  CODEC_UTF16,
  CODEC_UTF32,
  CODEC_UNKNOWN
} Codec;

static Codec
find_codec (const char *encoding, int *order)
{
  char name[24];

  normalize (encoding, name);
  *order = 0;
  if (!strcmp (name, "utf-8") || !strcmp (name, "utf8") || !strcmp (name, "u8"))
    return CODEC_UTF8;
  if (!strcmp (name, "ascii") || !strcmp (name, "us-ascii"))
    return CODEC_ASCII;
  if (!strcmp (name, "latin-1") || !strcmp (name, "latin1") || !strcmp (name, "iso-8859-1") ||
      !strcmp (name, "iso8859-1"))
    return CODEC_LATIN1;
  if (!strncmp (name, "utf-16", 6) || !strncmp (name, "utf16", 5)) {
    *order = strstr (name, "be") ? 1 : strstr (name, "le") ? -1 : 0;
    return CODEC_UTF16;
  }
  if (!strncmp (name, "utf-32", 6) || !strncmp (name, "utf32", 5)) {
    *order = strstr (name, "be") ? 1 : strstr (name, "le") ? -1 : 0;
    return CODEC_UTF32;
  }
  return CODEC_UNKNOWN;
}

static HpObject *
decode_wide (HpRuntime *rt, const uint8_t *p, ssize_t n, int unit, int order)
{
  HpStrWriter w;
  ssize_t i = 0;
  bool big = order > 0;

  if (order == 0 && n >= unit) {
    uint32_t le = 0;

    for (int k = 0; k < unit; k++)
      le |= (uint32_t)p[k] << (8 * k);
    if (le == 0xfeff)
      i = unit;
    else if (le == (unit == 2 ? 0xfffeu : 0xfffe0000u)) {
      big = true;
      i = unit;
    }
  }
  hp_str_writer_init (&w, rt);
  for (; i + unit <= n; i += unit) {
    uint32_t c = 0;

    for (int k = 0; k < unit; k++)
      c |= (uint32_t)p[i + k] << (8 * (big ? unit - 1 - k : k));
    if (unit == 2 && c >= 0xd800 && c < 0xdc00 && i + 4 <= n) {
      uint32_t d = big ? (uint32_t)p[i + 2] << 8 | p[i + 3] : (uint32_t)p[i + 3] << 8 | p[i + 2];

      if (d >= 0xdc00 && d < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
        i += 2;
      }
    }
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
      hp_str_writer_abandon (&w);
      return decode_error (rt, unit == 2 ? "utf-16" : "utf-32", (const char *)p, n, i, i + unit,
                           "illegal encoding");
    }
    hp_str_writer_add_char (&w, c);
  }
  if (i < n) {
    hp_str_writer_abandon (&w);
    return decode_error (rt, unit == 2 ? "utf-16" : "utf-32", (const char *)p, n, i, n,
                         "truncated data");
  }
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_decode (HpRuntime *rt, const char *bytes, ssize_t n, const char *encoding,
               const char *errors)
{
  int order;
  HpStrWriter w;

  if (n == 0) /* nobody asks whether there is such an encoding */
    return hp_new_ref (rt->empty_str);
  switch (find_codec (encoding, &order)) {
  case CODEC_UTF8: return hp_str_decode_utf8 (rt, bytes, n, errors);
  case CODEC_LATIN1: return hp_str_from_kind (rt, 1, bytes, n);
  case CODEC_UTF16: return decode_wide (rt, (const uint8_t *)bytes, n, 2, order);
  case CODEC_UTF32: return decode_wide (rt, (const uint8_t *)bytes, n, 4, order);
  case CODEC_ASCII:
    hp_str_writer_init (&w, rt);
    for (ssize_t i = 0; i < n; i++) {
      uint8_t c = (uint8_t)bytes[i];

      if (c < 128)
        hp_str_writer_add_char (&w, c);
      else if (!strcmp (errors, "replace"))
        hp_str_writer_add_char (&w, 0xfffd);
      else if (strcmp (errors, "ignore") != 0) {
        hp_str_writer_abandon (&w);
        return decode_error (rt, "ascii", bytes, n, i, i + 1, "ordinal not in range(128)");
      }
    }
    return hp_str_writer_finish (&w);
  case CODEC_UNKNOWN:
  default: return hp_err_format (rt, HP_EXC_LOOKUP_ERROR, "unknown encoding: %s", encoding);
  }
}

/* ---- encode ---- */

static int
utf8_put (uint32_t c, char *out)
{
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (char)(0xc0 | c >> 6);
    out[1] = (char)(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
  }
  out[0] = (char)(0xf0 | c >> 18);
  out[1] = (char)(0x80 | (c >> 12 & 0x3f));
  out[2] = (char)(0x80 | (c >> 6 & 0x3f));
  out[3] = (char)(0x80 | (c & 0x3f));
  return 4;
}

const char *
hp_str_as_utf8 (HpRuntime *rt, HpObject *s, ssize_t *n)
{
  HpStrWide *wide = (HpStrWide *)s;
  ssize_t length = hp_str_length (s), size = 0;
  char four[4], *out;

  if (hp_str_is_ascii (s)) {
    if (n)
      *n = length;
    return hp_str_data (s);
  }
  if (wide->utf8 == NULL) {
    for (ssize_t i = 0; i < length; i++) {
      uint32_t c = hp_str_char (s, i);

      if (c >= 0xd800 && c < 0xe000) {
        codec_error (rt, HP_EXC_UNICODE_ENCODE_ERROR, "utf-8", s, i, i + 1,
                     "surrogates not allowed");
        return NULL;
      }
      size += utf8_put (c, four);
    }
    wide->utf8 = hp_object_malloc (rt, (size_t)size + 1);
    if (wide->utf8 == NULL) {
      hp_err_no_memory (rt);
      return NULL;
    }
    out = wide->utf8;
    for (ssize_t i = 0; i < length; i++)
      out += utf8_put (hp_str_char (s, i), out);
    *out = '\0';
    wide->utf8_length = size;
  }
  if (n)
    *n = wide->utf8_length;
  return wide->utf8;
}

const char *
hp_str_as_utf8_lossy (HpRuntime *rt, HpObject *s)
{
  HpObject *type, *value, *traceback;
  const char *text;

  hp_err_fetch (rt, &type, &value, &traceback);
  text = hp_str_as_utf8 (rt, s, NULL);
  hp_err_restore (rt, type, value, traceback);
  return text ? text : "?";
}

char *
hp_str_dup_utf8 (HpObject *s)
{
  ssize_t length = hp_str_length (s);
  char *text = malloc ((size_t)length * 4 + 1), *out = text;

  if (text == NULL)
    return NULL;
  for (ssize_t i = 0; i < length; i++) {
    uint32_t c = hp_str_char (s, i);

    out += utf8_put (c >= 0xd800 && c < 0xe000 ? '?' : c, out);
  }
  *out = '\0';
  return text;
}

typedef struct {
  Codec codec;
  int order; /* of UTF-16 and UTF-32: 0 little with a mark, -1 little, 1 big */
  uint32_t limit;
  const char *errors;
  char *out;
  ssize_t size;
} Encoder;

static bool
can_encode (const Encoder *e, uint32_t c)
{
  bool surrogate = c >= 0xd800 && c < 0xe000;

  return c < e->limit && (!surrogate || strcmp (e->errors, "surrogatepass") == 0);
}

static void
put_utf16_unit (Encoder *e, uint32_t unit)
{
  e->out[e->size++] = (char)(e->order > 0 ? unit >> 8 : unit);
  e->out[e->size++] = (char)(e->order > 0 ? unit : unit >> 8);
}

static void
put_char (Encoder *e, uint32_t c)
{
  if (e->codec == CODEC_UTF8)
    e->size += utf8_put (c, e->out + e->size);
  else if (e->codec <= CODEC_LATIN1)
    e->out[e->size++] = (char)c;
  else if (e->codec == CODEC_UTF32)
    for (int k = 0; k < 4; k++)
      e->out[e->size++] = (char)(c >> (8 * (e->order > 0 ? 3 - k : k)));
  else if (c < 0x10000)
    put_utf16_unit (e, c);
  else {
    put_utf16_unit (e, 0xd800 + ((c - 0x10000) >> 10));
    put_utf16_unit (e, 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
}

/* What the error handler puts in place of C; false: it does not, an error is to be raised. */
static bool
put_replacement (Encoder *e, uint32_t c)
{
  char *out = e->out + e->size;

  if (!strcmp (e->errors, "surrogateescape") && c >= 0xdc80 && c <= 0xdcff)
    e->out[e->size++] = (char)(c - 0xdc00);
  else if (!strcmp (e->errors, "replace"))
    put_char (e, '?');
  else if (!strcmp (e->errors, "xmlcharrefreplace"))
    e->size += sprintf (out, "&#%u;", c);
  else if (!strcmp (e->errors, "backslashreplace"))
    e->size += sprintf (out, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c);
  else
    return strcmp (e->errors, "ignore") == 0;
  return true;
}

/* Position of the first character that has no replacement either, or -1. */
static ssize_t
encode_all (Encoder *e, HpObject *s)
{
  ssize_t n = hp_str_length (s);

  if (e->codec >= CODEC_UTF16 && e->order == 0) {
    memcpy (e->out, "\xff\xfe\0\0", 4);
    e->size = e->codec == CODEC_UTF16 ? 2 : 4;
  }
  for (ssize_t i = 0; i < n; i++) {
    uint32_t c = hp_str_char (s, i);

    if (can_encode (e, c))
      put_char (e, c);
    else if (!put_replacement (e, c))
      return i;
  }
  return -1;
}

static HpObject *
encode_error (HpRuntime *rt, const Encoder *e, HpObject *s, ssize_t start)
{
  bool ascii = e->codec == CODEC_ASCII, latin1 = e->codec == CODEC_LATIN1;
  ssize_t n = hp_str_length (s), end = start + 1;

  while (end < n && hp_str_char (s, end) >= e->limit)
    end++;
  return codec_error (rt, HP_EXC_UNICODE_ENCODE_ERROR,
                      ascii    ? "ascii"
                      : latin1 ? "latin-1"
                               : "utf-8",
                      s, start, end,
                      ascii    ? "ordinal not in range(128)"
                      : latin1 ? "ordinal not in range(256)"
                               : "surrogates not allowed");
}

HpObject *
hp_str_encode (HpRuntime *rt, HpObject *s, const char *encoding, const char *errors)
{
  char few[512] = "";
  Encoder e = { .out = few, .errors = errors };
  ssize_t n = hp_str_length (s), room, bad;
  HpObject *b;

  e.codec = find_codec (encoding, &e.order);
  e.limit = e.codec == CODEC_ASCII ? 128 : e.codec == CODEC_LATIN1 ? 256 : 0x110000;
  if (e.codec == CODEC_UNKNOWN)
    return hp_err_format (rt, HP_EXC_LOOKUP_ERROR, "unknown encoding: %s", encoding);
  if (hp_str_is_ascii (s) && e.codec <= CODEC_LATIN1)
    return hp_bytes_from_data (rt, hp_str_data (s), n);
  room = e.codec == CODEC_UTF8 && !strcmp (errors, "strict") ? n * 4 : n * 10 + 8;
  if (room > (ssize_t)sizeof few)
    e.out = hp_mem_malloc (rt, (size_t)room);
  if (e.out == NULL)
    return hp_err_no_memory (rt);
  bad = encode_all (&e, s);
  b = bad < 0 ? hp_bytes_from_data (rt, e.out, e.size) : encode_error (rt, &e, s, bad);
  if (e.out != few)
    hp_mem_free (rt, e.out);
  return b;
}

/* ---- repr ---- */

static void
add_escaped (HpStrWriter *w, uint32_t c)
{
  char text[12];

  snprintf (text, sizeof text, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c);
  hp_str_writer_add_ascii (w, text, -1);
}

HpObject *
hp_str_repr (HpRuntime *rt, HpObject *s)
{
  ssize_t n = hp_str_length (s);
  bool single = false, dbl = false;
  uint32_t quote;
  HpStrWriter w;

  for (ssize_t i = 0; i < n; i++) {
    uint32_t c = hp_str_char (s, i);
    single = single || c == '\'';
    dbl = dbl || c == '"';
  }
  quote = single && !dbl ? '"' : '\'';
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, quote);
  for (ssize_t i = 0; i < n; i++) {
    uint32_t c = hp_str_char (s, i);

    if (c == quote || c == '\\') {
      hp_str_writer_add_char (&w, '\\');
      hp_str_writer_add_char (&w, c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      hp_str_writer_add_char (&w, '\\');
      hp_str_writer_add_char (&w, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    } else if (hp_char_is_printable (c))
      hp_str_writer_add_char (&w, c);
    else
      add_escaped (&w, c);
  }
  hp_str_writer_add_char (&w, quote);
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_ascii (HpRuntime *rt, HpObject *s)
{
  HpStrWriter w;

  if (hp_str_is_ascii (s))
    return hp_new_ref (s);
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < hp_str_length (s); i++) {
    uint32_t c = hp_str_char (s, i);

    if (c < 128)
      hp_str_writer_add_char (&w, c);
    else
      add_escaped (&w, c);
  }
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_digits_to_ascii (HpRuntime *rt, HpObject *s)
{
  HpStrWriter w;

  if (hp_str_is_ascii (s))
    return hp_new_ref (s);
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < hp_str_length (s); i++) {
    uint32_t c = hp_str_char (s, i);
    int d = c < 128 ? -1 : hp_char_decimal (c);
    bool is_foreign = c >= 128 && d < 0 && !hp_char_is_space (c);

    hp_str_writer_add_char (&w, is_foreign ? '?' : d >= 0 ? '0' + (uint32_t)d : c < 128 ? c : ' ');
    if (is_foreign)
      break; /* no number, whatever follows */
  }
  return hp_str_writer_finish (&w);
}
