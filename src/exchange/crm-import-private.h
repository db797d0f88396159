/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-import.h"
#include "exchange/crm-preset.h"

#include "store/crm-bulk.h"

#include <stdio.h>

G_BEGIN_DECLS

/* Targets of a column besides the entity's fields: names in two columns become one, and so do amounts and the column
 * beside them that names their currency, and the stage of a deal and that it is won or lost; addresses of e-mail tell
 * whom an activity is about. */
#define CRM_IMPORT_UNMAPPED (-1)
#define CRM_IMPORT_FIRST_NAME(entity) ((int) (entity)->n_fields)
#define CRM_IMPORT_LAST_NAME(entity) ((int) (entity)->n_fields + 1)
#define CRM_IMPORT_IS_NAME_PART(entity, target) \
  ((target) == CRM_IMPORT_FIRST_NAME (entity) || (target) == CRM_IMPORT_LAST_NAME (entity))
#define CRM_IMPORT_ADDRESSES(entity) ((int) (entity)->n_fields + 2)
#define CRM_IMPORT_CURRENCY(entity, field) ((int) (entity)->n_fields + 3 + (int) (field))
#define CRM_IMPORT_OUTCOME(entity) CRM_IMPORT_CURRENCY (entity, (entity)->n_fields)
#define CRM_IMPORT_N_TARGETS(entity) (2 * (entity)->n_fields + 4)
#define CRM_IMPORT_CURRENCY_KEY "_currency"   /* behind that of the amount */
gboolean crm_import_has_name_parts (const CrmEntity *entity);
gboolean crm_import_has_outcome    (const CrmEntity *entity);
gboolean crm_import_has_addresses  (const CrmEntity *entity);
gboolean crm_import_can_map        (const CrmField *field);

int      crm_import_find_target    (const CrmEntity *entity, const char *key);

/* crm-import-custom.c: columns that become custom fields */
gboolean crm_import_add_field      (CrmImport *self, guint column, CrmFieldKind kind, GError **error);
void     crm_import_drop_drafts    (CrmImport *self);
gboolean crm_import_settle_drafts  (CrmImport *self, GError **error);
void     crm_import_insert_drafts  (const CrmEntity *entity, CrmChangeSet *changes);

/* crm-import-guess.c */
const CrmEntity *crm_import_guess_entity (const CrmCsv *csv, const char *name);
double           crm_import_guess_mapping (const CrmCsv *csv, const CrmEntity *entity, int *mapping);

/* Rows that a mapping is guessed from. */
#define CRM_IMPORT_SAMPLE_ROWS 1000

/* crm-import-format.c: how numbers and dates of a column are written */
typedef struct
{
  guint    says;             /* SAYS_… of all cells */
  gboolean numbers, dates;   /* the first rows have such */
  gboolean over_one;         /* a number without a percent sign is larger than 1 */
  guint    n_figures, n_numbers, n_dates;
} CrmImportStyle;

typedef struct
{
  char           decimal;      /* 0: each cell for itself */
  gboolean       unclear;      /* nothing tells whether marks divide thousands or stand before decimals */
  CrmImportDates dates;
  gboolean       ambiguous;    /* dates that can be read either way, and nothing tells */
  gboolean       hundreds;     /* percentages without a sign, 0–100 */
} CrmImportFormat;

void     crm_import_style_look    (CrmImportStyle *style, const char *cell);
void     crm_import_style_describe (const CrmImportStyle *style, CrmImportProfile *profile);
void     crm_import_format_choose (const CrmImportStyle *style, const CrmField *field, gboolean typed,
                                   CrmImportFormat *format);
CrmValue crm_import_keep_text    (const char *text, GStringChunk *texts);
gboolean crm_import_parse_cell   (const CrmField *field, const CrmImportFormat *format, const char *text,
                                  const char *currency, GStringChunk *texts, CrmValue *value, GError **error);
gboolean crm_import_is_blank     (const CrmField *field, const char *text);
gboolean crm_import_suits_cell   (const CrmField *field, const CrmImportFormat *format, const char *text);

