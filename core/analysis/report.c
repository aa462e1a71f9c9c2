/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/report.h"

#include <string.h>

/* A value of a row: a text's place in the chunk of strings, or a number. */
typedef struct {
  gboolean present;
  union {
    const char *text; /* borrowed from the report's strings */
    gint64 number;
  };
} Value;

struct _HpReportTable {
  HpReport *report; /* borrowed */
  const char *name, *title;
  HpField *fields; /* owned; their texts are the report's */
  guint n_fields;
  GArray *values; /* owned; Value, n_fields a row */
  guint n_rows, n_set;
  guint64 omitted;
};

struct _HpReport {
  gatomicrefcount references;
  const char *name;
  GPtrArray *sentences, *warnings; /* owned; char * */
  GArray *leads;                   /* owned; gsize, bytes, by sentence */
  GPtrArray *tables;               /* owned; HpReportTable */
  GStringChunk *strings;           /* owned */
};

static void
table_free (gpointer data)
{
  HpReportTable *self = data;

  g_array_unref (self->values);
  g_free (self->fields);
  g_free (self);
}

HpReport *
hp_report_new (const char *name)
{
  HpReport *self = g_new0 (HpReport, 1);

  g_atomic_ref_count_init (&self->references);
  self->name = name;
  self->sentences = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->leads = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->tables = g_ptr_array_new_with_free_func (table_free);
  self->strings = g_string_chunk_new (4096);
  return self;
}

