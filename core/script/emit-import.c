/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

#include <string.h>

static void
emit_int (HpCompiler *k, int value)
{
  hp_emit_new_const (k, hp_int_from_int64 (k->c->rt, value));
}

/* import a.b.c as d: the attributes are taken one after the other */
static void
emit_import_as (HpCompiler *k, HpAlias *alias)
{
  const char *text = hp_str_as_utf8 (k->c->rt, alias->name, NULL), *dot;

  if (text == NULL)
    hp_fail_pending (k->c);
  dot = strchr (text, '.');
  if (dot == NULL) {
    hp_emit_variable (k, alias->as_name, HP_STORE);
    return;
  }
  while (dot != NULL) {
    const char *part = dot + 1;

    dot = strchr (part, '.');
    hp_emit_name (k, HP_IMPORT_FROM,
                  hp_arena_name (k->c, part, dot != NULL ? (size_t)(dot - part) : strlen (part)));
    if (dot != NULL) {
      hp_emit_arg (k, HP_SWAP, 2);
      hp_emit (k, HP_POP_TOP);
    }
  }
  hp_emit_variable (k, alias->as_name, HP_STORE);
  hp_emit (k, HP_POP_TOP);
}

void
hp_emit_import (HpCompiler *k, HpStmt *s)
{
  for (int i = 0; i < s->import.n_names; i++) {
    HpAlias *alias = &s->import.names[i];

    emit_int (k, 0);
    hp_emit_none (k);
    hp_emit_name (k, HP_IMPORT_NAME, alias->name);
    if (alias->as_name != NULL)
      emit_import_as (k, alias);
    else {
      const char *text = hp_str_as_utf8 (k->c->rt, alias->name, NULL), *dot;

      if (text == NULL)
        hp_fail_pending (k->c);
      dot = strchr (text, '.');
      hp_emit_variable (
          k, dot != NULL ? hp_arena_name (k->c, text, (size_t)(dot - text)) : alias->name,
          HP_STORE);
    }
  }
}

void
hp_emit_import_from (HpCompiler *k, HpStmt *s)
{
  HpObject **names = HP_ARENA_NEW (k->c, HpObject *, s->import.n_names);

  for (int i = 0; i < s->import.n_names; i++)
    names[i] = s->import.names[i].name;
  emit_int (k, s->import.level);
  hp_emit_new_const (k, hp_tuple_from_array (k->c->rt, names, s->import.n_names));
  hp_emit_name (k, HP_IMPORT_NAME,
                s->import.module != NULL ? s->import.module : k->c->rt->empty_str);
  for (int i = 0; i < s->import.n_names; i++) {
    HpAlias *alias = &s->import.names[i];

    if (i == 0 && hp_str_equal_utf8 (alias->name, "*")) {
      hp_emit (k, HP_IMPORT_STAR);
      return;
    }
    hp_emit_name (k, HP_IMPORT_FROM, alias->name);
    hp_emit_variable (k, alias->as_name != NULL ? alias->as_name : alias->name, HP_STORE);
  }
  hp_emit (k, HP_POP_TOP);
}