/* crm-import-lookup.c: records that cells may link to */
typedef struct
{
  gint64   id;
  gint64   scope;      /* the pipeline of a stage, else 0 */
  char    *title;
  char    *fold;
  char    *squash;
  gboolean shared;     /* other records of the workspace have the same title */
  gboolean is_new;     /* not in the workspace */
  gboolean in_file;    /* a row of the file: not to be added for links' sake */
  gboolean used;
  gboolean named;      /* by the file, be it in a row that is rejected */
  gboolean written;    /* the row of the file it stands for */
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
  gboolean         loaded;     /* what is added now is not in the workspace */
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
  guint                n_seen;    /* how often the file has it */
  guint                order;     /* of first occurrence */
} CrmImportMeaning;

/* One column in use, or two for a name in parts. */
typedef struct
{
  guint            field;
  int              column;
  int              column_2;
  int              instead;       /* the column that says the name where its parts say nothing */
  gboolean         tailed;        /* behind what links stands more, in brackets */
  gboolean         by_id;         /* ids of another program: what they link to is known, or it is not */
  CrmImportFormat  format;
  guint            n_rest;        /* how many cells say more than the field has room for, */
  guint            first_rest;    /* the first in this row */
  GHashTable      *meanings;      /* "scope:text" → CrmImportMeaning; links, tags, choices */
  GHashTable      *by_text;       /* the text as it stands in the file → CrmImportMeaning, where there is no scope */
  CrmImportLookup *lookup;        /* borrowed */
} CrmImportSlot;

typedef enum
{
  CRM_IMPORT_ROW_CREATE,
  CRM_IMPORT_ROW_UPDATE,
  CRM_IMPORT_ROW_SKIP,
  CRM_IMPORT_ROW_REJECT,
  CRM_IMPORT_ROW_MERGED,   /* an update whose values an earlier row has taken */
} CrmImportRowState;

typedef struct
{
  CrmImportRowState state;
  guint             number;       /* from 0, among the rows of data */
  gint64            id;
  gboolean          compared;     /* to be held against the record before it is written */
  CrmValue         *values;       /* one a slot */
} CrmImportRow;

/* crm-import-keys.c */
typedef struct
{
  guint64 hash;
  guint32 check;
} CrmImportKey;

typedef struct
{
  guint64 hash;
  gint64  id;
  guint32 check;
  guint32 row;      /* of the file, from 1; 0: of the workspace */
} CrmImportOwner;

typedef struct _CrmImportKeys CrmImportKeys;
typedef struct _CrmImportPeople CrmImportPeople;

/* A record to be added because rows link to it. */
typedef struct
{
  guint            entity;    /* its place among all */
  CrmImportTarget *target;
} CrmImportAddition;

/* A link to a row that is written later. */
typedef struct
{
  gint64 id, target;
  guint  field;
} CrmImportLate;

CrmImportKeys  *crm_import_keys_new  (gsize n_expected);
void            crm_import_keys_free (CrmImportKeys *self);
CrmImportKey    crm_import_key_make  (const char *text);
void            crm_import_keys_expect (const CrmImportKeys *self, CrmImportKey key);
CrmImportOwner *crm_import_keys_find (const CrmImportKeys *self, CrmImportKey key);
void            crm_import_keys_add  (CrmImportKeys *self, CrmImportKey key, gint64 id, guint row);

