/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes choose among the grammar's alternatives, and the last one an allocator; what comes out
 * runs. */
#include "drive.h"
#include "heap/heap.h"
#include "program.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  DriveLimits limits = {
    .memory_limit = 48 << 20, .step_limit = 20000, .check_step = 4999, .fail_at = HP_HEAP_NEVER_FAIL
  };
  static Grammar *grammar;
  g_autofree char *program = NULL;

  if (grammar == NULL)
    grammar = grammar_new ();
  program = program_write (grammar, choices_new (data, n), PROGRAM_HOSTILE);
  limits.malloc = n > 0 ? data[n - 1] % (HP_MALLOC_MALLOC_DEBUG + 1) : HP_MALLOC_PYMALLOC;
  drive (program, strlen (program), &limits);
  return 0;
}
