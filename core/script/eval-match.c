/* SPDX-License-Identifier: Apache-2.0 */
/* What the match statement asks of its subject (PEP 634). */
#include "script/eval-private.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

/* Text and bytes are no sequences here. */
bool
hp_eval_is_matched_sequence (HpRuntime *rt, HpObject *o)
{
  return hp_is_list (o) || hp_is_tuple (o) || hp_is_instance_of (rt, o, HP_T_RANGE) ||
         hp_is_instance_of (rt, o, HP_T_MEMORYVIEW) || hp_is_instance_of (rt, o, HP_T_DEQUE);
}

bool
hp_eval_is_matched_mapping (HpRuntime *rt, HpObject *o)
{
  return hp_is_dict (o) || hp_is_instance_of (rt, o, HP_T_MAPPINGPROXY);
}

/* ---- mappings ---- */

static int
check_duplicate (HpRuntime *rt, HpObject *seen, HpObject *key)
{
  int found = hp_set_contains (rt, seen, key);

  if (found == 0)
    return hp_set_add (rt, seen, key);
  if (found > 0)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "mapping pattern checks duplicate key (%R)", key);
  return -1;
}

/* Puts the values into VALUES: 1 all, 0 one is missing, -1. GET is the mapping's own method, which
 * makes no entry for a missing key. */
static int
get_values (HpRuntime *rt, HpObject *get, HpObject *keys, HpObject *missing, HpObject *values)
{
  HpObject *seen = hp_set_new (rt, NULL);
  int status = seen != NULL ? 1 : -1;

  for (ssize_t i = 0; status > 0 && i < hp_tuple_length (keys); i++) {
    HpObject *key = hp_tuple_slot (keys, i), *value;

    if (check_duplicate (rt, seen, key) < 0) {
      status = -1;
      break;
    }
    value = hp_call_args (rt, get, key, missing, NULL);
    if (value == NULL)
      status = -1;
    else if (value == missing) {
      hp_decref (rt, value);
      status = 0;
    } else
      hp_tuple_set_slot (values, i, value);
  }
  hp_xdecref (rt, seen);
  return status;
}

HpObject *
hp_eval_match_keys (HpRuntime *rt, HpObject *subject, HpObject *keys)
{
  HpObject *values = hp_tuple_new (rt, hp_tuple_length (keys)), *get = NULL, *missing = NULL;
  int status = 1;

  if (values == NULL || hp_tuple_length (keys) == 0)
    return values;
  get = hp_object_get_attr (rt, subject, hp_id (rt, get));
  missing = get != NULL ? hp_call_no_args (rt, (HpObject *)hp_type (rt, HP_T_OBJECT)) : NULL;
  status = missing != NULL ? get_values (rt, get, keys, missing, values) : -1;
  hp_xdecref (rt, get);
  hp_xdecref (rt, missing);
  if (status > 0)
    return values;
  hp_decref (rt, values);
  return hp_none_or_null (rt, status);
}

/* ---- classes ---- */

typedef struct {
  HpRuntime *rt;
  HpObject *subject;
  HpType *type;
  HpObject *seen;       /* set of names */
  HpObject *attributes; /* list */
} ClassMatch;

/* 1 added, 0 the subject has no such attribute, -1 */
static int
add_attribute (ClassMatch *m, HpObject *name)
{
  int found = hp_set_contains (m->rt, m->seen, name);
  HpObject *value;

  if (found > 0)
    hp_err_format (m->rt, HP_EXC_TYPE_ERROR, "%s() got multiple sub-patterns for attribute %R",
                   m->type->name, name);
  if (found != 0 || hp_set_add (m->rt, m->seen, name) < 0)
    return -1;
  found = hp_object_lookup_attr (m->rt, m->subject, name, &value);
  if (found <= 0)
    return found;
  found = hp_list_append (m->rt, m->attributes, value);
  hp_decref (m->rt, value);
  return found < 0 ? -1 : 1;
}

static int
check_count (ClassMatch *m, ssize_t allowed, int n)
{
  if (n <= allowed)
    return 0;
  hp_err_format (m->rt, HP_EXC_TYPE_ERROR, "%s() accepts %zd positional sub-pattern%s (%d given)",
                 m->type->name, allowed, allowed == 1 ? "" : "s", n);
  return -1;
}

/* A class without __match_args__: the subject itself, for such as int and str. */
static int
add_self (ClassMatch *m, int n)
{
  bool match_self = hp_type_has (m->type, HP_TYPE_MATCH_SELF);

  if (check_count (m, match_self ? 1 : 0, n) < 0)
    return -1;
  return hp_list_append (m->rt, m->attributes, m->subject) < 0 ? -1 : 1;
}

static int
add_by_match_args (ClassMatch *m, HpObject *match_args, int n)
{
  int status = 1;

  if (!hp_is_tuple_exact (m->rt, match_args)) {
    hp_err_format (m->rt, HP_EXC_TYPE_ERROR, "%s.__match_args__ must be a tuple (got %s)",
                   m->type->name, match_args->type->name);
    return -1;
  }
  if (check_count (m, hp_tuple_length (match_args), n) < 0)
    return -1;
  for (int i = 0; i < n && status > 0; i++) {
    HpObject *name = hp_tuple_slot (match_args, i);

    if (!hp_is_str_exact (m->rt, name)) {
      hp_err_format (m->rt, HP_EXC_TYPE_ERROR, "__match_args__ elements must be strings (got %s)",
                     name->type->name);
      return -1;
    }
    status = add_attribute (m, name);
  }
  return status;
}

static int
add_positional (ClassMatch *m, int n)
{
  HpObject *match_args;
  int status;

  if (n == 0)
    return 1;
  if (hp_object_lookup_attr (m->rt, (HpObject *)m->type, hp_id (m->rt, __match_args__),
                             &match_args) < 0)
    return -1;
  if (match_args == NULL)
    return add_self (m, n);
  status = add_by_match_args (m, match_args, n);
  hp_decref (m->rt, match_args);
  return status;
}

static int
add_keywords (ClassMatch *m, HpObject *names)
{
  int status = 1;

  for (ssize_t i = 0; i < hp_tuple_length (names) && status > 0; i++)
    status = add_attribute (m, hp_tuple_slot (names, i));
  return status;
}

HpObject *
hp_eval_match_class (HpRuntime *rt, HpObject *subject, HpObject *type, int n_positional,
                     HpObject *names)
{
  ClassMatch m = { .rt = rt, .subject = subject, .type = (HpType *)type };
  HpObject *result = NULL;
  int status;

  if (!hp_is_type (type))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "called match pattern must be a type");
  status = hp_object_is_instance (rt, subject, type);
  if (status <= 0)
    return hp_none_or_null (rt, status);
  m.seen = hp_set_new (rt, NULL);
  m.attributes = m.seen != NULL ? hp_list_new (rt, 0) : NULL;
  status = m.attributes != NULL ? add_positional (&m, n_positional) : -1;
  if (status > 0)
    status = add_keywords (&m, names);
  if (status > 0)
    result = hp_sequence_tuple (rt, m.attributes);
  else if (status == 0)
    result = hp_new_none (rt);
  hp_xdecref (rt, m.seen);
  hp_xdecref (rt, m.attributes);
  return result;
}
