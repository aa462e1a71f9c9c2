/* SPDX-License-Identifier: Apache-2.0 */
/* An ELF core dump: which addresses it holds, which files were mapped where, and what its notes say
 * of the program. Every number in it is hostile.
 *
 * Sources: elf(5) and core(5) of the Linux manual; the layout of NT_PRSTATUS, NT_PRPSINFO and
 * NT_FILE is that of struct elf_prstatus, struct elf_prpsinfo (<sys/procfs.h>) and of
 * fill_files_note
 * () in the kernel's fs/binfmt_elf.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was mapped at [start, end); its first size bytes are in the dump. */
typedef struct {
  guint64 start, end;
  guint64 offset, size; /* in the dump; size 0: nothing of it */
  gboolean readable, writable, executable;
} HpCoreSegment;

/* A part of a file that was mapped at [start, end). */
typedef struct {
  guint64 start, end;
  guint64 offset; /* in the file */
  guint file;     /* row of files */
} HpCoreRange;

typedef struct {
  int fd;             /* owned */
  guint64 length;     /* bytes of the dump */
  gint64 modified_us; /* when it was written, microseconds since 1970 */
  GArray *segments;   /* of HpCoreSegment, ascending, not overlapping */
  GArray *ranges;     /* of HpCoreRange, ascending, not overlapping */
  GPtrArray *files;   /* of char *, owned: the files of ranges */
  guint64 cut_off;    /* bytes that the dump should have and has not */
  /* from the notes; 0 and NULL where they do not say */
  gint64 pid;
  guint n_threads;
  int signal;
  char *name, *command;  /* owned */
  guint64 program_entry; /* an address in the program itself */
} HpCoreFile;

/* NULL and HP_PROCESS_ERROR_BAD_CORE or G_FILE_ERROR; the message names the file and the way out.
 */
HpCoreFile *hp_core_file_open (const char *path, GError **error);
void hp_core_file_free (HpCoreFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpCoreFile, hp_core_file_free)

/* What contains the address, or NULL. */
const HpCoreSegment *hp_core_file_segment (const HpCoreFile *self, guint64 address);
const HpCoreRange *hp_core_file_range (const HpCoreFile *self, guint64 address);

/* Reads size bytes at most; fewer at the end of the file. -1 and errno. */
gssize hp_read_at (int fd, gpointer out, gsize size, guint64 offset);

/* The build ID in the first page of a program or library, as hex digits; NULL: there is none. */
char *hp_build_id_of_page (const guint8 *page, gsize size);

G_END_DECLS
