/* SPDX-License-Identifier: Apache-2.0 */
/* Writes programs by a grammar. Variables are remembered with their kind and scope, so that most of
 * what is written can run. */
#pragma once

#include "choices.h"
#include "grammar.h"

typedef enum {
  PROGRAM_COMMON,  /* prints the same under every Python 3.11, hash order and addresses apart */
  PROGRAM_HOSTILE, /* anything */
} ProgramKind;

/* The text of a program, to be freed. The same bytes give the same program; none give the
 * shortest. */
char *program_write (const Grammar *grammar, Choices choices, ProgramKind kind);

/* The program of a seed. */
char *program_write_seed (const Grammar *grammar, guint64 seed, ProgramKind kind);
