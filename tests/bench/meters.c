/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "meters.h"

double
meter_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A line of /proc/self/status, in bytes. */
static double
read_status (const char *line)
{
  g_autofree char *status = NULL;
  const char *found;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ||
      (found = strstr (status, line)) == NULL)
    return 0;
  return 1024.0 * (double)g_ascii_strtoull (found + strlen (line), NULL, 10);
}

double
meter_memory (void)
{
  return read_status ("VmRSS:");
}

double
meter_peak_memory (void)
{
  return read_status ("VmHWM:");
}

void
meter_reset_peak_memory (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  if (file == NULL)
    return;
  fputs ("5", file);
  fclose (file);
}
