/* SPDX-License-Identifier: Apache-2.0 */
#include <locale.h>

#include "application.h"
#include "cli/cli.h"

int
main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  if (hp_cli_dispatch (argc, argv, &status))
    return status;
  return hp_application_run (argc, argv);
}
