/* SPDX-License-Identifier: Apache-2.0 */

/* Warnings: what a program does is allowed and most likely a mistake. They are told on standard
 * error and change nothing else; there are no filters. Private to core/script. */
#pragma once

#include "script/compiler.h"
#include "script/vm.h"

/* Tells of MESSAGE about the line of the file FILENAME, whose text follows if it can be read.
 * CATEGORY is the name of a class. Keeps the current exception. */
void hp_vm_warn (HpVm *vm, const char *category, HpObject *filename, int line, const char *message);

/* What the compiler warns of (Python/compile.c), each at the expression's first line. */
void hp_warn_about_call (HpCompiler *k, const HpExpr *call);
void hp_warn_about_subscript (HpCompiler *k, const HpExpr *subscript);
void hp_warn_about_compare (HpCompiler *k, const HpExpr *compare);
void hp_warn_about_assert (HpCompiler *k, const HpStmt *s);
