/* SPDX-License-Identifier: Apache-2.0 */
/* Asynchronous generators, and the awaitables that drive them from one `yield` to the next. The
 * states and what they refuse are those of Objects/genobject.c. */
#include "script/coroutine.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/generator-private.h"

/* what the generator yields to its user, told from what it awaits */

typedef struct {
  HpObject base;
  HpObject *value; /* owned */
} Wrapped;

HpObject *
hp_async_value_new (HpRuntime *rt, HpObject *value)
{
  Wrapped *self = (Wrapped *)hp_gc_new (rt, hp_type (rt, HP_T_ASYNC_GENERATOR_WRAPPED_VALUE));

  if (self == NULL) {
    hp_decref (rt, value);
    return NULL;
  }
  self->value = value;
  hp_gc_track (rt, &self->base);
  return &self->base;
}

static bool
is_wrapped (HpRuntime *rt, const HpObject *o)
{
  return o->type == hp_type (rt, HP_T_ASYNC_GENERATOR_WRAPPED_VALUE);
}

static void
wrapped_dealloc (HpRuntime *rt, HpObject *object)
{
  hp_gc_untrack (object);
  hp_clear (rt, ((Wrapped *)object)->value);
  hp_gc_free (rt, object);
}

static int
wrapped_traverse (HpObject *object, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Wrapped *)object)->value);
  return 0;
}

/* awaitables: asend (), also __anext__ (), and athrow (), also aclose () */

typedef enum { STATE_INIT, STATE_ITER, STATE_CLOSED } State;

typedef struct {
  HpObject base;
  HpGenerator *generator; /* owned */
  HpObject *argument;     /* owned: what is sent, or the tuple to throw; NULL: next, aclose */
  State state;
} Step;

static HpObject *
step_new (HpRuntime *rt, HpTypeId type, HpObject *generator, HpObject *argument)
{
  Step *self = (Step *)hp_gc_new (rt, hp_type (rt, type));

  if (self == NULL)
    return NULL;
  self->generator = (HpGenerator *)hp_new_ref (generator);
  self->argument = hp_xnew_ref (argument);
  self->state = STATE_INIT;
  hp_gc_track (rt, &self->base);
  return &self->base;
}

static void
step_dealloc (HpRuntime *rt, HpObject *object)
{
  Step *self = (Step *)object;

  hp_gc_untrack (object);
  hp_decref (rt, (HpObject *)self->generator);
  hp_clear (rt, self->argument);
  hp_gc_free (rt, object);
}

static int
step_traverse (HpObject *object, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Step *)object)->generator);
  HP_VISIT (((Step *)object)->argument);
  return 0;
}

static HpObject *
step_iter (HpRuntime *rt, HpObject *object)
{
  return hp_new_ref (object);
}

static HpObject *
step_close (HpRuntime *rt, HpObject *object)
{
  ((Step *)object)->state = STATE_CLOSED;
  return hp_new_none (rt);
}

static bool
is_end (HpRuntime *rt)
{
  return hp_err_matches (rt, HP_EXC_STOP_ASYNC_ITERATION) ||
         hp_err_matches (rt, HP_EXC_GENERATOR_EXIT);
}

/* What the generator gave, which is taken over: a wrapped value ends the step as StopIteration,
 * other values go on to the scheduler. */
static HpObject *
unwrap (HpRuntime *rt, HpGenerator *generator, HpObject *result)
{
  if (result == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_set_none (rt, HP_EXC_STOP_ASYNC_ITERATION);
    if (is_end (rt))
      generator->closed = 1;
    generator->running_async = 0;
    return NULL;
  }
  if (!is_wrapped (rt, result))
    return result;
  hp_err_stop_iteration (rt, ((Wrapped *)result)->value);
  hp_decref (rt, result);
  generator->running_async = 0;
  return NULL;
}

static HpObject *
refuse_reuse (HpRuntime *rt, const char *what)
{
  return hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "cannot reuse already awaited %s", what);
}

static HpObject *
refuse_running (HpRuntime *rt, const char *what)
{
  return hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "%s: asynchronous generator is already running",
                        what);
}

#define ASEND_NAME "__anext__()/asend()"

/* SENT may be NULL. */
static HpObject *
asend_send (HpRuntime *rt, HpObject *object, HpObject *sent)
{
  Step *self = (Step *)object;
  HpObject *result;

  if (self->state == STATE_CLOSED)
    return refuse_reuse (rt, ASEND_NAME);
  if (self->state == STATE_INIT) {
    if (self->generator->running_async)
      return refuse_running (rt, "anext()");
    if (sent == NULL || hp_is_none (rt, sent))
      sent = self->argument;
    self->state = STATE_ITER;
  }
  self->generator->running_async = 1;
  result =
      hp_generator_send_or_stop (rt, self->generator, sent != NULL ? sent : hp_none (rt), false);
  result = unwrap (rt, self->generator, result);
  if (result == NULL)
    self->state = STATE_CLOSED;
  return result;
}

