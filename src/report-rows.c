/* SPDX-License-Identifier: Apache-2.0 */
#include "report-rows.h"

#include "object-actions.h"

static void
selected_cb (HpPane *pane, HpReportRow *row)
{
  HpDocument *document = hp_pane_get_document (pane);

  if (document != NULL && hp_report_row_get_address (row) != 0)
    hp_document_select (document, hp_report_row_get_address (row));
}

static void
activated_cb (HpPane *pane, HpReportRow *row)
{
  HpDocument *document = hp_pane_get_document (pane);
  const char *type = hp_report_row_get_text (row, "type");

  if (document == NULL)
    return;
  if (hp_report_row_get_address (row) != 0) {
    hp_document_select (document, hp_report_row_get_address (row));
    hp_document_show_page (document, "graph");
  } else if (type != NULL) {
    hp_objects_list_type (document, type);
  }
}

void
hp_report_rows_follow (HpPane *pane, GtkWidget *view)
{
  g_signal_connect_object (view, "selected", G_CALLBACK (selected_cb), pane, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activated", G_CALLBACK (activated_cb), pane, G_CONNECT_SWAPPED);
}
