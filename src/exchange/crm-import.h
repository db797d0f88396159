/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-csv.h"
#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_TYPE_IMPORT (crm_import_get_type ())
G_DECLARE_FINAL_TYPE (CrmImport, crm_import, CRM, IMPORT, GObject)

/**
 * CrmImportPolicy:
 *
 * What is done with a row whose record is in the workspace (or further up in the file) already.
 */
typedef enum
{
  CRM_IMPORT_SKIP,
  CRM_IMPORT_UPDATE,    /* cells that are not empty replace values */
  CRM_IMPORT_CREATE,
} CrmImportPolicy;

typedef enum
{
  CRM_IMPORT_DATES_GUESS,       /* column by column; refused where that cannot be told */
  CRM_IMPORT_DATES_DAY_FIRST,
  CRM_IMPORT_DATES_MONTH_FIRST,
} CrmImportDates;

/**
 * CrmImportHow:
 *
 * How the text of a cell became a link, tag or choice.
 */
typedef enum
{
  CRM_IMPORT_EXACT,
  CRM_IMPORT_FUZZY,     /* the closest one known */
  CRM_IMPORT_CREATED,   /* a record that the import adds */
  CRM_IMPORT_KEPT,      /* the text as it is: a choice that allows others */
  CRM_IMPORT_NONE,      /* left empty */
  CRM_IMPORT_REFUSED,   /* rows with it are rejected */
} CrmImportHow;

typedef enum
{
  CRM_IMPORT_DECIDE_DEFAULT = 0,
  CRM_IMPORT_DECIDE_ACCEPT  = 1 << 0,   /* take the closest */
  CRM_IMPORT_DECIDE_CREATE  = 1 << 1,
  CRM_IMPORT_DECIDE_KEEP    = 1 << 2,
  CRM_IMPORT_DECIDE_EMPTY   = 1 << 3,
} CrmImportDecision;

/**
 * CrmImportResolution:
 * @column: of the file
 * @field: what the column is mapped to
 * @value: the text in the file
 * @target: (nullable): title of the record, or label of the choice, that it became
 * @closest: (nullable): the closest one known, whether taken or not
 * @similarity: of @closest, 0–1; 1 if only case, accents, blanks or punctuation differ
 * @n_rows: how many rows that will be imported have it
 * @decisions: what a person may choose instead
 *
 * What became of one text of a column of links, tags or choices, in all rows.
 */
typedef struct
{
  guint             column;
  const CrmField   *field;
  char             *value;
  CrmImportHow      how;
  const char       *target;
  const char       *closest;
  double            similarity;
  guint             n_rows;
  CrmImportDecision decisions;
} CrmImportResolution;

/**
 * CrmImportError:
 * @row: as a spreadsheet counts: the header is 1
 * @column: of the file, or −1 if the row as a whole is wrong
 * @code: a #CrmError
 *
 * Why a row is rejected.
 */
typedef struct
{
  guint row;
  int   column;
  int   code;
  char *message;
} CrmImportError;

/**
 * CrmImportHint:
 * @column: of the file, or −1
 *
 * What a person should know, though nothing is rejected for it.
 */
typedef struct
{
  int   column;
  char *message;
} CrmImportHint;

/**
 * CrmImportDuplicate:
 * @row: as a spreadsheet counts: the header is 1
 * @title: what the row is called
 * @id: of the record that it is about
 *
 * A row about a record that is known already.
 */
typedef struct
{
  guint  row;
  gint64 id;
  char  *title;
} CrmImportDuplicate;

/**
 * CrmImportSummary:
 * @action: of the journal, to undo; 0 where nothing was written
 * @read: rows in the file = created + updated + skipped + rejected
 * @unchanged: those among the updated that say nothing new
 * @strangers: those among the skipped that are about nobody who is known
 * @n_linked: records added because rows link to them
 * @errors: (element-type CrmImportError): the first 10,000, in the order of rows
 * @duplicates: (element-type CrmImportDuplicate): the first 1,000
 * @resolutions: (element-type CrmImportResolution): those that are not exact first, then by column
 * @hints: (element-type CrmImportHint)
 */
typedef struct
{
  gint64     action;
  guint      read, created, updated, unchanged, skipped, strangers, rejected, n_linked;
  GPtrArray *errors;
  GPtrArray *duplicates;
  GPtrArray *resolutions;
  GPtrArray *hints;
} CrmImportSummary;

/**
 * CrmImportProfile:
 * @n_filled: cells that are not blank, in all rows
 * @n_distinct: different texts, at most 1,001
 * @n_numbers: cells among the first 1,000 with digits that are numbers
 * @n_dates: cells among them that are dates
 * @ambiguous: dates that can be read with the day or the month first, and none tells
 *
 * What a column holds.
 */
typedef struct
{
  guint    n_filled;
  guint    n_distinct, n_numbers, n_dates;
  gboolean ambiguous;
} CrmImportProfile;

/**
 * CrmImportField:
 *
 * Something a column can be mapped to.
 */