/* Everything that one prepare or run finds out. Of the rows only those are in memory that wait to be written. */
typedef struct
{
  CrmStore        *store;
  CrmReader       *reader;        /* while it is lent */
  CrmCsvReader    *file;          /* borrowed */
  const CrmCsv    *csv;           /* borrowed: names of columns */
  GPtrArray       *columns;       /* borrowed: of CrmImportColumn */
  const CrmEntity *entity;
  const CrmPreset *preset;        /* NULL where the file is of nobody in particular */
  GArray          *slots;         /* of CrmImportSlot */
  int             *slot_of;       /* field → slot or −1 */
  GPtrArray       *lookups;       /* of CrmImportLookup */
  int              addresses;     /* the column of addresses, or −1 */
  CrmImportPeople *people;        /* who has them */
  gboolean         keep_strangers;
  guint            n_rows;
  CrmImportSummary summary;
  GHashTable      *decisions;     /* borrowed */
  gboolean         create_links;
  CrmImportPolicy  policy;
  GHashTable      *row_policies;  /* borrowed */
  GArray          *match;         /* guint indices of fields, CRM_IMPORT_OR between alternatives */

  CrmCsvRow        at;            /* the row at hand, */
  CrmImportRow    *row;           /* what becomes of it, */
  CrmImportRow    *earlier;       /* … which row about the same record waits still, */
  GPtrArray       *understood;    /* what its texts mean (of CrmImportMeaning), */
  GArray          *keys;          /* what it is known by (of CrmImportKey), */
  GString         *key;           /* … the text of one, */
  GString         *rest;          /* what of it no field has room for, */
  GString         *reasons;       /* and why it is rejected */

  GArray          *unique;        /* of guint: fields whose values must not repeat */
  CrmImportKeys   *by_match;
  CrmImportKeys   *by_unique;     /* NULL where what rows are compared by is all that must not repeat */
  GHashTable      *updated;       /* of gint64: records that rows above have updated, where alternatives find them */
  GArray          *ids;           /* of gint64: of the record that each row adds, where an earlier pass knows it */

  CrmImportRow    *waiting;       /* to be written together */
  guint            n_waiting;
  GArray          *added;         /* of CrmImportAddition: to be written before them */
  gboolean         write;
  CrmBulk         *bulk;
  CrmChangeSet    *portion;       /* being filled: changes, and the texts of rows that are read */
  guint            n_held;        /* of such rows */
  GArray          *late;          /* of CrmImportLate: links to rows further down */

  FILE            *rejects;       /* the rejected rows as CSV, with their reasons */
  CrmImportProgress progress;
  gpointer         progress_data;
  GCancellable    *cancellable;
  guint            n_passes, pass;
} CrmImportPlan;

#define CRM_IMPORT_WAITING 500
#define CRM_IMPORT_MOST_HELD 4000

/* Stands in lists of fields to match by between those that are compared together. */
#define CRM_IMPORT_OR G_MAXUINT

/* crm-import-look.c */
typedef struct
{
  CrmImportProfile public;
  CrmImportStyle   style;
  GHashTable      *distinct;      /* text → CrmImportText; NULL where there are too many */
} CrmImportColumn;

/* One of few texts of a column. */
typedef struct
{
  const char *text;
  guint       n, order;
} CrmImportText;

#define CRM_IMPORT_FEW_TEXTS 1000

/* crm-import-rest.c */
char *crm_import_take_first     (CrmFieldKind kind, const char *text, char **rest);
int   crm_import_rest_get_field (const CrmImportPlan *plan);
void  crm_import_rest_note      (CrmImportPlan *plan, CrmImportSlot *slot, const char *cell);
void  crm_import_rest_keep      (CrmImportPlan *plan);
void  crm_import_rest_restart   (CrmImportPlan *plan);
void  crm_import_rest_tell      (CrmImportPlan *plan);

/* crm-import-rejects.c */
guint    crm_import_n_own_columns (const CrmCsv *csv);

/* crm-import-memory.c */
void     crm_import_recall   (CrmImport *self);
void     crm_import_remember (CrmImport *self);
gint64   crm_import_find_earlier (CrmImport *self);

gboolean crm_import_look (CrmImport *self, GCancellable *cancellable, GError **error);

struct _CrmImport
{
  GObject          parent_instance;