HpReport *
hp_report_ref (HpReport *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hp_report_unref (HpReport *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->sentences);
  g_ptr_array_unref (self->warnings);
  g_array_unref (self->leads);
  g_ptr_array_unref (self->tables);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* ---- fill ---- */

static void
take_sentence (HpReport *self, char *sentence, gsize lead)
{
  g_ptr_array_add (self->sentences, sentence);
  g_array_append_val (self->leads, lead);
}

void
hp_report_say (HpReport *self, const char *format, ...)
{
  va_list arguments;
  char *sentence;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  take_sentence (self, sentence, strlen (sentence));
}

void
hp_report_say_lead (HpReport *self, const char *sentence, gsize lead)
{
  g_assert (lead <= strlen (sentence));
  take_sentence (self, g_strdup (sentence), lead);
}

void
hp_report_warn (HpReport *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->warnings, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

HpReportTable *
hp_report_add_table (HpReport *self, const char *name, const char *title, const HpField *fields,
                     guint n_fields)
{
  HpReportTable *table = g_new0 (HpReportTable, 1);

  table->report = self;
  table->name = name;
  table->title = title;
  table->fields = g_memdup2 (fields, n_fields * sizeof *fields);
  for (guint i = 0; i < n_fields; i++) {
    table->fields[i].name = g_string_chunk_insert_const (self->strings, fields[i].name);
    table->fields[i].title = g_string_chunk_insert_const (self->strings, fields[i].title);
  }
  table->n_fields = table->n_set = n_fields;
  table->values = g_array_new (FALSE, TRUE, sizeof (Value));
  g_ptr_array_add (self->tables, table);
  return table;
}

void
hp_report_table_begin_row (HpReportTable *self)
{
  self->n_rows++;
  self->n_set = 0;
  g_array_set_size (self->values, self->n_rows * self->n_fields);
}

static Value *
next_value (HpReportTable *self)
{
  g_assert (self->n_set < self->n_fields);
  return &g_array_index (self->values, Value, (self->n_rows - 1) * self->n_fields + self->n_set++);
}

void
hp_report_table_add_text (HpReportTable *self, const char *text)
{
  Value *value = next_value (self);

  g_assert (hp_field_is_text (&self->fields[self->n_set - 1]));
  value->present = text != NULL;
  if (text != NULL)
    value->text = g_string_chunk_insert_const (self->report->strings, text);
}

void
hp_report_table_take_text (HpReportTable *self, char *text)
{
  hp_report_table_add_text (self, text);
  g_free (text);
}

void
hp_report_table_add_number (HpReportTable *self, gint64 number)
{
  Value *value = next_value (self);

  g_assert (!hp_field_is_text (&self->fields[self->n_set - 1]));
  value->present = TRUE;
  value->number = number;
}

void
hp_report_table_add_none (HpReportTable *self)
{
  next_value (self);
}

void
hp_report_table_add_object (HpReportTable *self, const HpSnapshot *snapshot, guint32 object)
{
  if (object == HP_NONE)
    hp_report_table_add_none (self);
  else
    hp_report_table_add_number (self, (gint64)hp_snapshot_address (snapshot, object));
}

void
hp_report_table_set_omitted (HpReportTable *self, guint64 n)
{
  self->omitted = n;
}

/* ---- read ---- */

const char *
hp_report_get_name (const HpReport *self)
{
  return self->name;
}

guint
hp_report_get_n_sentences (const HpReport *self)
{
  return self->sentences->len;
}

const char *
hp_report_get_sentence (const HpReport *self, guint sentence)
{
  return g_ptr_array_index (self->sentences, sentence);
}

gsize
hp_report_get_lead (const HpReport *self, guint sentence)
{
  return g_array_index (self->leads, gsize, sentence);
}

guint
hp_report_get_n_warnings (const HpReport *self)
{
  return self->warnings->len;
}

const char *
hp_report_get_warning (const HpReport *self, guint warning)
{
  return g_ptr_array_index (self->warnings, warning);
}

guint
hp_report_get_n_tables (const HpReport *self)
{
  return self->tables->len;
}

const HpReportTable *
hp_report_get_table (const HpReport *self, guint table)
{
  return g_ptr_array_index (self->tables, table);
}

const HpReportTable *
hp_report_find_table (const HpReport *self, const char *name)
{
  for (guint i = 0; i < self->tables->len; i++) {
    const HpReportTable *table = g_ptr_array_index (self->tables, i);

    if (g_str_equal (table->name, name))
      return table;
  }
  return NULL;
}

const char *
hp_report_table_get_name (const HpReportTable *self)
{
  return self->name;
}

const char *
hp_report_table_get_title (const HpReportTable *self)
{
  return self->title;
}

const HpField *
hp_report_table_get_fields (const HpReportTable *self, guint *n)
{
  *n = self->n_fields;
  return self->fields;
}

guint
hp_report_table_get_n_rows (const HpReportTable *self)
{
  return self->n_rows;
}

guint64
hp_report_table_get_omitted (const HpReportTable *self)
{
  return self->omitted;
}

gboolean
hp_report_table_get (const HpReportTable *self, guint row, guint field, const char **text,
                     gint64 *number)
{
  const Value *value = &g_array_index (self->values, Value, row * self->n_fields + field);
  gboolean is_text = hp_field_is_text (&self->fields[field]);

  if (text != NULL)
    *text = value->present && is_text ? value->text : NULL;
  if (number != NULL)
    *number = value->present && !is_text ? value->number : 0;
  return value->present;
}

char *
hp_report_table_dup_value (const HpReportTable *self, guint row, guint field)
{
  const char *text;
  gint64 number;

  if (!hp_report_table_get (self, row, field, &text, &number))
    return g_strdup ("");
  switch (self->fields[field].kind) {
  case HP_FIELD_TEXT:
  case HP_FIELD_WORD:
  case HP_FIELD_DECIMAL: return g_strdup (text);
  case HP_FIELD_ADDRESS: return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64)number);
  case HP_FIELD_FLAG: return g_strdup (number ? "true" : "false");
  case HP_FIELD_NUMBER:
  case HP_FIELD_SIZE: break;
  }
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

guint64
hp_report_table_get_address (const HpReportTable *self, guint row)
{
  for (guint i = 0; i < self->n_fields; i++) {
    gint64 number;

    if (self->fields[i].kind == HP_FIELD_ADDRESS &&
        hp_report_table_get (self, row, i, NULL, &number))
      return (guint64)number;
  }
  return 0;
}
