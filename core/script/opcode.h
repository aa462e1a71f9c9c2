/* SPDX-License-Identifier: Apache-2.0 */

/* The instruction set: CPython 3.11's, number for number.
 *
 * Code is an array of 16-bit units: the low byte is the opcode, the high byte its argument.
 * EXTENDED_ARG gives the upper bytes of the next instruction's argument. Some instructions are
 * followed by CACHE units, where the evaluation loop keeps what it learned at that place; the
 * compiler writes them as zero. Jumps are relative and counted in units from the end of the jump
 * with its caches. The set is kept whole because it is observable: the deepest stack is part of a
 * generator's size, and the order of instructions is the order in which objects die. */
#pragma once

#include "object/abstract.h"

#include <stdint.h>

typedef uint16_t HpCodeUnit;

#define HP_UNIT(op, arg)    ((HpCodeUnit)((op) | ((arg) << 8)))
#define HP_UNIT_OPCODE(u)   ((u)&255)
#define HP_UNIT_ARGUMENT(u) ((u) >> 8)

/* what an argument means */
enum {
  HP_OP_ARG = 1,   /* a plain number */
  HP_OP_JUMP = 2,  /* a distance in units */
  HP_OP_CONST = 4, /* an index into the constants */
  HP_OP_NAME = 8,  /* an index into the names */
  HP_OP_LOCAL = 16 /* a slot of localsplus */
};