typedef struct
{
  const char *key;
  const char *label;    /* translated */
} CrmImportField;

/* Called with how much of the work is done; by the functions that block on their own thread, by the others on the
 * main context of the caller. */
typedef void (*CrmImportProgress) (guint done, guint total, gpointer data);

CrmImport  *crm_import_new           (CrmStore *store);
gboolean    crm_import_open          (CrmImport *self, const char *path, const CrmCsvDialect *wish,
                                      GCancellable *cancellable, GError **error);
void        crm_import_open_async    (CrmImport *self, const char *path, const CrmCsvDialect *wish,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    crm_import_open_finish   (CrmImport *self, GAsyncResult *result, GError **error);

gboolean    crm_import_open_again    (CrmImport *self, const CrmCsvDialect *wish, GCancellable *cancellable,
                                      GError **error);
void        crm_import_open_again_async  (CrmImport *self, const CrmCsvDialect *wish, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean    crm_import_open_again_finish (CrmImport *self, GAsyncResult *result, GError **error);

const char   *crm_import_get_name    (CrmImport *self);
const char *const *crm_import_get_sheets (CrmImport *self);
const CrmCsv *crm_import_get_csv     (CrmImport *self);
guint       crm_import_get_n_rows    (CrmImport *self);
const CrmImportProfile *crm_import_get_profile (CrmImport *self, guint column);

/* What a column is mapped to that becomes a custom field. */
#define CRM_IMPORT_NEW "new"

/* What the rows are, and which column is which field: guessed on opening. */
const CrmEntity *crm_import_get_entity (CrmImport *self);
int         crm_import_compare       (gconstpointer a, gconstpointer b);
const char *crm_import_get_source    (CrmImport *self);
void        crm_import_set_entity    (CrmImport *self, const CrmEntity *entity);
gboolean    crm_import_is_recalled   (CrmImport *self);
const char *crm_import_get_field     (CrmImport *self, guint column);
gboolean    crm_import_set_field     (CrmImport *self, guint column, const char *key, GError **error);
int         crm_import_find_column   (CrmImport *self, const char *header);
const char *crm_import_get_column_label (CrmImport *self, guint column);
gboolean    crm_import_keeps_column  (CrmImport *self, guint column);
char      **crm_import_dup_examples  (CrmImport *self, guint column, guint n);
GArray     *crm_import_list_fields   (const CrmEntity *entity);
CrmFieldKind crm_import_guess_kind   (CrmImport *self, guint column);
gboolean    crm_import_add_fields    (CrmImport *self, GError **error);
gboolean    crm_import_can_add_fields (const CrmEntity *entity);
const char *crm_import_get_currency_label (const CrmField *field);

/* Choices */
void        crm_import_set_policy       (CrmImport *self, CrmImportPolicy policy);
CrmImportPolicy crm_import_get_policy   (CrmImport *self);
gboolean    crm_import_set_match        (CrmImport *self, const char *const *keys, GError **error);
char      **crm_import_dup_match        (CrmImport *self);
void        crm_import_set_row_policy   (CrmImport *self, guint row, CrmImportPolicy policy);
CrmImportPolicy crm_import_get_row_policy (CrmImport *self, guint row);
void        crm_import_set_dates        (CrmImport *self, CrmImportDates dates);
int         crm_import_find_ambiguous_dates (CrmImport *self);
void        crm_import_set_create_links (CrmImport *self, gboolean create);
gboolean    crm_import_get_create_links (CrmImport *self);
void        crm_import_set_keep_strangers (CrmImport *self, gboolean keep);
gboolean    crm_import_get_keep_strangers (CrmImport *self);
gboolean    crm_import_tells_strangers  (CrmImport *self);
gboolean    crm_import_is_table         (CrmImport *self);
void        crm_import_set_resolution   (CrmImport *self, guint column, const char *value, CrmImportDecision decision);

/* Doing it. The summary belongs to the import and holds until the next of these calls. */
const CrmImportSummary *crm_import_prepare (CrmImport *self, CrmImportProgress progress, gpointer data,
                                            GCancellable *cancellable, GError **error);
const CrmImportSummary *crm_import_run     (CrmImport *self, CrmImportProgress progress, gpointer data,
                                            GCancellable *cancellable, GError **error);
void        crm_import_prepare_async     (CrmImport *self, CrmImportProgress progress, gpointer progress_data,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
const CrmImportSummary *crm_import_prepare_finish (CrmImport *self, GAsyncResult *result, GError **error);
void        crm_import_run_async         (CrmImport *self, CrmImportProgress progress, gpointer progress_data,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
const CrmImportSummary *crm_import_run_finish (CrmImport *self, GAsyncResult *result, GError **error);
gboolean    crm_import_check_errors      (CrmImport *self, const char *path, GError **error);
gboolean    crm_import_write_errors      (CrmImport *self, const char *path, GError **error);

const char *crm_import_how_name          (CrmImportHow how);

G_END_DECLS