  CrmStore        *store;
  char            *name;
  CrmCsvReader    *file;
  CrmCsvNotes      notes;
  CrmCsv          *csv;           /* the first rows */
  GPtrArray       *columns;       /* of CrmImportColumn */
  guint            n_rows;
  guint            n_short, first_short, row_number;
  const CrmEntity *entity;
  const CrmPreset *preset;        /* the program that the file seems to be of */
  int             *mapping;       /* column → field index, other target or −1 */
  GArray          *match;         /* of guint; empty: the usual */
  CrmImportPolicy  policy;
  CrmImportDates   dates;
  gboolean         create_links;
  gboolean         keep_strangers;
  GHashTable      *decisions;     /* "column:text" → CrmImportDecision */
  GHashTable      *row_policies;  /* number of a row → CrmImportPolicy + 1 */
  gboolean         recalled;
  CrmImportPlan   *plan;          /* of the last prepare or run */
};

char    *crm_import_decision_key   (guint column, const char *value);
GArray  *crm_import_usual_match    (CrmImport *self);

/* crm-import-resolve.c */
gboolean crm_import_collect        (CrmImportPlan *plan, gboolean scoped, GError **error);
gboolean crm_import_must_collect   (CrmImportPlan *plan, const CrmImportSlot *slot);
gboolean crm_import_resolve        (CrmImportPlan *plan, gboolean self_links, gboolean scoped, GError **error);
gboolean crm_import_has_meanings   (const CrmField *field);
gboolean crm_import_has_scope      (CrmImportPlan *plan, const CrmImportSlot *slot);
CrmImportMeaning *crm_import_find_meaning (CrmImportPlan *plan, const CrmImportSlot *slot, gint64 scope,
                                           const char *text);
gint64   crm_import_scope_of_row   (CrmImportPlan *plan, const CrmImportSlot *slot, const CrmValue *values);
void     crm_import_meaning_free   (gpointer meaning);

/* crm-import-plan.c */
CrmImportPlan *crm_import_plan_new  (CrmImport *self);
void           crm_import_plan_free (CrmImportPlan *plan);
gboolean       crm_import_plan_make (CrmImportPlan *plan, GError **error);
const char    *crm_import_plan_cell (const CrmImportPlan *plan, int column);
const char    *crm_import_slot_cell (const CrmImportPlan *plan, const CrmImportSlot *slot);
gboolean       crm_import_plan_next (CrmImportPlan *plan, guint *n, GError **error);
gboolean       crm_import_plan_is_self_link (const CrmImportPlan *plan, const CrmField *field);
gint64         crm_import_plan_known_id (const CrmImportPlan *plan);
void           crm_import_plan_reject (CrmImportPlan *plan, int column, int code, const char *message);
void           crm_import_plan_hint (CrmImportPlan *plan, int column, char *message);

/* crm-import-rows.c: cells to values */
void     crm_import_read_row  (CrmImportPlan *plan);
void     crm_import_note_target (CrmImportPlan *plan);
void     crm_import_link_row  (CrmImportPlan *plan);

/* crm-import-people.c: who has which address of e-mail */
CrmImportPeople *crm_import_people_new  (void);
void             crm_import_people_free (CrmImportPeople *self);
GHashTable      *crm_import_people_get_texts (const CrmImportPlan *plan);
gboolean         crm_import_people_find (CrmImportPlan *plan, GError **error);
gboolean         crm_import_people_fill (CrmImportPlan *plan);

/* crm-import-match.c: which rows are there already */
char    *crm_import_imply_uid   (gint64 id);
gboolean crm_import_match_begin (CrmImportPlan *plan, GError **error);
void     crm_import_match_row   (CrmImportPlan *plan);
void     crm_import_merge_row   (CrmImportPlan *plan);
gboolean crm_import_drop_unchanged (CrmImportPlan *plan, GError **error);

/* crm-import-write.c */
void     crm_import_place_stages  (CrmImportPlan *plan);
void     crm_import_release_texts (CrmImportPlan *plan);
gboolean crm_import_write_waiting (CrmImportPlan *plan, GError **error);
gboolean crm_import_write_end     (CrmImportPlan *plan, const char *label, GError **error);

G_END_DECLS