/* X (name, number, cache units behind it, meaning of its argument) */
#define HP_OPCODES(X)                                                                              \
  X (CACHE, 0, 0, 0)                                                                               \
  X (POP_TOP, 1, 0, 0)                                                                             \
  X (PUSH_NULL, 2, 0, 0)                                                                           \
  X (NOP, 9, 0, 0)                                                                                 \
  X (UNARY_POSITIVE, 10, 0, 0)                                                                     \
  X (UNARY_NEGATIVE, 11, 0, 0)                                                                     \
  X (UNARY_NOT, 12, 0, 0)                                                                          \
  X (UNARY_INVERT, 15, 0, 0)                                                                       \
  X (BINARY_SUBSCR, 25, 4, 0)                                                                      \
  X (GET_LEN, 30, 0, 0)                                                                            \
  X (MATCH_MAPPING, 31, 0, 0)                                                                      \
  X (MATCH_SEQUENCE, 32, 0, 0)                                                                     \
  X (MATCH_KEYS, 33, 0, 0)                                                                         \
  X (PUSH_EXC_INFO, 35, 0, 0)                                                                      \
  X (CHECK_EXC_MATCH, 36, 0, 0)                                                                    \
  X (CHECK_EG_MATCH, 37, 0, 0)                                                                     \
  X (WITH_EXCEPT_START, 49, 0, 0)                                                                  \
  X (GET_AITER, 50, 0, 0)                                                                          \
  X (GET_ANEXT, 51, 0, 0)                                                                          \
  X (BEFORE_ASYNC_WITH, 52, 0, 0)                                                                  \
  X (BEFORE_WITH, 53, 0, 0)                                                                        \
  X (END_ASYNC_FOR, 54, 0, 0)                                                                      \
  X (STORE_SUBSCR, 60, 1, 0)                                                                       \
  X (DELETE_SUBSCR, 61, 0, 0)                                                                      \
  X (GET_ITER, 68, 0, 0)                                                                           \
  X (GET_YIELD_FROM_ITER, 69, 0, 0)                                                                \
  X (PRINT_EXPR, 70, 0, 0)                                                                         \
  X (LOAD_BUILD_CLASS, 71, 0, 0)                                                                   \
  X (LOAD_ASSERTION_ERROR, 74, 0, 0)                                                               \
  X (RETURN_GENERATOR, 75, 0, 0)                                                                   \
  X (LIST_TO_TUPLE, 82, 0, 0)                                                                      \
  X (RETURN_VALUE, 83, 0, 0)                                                                       \
  X (IMPORT_STAR, 84, 0, 0)                                                                        \
  X (SETUP_ANNOTATIONS, 85, 0, 0)                                                                  \
  X (YIELD_VALUE, 86, 0, 0)                                                                        \
  X (ASYNC_GEN_WRAP, 87, 0, 0)                                                                     \
  X (PREP_RERAISE_STAR, 88, 0, 0)                                                                  \
  X (POP_EXCEPT, 89, 0, 0)                                                                         \
  X (STORE_NAME, 90, 0, HP_OP_NAME)                                                                \
  X (DELETE_NAME, 91, 0, HP_OP_NAME)                                                               \
  X (UNPACK_SEQUENCE, 92, 1, HP_OP_ARG)                                                            \
  X (FOR_ITER, 93, 0, HP_OP_JUMP)                                                                  \
  X (UNPACK_EX, 94, 0, HP_OP_ARG)                                                                  \
  X (STORE_ATTR, 95, 4, HP_OP_NAME)                                                                \
  X (DELETE_ATTR, 96, 0, HP_OP_NAME)                                                               \
  X (STORE_GLOBAL, 97, 0, HP_OP_NAME)                                                              \
  X (DELETE_GLOBAL, 98, 0, HP_OP_NAME)                                                             \
  X (SWAP, 99, 0, HP_OP_ARG)                                                                       \
  X (LOAD_CONST, 100, 0, HP_OP_CONST)                                                              \
  X (LOAD_NAME, 101, 0, HP_OP_NAME)                                                                \
  X (BUILD_TUPLE, 102, 0, HP_OP_ARG)                                                               \
  X (BUILD_LIST, 103, 0, HP_OP_ARG)                                                                \
  X (BUILD_SET, 104, 0, HP_OP_ARG)                                                                 \
  X (BUILD_MAP, 105, 0, HP_OP_ARG)                                                                 \
  X (LOAD_ATTR, 106, 4, HP_OP_NAME)                                                                \
  X (COMPARE_OP, 107, 2, HP_OP_ARG)                                                                \
  X (IMPORT_NAME, 108, 0, HP_OP_NAME)                                                              \
  X (IMPORT_FROM, 109, 0, HP_OP_NAME)                                                              \
  X (JUMP_FORWARD, 110, 0, HP_OP_JUMP)                                                             \
  X (JUMP_IF_FALSE_OR_POP, 111, 0, HP_OP_JUMP)                                                     \
  X (JUMP_IF_TRUE_OR_POP, 112, 0, HP_OP_JUMP)                                                      \
  X (POP_JUMP_FORWARD_IF_FALSE, 114, 0, HP_OP_JUMP)                                                \
  X (POP_JUMP_FORWARD_IF_TRUE, 115, 0, HP_OP_JUMP)                                                 \
  X (LOAD_GLOBAL, 116, 5, HP_OP_NAME)                                                              \
  X (IS_OP, 117, 0, HP_OP_ARG)                                                                     \
  X (CONTAINS_OP, 118, 0, HP_OP_ARG)                                                               \
  X (RERAISE, 119, 0, HP_OP_ARG)                                                                   \
  X (COPY, 120, 0, HP_OP_ARG)                                                                      \
  X (BINARY_OP, 122, 1, HP_OP_ARG)                                                                 \
  X (SEND, 123, 0, HP_OP_JUMP)                                                                     \
  X (LOAD_FAST, 124, 0, HP_OP_LOCAL)                                                               \
  X (STORE_FAST, 125, 0, HP_OP_LOCAL)                                                              \
  X (DELETE_FAST, 126, 0, HP_OP_LOCAL)                                                             \
  X (POP_JUMP_FORWARD_IF_NOT_NONE, 128, 0, HP_OP_JUMP)                                             \
  X (POP_JUMP_FORWARD_IF_NONE, 129, 0, HP_OP_JUMP)                                                 \
  X (RAISE_VARARGS, 130, 0, HP_OP_ARG)                                                             \
  X (GET_AWAITABLE, 131, 0, HP_OP_ARG)                                                             \
  X (MAKE_FUNCTION, 132, 0, HP_OP_ARG)                                                             \
  X (BUILD_SLICE, 133, 0, HP_OP_ARG)                                                               \
  X (JUMP_BACKWARD_NO_INTERRUPT, 134, 0, HP_OP_JUMP)                                               \
  X (MAKE_CELL, 135, 0, HP_OP_LOCAL)                                                               \
  X (LOAD_CLOSURE, 136, 0, HP_OP_LOCAL)                                                            \
  X (LOAD_DEREF, 137, 0, HP_OP_LOCAL)                                                              \
  X (STORE_DEREF, 138, 0, HP_OP_LOCAL)                                                             \
  X (DELETE_DEREF, 139, 0, HP_OP_LOCAL)                                                            \
  X (JUMP_BACKWARD, 140, 0, HP_OP_JUMP)                                                            \
  X (CALL_FUNCTION_EX, 142, 0, HP_OP_ARG)                                                          \
  X (EXTENDED_ARG, 144, 0, HP_OP_ARG)                                                              \
  X (LIST_APPEND, 145, 0, HP_OP_ARG)                                                               \
  X (SET_ADD, 146, 0, HP_OP_ARG)                                                                   \
  X (MAP_ADD, 147, 0, HP_OP_ARG)                                                                   \
  X (LOAD_CLASSDEREF, 148, 0, HP_OP_LOCAL)                                                         \
  X (COPY_FREE_VARS, 149, 0, HP_OP_ARG)                                                            \
  X (RESUME, 151, 0, HP_OP_ARG)                                                                    \
  X (MATCH_CLASS, 152, 0, HP_OP_ARG)                                                               \
  X (FORMAT_VALUE, 155, 0, HP_OP_ARG)                                                              \
  X (BUILD_CONST_KEY_MAP, 156, 0, HP_OP_ARG)                                                       \
  X (BUILD_STRING, 157, 0, HP_OP_ARG)                                                              \
  X (LOAD_METHOD, 160, 10, HP_OP_NAME)                                                             \
  X (LIST_EXTEND, 162, 0, HP_OP_ARG)                                                               \
  X (SET_UPDATE, 163, 0, HP_OP_ARG)                                                                \
  X (DICT_MERGE, 164, 0, HP_OP_ARG)                                                                \
  X (DICT_UPDATE, 165, 0, HP_OP_ARG)                                                               \
  X (PRECALL, 166, 1, HP_OP_ARG)                                                                   \
  X (CALL, 171, 4, HP_OP_ARG)                                                                      \
  X (KW_NAMES, 172, 0, HP_OP_CONST)                                                                \
  X (POP_JUMP_BACKWARD_IF_NOT_NONE, 173, 0, HP_OP_JUMP)                                            \
  X (POP_JUMP_BACKWARD_IF_NONE, 174, 0, HP_OP_JUMP)                                                \
  X (POP_JUMP_BACKWARD_IF_FALSE, 175, 0, HP_OP_JUMP)                                               \
  X (POP_JUMP_BACKWARD_IF_TRUE, 176, 0, HP_OP_JUMP)

