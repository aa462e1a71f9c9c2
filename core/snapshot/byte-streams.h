/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers compress better by their bytes: the first bytes of all words, then all second bytes, and
 * so on. The high bytes of most columns are a few values repeated, which costs nothing in a stream
 * of their own. (HDF5 and Blosc call it a shuffle, Parquet a byte stream split.)
 *
 * Words have 8 bytes whatever the width of the elements: narrower ones get streams for each of
 * those that share a word. Bytes that make up no whole word stay behind the streams. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HP_BYTE_STREAMS 8

/* Both go through "size" bytes; the memory does not overlap and needs no alignment. */
void hp_byte_streams_split (const char *words, char *streams, gsize size);
void hp_byte_streams_join (const char *streams, char *words, gsize size);

G_END_DECLS
