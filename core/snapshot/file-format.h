/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a .heap file; README.md tells the same in words. All numbers are little-endian.
 *
 *   0         header, 80 bytes
 *   json      the JSON block, UTF-8
 *   index     one entry of 56 bytes a column
 *   columns   each at a multiple of 64 bytes
 */
#pragma once

#include <glib.h>

#define HP_FILE_MAGIC       "\211HEAP\r\n\032" /* as PNG's: shows transfers that treat it as text */
#define HP_FILE_MAGIC_SIZE  8
#define HP_FILE_MAJOR       1 /* a reader refuses a higher one */
#define HP_FILE_MINOR       3 /* a higher one only adds columns, which a reader passes over */
#define HP_FILE_ALIGNMENT   64
#define HP_FILE_MAX_JSON    (16u << 20)
#define HP_FILE_MAX_COLUMNS 1024u

typedef struct {
  char magic[HP_FILE_MAGIC_SIZE];
  guint16 major, minor;
  guint32 n_columns;
  guint64 file_size;
  guint64 json_offset, json_size;
  guint64 json_checksum;
  guint64 index_offset;
  guint64 index_checksum;
  guint64 reserved;        /* 0 */
  guint64 header_checksum; /* over the bytes before it */
} HpFileHeader;

typedef struct {
  char name[24]; /* padded with zeros */
  guint32 width; /* bytes an element */
  guint32 reserved;
  guint64 offset;
  guint64 count;
  guint64 checksum;
} HpFileEntry;

/* Checksums are XXH3, 64 bits, seed 0. */

G_STATIC_ASSERT (sizeof (HpFileHeader) == 80);
G_STATIC_ASSERT (sizeof (HpFileEntry) == 56);
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN); /* columns are used as they lie in the file */
