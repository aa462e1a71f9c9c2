/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/terminal.h"

void
hp_terminal_clean (char *text)
{
  for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++)
    if (*c < 0x20 || *c == 0x7f)
      *c = '?';
}
