/* SPDX-License-Identifier: Apache-2.0 */
/* What an analysis has to say to a person: sentences first, then tables that prove them.
 *
 * Every analysis can be made into a report, and the window, the subcommands and the JSON output all
 * show reports, so an answer is the same sentence and the same number everywhere. Sentences are in
 * the language of the program that shows them; the command speaks English. Names of columns are the
 * members of the JSON output: lower_snake_case, sizes in bytes, addresses hexadecimal, words in
 * English.
 *
 * A report is filled by one thread and then read by any. It copies what it is given and borrows
 * nothing. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef enum {
  HP_FIELD_TEXT,
  HP_FIELD_WORD, /* a text of ours, one of a few: English here, for a window to translate */
  HP_FIELD_NUMBER,
  HP_FIELD_DECIMAL, /* a finite number as the text that JSON wants */
  HP_FIELD_SIZE,    /* bytes */
  HP_FIELD_ADDRESS, /* of an object: activating the row shows that object */
  HP_FIELD_FLAG,
} HpFieldKind;

typedef struct {
  const char *name;  /* "retained_size" */
  const char *title; /* "Retained", translatable */
  HpFieldKind kind;
} HpField;

typedef struct _HpReport HpReport;
typedef struct _HpReportTable HpReportTable;

/* ---- make and free ---- */

/* name: "cycles", also the subcommand; static */
HpReport *hp_report_new (const char *name);
HpReport *hp_report_ref (HpReport *self);
void hp_report_unref (HpReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpReport, hp_report_unref)

/* ---- fill ---- */

/* One more sentence, the most important first. */
void hp_report_say (HpReport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A long sentence of which the first `lead` bytes say the most. */
void hp_report_say_lead (HpReport *self, const char *sentence, gsize lead);

/* Something that limits how far the report can be trusted, or that it left out. */
void hp_report_warn (HpReport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One more table. Borrowed; lives as long as the report. */
HpReportTable *hp_report_add_table (HpReport *self, const char *name, const char *title,
                                    const HpField *fields, guint n_fields);

/* One more row. Set its values with the functions below, in the order of the fields; what is not
 * set is unknown. */
void hp_report_table_begin_row (HpReportTable *self);
void hp_report_table_add_text (HpReportTable *self, const char *text); /* NULL: none */
void hp_report_table_take_text (HpReportTable *self, char *text);
void hp_report_table_add_number (HpReportTable *self,
                                 gint64 number); /* a whole one, of all kinds */
void hp_report_table_add_none (HpReportTable *self);

/* An object's address; HP_NONE: none. */
void hp_report_table_add_object (HpReportTable *self, const HpSnapshot *snapshot, guint32 object);

/* Rows that would have come but were left out because of a limit. */
void hp_report_table_set_omitted (HpReportTable *self, guint64 n);

/* ---- read ---- */

/* What was filled in, in that order; texts are borrowed. */
const char *hp_report_get_name (const HpReport *self);
guint hp_report_get_n_sentences (const HpReport *self);
const char *hp_report_get_sentence (const HpReport *self, guint sentence);
gsize hp_report_get_lead (const HpReport *self, guint sentence); /* bytes; all of it, if not told */
guint hp_report_get_n_warnings (const HpReport *self);
const char *hp_report_get_warning (const HpReport *self, guint warning);
guint hp_report_get_n_tables (const HpReport *self);
const HpReportTable *hp_report_get_table (const HpReport *self, guint table);

/* The table of that name, or NULL. */
const HpReportTable *hp_report_find_table (const HpReport *self, const char *name);

/* Name for programs, title for people, the *n columns: all lent. */
const char *hp_report_table_get_name (const HpReportTable *self);
const char *hp_report_table_get_title (const HpReportTable *self);
const HpField *hp_report_table_get_fields (const HpReportTable *self, guint *n);
/* Rows that are there, and how many more were left out. */
guint hp_report_table_get_n_rows (const HpReportTable *self);
guint64 hp_report_table_get_omitted (const HpReportTable *self);

/* FALSE: the value is unknown or none. *text is borrowed: a text, a word or a decimal number;
 * *number is the value of all other kinds. Both may be NULL. */
gboolean hp_report_table_get (const HpReportTable *self, guint row, guint field, const char **text,
                              gint64 *number);

/* Whether the field's values are kept as texts. */
static inline gboolean
hp_field_is_text (const HpField *field)
{
  return field->kind == HP_FIELD_TEXT || field->kind == HP_FIELD_WORD ||
         field->kind == HP_FIELD_DECIMAL;
}

/* Whether the field's values are amounts, which are set to the right. */
static inline gboolean
hp_field_is_number (const HpField *field)
{
  return field->kind == HP_FIELD_NUMBER || field->kind == HP_FIELD_DECIMAL ||
         field->kind == HP_FIELD_SIZE;
}

/* The value as a person reads it, "" for none; sizes as plain bytes, addresses as 0x…; free with
 * g_free. */
char *hp_report_table_dup_value (const HpReportTable *self, guint row, guint field);

/* The first address of the row, or 0. */
guint64 hp_report_table_get_address (const HpReportTable *self, guint row);

G_END_DECLS
