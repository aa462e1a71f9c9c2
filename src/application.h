/* SPDX-License-Identifier: Apache-2.0 */
/* The program with a window: what belongs to no single document (windows, settings, help, about).
 *
 * There is one application in a process; windows are independent of each other. hp_application_run
 * () is what main () calls when no subcommand is named: it opens the files in its arguments, each
 * in a window of its own. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HP_TYPE_APPLICATION (hp_application_get_type ())
G_DECLARE_FINAL_TYPE (HpApplication, hp_application, HP, APPLICATION, AdwApplication)

HpApplication *hp_application_new (GApplicationFlags flags);
/* The whole program with a window; returns the exit status. */
int hp_application_run (int argc, char **argv);

GSettings *hp_application_get_settings (HpApplication *self); /* lent */

/* The accelerators of the application: detailed action, then keys, NULL; the list ends with a NULL
 * action. For tests. */
typedef struct {
  const char *action;
  const char *keys[3];
} HpAccelerator;
const HpAccelerator *hp_application_list_accelerators (void);

G_END_DECLS
