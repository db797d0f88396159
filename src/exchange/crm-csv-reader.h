/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-made-table.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CSV_HEADER_GUESS,
  CRM_CSV_HEADER_PRESENT,
  CRM_CSV_HEADER_ABSENT,
  CRM_CSV_HEADER_FIRST_ROW,   /* it and nothing else, whatever it looks like; found, never wished */
} CrmCsvHeader;

/**
 * CrmCsvDialect:
 * @encoding: such as "UTF-8"; %NULL asks for a guess
 * @delimiter: between cells; "" asks for a guess
 * @quote: around cells; 0 asks for a guess
 * @escape: before a quote that belongs to the text, 0 where such quotes are doubled; found, never wished
 * @header: whether the first rows name the columns
 * @table: which table of the file, from 0
 * @sheet: (nullable): the title of a spreadsheet's sheet, as a wish also its number from 1; %NULL for text files
 * @typed: whether numbers have a point unless they are texts; found, never wished
 *
 * How a table is written. As a wish, what is zero is guessed; as a result, all is known.
 */
typedef struct
{
  char        *encoding;
  char         delimiter[9];
  char         quote;
  char         escape;
  CrmCsvHeader header;
  guint        table;
  char        *sheet;
  gboolean     typed;
} CrmCsvDialect;

void crm_csv_dialect_copy  (const CrmCsvDialect *self, CrmCsvDialect *copy);
void crm_csv_dialect_clear (CrmCsvDialect *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmCsvDialect, crm_csv_dialect_clear)

/**
 * CrmCsvRow:
 * @number: in the file, as a spreadsheet counts: the header is 1, blank lines count, line breaks within a cell do not
 * @n_cells: which may be fewer or more than there are columns
 * @cells: each ends with a zero; they hold until the next row is read
 * @length: of the text from the first cell to the end of the last, in which all others are; 0 if they are apart
 * @mended: whether cells were put into their columns though separators or quotes were missing or too many
 */
typedef struct
{
  guint        number;
  guint        n_cells;
  char *const *cells;
  gsize        length;
  gboolean     mended;
} CrmCsvRow;

/**
 * CrmCsvNotes:
 * @n_preamble: rows before the table
 * @n_header: rows that name the columns
 * @n_repeated: headers further down that say the same again, left out
 * @n_comments: lines that begin with a number sign and are not as wide as the table, and lines that are drawn
 * @first_comment: the number of the first of them
 * @n_zeros: bytes that are zero, left out
 * @n_damaged: characters that are no UTF-8 and stand as U+FFFD
 * @first_damaged: the line of the file with the first of them
 * @n_mended: rows that were mended
 * @first_mended: the number of the first of them, or of the first with a quote that is never closed
 * @n_quotes: quotes that are never closed and were taken for text
 * @n_errors: cells of a spreadsheet that are empty because their formulas have no value
 * @first_error: the number of the first row with one
 * @more: whether other tables follow in the file
 *
 * What a person should know of how the table was read; complete when all rows have been.
 */
typedef struct
{
  guint    n_preamble;
  guint    n_header;
  guint    n_repeated;
  guint    n_comments;
  guint    first_comment;
  guint    n_zeros;
  guint    n_damaged;
  guint    first_damaged;
  guint    n_mended;
  guint    n_quotes;
  guint    first_mended;
  guint    n_errors;
  guint    first_error;
  gboolean more;
} CrmCsvNotes;

/**
 * CrmCsvReader:
 *
 * Reads a table of a text file or spreadsheet row by row, as UTF-8, in memory that does not grow with the file. Used
 * by one thread at a time.
 */
typedef struct _CrmCsvReader CrmCsvReader;

CrmCsvReader *crm_csv_reader_open           (const char *path, const CrmCsvDialect *wish, GError **error);
CrmCsvReader *crm_csv_reader_open_again     (const CrmCsvReader *other, const CrmCsvDialect *wish, GError **error);
CrmCsvReader *crm_csv_reader_new_from_bytes (const guint8 *bytes, gsize length, const char *name,
                                             const CrmCsvDialect *wish, GError **error);
void          crm_csv_reader_free           (CrmCsvReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCsvReader, crm_csv_reader_free)

const CrmCsvDialect *crm_csv_reader_get_dialect   (const CrmCsvReader *self);
const CrmCsvNotes   *crm_csv_reader_get_notes     (const CrmCsvReader *self);
guint                crm_csv_reader_get_n_columns (const CrmCsvReader *self);
const char          *crm_csv_reader_get_header    (const CrmCsvReader *self, guint column);
double               crm_csv_reader_get_share     (const CrmCsvReader *self);
const char *const   *crm_csv_reader_get_sheets    (const CrmCsvReader *self);
const CrmMadeTable  *crm_csv_reader_get_made      (const CrmCsvReader *self);

gboolean             crm_csv_reader_next          (CrmCsvReader *self, CrmCsvRow *row, GError **error);
gboolean             crm_csv_reader_rewind        (CrmCsvReader *self, GError **error);
gboolean      crm_csv_reader_is_file        (const CrmCsvReader *self, const char *path);
char         *crm_csv_reader_dup_fingerprint (CrmCsvReader *self);
gboolean             crm_csv_reader_check         (CrmCsvReader *self, GError **error);

G_END_DECLS
