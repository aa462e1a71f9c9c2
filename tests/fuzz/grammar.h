/* SPDX-License-Identifier: Apache-2.0 */
/* A grammar of programs, read from text.
 *
 *   # a comment
 *   rule:
 *   | an alternative, the text of a program with holes
 *   |3 one that is three times as likely
 *   |! one for hostile programs only: what it prints depends on the machine, or it may take long
 *   |f one for functions only, |g for generators, |l for loops, |2l for loops and likely
 *   | one with
 *     a second line (two spaces in front are taken away)
 *
 * The first alternative of each rule must lead to an end without recursion: it is taken when a
 * program has become deep or long. The holes:
 *
 *   <rule>    an alternative of the rule
 *   <^rule>   the same in lines of its own, indented; <*rule> the body of a loop; <&rule> a block
 *             whose variables are used behind it
 *   <@kind>   a variable of that kind that is visible here; <kind> if there is none
 *   <$kind>   the same, but the rule "fallback" if there is none
 *   <=kind>   a variable to assign to: a new one, visible from the next line on, or a known one
 *   <!kind>   one that this scope has already, or a new one
 *   <%kind>   a new variable, visible at once (a parameter)
 *   <~kind>   the same without writing it, for one that is written later: <last>
 *   <last>    the first variable that this scope got
 *   <+>       a scope of a function begins, <+generator> of one with yield, <+class> of a class;
 *             <-> ends it
 *   \<        a less-than sign
 */
#pragma once

#include <glib.h>

/* Where an alternative may stand. */
typedef enum {
  PLACE_HOSTILE = 1 << 0,
  PLACE_FUNCTION = 1 << 1,
  PLACE_GENERATOR = 1 << 2,
  PLACE_LOOP = 1 << 3,
} Places;

typedef struct {
  char *text;
  Places places; /* all of them must hold */
  guint weight;
} Alternative;

/* of Alternative */
typedef GArray Rule;

typedef struct _Grammar Grammar;

/* Reads the grammar beside this file; errors in it end the program with a message. */
Grammar *grammar_new (void);
void grammar_free (Grammar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Grammar, grammar_free)

/* NULL when there is none of that name. */
const Rule *grammar_find (const Grammar *self, const char *name, gsize length);
