/* SPDX-License-Identifier: Apache-2.0 */
/* BaseExceptionGroup and ExceptionGroup (PEP 654): an exception that carries others. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

#define GROUP(o) ((HpExceptionGroup *)(o))

static bool
is_group (HpRuntime *rt, HpObject *o)
{
  return hp_is_instance_of (rt, o, HP_EXC_BASE_EXCEPTION_GROUP);
}

static bool
is_plain_exception (HpRuntime *rt, HpObject *o)
{
  return hp_is_instance_of (rt, o, HP_EXC_EXCEPTION);
}

/* ---- make ---- */

/* The members as a tuple, checked; *only_plain: all are Exceptions. */
static HpObject *
read_members (HpRuntime *rt, HpObject *sequence, bool *only_plain)
{
  HpObject *members;

  if (!hp_is_sequence (sequence))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "second argument (exceptions) must be a sequence");
  members = hp_sequence_tuple (rt, sequence);
  if (members == NULL)
    return NULL;
  if (hp_tuple_length (members) == 0)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "second argument (exceptions) must be a non-empty sequence");

  for (ssize_t i = 0; i < hp_tuple_length (members); i++) {
    HpObject *item = hp_tuple_slot (members, i);

    if (!hp_is_exception (item)) {
      hp_err_format (rt, HP_EXC_VALUE_ERROR,
                     "Item %zd of second argument (exceptions) is not an exception", i);
      break;
    }
    *only_plain = *only_plain && is_plain_exception (rt, item);
  }
  if (hp_err_occurred (rt) != NULL)
    hp_clear (rt, members);
  return members;
}

/* A group of Exceptions is an Exception itself; one that holds others must not be. */
static HpType *
choose_class (HpRuntime *rt, HpType *type, bool only_plain)
{
  if (type == hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP))
    return only_plain && rt->exception_group != NULL ? (HpType *)rt->exception_group : type;
  if (only_plain || !hp_type_is_subtype (type, hp_type (rt, HP_EXC_EXCEPTION)))
    return type;
  if ((HpObject *)type == rt->exception_group)
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "Cannot nest BaseExceptions in an ExceptionGroup");
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "Cannot nest BaseExceptions in '%.200s'", type->name);
  return NULL;
}

static HpObject *
group_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *message, *members, *self;
  bool only_plain = true;

  if (hp_tuple_length (args) != 2)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zd given)",
                          hp_tuple_length (args));
  message = hp_tuple_slot (args, 0);
  if (!hp_is_str (message))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
                          message == hp_none (rt) ? "None" : message->type->name);
  members = read_members (rt, hp_tuple_slot (args, 1), &only_plain);
  if (members == NULL)
    return NULL;
  type = choose_class (rt, type, only_plain);
  self = type != NULL ? hp_exception_new (rt, type, args, kwargs) : NULL;
  if (self == NULL) {
    hp_decref (rt, members);
    return NULL;
  }
  GROUP (self)->message = hp_new_ref (message);
  GROUP (self)->exceptions = members;
  return self;
}

static HpObject *
group_str (HpRuntime *rt, HpObject *self)
{
  ssize_t n = hp_tuple_length (GROUP (self)->exceptions);

  return hp_str_from_format (rt, "%S (%zd sub-exception%s)", GROUP (self)->message, n,
                             n > 1 ? "s" : "");
}

/* ---- parts ---- */

static HpObject *
derive (HpRuntime *rt, HpObject *self, HpObject *members)
{
  return hp_call_args (rt, (HpObject *)hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP),
                       GROUP (self)->message, members, NULL);
}

static int
copy_notes (HpRuntime *rt, HpObject *from, HpObject *to)
{
  HpObject *notes, *copy;
  int status;

  if (hp_object_lookup_attr (rt, from, hp_id (rt, __notes__), &notes) < 0)
    return -1;
  if (notes == NULL || !hp_is_sequence (notes)) {
    hp_xdecref (rt, notes);
    return 0;
  }
  copy = hp_sequence_list (rt, notes);
  status = copy != NULL ? hp_object_set_attr (rt, to, hp_id (rt, __notes__), copy) : -1;
  hp_xdecref (rt, copy);
  hp_decref (rt, notes);
  return status;
}

/* A group like ORIG around MEMBERS (a list), with its traceback, chain and notes; None around
 * nothing. */
static HpObject *
subset_of (HpRuntime *rt, HpObject *orig, HpObject *members)
{
  HpObject *part;

  if (hp_list_length (members) == 0)
    return hp_new_none (rt);
  part = hp_call_method (rt, orig, hp_id (rt, derive), members, NULL);
  if (part == NULL)
    return NULL;
  if (!is_group (rt, part)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "derive must return an instance of BaseExceptionGroup");
    hp_clear (rt, part);
    return NULL;
  }
  hp_exception_set_context (rt, part, hp_xnew_ref (hp_exception_get_context (orig)));
  hp_exception_set_cause (rt, part, hp_xnew_ref (hp_exception_get_cause (orig)));
  ((HpException *)part)->suppress_context = ((HpException *)orig)->suppress_context;
  if (hp_exception_set_traceback (rt, part, hp_exception_get_traceback (orig)) < 0 ||
      copy_notes (rt, orig, part) < 0)
    hp_clear (rt, part);
  return part;
}

