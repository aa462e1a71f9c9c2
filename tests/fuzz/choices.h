/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions, taken from bytes.
 *
 * A generator that asks for every decision here can be steered by a fuzzer, which changes the
 * bytes, as well as by a random number, which makes them. When the bytes are used up, every answer
 * is 0: a generator puts what ends soonest first. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const uint8_t *at, *end; /* borrowed */
} Choices;

static inline Choices
choices_new (const uint8_t *bytes, size_t n)
{
  return (Choices){ bytes, n > 0 ? bytes + n : bytes }; /* none may be NULL */
}

static inline int
choices_are_used_up (const Choices *self)
{
  return self->at == self->end;
}

/* A number below N (at least 1); a choice among more than 256 takes two bytes. */
static inline unsigned
choose (Choices *self, unsigned n)
{
  unsigned value;

  if (n < 2 || self->at == self->end)
    return 0;
  value = *self->at++;
  if (n > 256 && self->at < self->end)
    value = value << 8 | *self->at++;
  return value % n;
}

/* Fills BYTES from a seed, the same on every machine (SplitMix64, Steele, Lea and Flood 2014). */
static inline void
choices_fill (uint64_t seed, uint8_t *bytes, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    uint64_t z = seed += UINT64_C (0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
    bytes[i] = (uint8_t)(z ^ z >> 31);
  }
}
