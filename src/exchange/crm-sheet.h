/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-package.h"

G_BEGIN_DECLS

/* crm-sheet.c: a sheet of a spreadsheet as the text of a CSV file: commas, quotes where they are needed, a line for
 * each row, all with the same number of cells, and empty lines for empty rows, so that rows keep their numbers. Numbers
 * have a point, dates are written as ISO 8601 does, percentages with their sign and amounts with their currency. */
typedef struct _CrmSheet CrmSheet;

CrmSheet *crm_sheet_open      (int fd, const guint8 *bytes, gint64 size, const char *name, const char *wish,
                               GError **error);
void      crm_sheet_free      (CrmSheet *self);
gssize    crm_sheet_read      (CrmSheet *self, char *text, gsize room, GError **error);
gboolean  crm_sheet_rewind    (CrmSheet *self, GError **error);
double    crm_sheet_get_share (const CrmSheet *self);
guint     crm_sheet_get_errors (const CrmSheet *self, guint *first);
const char *crm_sheet_get_title (const CrmSheet *self);
const char *const *crm_sheet_get_titles (const CrmSheet *self);

/* What the kinds of spreadsheets share. Rows and columns count from 0. */

typedef struct
{
  /* Fills `sheets`; opens what cells refer to. */
  gboolean (*open)  (CrmSheet *self, GError **error);
  /* The XML in which the rows of the sheet at hand are. */
  CrmXml  *(*begin) (CrmSheet *self, GError **error);
  void     (*free)  (gpointer data);
} CrmSheetKind;

extern const CrmSheetKind crm_sheet_xlsx, crm_sheet_ods;

typedef struct
{
  char    *title;
  char    *part;       /* of XLSX */
  gboolean hidden;
  guint    n_columns;  /* as far as they have been looked at; 0: nothing is in it */
} CrmSheetEntry;

struct _CrmSheet
{
  CrmPackage         *package;
  const CrmSheetKind *kind;
  gpointer            data;      /* of the kind */
  GPtrArray          *entries;   /* of CrmSheetEntry */
  char              **titles;
  CrmSheetEntry      *entry;     /* the one that is read */
  gboolean            looking;   /* only for what there is, not for rows */
  CrmXml             *xml;
  gboolean            ended;

  guint               row;       /* at hand */
  GString            *texts;     /* of its cells, */
  GArray             *cells;     /* … and where they are */
  guint               n_filled;
  GArray             *merges, *active;
  guint               n_merges_begun;

  GString            *line;      /* of the row, and how often it is to be written */
  gsize               n_written;
  guint               n_repeats;
  guint               n_lines;   /* written so far */
  guint               n_blank;   /* to be written before it */
  gint64              n_bytes;   /* of all text */
  guint               n_errors;  /* cells without a value that formulas should have, */
  guint               first_error;   /* … and the number of the first row with one */
};

CrmSheetEntry *crm_sheet_add_entry (CrmSheet *self, const char *title);
void crm_sheet_begin_row (CrmSheet *self, CrmXml *xml, guint row);
void crm_sheet_add_cell  (CrmSheet *self, CrmXml *xml, guint column, const char *text, guint n_repeats);
void crm_sheet_add_merge (CrmSheet *self, guint row, guint column, guint n_rows, guint n_columns);
void crm_sheet_end_row   (CrmSheet *self, CrmXml *xml, guint n_repeats);
void crm_sheet_append    (CrmSheet *self, CrmXml *xml, GString *text, const char *more, gsize length);
void crm_sheet_note_error (CrmSheet *self);
void crm_sheet_refuse    (CrmSheet *self, CrmXml *xml);

/* crm-sheet-number.c: what numbers mean by their format */
typedef enum
{
  CRM_SHEET_NUMBER,
  CRM_SHEET_PERCENT,
  CRM_SHEET_DATE,       /* with a time, if there is one */
  CRM_SHEET_TIME,       /* of a day */
  CRM_SHEET_DURATION,
} CrmSheetMeaning;

typedef struct
{
  CrmSheetMeaning meaning;
  char            currency[8];
} CrmSheetFormat;

void  crm_sheet_format_read    (const char *code, CrmSheetFormat *format);
void  crm_sheet_format_builtin (guint number, CrmSheetFormat *format);
void  crm_sheet_append_number  (GString *out, const char *text, const CrmSheetFormat *format, gboolean since_1904);
void  crm_sheet_append_iso     (GString *out, const char *text);

/* crm-sheet-currency.c */
void  crm_sheet_format_currency (CrmSheetFormat *format, const char *sign, guint locale);

G_END_DECLS
