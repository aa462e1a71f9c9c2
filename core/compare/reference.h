/* SPDX-License-Identifier: Apache-2.0 */
/* The reference interpreter of this machine: CPython 3.11, under the name python3.11 or python3. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HP_COMPARE_ERROR (hp_compare_error_quark ())
GQuark hp_compare_error_quark (void);
typedef enum {
  HP_COMPARE_ERROR_NO_REFERENCE, /* there is no CPython 3.11 */
  HP_COMPARE_ERROR_START         /* it does not start, or the script cannot be read */
} HpCompareError;

/* Its path, from the folders of PATH, and its version ("3.11.2"): each candidate is asked. Free
 * both with g_free. */
char *hp_reference_find (char **version, GError **error);

G_END_DECLS