static HpObject *
asend_next (HpRuntime *rt, HpObject *object)
{
  return asend_send (rt, object, NULL);
}

static HpObject *
asend_throw (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n)
{
  Step *self = (Step *)object;
  HpObject *result;

  if (self->state == STATE_CLOSED)
    return refuse_reuse (rt, ASEND_NAME);
  result = hp_generator_throw (rt, &self->generator->ob_base, args, n);
  result = unwrap (rt, self->generator, result);
  if (result == NULL)
    self->state = STATE_CLOSED;
  return result;
}

#define ATHROW_NAME "aclose()/athrow()"

/* The step ends with the exception that is set: aclose () wanted just this end. */
static HpObject *
end_athrow (HpRuntime *rt, Step *self)
{
  self->generator->running_async = 0;
  self->state = STATE_CLOSED;
  if (self->argument == NULL && is_end (rt)) {
    hp_err_clear (rt);
    hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
  }
  return NULL;
}

/* What the generator gave after something was thrown, which is taken over. */
static HpObject *
athrow_result (HpRuntime *rt, Step *self, HpObject *result)
{
  if (self->argument != NULL) {
    result = unwrap (rt, self->generator, result);
    return result != NULL ? result : end_athrow (rt, self);
  }
  if (result == NULL)
    return end_athrow (rt, self);
  if (!is_wrapped (rt, result))
    return result;
  hp_decref (rt, result);
  self->generator->running_async = 0;
  self->state = STATE_CLOSED;
  return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
}

static HpObject *
begin_athrow (HpRuntime *rt, Step *self, HpObject *sent)
{
  HpGenerator *generator = self->generator;
  HpObject *exit = (HpObject *)hp_type (rt, HP_EXC_GENERATOR_EXIT);
  HpObject *result;

  if (generator->running_async) {
    self->state = STATE_CLOSED;
    return refuse_running (rt, self->argument == NULL ? "aclose()" : "athrow()");
  }
  if (generator->closed) {
    self->state = STATE_CLOSED;
    hp_err_set_none (rt, HP_EXC_STOP_ASYNC_ITERATION);
    return NULL;
  }
  if (!hp_is_none (rt, sent))
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR,
                              "can't send non-None value to a just-started coroutine");
  self->state = STATE_ITER;
  generator->running_async = 1;
  if (self->argument == NULL) {
    generator->closed = 1;
    result = hp_generator_throw (rt, &generator->ob_base, &exit, 1);
  } else
    result = hp_generator_throw (rt, &generator->ob_base, ((HpTuple *)self->argument)->items,
                                 hp_tuple_length (self->argument));
  return athrow_result (rt, self, result);
}

static HpObject *
athrow_send (HpRuntime *rt, HpObject *object, HpObject *sent)
{
  Step *self = (Step *)object;

  if (self->state == STATE_CLOSED)
    return refuse_reuse (rt, ATHROW_NAME);
  if (self->generator->frame_state >= HP_GEN_COMPLETED) {
    self->state = STATE_CLOSED;
    hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
    return NULL;
  }
  if (self->state == STATE_INIT)
    return begin_athrow (rt, self, sent);
  return athrow_result (rt, self, hp_generator_send_or_stop (rt, self->generator, sent, false));
}

static HpObject *
athrow_next (HpRuntime *rt, HpObject *object)
{
  return athrow_send (rt, object, hp_none (rt));
}

static HpObject *
athrow_throw (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n)
{
  Step *self = (Step *)object;

  if (self->state == STATE_CLOSED)
    return refuse_reuse (rt, ATHROW_NAME);
  return athrow_result (rt, self, hp_generator_throw (rt, &self->generator->ob_base, args, n));
}

/* async_generator */

static HpObject *
generator_aiter (HpRuntime *rt, HpObject *object)
{
  return hp_new_ref (object);
}

static HpObject *
generator_anext (HpRuntime *rt, HpObject *object)
{
  return step_new (rt, HP_T_ASYNC_GENERATOR_ASEND, object, NULL);
}

static HpObject *
generator_asend (HpRuntime *rt, HpObject *object, HpObject *value)
{
  return step_new (rt, HP_T_ASYNC_GENERATOR_ASEND, object, value);
}

