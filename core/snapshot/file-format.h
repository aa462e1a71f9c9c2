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

#define HP_FILE_MAGIC      "\211HEAP\r\n\032" /* as PNG's: shows transfers that treat it as text */
#define HP_FILE_MAGIC_SIZE 8
#define HP_FILE_MAJOR      2 /* a reader refuses a higher one */
#define HP_FILE_MINOR      3 /* a higher one only adds columns, which a reader passes over */

/* A file without compressed columns is one that a reader of version 1 reads, and says so. */
#define HP_FILE_MAJOR_PLAIN  1
#define HP_FILE_MAJOR_PACKED 2

#define HP_FILE_ALIGNMENT   64
#define HP_FILE_MAX_JSON    (16u << 20)
#define HP_FILE_MAX_COLUMNS 1024u
#define HP_FILE_MAX_RATIO   64 /* columns in memory to the file; a reader believes no more */

typedef enum {
  HP_FILE_PLAIN,  /* the elements one after the other */
  HP_FILE_PACKED, /* the same in compressed blocks: packed.h */
} HpFileEncoding;

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
  char name[24];    /* padded with zeros */
  guint32 width;    /* bytes an element */
  guint32 encoding; /* HpFileEncoding */
  guint64 offset;
  guint64 count;
  guint64 checksum; /* of the elements one after the other, however they are encoded */
} HpFileEntry;

/* Checksums are XXH3, 64 bits, seed 0. */

G_STATIC_ASSERT (sizeof (HpFileHeader) == 80);
G_STATIC_ASSERT (sizeof (HpFileEntry) == 56);
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN); /* columns are used as they lie in the file */
