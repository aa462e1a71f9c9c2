/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query-functions.h"

#include <string.h>

gboolean
hp_query_function_is_allowed (const char *name)
{
  static const char *const names[] = {
    /* sums */
    "avg", "count", "group_concat", "max", "min", "sum", "total",
    /* numbers */
    "abs", "ceil", "ceiling", "exp", "floor", "ln", "log", "log10", "log2", "mod", "pow", "power",
    "random", "round", "sign", "sqrt", "trunc",
    /* texts */
    "char", "glob", "hex", "instr", "length", "like", "lower", "quote", "replace", "substr",
    "substring", "unicode", "upper", "zeroblob",
    /* any value */
    "coalesce", "ifnull", "iif", "likelihood", "likely", "nullif", "typeof", "unlikely",
    /* windows */
    "cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile",
    "percent_rank", "rank", "row_number", NULL
  };

  return name != NULL && g_strv_contains (names, name);
}

/* ---- instr and replace ---- */

typedef struct {
  const char *bytes; /* borrowed from the value */
  gsize length;
} Text;

/* FALSE: the value is NULL, or there is no memory for its text. */
static gboolean
text_of (sqlite3_value *value, Text *text)
{
  text->bytes = (const char *)sqlite3_value_text (value);
  text->length = (gsize)sqlite3_value_bytes (value);
  return text->bytes != NULL;
}

/* Characters before a place, as SQLite counts them: bytes that begin one. */
static gint64
count_characters (const char *begin, const char *end)
{
  gint64 n = 0;

  for (const char *at = begin; at < end; at++)
    n += ((guchar)*at & 0xc0) != 0x80;
  return n;
}

static void
find_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  Text whole, part;
  const char *place;

  if (!text_of (values[0], &whole) || !text_of (values[1], &part))
    return;
  place = memmem (whole.bytes, whole.length, part.bytes, part.length);
  sqlite3_result_int64 (context, place != NULL ? count_characters (whole.bytes, place) + 1 : 0);
}

static void
replace_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  gsize limit = (gsize)sqlite3_limit (sqlite3_context_db_handle (context), SQLITE_LIMIT_LENGTH, -1);
  g_autoptr (GString) result = g_string_new (NULL);
  Text whole, part, by;
  const char *at, *place;

  if (!text_of (values[0], &whole) || !text_of (values[1], &part) || !text_of (values[2], &by))
    return;
  at = whole.bytes;
  while (part.length > 0 && result->len <= limit &&
         (place = memmem (at, whole.length - (gsize)(at - whole.bytes), part.bytes, part.length)) !=
             NULL) {
    g_string_append_len (result, at, place - at);
    g_string_append_len (result, by.bytes, (gssize)by.length);
    at = place + part.length;
  }
  g_string_append_len (result, at, (gssize)(whole.length - (gsize)(at - whole.bytes)));
  if (result->len > limit)
    sqlite3_result_error_toobig (context);
  else
    sqlite3_result_text (context, result->str, (int)result->len, SQLITE_TRANSIENT);
}

gboolean
hp_query_replace_functions (sqlite3 *db)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

  return sqlite3_create_function (db, "instr", 2, flags, NULL, find_text, NULL, NULL) ==
             SQLITE_OK &&
         sqlite3_create_function (db, "replace", 3, flags, NULL, replace_text, NULL, NULL) ==
             SQLITE_OK;
}
