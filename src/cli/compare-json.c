/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/compare-json.h"

#include <json-glib/json-glib.h>

static void
add_side (JsonBuilder *json, const HpSide *side)
{
  static const char *const streams[] = { "stdout", "stderr" };

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, side->name);
  json_builder_set_member_name (json, "program");
  json_builder_add_string_value (json, side->program);
  json_builder_set_member_name (json, "exit_status");
  json_builder_add_int_value (json, side->status);
  json_builder_set_member_name (json, "stopped");
  json_builder_add_boolean_value (json, side->stopped);
  for (int i = 0; i < 2; i++) {
    g_autofree char *left_out = g_strconcat (streams[i], "_left_out", NULL);

    json_builder_set_member_name (json, streams[i]);
    json_builder_add_string_value (json, side->printed[i].text->str);
    json_builder_set_member_name (json, left_out);
    json_builder_add_int_value (json, (gint64)side->printed[i].left_out);
  }
  json_builder_end_object (json);
}

static void
add_counters (JsonBuilder *json, const HpComparison *comparison)
{
  g_autoptr (GArray) rows = hp_comparison_list_counters (comparison);

  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++) {
    const HpCounterRow *row = &g_array_index (rows, HpCounterRow, i);

    json_builder_begin_object (json);
    json_builder_set_member_name (json, "group");
    json_builder_add_string_value (json, hp_row_group_name (row->group));
    json_builder_set_member_name (json, "name");
    json_builder_add_string_value (json, row->name);
    json_builder_set_member_name (json, "change");
    json_builder_add_boolean_value (json, row->change);
    json_builder_set_member_name (json, "embedded");
    json_builder_add_int_value (json, row->values[HP_SIDE_EMBEDDED]);
    json_builder_set_member_name (json, "reference");
    json_builder_add_int_value (json, row->values[HP_SIDE_REFERENCE]);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

void
hp_cli_print_comparison_json (const HpComparison *comparison)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "equal");
  json_builder_add_boolean_value (json, hp_comparison_is_equal (comparison));
  json_builder_set_member_name (json, "embedded");
  add_side (json, comparison->sides[HP_SIDE_EMBEDDED]);
  json_builder_set_member_name (json, "reference");
  add_side (json, comparison->sides[HP_SIDE_REFERENCE]);
  json_builder_set_member_name (json, "counters");
  add_counters (json, comparison);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}