/* Is OBJECT's address in SET, a set of ints? */
static int
has_address (HpRuntime *rt, HpObject *set, HpObject *object)
{
  HpObject *address = hp_int_from_uint64 (rt, (uintptr_t)object);
  int found = address != NULL ? hp_set_contains (rt, set, address) : -1;

  hp_xdecref (rt, address);
  return found;
}

/* MATCHER may also be a set of the addresses of single exceptions. */
static int
matches (HpRuntime *rt, HpObject *exc, HpObject *matcher)
{
  HpObject *result;
  int truth;

  if (hp_is_any_set (rt, matcher))
    return is_group (rt, exc) ? 0 : has_address (rt, matcher, exc);
  if (!hp_is_function (rt, matcher))
    return hp_err_given_matches (rt, exc, matcher);
  result = hp_call_one_arg (rt, matcher, exc);
  if (result == NULL)
    return -1;
  truth = hp_object_is_true (rt, result);
  hp_decref (rt, result);
  return truth;
}

/* Adds PART (taken over) to LIST unless it is None. */
static int
add_part (HpRuntime *rt, HpObject *list, HpObject *part)
{
  int status = hp_is_none (rt, part) ? 0 : hp_list_append (rt, list, part);

  hp_decref (rt, part);
  return status;
}

static int
split_members (HpRuntime *rt, HpObject *exc, HpObject *matcher, HpObject *yes, HpObject *no)
{
  HpObject *members = GROUP (exc)->exceptions;

  for (ssize_t i = 0; i < hp_tuple_length (members); i++) {
    HpObject *match, *rest;

    if (hp_exception_split (rt, hp_tuple_slot (members, i), matcher, &match, &rest) < 0)
      return -1;
    if (add_part (rt, yes, match) < 0) {
      hp_decref (rt, rest);
      return -1;
    }
    if (add_part (rt, no, rest) < 0)
      return -1;
  }
  return 0;
}

static int
split_group (HpRuntime *rt, HpObject *exc, HpObject *matcher, HpObject **match, HpObject **rest)
{
  HpObject *yes = hp_list_new (rt, 0), *no = hp_list_new (rt, 0);

  *match = *rest = NULL;
  if (yes != NULL && no != NULL && split_members (rt, exc, matcher, yes, no) == 0) {
    *match = subset_of (rt, exc, yes);
    *rest = *match != NULL ? subset_of (rt, exc, no) : NULL;
  }
  hp_xdecref (rt, yes);
  hp_xdecref (rt, no);
  if (*rest != NULL)
    return 0;
  hp_clear (rt, *match);
  return -1;
}

int
hp_exception_split (HpRuntime *rt, HpObject *exc, HpObject *matcher, HpObject **match,
                    HpObject **rest)
{
  int matched = matches (rt, exc, matcher), status;

  *match = *rest = NULL;
  if (matched < 0)
    return -1;
  if (matched || !is_group (rt, exc)) {
    *match = hp_new_ref (matched ? exc : hp_none (rt));
    *rest = hp_new_ref (matched ? hp_none (rt) : exc);
    return 0;
  }
  if (hp_enter_recursive_call (rt, " in exceptiongroup_split_recursive") < 0)
    return -1;
  status = split_group (rt, exc, matcher, match, rest);
  hp_leave_recursive_call (rt);
  return status;
}

/* ---- together again ---- */

/* Parts that except* left alone still have everything from the original. */
static bool
is_part_of (HpObject *exc, HpObject *original)
{
  HpException *a = (HpException *)exc, *b = (HpException *)original;

  return a->notes == b->notes && a->traceback == b->traceback && a->cause == b->cause &&
         a->context == b->context;
}

static int
add_leaves (HpRuntime *rt, HpObject *set, HpObject *exc)
{
  HpObject *address;
  int status = 0;

  if (!is_group (rt, exc)) {
    address = hp_int_from_uint64 (rt, (uintptr_t)exc);
    status = address != NULL ? hp_set_add (rt, set, address) : -1;
    hp_xdecref (rt, address);
    return status;
  }
  if (hp_enter_recursive_call (rt, " in collect_exception_group_leaf_ids") < 0)
    return -1;
  for (ssize_t i = 0; status == 0 && i < hp_tuple_length (GROUP (exc)->exceptions); i++)
    status = add_leaves (rt, set, hp_tuple_slot (GROUP (exc)->exceptions, i));
  hp_leave_recursive_call (rt);
  return status;
}

/* ORIGINAL without the single exceptions that are not in PARTS. */
static HpObject *
project (HpRuntime *rt, HpObject *original, HpObject *parts)
{
  HpObject *leaves = hp_set_new (rt, NULL), *match = NULL, *rest = NULL;
  int status = leaves != NULL ? 0 : -1;

  for (ssize_t i = 0; status == 0 && i < hp_list_length (parts); i++)
    status = add_leaves (rt, leaves, hp_list_slot (parts, i));
  if (status == 0 && hp_exception_split (rt, original, leaves, &match, &rest) == 0)
    hp_decref (rt, rest);
  hp_xdecref (rt, leaves);
  return match;
}

