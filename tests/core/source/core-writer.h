/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: writes the core dump of a process as the kernel does. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* The process must stand still (SIGSTOP). Private writable memory and the first page of programs
 * and libraries are written; for the rest the list of files (NT_FILE) must do. */
void core_writer_write (pid_t pid, const char *path);
