/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of another program; what can be read is a whole picture. */
#include <stdint.h>

#include "exchange/pyheap-read.h"
#include "exchange/v8-read.h"
#include "look.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  const char *bytes = (const char *)data;
  g_autoptr (GError) error = NULL, wrong = NULL;
  g_autoptr (HpSnapshot) snapshot = hp_is_pyheap (bytes, n)
                                        ? hp_read_pyheap (bytes, n, "fuzz", NULL, &error)
                                        : hp_read_v8 (bytes, n, "fuzz", NULL, &error);

  g_assert_true ((snapshot == NULL) == (error != NULL));
  if (snapshot == NULL)
    return 0;
  g_assert_true (hp_snapshot_check (snapshot, &wrong));
  fuzz_look_at (snapshot);
  return 0;
}