static HpObject *
generator_athrow (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n)
{
  HpObject *tuple, *step;

  if (hp_args_check (rt, "athrow", n, 1, 3) < 0)
    return NULL;
  tuple = hp_tuple_from_array (rt, args, n);
  if (tuple == NULL)
    return NULL;
  step = step_new (rt, HP_T_ASYNC_GENERATOR_ATHROW, object, tuple);
  hp_decref (rt, tuple);
  return step;
}

static HpObject *
generator_aclose (HpRuntime *rt, HpObject *object)
{
  return step_new (rt, HP_T_ASYNC_GENERATOR_ATHROW, object, NULL);
}

static HpObject *
generator_repr (HpRuntime *rt, HpObject *object)
{
  return hp_str_from_format (rt, "<async_generator object %S at %p>",
                             ((HpGenerator *)object)->qualname, (void *)object);
}

static HpObject *
get_running_async (HpRuntime *rt, HpObject *object, void *closure)
{
  return hp_new_bool (rt, ((HpGenerator *)object)->running_async);
}

/* the types */

static int
init_type (HpRuntime *rt, HpTypeId id, const HpType *type)
{
  hp_type_register (rt, id, type, HP_T_OBJECT);
  return hp_type_ready (rt, hp_type (rt, id));
}

static int
init_step_types (HpRuntime *rt)
{
  static const HpMethodDef asend_methods[] = {
    HP_METHOD_O ("send", asend_send, 0),
    HP_METHOD_FASTCALL ("throw", asend_throw, 0),
    HP_METHOD_NOARGS ("close", step_close, 0),
    HP_METHOD_NOARGS ("__await__", step_iter, 0),
    { NULL },
  };
  static const HpMethodDef athrow_methods[] = {
    HP_METHOD_O ("send", athrow_send, 0),
    HP_METHOD_FASTCALL ("throw", athrow_throw, 0),
    HP_METHOD_NOARGS ("close", step_close, 0),
    HP_METHOD_NOARGS ("__await__", step_iter, 0),
    { NULL },
  };
  static const HpType asend_type = {
    .name = "async_generator_asend",
    .basicsize = sizeof (Step),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = step_dealloc,
    .traverse = step_traverse,
    .getattro = hp_object_generic_get_attr,
    .iter = step_iter,
    .iternext = asend_next,
    .methods = asend_methods,
  };
  static const HpType athrow_type = {
    .name = "async_generator_athrow",
    .basicsize = sizeof (Step),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = step_dealloc,
    .traverse = step_traverse,
    .getattro = hp_object_generic_get_attr,
    .iter = step_iter,
    .iternext = athrow_next,
    .methods = athrow_methods,
  };
  static const HpType wrapped_type = {
    .name = "async_generator_wrapped_value",
    .basicsize = sizeof (Wrapped),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = wrapped_dealloc,
    .traverse = wrapped_traverse,
    .getattro = hp_object_generic_get_attr,
  };

  if (init_type (rt, HP_T_ASYNC_GENERATOR_ASEND, &asend_type) < 0 ||
      init_type (rt, HP_T_ASYNC_GENERATOR_ATHROW, &athrow_type) < 0)
    return -1;
  return init_type (rt, HP_T_ASYNC_GENERATOR_WRAPPED_VALUE, &wrapped_type);
}

int
hp_async_generator_init_types (HpRuntime *rt)
{
  static const HpGetSetDef getsets[] = {
    { "ag_await", hp_generator_get_yield_from },
    { "ag_frame", hp_generator_get_frame },
    { "ag_running", get_running_async },
    { "ag_suspended", hp_generator_get_suspended },
    { NULL },
  };
  static const HpMemberDef members[] = {
    { "ag_code", HP_MEMBER_OBJECT, offsetof (HpGenerator, code), HP_MEMBER_READONLY },
    HP_GENERATOR_NAMES,
    { NULL },
  };
  static const HpMethodDef methods[] = {
    HP_METHOD_NOARGS ("__aiter__", generator_aiter, 0),
    HP_METHOD_NOARGS ("__anext__", generator_anext, 0),
    HP_METHOD_O ("asend", generator_asend, 0),
    HP_METHOD_FASTCALL ("athrow", generator_athrow, 0),
    HP_METHOD_NOARGS ("aclose", generator_aclose, 0),
    HP_METHOD_NOARGS ("__sizeof__", hp_generator_sizeof, 0),
    { NULL },
  };
  static const HpType type = {
    .name = "async_generator",
    HP_GENERATOR_SLOTS,
    .repr = generator_repr,
    .getset = getsets,
    .members = members,
    .methods = methods,
  };

  if (init_type (rt, HP_T_ASYNC_GENERATOR, &type) < 0)
    return -1;
  return init_step_types (rt);
}
