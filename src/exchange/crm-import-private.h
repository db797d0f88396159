/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-import.h"

G_BEGIN_DECLS

/* Targets of a column besides the entity's fields: names in two columns become one. */
#define CRM_IMPORT_UNMAPPED (-1)
#define CRM_IMPORT_FIRST_NAME(entity) ((int) (entity)->n_fields)
#define CRM_IMPORT_LAST_NAME(entity) ((int) (entity)->n_fields + 1)
gboolean crm_import_has_name_parts (const CrmEntity *entity);
gboolean crm_import_can_map        (const CrmField *field);

/* crm-import-guess.c */
const CrmEntity *crm_import_guess_entity (const CrmCsv *csv, const char *name);
double           crm_import_guess_mapping (const CrmCsv *csv, const CrmEntity *entity, int *mapping);

/* crm-import-format.c: how numbers and dates of a column are written */
typedef struct
{
  char           decimal;      /* 0: each cell for itself */
  CrmImportDates dates;
  gboolean       ambiguous;    /* dates that can be read either way, and nothing tells */
  gboolean       hundreds;     /* percentages without a sign, 0–100 */
} CrmImportFormat;

void     crm_import_format_guess (const CrmCsv *csv, guint column, guint n_rows, const CrmField *field,
                                  CrmImportFormat *format);
gboolean crm_import_parse_cell   (const CrmField *field, const CrmImportFormat *format, const char *text,
                                  const char *currency, CrmValue *value, GError **error);
gboolean crm_import_is_blank     (const CrmField *field, const char *text);

/* crm-import-lookup.c: records that cells may link to */
typedef struct
{
  gint64   id;
  gint64   scope;      /* the pipeline of a stage, else 0 */
  char    *title;
  char    *fold;
  char    *squash;
  gboolean is_new;     /* not in the workspace */
  gboolean in_file;    /* a row of the file: not to be added for links' sake */
  gboolean used;
  guint    order;      /* among the new ones */
  char    *kind;       /* of a stage */
  double   probability;
  gint64   position;
  gint64   rotting_days;
} CrmImportTarget;

typedef struct
{
  const CrmEntity *entity;
  GPtrArray       *targets;    /* of CrmImportTarget */
  GHashTable      *by_fold;    /* "scope:fold" → target */
  GHashTable      *by_squash;
  GHashTable      *by_unique;  /* folded number, code, e-mail → target */
  GHashTable      *by_id;
  GHashTable      *by_prefix;  /* "scope:abc" → GPtrArray of targets */
  gint64           default_scope;
} CrmImportLookup;

CrmImportLookup *crm_import_lookup_load (CrmReader *reader, const CrmEntity *entity, GCancellable *cancellable,
                                         GError **error);
void             crm_import_lookup_free (CrmImportLookup *self);
CrmImportTarget *crm_import_lookup_add  (CrmImportLookup *self, gint64 id, gint64 scope, const char *title);
CrmImportTarget *crm_import_lookup_find_exact   (CrmImportLookup *self, gint64 scope, const char *text);
CrmImportTarget *crm_import_lookup_find_closest (CrmImportLookup *self, gint64 scope, const char *text,
                                                 double *similarity, gboolean *clear);
gboolean         crm_import_digits_equal (const char *a, const char *b);

/* crm-import-resolve.c */
typedef struct
{
  CrmImportResolution  public;
  CrmImportTarget     *link;      /* of links and tags */
  const CrmChoice     *choice;
  char                *closest;   /* owned text of public.closest */
  char                *text;      /* owned text of public.target where it is nobody else's */
  gint64               scope;
  guint                order;     /* of first occurrence */
} CrmImportMeaning;

/* One column in use, or two for a name in parts. */
typedef struct
{
  guint            field;
  int              column;
  int              column_2;
  CrmImportFormat  format;
  GHashTable      *meanings;      /* "scope:text" → CrmImportMeaning; links, tags, choices */
  CrmImportLookup *lookup;        /* borrowed */
} CrmImportSlot;

typedef enum
{
  CRM_IMPORT_ROW_CREATE,
  CRM_IMPORT_ROW_UPDATE,
  CRM_IMPORT_ROW_SKIP,
  CRM_IMPORT_ROW_REJECT,
} CrmImportRowState;

typedef struct
{
  CrmImportRowState state;
  gboolean          unchanged;
  gint64            id;
  CrmValue         *values;       /* one a slot; NULL unless the row is written */
} CrmImportRow;

/* Everything that one prepare or run finds out. */
typedef struct
{
  CrmStore        *store;
  CrmReader       *reader;        /* while it is lent */
  const CrmCsv    *csv;
  const CrmEntity *entity;
  GArray          *slots;         /* of CrmImportSlot */
  int             *slot_of;       /* field → slot or −1 */
  GPtrArray       *lookups;       /* of CrmImportLookup */
  CrmImportRow    *rows;
  guint            n_rows;
  CrmImportSummary summary;
  GHashTable      *decisions;     /* borrowed */
  gboolean         create_links;
  CrmImportPolicy  policy;
  GArray          *match;         /* borrowed: guint indices of fields */
  CrmImportProgress progress;
  gpointer         progress_data;
  GCancellable    *cancellable;
  guint            total;
} CrmImportPlan;

struct _CrmImport
{
  GObject          parent_instance;

  CrmStore        *store;
  char            *path;
  char            *name;
  CrmCsv          *csv;
  const CrmEntity *entity;
  int             *mapping;       /* column → field index, name part or −1 */
  GArray          *match;         /* of guint; empty: the usual */
  CrmImportPolicy  policy;
  CrmImportDates   dates;
  gboolean         create_links;
  GHashTable      *decisions;     /* "column:text" → CrmImportDecision */
  CrmImportPlan   *plan;          /* of the last prepare or run */
};

char    *crm_import_decision_key   (guint column, const char *value);
GArray  *crm_import_usual_match    (const CrmEntity *entity, const int *mapping, guint n_columns);

gboolean crm_import_resolve        (CrmImportPlan *plan, gboolean self_links, GError **error);
CrmImportMeaning *crm_import_find_meaning (CrmImportPlan *plan, const CrmImportSlot *slot, gint64 scope,
                                           const char *text);
gint64   crm_import_scope_of_row   (CrmImportPlan *plan, const CrmImportSlot *slot, const CrmValue *values);
void     crm_import_meaning_free   (gpointer meaning);
GPtrArray *crm_import_split_tags   (const char *text);

/* crm-import-plan.c */
CrmImportPlan *crm_import_plan_new  (CrmImport *self);
void           crm_import_plan_free (CrmImportPlan *plan);
gboolean       crm_import_plan_make (CrmImportPlan *plan, GError **error);
void           crm_import_plan_reject (CrmImportPlan *plan, guint row, int column, int code, const char *message);
void           crm_import_plan_hint (CrmImportPlan *plan, int column, char *message);
void           crm_import_plan_tell (CrmImportPlan *plan, guint done);

/* crm-import-rows.c: cells to values, row by row */
gboolean crm_import_read_rows  (CrmImportPlan *plan, GError **error);
gboolean crm_import_link_rows  (CrmImportPlan *plan, GError **error);

/* crm-import-match.c: which rows are there already */
gboolean crm_import_match_rows (CrmImportPlan *plan, GError **error);
gboolean crm_import_drop_unchanged (CrmImportPlan *plan, GError **error);

/* crm-import-write.c */
CrmChangeSet *crm_import_build_changes (CrmImportPlan *plan, const char *label);
void          crm_import_place_stages  (CrmImportPlan *plan);

G_END_DECLS
