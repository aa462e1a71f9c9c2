/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/byte-streams.h"

#include <string.h>

/* Eight words of eight bytes are a matrix, which is transposed by exchanging halves, quarters and
 * eighths (Hacker's Delight, 7-3). A vector holds one row of four such matrices side by side. */
#define SIDE     HP_BYTE_STREAMS
#define MATRICES 4
#define BATCH    (SIDE * MATRICES) /* words */

typedef guint64 Rows __attribute__ ((vector_size (MATRICES * sizeof (guint64))));

/* Exchanges what the mask shows of the lower row with what lies as far left of it in the upper. */
static inline void
exchange (Rows *upper, Rows *lower, guint64 mask, guint bits)
{
  Rows differences = ((*upper >> bits) ^ *lower) & mask;

  *lower ^= differences;
  *upper ^= differences << bits;
}

static inline void
transpose (Rows *rows)
{
  for (guint i = 0; i < 4; i++)
    exchange (&rows[i], &rows[i + 4], G_GUINT64_CONSTANT (0x00000000ffffffff), 32);
  for (guint i = 0; i < 4; i++) {
    guint row = i + (i & 2); /* 0, 1, 4, 5 */

    exchange (&rows[row], &rows[row + 2], G_GUINT64_CONSTANT (0x0000ffff0000ffff), 16);
  }
  for (guint i = 0; i < SIDE; i += 2)
    exchange (&rows[i], &rows[i + 1], G_GUINT64_CONSTANT (0x00ff00ff00ff00ff), 8);
}

void
hp_byte_streams_split (const char *words, char *streams, gsize size)
{
  gsize n = size / SIDE, i = 0;

  for (; i + BATCH <= n; i += BATCH) {
    guint64 word[BATCH];
    Rows rows[SIDE];

    memcpy (word, words + SIDE * i, sizeof word);
    for (guint k = 0; k < SIDE; k++)
      rows[k] = (Rows){ word[k], word[SIDE + k], word[2 * SIDE + k], word[3 * SIDE + k] };
    transpose (rows);
    for (guint k = 0; k < SIDE; k++)
      memcpy (streams + k * n + i, &rows[k], sizeof rows[k]);
  }
  for (; i < n; i++)
    for (guint k = 0; k < SIDE; k++)
      streams[k * n + i] = words[SIDE * i + k];
  memcpy (streams + SIDE * n, words + SIDE * n, size % SIDE);
}

void
hp_byte_streams_join (const char *streams, char *words, gsize size)
{
  gsize n = size / SIDE, i = 0;

  for (; i + BATCH <= n; i += BATCH) {
    guint64 word[BATCH];
    Rows rows[SIDE];

    for (guint k = 0; k < SIDE; k++)
      memcpy (&rows[k], streams + k * n + i, sizeof rows[k]);
    transpose (rows);
    for (guint k = 0; k < SIDE; k++)
      for (guint matrix = 0; matrix < MATRICES; matrix++)
        word[SIDE * matrix + k] = rows[k][matrix];
    memcpy (words + SIDE * i, word, sizeof word);
  }
  for (; i < n; i++)
    for (guint k = 0; k < SIDE; k++)
      words[SIDE * i + k] = streams[k * n + i];
  memcpy (words + SIDE * n, streams + SIDE * n, size % SIDE);
}
