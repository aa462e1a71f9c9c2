/* SPDX-License-Identifier: Apache-2.0 */
/* Which memory of a process is resident, and what it is for: /proc/PID/smaps sums up each mapping,
 * /proc/PID/pagemap tells single pages. Documentation/filesystems/proc.rst and
 * admin-guide/mm/pagemap.rst of the kernel describe both. */
#pragma once

#include "snapshot/info.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* A run of resident pages of anonymous memory. */
typedef struct {
  guint64 start, end; /* addresses, end exclusive */
} HpResidentRun;

/* Fills *parts but for arenas and large, and gives the runs of anonymous memory, ascending
 * (HpResidentRun). NULL: the process is not there or may not be looked at; *parts is untouched. */
GArray *hp_resident_read (pid_t pid, HpResidentParts *parts);

/* The kinds from the text of smaps, for tests as well. stacks: addresses in stacks of threads,
 * guint64. anonymous, may be NULL: gets a run for each mapping of anonymous memory that has
 * resident pages, as a whole. */
void hp_resident_parse (const char *smaps, const GArray *stacks, HpResidentParts *parts,
                        GArray *anonymous);

/* How many bytes of [address, address + size) are in the runs. */
guint64 hp_resident_measure (const GArray *runs, guint64 address, guint64 size);

G_END_DECLS
