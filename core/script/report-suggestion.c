/* SPDX-License-Identifier: Apache-2.0 */
/* The name that was perhaps meant: of all names within reach the one with the least distance of
 * Levenshtein, where a wrong case costs half. Source: Python/suggestions.c of 3.11. */
#include "script/report.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/list.h"
#include "object/tuple.h"
#include "script/vm.h"

#include <limits.h>
#include <string.h>

#define MAX_CANDIDATES 750
#define MAX_LENGTH     40
#define MOVE_COST      2
#define CASE_COST      1

static char
lower (char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static int
substitution_cost (char a, char b)
{
  return a == b ? 0 : lower (a) == lower (b) ? CASE_COST : MOVE_COST;
}

static int
smaller (int a, int b)
{
  return a < b ? a : b;
}

/* One row of the matrix for each character of B; row[i] is the cost of A[:i + 1]. Gives up with
 * MAX_COST + 1. */
static int
count_rows (const char *a, int a_length, const char *b, int b_length, int max_cost)
{
  int row[MAX_LENGTH], result = 0;

  for (int i = 0; i < a_length; i++)
    row[i] = (i + 1) * MOVE_COST;
  for (int j = 0; j < b_length; j++) {
    int distance = j * MOVE_COST, least = INT_MAX;

    result = distance;
    for (int i = 0; i < a_length; i++) {
      int substitute = distance + substitution_cost (b[j], a[i]);

      distance = row[i];
      result = smaller (smaller (result, distance) + MOVE_COST, substitute);
      row[i] = result;
      least = smaller (least, result);
    }
    if (least > max_cost)
      return max_cost + 1;
  }
  return result;
}

static int
get_distance (const char *a, int a_length, const char *b, int b_length, int max_cost)
{
  while (a_length > 0 && b_length > 0 && a[0] == b[0]) {
    a++, a_length--;
    b++, b_length--;
  }
  while (a_length > 0 && b_length > 0 && a[a_length - 1] == b[b_length - 1])
    a_length--, b_length--;
  if (a_length == 0 || b_length == 0)
    return (a_length + b_length) * MOVE_COST;
  if (a_length > MAX_LENGTH || b_length > MAX_LENGTH)
    return max_cost + 1;
  if (b_length < a_length)
    return get_distance (b, b_length, a, a_length, max_cost);
  if ((b_length - a_length) * MOVE_COST > max_cost)
    return max_cost + 1;
  return count_rows (a, a_length, b, b_length, max_cost);
}

/* The best of NAMES (a list, taken over; NULL: none), borrowed from whoever owns the names: a new
 * reference. */
static HpObject *
find_nearest (HpRuntime *rt, HpObject *names, HpObject *name)
{
  HpObject *best = NULL;
  int best_distance = INT_MAX;
  ssize_t length, item_length;
  const char *text = hp_str_as_utf8 (rt, name, &length);

  for (ssize_t i = 0; text != NULL && names != NULL && hp_list_length (names) < MAX_CANDIDATES &&
                      i < hp_list_length (names);
       i++) {
    HpObject *item = hp_list_slot (names, i);
    const char *item_text = hp_is_str (item) ? hp_str_as_utf8 (rt, item, &item_length) : NULL;
    int max_distance, distance;

    if (item_text == NULL)
      break;
    if (hp_str_equal (name, item) || item_length > INT_MAX / 8 || length > INT_MAX / 8)
      continue;
    /* no more than a third of the characters should need a change */
    max_distance = smaller ((int)(length + item_length + 3) * MOVE_COST / 6, best_distance - 1);
    distance = get_distance (text, (int)length, item_text, (int)item_length, max_distance);
    if (distance <= max_distance) {
      best = item;
      best_distance = distance;
    }
  }
  hp_xincref (best);
  hp_xdecref (rt, names);
  hp_err_clear (rt);
  return best;
}

/* names */

static HpObject *
find_name (HpRuntime *rt, HpFrame *frame, HpObject *name)
{
  HpObject *varnames = hp_code_get_varnames (rt, frame->code), *found = NULL;

  if (varnames != NULL)
    found = find_nearest (rt, hp_sequence_list (rt, varnames), name);
  hp_xdecref (rt, varnames);
  if (found == NULL)
    found = find_nearest (rt, hp_sequence_list (rt, frame->globals), name);
  if (found == NULL)
    found = find_nearest (rt, hp_sequence_list (rt, frame->builtins), name);
  hp_err_clear (rt);
  return found;
}

static HpObject *
suggest_name (HpRuntime *rt, HpObject *exc)
{
  HpObject *name = ((HpStopIteration *)exc)->value, *found, *text;
  HpTraceback *tb = (HpTraceback *)hp_exception_get_traceback (exc);

  if (name == NULL || !hp_is_str_exact (rt, name) || tb == NULL ||
      !hp_is_exactly (rt, (HpObject *)tb, HP_T_TRACEBACK))
    return NULL;
  while (tb->next != NULL)
    tb = tb->next;
  found = find_name (rt, ((HpFrameObject *)tb->frame)->frame, name);
  if (found == NULL)
    return NULL;
  text = hp_str_from_format (rt, ". Did you mean: %R?", found);
  hp_decref (rt, found);
  return text;
}

/* attributes */

static HpObject *
suggest_attribute (HpRuntime *rt, HpObject *exc)
{
  HpAttributeError *e = (HpAttributeError *)exc;
  HpObject *found, *text;

  if (e->name == NULL || e->obj == NULL || !hp_is_str_exact (rt, e->name))
    return NULL;
  found = find_nearest (rt, hp_object_dir (rt, e->obj), e->name);
  if (found == NULL)
    return NULL;
  text = hp_str_from_format (rt, ". Did you mean: %R?", found);
  hp_decref (rt, found);
  return text;
}

HpObject *
hp_report_find_suggestion (HpRuntime *rt, HpObject *exc)
{
  HpObject *text = NULL;

  if (hp_is_exactly (rt, exc, HP_EXC_ATTRIBUTE_ERROR))
    text = suggest_attribute (rt, exc);
  else if (hp_is_exactly (rt, exc, HP_EXC_NAME_ERROR))
    text = suggest_name (rt, exc);
  hp_err_clear (rt);
  return text;
}
