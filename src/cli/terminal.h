/* SPDX-License-Identifier: Apache-2.0 */
/* Text that came from somewhere else, on its way to a terminal. */
#pragma once

/* Replaces control characters by "?", in place. */
void hp_terminal_clean (char *text);
