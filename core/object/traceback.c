/* SPDX-License-Identifier: Apache-2.0 */
/* Traceback objects: a linked list, the outermost frame first. */
#include "object/args.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/kernel.h"
#include "object/tuple.h"

HpObject *
hp_traceback_new (HpRuntime *rt, HpObject *next, HpObject *frame, int lasti, int lineno)
{
  HpTraceback *tb = (HpTraceback *)hp_gc_new (rt, hp_type (rt, HP_T_TRACEBACK));

  if (tb == NULL)
    return NULL;
  tb->next = (HpTraceback *)hp_xnew_ref (next);
  tb->frame = hp_xnew_ref (frame);
  tb->lasti = lasti;
  tb->lineno = lineno;
  hp_gc_track (rt, (HpObject *)tb);
  return (HpObject *)tb;
}

int
hp_traceback_here (HpRuntime *rt, HpObject *frame, int lasti, int lineno)
{
  HpObject *type, *value, *old, *new;

  hp_err_fetch (rt, &type, &value, &old);
  new = hp_traceback_new (rt, old, frame, lasti, lineno);
  if (new == NULL) { /* the old exception is worth more than this one */
    hp_err_clear (rt);
    hp_err_restore (rt, type, value, old);
    return -1;
  }
  hp_err_restore (rt, type, value, new);
  hp_xdecref (rt, old);
  return 0;
}

static void
traceback_dealloc (HpRuntime *rt, HpObject *self)
{
  HpTraceback *tb = (HpTraceback *)self;

  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, traceback_dealloc)
  hp_xdecref (rt, (HpObject *)tb->next);
  hp_xdecref (rt, tb->frame);
  hp_gc_free (rt, self);
  HP_TRASHCAN_END (rt);
}

static int
traceback_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpTraceback *)self)->next);
  HP_VISIT (((HpTraceback *)self)->frame);
  return 0;
}

static int
traceback_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpTraceback *)self)->next);
  hp_clear (rt, ((HpTraceback *)self)->frame);
  return 0;
}

static HpObject *
get_next (HpRuntime *rt, HpObject *self, void *closure)
{
  HpTraceback *next = ((HpTraceback *)self)->next;

  return hp_new_ref (next != NULL ? (HpObject *)next : hp_none (rt));
}

static int
set_next (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpTraceback *tb;

  if (value == NULL) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "can't delete tb_next attribute");
    return -1;
  }
  if (value == hp_none (rt)) {
    value = NULL;
  } else if (!hp_is_exactly (rt, value, HP_T_TRACEBACK)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "expected traceback object, got '%s'", value->type->name);
    return -1;
  }
  for (tb = (HpTraceback *)value; tb != NULL; tb = tb->next)
    if (tb == (HpTraceback *)self) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "traceback loop detected");
      return -1;
    }
  hp_xincref (value);
  hp_xsetref (rt, ((HpTraceback *)self)->next, (HpTraceback *)value);
  return 0;
}

static const HpMemberDef members[] = {
  { "tb_frame", HP_MEMBER_OBJECT, offsetof (HpTraceback, frame), HP_MEMBER_READONLY, NULL },
  { "tb_lasti", HP_MEMBER_INT, offsetof (HpTraceback, lasti), HP_MEMBER_READONLY, NULL },
  { "tb_lineno", HP_MEMBER_INT, offsetof (HpTraceback, lineno), HP_MEMBER_READONLY, NULL },
  { NULL },
};
static const HpGetSetDef getset[] = {
  { "tb_next", get_next, set_next, NULL, NULL },
  { NULL },
};

const HpType hp_traceback_type = {
  .name = "traceback",
  .basicsize = sizeof (HpTraceback),
  .flags = HP_TYPE_GC,
  .dealloc = traceback_dealloc,
  .traverse = traceback_traverse,
  .clear = traceback_clear,
  .members = members,
  .getset = getset,
};
