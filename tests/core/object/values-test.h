/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the value types share: a runtime per test, and short ways to call and to look.
 */
#pragma once
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/format.h"
#include "object/int.h"
#include "object/list.h"
#include "object/range.h"
#include "object/runtime.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include <glib.h>
#include <stdio.h>

typedef struct {
  HpHeap *heap;
  HpRuntime *rt;
} Fixture;

static inline void
fixture_up (Fixture *f, gconstpointer data)
{
  f->heap = hp_heap_new (NULL);
  f->rt = hp_runtime_new (f->heap);
  g_assert_nonnull (f->rt);
  hp_runtime_use_this_stack (f->rt);
}

static inline void
fixture_down (Fixture *f, gconstpointer data)
{
  g_assert_null (hp_err_occurred (f->rt));
  hp_runtime_free (f->rt);
  g_assert_cmpint (hp_heap_check (f->heap), ==, 0);
  hp_heap_free (f->heap);
}

/* repr (o), or "TypeName: message" of the current exception (which is cleared); takes o over. */
static inline char *
text_of (HpRuntime *rt, HpObject *o)
{
  HpObject *s;
  char *text;

  if (o == NULL) {
    HpObject *exc = hp_err_take (rt), *message;

    if (exc == NULL)
      return g_strdup ("NULL without an exception");
    message = hp_object_str (rt, exc);
    g_assert_nonnull (message);
    text = g_strdup_printf ("%s: %s", hp_type_short_name (exc->type),
                            hp_str_as_utf8 (rt, message, NULL));
    hp_decref (rt, message);
    hp_decref (rt, exc);
    return text;
  }
  s = hp_object_repr (rt, o);
  g_assert_nonnull (s);
  text = g_strdup (hp_str_as_utf8 (rt, s, NULL));
  hp_decref (rt, s);
  hp_decref (rt, o);
  return text;
}

#define assert_repr(rt_, o_, expected_)                                                            \
  do {                                                                                             \
    char *text_ = text_of (rt_, o_);                                                               \
    g_assert_cmpstr (text_, ==, expected_);                                                        \
    g_free (text_);                                                                                \
  } while (0)

/* o.name (args ...), NULL at the end; args are taken over, o is not. */
static inline HpObject *
call (HpRuntime *rt, HpObject *o, const char *name, ...)
{
  HpObject *args[8], *method = hp_object_get_attr_utf8 (rt, o, name), *r;
  size_t n = 0;
  va_list list;

  g_assert_nonnull (method);
  va_start (list, name);
  while ((args[n] = va_arg (list, HpObject *)) != NULL)
    n++;
  va_end (list);
  r = hp_vectorcall (rt, method, args, n, NULL);
  hp_decref (rt, method);
  while (n > 0)
    hp_decref (rt, args[--n]);
  return r;
}

static inline HpObject *
integer (HpRuntime *rt, const char *text)
{
  HpObject *n = hp_int_from_utf8 (rt, text, (ssize_t)strlen (text), 10);

  g_assert_nonnull (n);
  return n;
}

static inline HpObject *
string (HpRuntime *rt, const char *text)
{
  HpObject *s = hp_str_from_utf8 (rt, text);

  g_assert_nonnull (s);
  return s;
}

static inline ssize_t
size_of (HpRuntime *rt, HpObject *o)
{
  return hp_object_size (rt, o);
}
