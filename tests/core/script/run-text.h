/* SPDX-License-Identifier: Apache-2.0 */
/* Runs pieces of Python on a fresh heap and hears what they print. */
#pragma once

#include <glib.h>

#include "script/interpreter.h"

typedef struct {
  HpInterpreter *interpreter;
  GString *out, *err;
  int heard; /* pieces of text so far; atomic, for other threads */
} Run;

static inline void
run_hear (void *data, HpOutputKind kind, const char *text, size_t n)
{
  Run *run = data;

  g_string_append_len (kind == HP_TEXT_STDOUT ? run->out : run->err, text, (gssize)n);
  g_atomic_int_inc (&run->heard);
}

static inline Run *
run_new_with (HpInterpreterOptions options)
{
  Run *run = g_new0 (Run, 1);

  options.output = run_hear;
  options.output_data = run;
  run->out = g_string_new (NULL);
  run->err = g_string_new (NULL);
  run->interpreter = hp_interpreter_new (&options);
  g_assert_nonnull (run->interpreter);
  return run;
}

static inline Run *
run_new (gsize memory_limit)
{
  return run_new_with ((HpInterpreterOptions){ .memory_limit = memory_limit });
}

static inline void
run_free (Run *run)
{
  hp_interpreter_free (run->interpreter);
  g_string_free (run->out, TRUE);
  g_string_free (run->err, TRUE);
  g_free (run);
}

static inline HpRunResult
run_text (Run *run, const char *source)
{
  return hp_interpreter_run_source (run->interpreter, source, strlen (source), "/test.py");
}

/* Runs SOURCE to its end and compares what it printed; nothing may come on standard error. */
static inline void
expect_output (const char *source, const char *output)
{
  Run *run = run_new (0);

  g_assert_cmpint (run_text (run, source), ==, HP_RUN_OK);
  hp_interpreter_finish (run->interpreter);
  g_assert_cmpstr (run->out->str, ==, output);
  g_assert_cmpstr (run->err->str, ==, "");
  run_free (run);
}

/* SOURCE ends in an exception, whose last line is LAST_LINE. */
static inline void
expect_error (const char *source, const char *last_line)
{
  Run *run = run_new (0);
  g_autofree char *wanted = g_strconcat (last_line, "\n", NULL);

  g_assert_cmpint (run_text (run, source), ==, HP_RUN_ERROR);
  if (!g_str_has_suffix (run->err->str, wanted))
    g_error ("wanted “%s”, got:\n%s", last_line, run->err->str);
  run_free (run);
}
