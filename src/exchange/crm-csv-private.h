/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-csv.h"
#include "exchange/crm-made-table.h"
#include "exchange/crm-sheet.h"

G_BEGIN_DECLS

/* Looked at to guess how a file is written. */
#define CRM_CSV_SAMPLE_BYTES (256 * 1024)
#define CRM_CSV_SAMPLE_ROWS 200
#define CRM_CSV_MOST_CELLS 1000000   /* of a row */

/* crm-csv-encoding.c */
const char *crm_csv_guess_encoding (const guint8 *bytes, gsize n_bytes, gsize *damaged);
guint       crm_csv_count_letters  (const guint8 *bytes, gsize n_bytes);

/* crm-csv-source.c: the bytes of a file as UTF-8 text, piece by piece */
typedef struct _CrmCsvSource CrmCsvSource;

CrmCsvSource *crm_csv_source_open           (const char *path, const CrmCsvDialect *wish, GError **error);
CrmCsvSource *crm_csv_source_new_from_bytes (const guint8 *bytes, gsize length, const char *name,
                                             const CrmCsvDialect *wish, GError **error);
CrmCsvSource *crm_csv_source_open_again     (const CrmCsvSource *other, const CrmCsvDialect *wish, GError **error);
void          crm_csv_source_free           (CrmCsvSource *self);
const char   *crm_csv_source_get_name       (const CrmCsvSource *self);
const char   *crm_csv_source_get_encoding   (const CrmCsvSource *self);
double        crm_csv_source_get_share      (const CrmCsvSource *self);
guint         crm_csv_source_get_damaged    (CrmCsvSource *self, guint *first_line);
guint         crm_csv_source_get_zeros      (const CrmCsvSource *self);
gboolean      crm_csv_source_is_made        (const CrmCsvSource *self);
CrmSheet     *crm_csv_source_get_sheet      (const CrmCsvSource *self);
const CrmMadeTable *crm_csv_source_get_made (const CrmCsvSource *self);
gssize        crm_csv_source_read           (CrmCsvSource *self, char *text, gsize room, GError **error);
gboolean      crm_csv_source_rewind         (CrmCsvSource *self, GError **error);
gboolean      crm_csv_source_is_file        (const CrmCsvSource *self, const char *path);
char         *crm_csv_source_dup_fingerprint (CrmCsvSource *self);
gboolean      crm_csv_source_check          (CrmCsvSource *self, GError **error);

/* crm-csv-scan.c: where cells begin and end */
typedef struct
{
  char     delimiter;
  char     rest[8];  /* of a delimiter of more than one byte, else "" */
  gboolean runs;     /* many delimiters in a row are one, and none at the ends of a line */
  char     quote;
  char     escape;   /* before a quote that belongs to the text; 0: such quotes are doubled */
  gboolean spaced;   /* a blank behind each delimiter belongs to it */
  gboolean strict;   /* quotes within text are not doubled: one ends the cell only before a delimiter */
} CrmCsvMarks;

typedef struct
{
  const char *start, *stop;   /* the cell as it is written, without its quotes */
  const char *tail;           /* what stands behind the closing quote, up to tail_stop */
  const char *tail_stop;
  gboolean    quoted;
  gboolean    inner;          /* quotes within the text */
  gboolean    stray;          /* some of them are not doubled */
} CrmCsvSpan;

/* A place where the usual rules are put aside. */
typedef struct
{
  const char *literal;   /* a quote that is text, though a cell begins with it */
  const char *cut;       /* a cell begins here, though no delimiter stands before it */
} CrmCsvException;

typedef enum
{
  CRM_CSV_ROW,
  CRM_CSV_ROW_IS_CUT,       /* the text ends within it */
  CRM_CSV_ROW_IS_OPEN,      /* … within quotes */
  CRM_CSV_ROW_IS_WIDE,      /* it has more than CRM_CSV_MOST_CELLS */
} CrmCsvScan;

CrmCsvScan crm_csv_scan_row (const char **text, const char *end, gboolean last, const CrmCsvMarks *marks,
                             const CrmCsvException *exception, GArray *spans);
char      *crm_csv_span_write (const CrmCsvSpan *span, const CrmCsvMarks *marks, char *out);
char      *crm_csv_span_dup   (const CrmCsvSpan *span, const CrmCsvMarks *marks);
gboolean   crm_csv_spans_are_blank      (GArray *spans, guint first);
gboolean   crm_csv_spans_are_blank_line (GArray *spans);
gboolean   crm_csv_is_drawn             (const char *text, const char *end, const char *between);
gboolean   crm_csv_spans_are_comment    (GArray *spans, guint n_columns);

/* crm-csv-guess.c */
void     crm_csv_marks_set_delimiter (CrmCsvMarks *self, const char *delimiter);
void     crm_csv_guess_marks    (const char *text, gsize length, CrmCsvMarks *marks);
gboolean crm_csv_looks_like_data (const char *cell);

/* crm-csv-layout.c: where the table is in the text, and what its columns are called */
typedef struct
{
  gsize      offset;       /* of the first row of data */
  guint      n_rows;       /* before it, blank lines too */
  guint      n_preamble;
  guint      n_header;
  guint      n_columns;
  GPtrArray *names;        /* empty where there is none */
} CrmCsvLayout;

void crm_csv_layout_find  (const char *text, gsize length, gboolean last, const CrmCsvMarks *marks,
                           CrmCsvHeader header, CrmCsvLayout *layout);
void crm_csv_layout_clear (CrmCsvLayout *layout);

/* crm-csv-profile.c: what the cells of each column look like */
typedef struct _CrmCsvProfile CrmCsvProfile;

CrmCsvProfile *crm_csv_profile_new  (guint n_columns);
void           crm_csv_profile_free (CrmCsvProfile *self);
void           crm_csv_profile_add  (CrmCsvProfile *self, char *const *cells);
guint          crm_csv_profile_get_n_rows (const CrmCsvProfile *self);
double         crm_csv_profile_get_usual  (const CrmCsvProfile *self);
double         crm_csv_profile_cost (const CrmCsvProfile *self, guint column, const char *cell, gssize length);
gboolean       crm_csv_profile_tells_header (const CrmCsvProfile *above, const CrmCsvProfile *below);

/* crm-csv-table.c: which rows belong to the table */
typedef struct
{
  CrmCsvMarks    marks;
  CrmCsvLayout   layout;
  CrmCsvProfile *profile;   /* of its first rows */
  gboolean       alone;     /* in its file, with one header */
} CrmCsvTable;

/* What is not read yet, or the part of it that is at hand. */
typedef struct
{
  const char *text, *end;
  gboolean    last;         /* nothing follows behind it */
} CrmCsvRest;

void     crm_csv_table_clear     (CrmCsvTable *self);
void     crm_csv_table_learn     (CrmCsvTable *self, CrmCsvRest rest);
gboolean crm_csv_table_is_header (const CrmCsvTable *self, GArray *spans);
gboolean crm_csv_table_is_left   (const CrmCsvTable *self, GArray *row, gboolean whole, guint n_blank, CrmCsvRest rest);

/* crm-csv-mend.c */
GPtrArray *crm_csv_mend (const char *row, const char **next, const CrmCsvMarks *marks, GArray *spans, guint n_columns,
                         const CrmCsvProfile *profile);

G_END_DECLS
