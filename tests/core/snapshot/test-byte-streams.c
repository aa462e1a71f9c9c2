/* SPDX-License-Identifier: Apache-2.0 */
/* Against the definition, byte by byte, at every length around whole words and batches. */
#include "snapshot/byte-streams.h"

#define MOST 2100

static char
nth_byte_of_streams (const char *words, gsize size, gsize at)
{
  gsize n = size / HP_BYTE_STREAMS;

  return at < n * HP_BYTE_STREAMS ? words[at % n * HP_BYTE_STREAMS + at / n] : words[at];
}

static void
test_every_length (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  char words[MOST], streams[MOST], joined[MOST];

  for (gsize i = 0; i < MOST; i++)
    words[i] = (char)g_rand_int (rand);
  for (gsize size = 0; size < MOST - 1; size++) {
    gsize skew = size % 2; /* no alignment is needed */

    hp_byte_streams_split (words + skew, streams, size);
    for (gsize i = 0; i < size; i++)
      g_assert_cmpint (streams[i], ==, nth_byte_of_streams (words + skew, size, i));
    hp_byte_streams_join (streams, joined + skew, size);
    g_assert_cmpmem (words + skew, size, joined + skew, size);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/byte-streams/every-length", test_every_length);
  return g_test_run ();
}