/* NEW ones and the old PARTS, which are emptied into it. */
static HpObject *
join_lists (HpRuntime *rt, HpObject *original, HpObject *new, HpObject *parts)
{
  if (hp_list_length (parts) > 0) {
    HpObject *old = project (rt, original, parts);

    if (old == NULL || hp_list_length (new) == 0)
      return old;
    if (add_part (rt, new, old) < 0)
      return NULL;
  }
  if (hp_list_length (new) == 0)
    return hp_new_none (rt);
  if (hp_list_length (new) == 1)
    return hp_new_ref (hp_list_slot (new, 0));
  return hp_call_args (rt, (HpObject *)hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP), rt->empty_str,
                       new, NULL);
}

HpObject *
hp_exception_join (HpRuntime *rt, HpObject *original, HpObject *raised)
{
  HpObject *new, *parts, *result = NULL;
  int status = 0;

  if (!is_group (rt, original)) /* it was wrapped: one handler ran at most */
    return hp_new_ref (hp_list_length (raised) > 0 ? hp_list_slot (raised, 0) : hp_none (rt));
  new = hp_list_new (rt, 0);
  parts = hp_list_new (rt, 0);
  if (new == NULL || parts == NULL)
    status = -1;
  for (ssize_t i = 0; status == 0 && i < hp_list_length (raised); i++) {
    HpObject *exc = hp_list_slot (raised, i);

    if (!hp_is_none (rt, exc))
      status = hp_list_append (rt, is_part_of (exc, original) ? parts : new, exc);
  }
  if (status == 0)
    result = join_lists (rt, original, new, parts);
  hp_xdecref (rt, new);
  hp_xdecref (rt, parts);
  return result;
}

/* ---- methods ---- */

/* A class of exceptions, a tuple of them, or a function. */
static int
check_matcher (HpRuntime *rt, HpObject *matcher)
{
  bool fits = hp_is_function (rt, matcher) || hp_is_exception_class (matcher);

  if (hp_is_tuple (matcher)) {
    fits = true;
    for (ssize_t i = 0; i < hp_tuple_length (matcher); i++)
      fits = fits && hp_is_exception_class (hp_tuple_slot (matcher, i));
  }
  if (fits)
    return 0;
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                     "expected a function, exception type or tuple of exception types");
  return -1;
}

static HpObject *
group_split (HpRuntime *rt, HpObject *self, HpObject *matcher)
{
  HpObject *match, *rest, *pair;

  if (check_matcher (rt, matcher) < 0 || hp_exception_split (rt, self, matcher, &match, &rest) < 0)
    return NULL;
  pair = hp_tuple_pack (rt, 2, match, rest);
  hp_decref (rt, match);
  hp_decref (rt, rest);
  return pair;
}

static HpObject *
group_subgroup (HpRuntime *rt, HpObject *self, HpObject *matcher)
{
  HpObject *match, *rest;

  if (check_matcher (rt, matcher) < 0 || hp_exception_split (rt, self, matcher, &match, &rest) < 0)
    return NULL;
  hp_decref (rt, rest);
  return match;
}

static const HpMemberDef members[] = {
  { "message", HP_MEMBER_OBJECT, offsetof (HpExceptionGroup, message), HP_MEMBER_READONLY, NULL },
  { "exceptions", HP_MEMBER_OBJECT, offsetof (HpExceptionGroup, exceptions), HP_MEMBER_READONLY,
    NULL },
  { NULL },
};

static const HpMethodDef methods[] = {
  HP_METHOD_O ("derive", derive, 0),
  HP_METHOD_O ("split", group_split, 0),
  HP_METHOD_O ("subgroup", group_subgroup, 0),
  { NULL },
};

/* The template's life cycle functions come from its base. */
const HpType hp_exception_group_type = {
  .name = "BaseExceptionGroup",
  .basicsize = sizeof (HpExceptionGroup),
  .flags = HP_TYPE_BASE | HP_TYPE_EXC_SUBCLASS,
  .str = group_str,
  .new = group_new,
  .methods = methods,
  .members = members,
};

HpObject *
hp_exception_group_make_class (HpRuntime *rt)
{
  HpObject *bases = hp_tuple_pack (rt, 2, (HpObject *)hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP),
                                   (HpObject *)hp_type (rt, HP_EXC_EXCEPTION));
  HpObject *name = hp_str_intern_utf8 (rt, "ExceptionGroup"), *dict = hp_dict_new (rt);
  HpObject *module = hp_str_intern_utf8 (rt, "builtins"), *result = NULL;

  if (bases != NULL && name != NULL && dict != NULL && module != NULL &&
      hp_dict_set_item (rt, dict, hp_id (rt, __module__), module) == 0)
    result = hp_type_new_class (rt, hp_type (rt, HP_T_TYPE), name, bases, dict, NULL);
  hp_xdecref (rt, bases);
  hp_xdecref (rt, name);
  hp_xdecref (rt, dict);
  hp_xdecref (rt, module);
  return result;
}
