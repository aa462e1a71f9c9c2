/* SPDX-License-Identifier: Apache-2.0 */
/* As fuzz-program, but the first three bytes say which allocations fail. */
#include "drive.h"
#include "heap/heap.h"
#include "program.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  DriveLimits limits = { .memory_limit = 48 << 20, .step_limit = 5000 };
  static Grammar *grammar;
  g_autofree char *program = NULL;

  if (n < 3)
    return 0;
  if (grammar == NULL)
    grammar = grammar_new ();
  limits.fail_at = ((uint64_t)data[0] << 8 | data[1]) % 3000;
  limits.n_fail = data[2] > 200 ? UINT64_MAX : 1u + data[2] / 32;
  limits.malloc = data[n - 1] % (HP_MALLOC_MALLOC_DEBUG + 1);
  program = program_write (grammar, choices_new (data + 3, n - 3), PROGRAM_HOSTILE);
  drive (program, strlen (program), &limits);
  return 0;
}
