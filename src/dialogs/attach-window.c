/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/attach-window.h"

GtkWidget *
hp_attach_window_new (HpWindow *window)
{
  return adw_window_new ();
}
