/* SPDX-License-Identifier: Apache-2.0 */
/* What each analysis of the catalogue costs on a large random picture.
 *
 *   bench-analyses N [NAME]     N objects, about three references each; NAME: this analysis only
 *
 * Prints for each analysis its CPU seconds and how far it raised the peak of the process's memory,
 * beside the size of the picture's columns. */
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "analysis/catalogue.h"
#include "support/sample-snapshot.h"

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double
peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024;
}

static void
measure (HpSnapshot *snapshot, const HpAnalysis *analysis)
{
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  double before = peak_mib (), begin = cpu_seconds ();
  g_autoptr (HpReport) report = analysis->run (snapshot, &options, NULL, &error);

  if (report == NULL)
    g_print ("%-12s %s\n", analysis->name, error->message);
  else
    g_print ("%-12s %8.2f s  %+8.0f MiB\n", analysis->name, cpu_seconds () - begin,
             peak_mib () - before);
}

int
main (int argc, char **argv)
{
  guint32 n = argc > 1 ? (guint32)strtoul (argv[1], NULL, 10) : 100000;
  const char *only = argc > 2 ? argv[2] : NULL;
  guint n_analyses;
  const HpAnalysis *analyses = hp_analyses (&n_analyses);
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (n, 1);

  g_print ("%u objects, %" G_GUINT64_FORMAT " references, %.0f MiB so far\n", n,
           hp_snapshot_n_refs (snapshot), peak_mib ());
  for (guint i = 0; i < n_analyses; i++)
    if (only == NULL || g_str_equal (only, analyses[i].name))
      measure (snapshot, &analyses[i]);
  return 0;
}
