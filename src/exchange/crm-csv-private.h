/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-csv.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CSV_END_OF_CELL,
  CRM_CSV_END_OF_ROW,
  CRM_CSV_END_OF_TEXT,
} CrmCsvEnd;

typedef struct
{
  char delimiter;
  char quote;
  char escape;   /* before a quote that belongs to the text; 0: such quotes are doubled */
} CrmCsvMarks;

typedef struct
{
  const char *start, *stop;   /* the cell as it is written, quotes included */
  const char *close;          /* the quote that ends the quoted text */
  gboolean    quoted;
  gboolean    unterminated;
} CrmCsvSpan;

/* crm-csv.c */
CrmCsvEnd crm_csv_scan (const char **text, const char *end, const CrmCsvMarks *marks, CrmCsvSpan *span);

/* crm-csv-text.c: bytes to UTF-8 text */
char *crm_csv_decode (const guint8 *bytes, gsize n_bytes, const char *name, const char *wanted, gsize *length,
                      const char **encoding, GError **error);

/* crm-csv-guess.c */
char     crm_csv_guess_quote     (const char *text, gsize length);
char     crm_csv_guess_escape    (const char *text, gsize length, char quote);
char     crm_csv_guess_delimiter (const char *text, gsize length, char quote, char escape);
gboolean crm_csv_guess_header    (const CrmCsv *self);

G_END_DECLS
