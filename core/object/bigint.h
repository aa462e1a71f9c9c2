/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on magnitudes: arrays of 30-bit digits, least significant first. Nothing here knows
 * objects; callers allocate. A length may include leading zeros unless said otherwise. What takes
 * more than linear time ends with -1 and KeyboardInterrupt when somebody asks for that, else 0. */
#pragma once
#include "object/object.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Length without leading zeros. */
ssize_t hp_big_normalize (const uint32_t *a, ssize_t n);
/* -1, 0, 1; both normalized. */
int hp_big_compare (const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb);
/* out has max (na, nb) + 1 digits. */
void hp_big_add (uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb);
/* a >= b; out has na digits. */
void hp_big_subtract (uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb);
/* out has na + nb digits and overlaps nothing; scratch has hp_big_multiply_scratch digits. */
int hp_big_multiply (HpRuntime *rt, uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b,
                     ssize_t nb, uint32_t *scratch);
size_t hp_big_multiply_scratch (ssize_t na, ssize_t nb);
/* out (na digits, may be a) = a / d, returns a % d; 0 < d < 2^30. */
uint32_t hp_big_divide_digit (uint32_t *out, const uint32_t *a, ssize_t na, uint32_t d);
/* Long division, na >= nb >= 2, b normalized. quotient has na - nb + 1 digits, remainder nb;
 * scratch has na + nb + 1. */
int hp_big_divide (HpRuntime *rt, uint32_t *quotient, uint32_t *remainder, const uint32_t *a,
                   ssize_t na, const uint32_t *b, ssize_t nb, uint32_t *scratch);
/* out (n digits, may be a) = a << bits, 0 <= bits < 30; returns the carry out. */
uint32_t hp_big_shift_left_small (uint32_t *out, const uint32_t *a, ssize_t n, int bits);
/* out (n digits, may be a) = a >> bits, 0 <= bits < 30; returns the bits lost. */
uint32_t hp_big_shift_right_small (uint32_t *out, const uint32_t *a, ssize_t n, int bits);
/* In place: a (n digits) = a * factor + addend; returns the carry out. */
uint32_t hp_big_multiply_add (uint32_t *a, ssize_t n, uint32_t factor, uint32_t addend);
size_t hp_big_bit_length (const uint32_t *a, ssize_t n);