#define HP_OPCODE_NUMBER(name, number, caches, flags) HP_##name = number,
enum { HP_OPCODES (HP_OPCODE_NUMBER) };
#undef HP_OPCODE_NUMBER

/* LOAD_GLOBAL's argument is (name index << 1) | push a NULL first. */

/* The argument of BINARY_OP is an HpBinaryOp (object/abstract.h); HP_NB_INPLACE + n is the
 * augmented assignment of n. */
#define HP_NB_INPLACE HP_NB_INPLACE_ADD

/* the argument of COMPARE_OP: <, <=, ==, !=, >, >= are 0..5 as everywhere */

/* the argument of MAKE_FUNCTION: which values lie on the stack below the code object, in this order
 */
enum { HP_MAKE_DEFAULTS = 1, HP_MAKE_KWDEFAULTS = 2, HP_MAKE_ANNOTATIONS = 4, HP_MAKE_CLOSURE = 8 };

/* the argument of FORMAT_VALUE: conversion in the low two bits, then whether a format spec lies on
 * the stack */
enum {
  HP_FORMAT_NONE = 0,
  HP_FORMAT_STR = 1,
  HP_FORMAT_REPR = 2,
  HP_FORMAT_ASCII = 3,
  HP_FORMAT_SPEC = 4
};

/* Facts about one opcode; number without a name gives NULL, 0, 0. */
const char *hp_opcode_name (int opcode);
int hp_opcode_caches (int opcode);
int hp_opcode_flags (int opcode);
