/* SPDX-License-Identifier: Apache-2.0 */
/* Where the interpreter lies in a process: the program or library that contains CPython, and the
 * few symbols that are needed. Read from the file (through /proc, so that deleted files and
 * containers work) or, where it cannot be opened, from the mapped memory itself. */
#pragma once

#include "source/process/image.h"

G_BEGIN_DECLS

typedef struct {
  char *path;                 /* owned: as the process's map says */
  guint64 runtime;            /* _PyRuntime */
  guint64 version;            /* Py_Version, 3.11 and later; 0: not known */
  guint64 arenas, max_arenas; /* obmalloc's variables up to 3.11; 0 in stripped programs */
  guint64 arenas_allocated, arenas_highwater, raw_blocks; /* likewise */
  guint64 data_start, data_end; /* writable segments: .data to the end of .bss */
  guint minor_from_name;        /* of "python3.11", "libpython3.11.so.1.0"; 0: not in the name */
} HpBinary;

/* Searches all programs and libraries; maps as hp_maps_read () gives them. image may be live. FALSE
 * and HP_PROCESS_ERROR when there is no CPython in it; the message says what is there instead where
 * that can be told. */
gboolean hp_binary_find (HpMemory *memory, const GArray *maps, HpImage *image, HpBinary *out,
                         GError **error);
void hp_binary_clear (HpBinary *self);

/* Where the writable segments of a program or library lie, .data to the end of .bss, by its headers
 * in memory. FALSE when there are none or they were not copied. */
gboolean hp_binary_find_data (HpImage *image, guint64 image_start, guint64 *start, guint64 *end);

/* Everything from the mapped memory alone; image_start: where the file's first byte is mapped. */
gboolean hp_binary_read_memory (HpImage *image, guint64 image_start, HpBinary *out);

G_END_DECLS
