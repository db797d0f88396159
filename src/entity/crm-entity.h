/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-value.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_FIELD_TEXT,
  CRM_FIELD_LONG_TEXT,
  CRM_FIELD_EMAIL,
  CRM_FIELD_PHONE,
  CRM_FIELD_URL,
  CRM_FIELD_INTEGER,
  CRM_FIELD_DECIMAL,
  CRM_FIELD_PERCENT,    /* a probability or share: 0–1 in code, percent on screen */
  CRM_FIELD_MONEY,      /* column KEY in minor units, column KEY_currency */
  CRM_FIELD_DATE,       /* days since 1970-01-01 */
  CRM_FIELD_INSTANT,    /* microseconds since 1970-01-01T00:00:00Z */
  CRM_FIELD_BOOLEAN,
  CRM_FIELD_CHOICE,     /* the key of a choice, as text */
  CRM_FIELD_LINK,       /* the id of a record of the target entity */
  CRM_FIELD_TAGS,       /* ids of tags: " 12 34 " */
} CrmFieldKind;

typedef enum
{
  CRM_FIELD_REQUIRED   = 1 << 0,
  CRM_FIELD_UNIQUE     = 1 << 1,  /* no two records have the same value; empty ones may repeat */
  CRM_FIELD_SEARCHABLE = 1 << 2,
  CRM_FIELD_LISTED     = 1 << 3,  /* a column of lists by default */
  CRM_FIELD_INDEXED    = 1 << 4,  /* looked up by; what is listed is indexed as well */
  CRM_FIELD_DERIVED    = 1 << 5,  /* set by rules: shown, never edited or imported */
  CRM_FIELD_HIDDEN     = 1 << 6,  /* not in forms and column choosers */
  CRM_FIELD_YEAR       = 1 << 7,  /* an integer written without separators */
  CRM_FIELD_CARD       = 1 << 8,  /* a vCard: what it says is searched, not how that is written */
  CRM_FIELD_CUSTOM     = 1 << 9,  /* added by people: see crm_entity_extend() */
  CRM_FIELD_DRAFT      = 1 << 10, /* a custom field that no workspace has yet: always empty when it is read */
} CrmFieldFlags;

/* What happens to a record whose link target is deleted. */
typedef enum
{
  CRM_ON_DELETE_CLEAR,
  CRM_ON_DELETE_CASCADE,
  CRM_ON_DELETE_RESTRICT,
} CrmOnDelete;

typedef struct
{
  const char *key;      /* stored, untranslated */
  const char *label;    /* N_(), or NC_() with the context below */
  const char *aliases;  /* other spellings met in files, folded, separated by | */
  const char *context;  /* of NC_(), where other languages have several words for the label */
} CrmChoice;

/**
 * CrmField:
 *
 * One field of an entity. Everything that is done with a field follows from this row: property, SQL, validation,
 * form, column, filter, import, history.
 */
typedef struct
{
  const char      *key;
  const char      *label;      /* N_(), or NC_() with the context below */
  CrmFieldKind     kind;
  CrmFieldFlags    flags;
  const char      *group;      /* N_(): section of the form */
  const CrmChoice *choices;    /* ends with a NULL key */
  gboolean         open_choice;/* other values than the choices are kept as they are */
  const char      *target;     /* entity of a link */
  CrmOnDelete      on_delete;
  const char      *aliases;    /* column headers met in files, folded and squashed, separated by | */
  double           min, max;   /* bounds of numbers where min < max */
  const char      *context;    /* of NC_(), where other languages have several words for the label */
} CrmField;

/**
 * CrmRollup:
 * @table: where it is kept
 * @keys: what is counted by, ends with %NULL: fields, "value.currency" of money, "closed_on:month" of a date
 * @sum: (nullable): the field of money that is added up
 * @weight: (nullable): a share; the sum of @sum × @weight is kept as well, to the ten-thousandth
 * @latest: (nullable): an instant of which the latest is kept; the keys are plain fields then
 * @linked: only records whose first key, a link, is not empty
 *
 * Figures that are kept ready, so that they can be shown at once whatever the number of records.
 */
typedef struct
{
  const char        *table;
  const char *const *keys;
  const char        *sum;
  const char        *weight;
  const char        *latest;
  gboolean           linked;
} CrmRollup;

/**
 * CrmEntity:
 * @rollups: (nullable): figures that are kept ready, ends with a %NULL table
 * @derived: made by the program: nothing to import into
 * @indexes: (nullable): columns of further indexes, each "first, second", ends with %NULL
 *
 * A kind of record. `fields[0]` is the title field, a required text.
 */
typedef struct
{
  const char     *name;        /* untranslated, also the table's name */
  const char     *label;       /* N_(): singular */
  const char     *label_plural;
  const char     *icon;
  const CrmField *fields;
  guint           n_fields;
  GType         (*get_type) (void);
  const CrmRollup   *rollups;
  const char *const *indexes;
  gboolean            derived;
} CrmEntity;

/* The declarations: see entity/crm-NAME.c. */
const CrmEntity *const *crm_entities (guint *n_entities);
const CrmEntity *crm_entity_find       (const char *name);
guint            crm_entity_index      (const CrmEntity *entity);

/* Returns the index of the field, or -1. */
int              crm_entity_field_index (const CrmEntity *entity, const char *key);
const CrmField  *crm_entity_field       (const CrmEntity *entity, const char *key);
gboolean         crm_entity_searchable  (const CrmEntity *entity);
gboolean         crm_entity_is          (const CrmEntity *entity, const CrmEntity *other);

/**
 * CrmCustomField:
 * @key: "x_" and letters, digits and underscores
 * @label: as people named it
 * @choices: (nullable): of a choice, one a line
 * @draft: whether it is not in the workspace yet
 */
typedef struct
{
  const char  *key;
  const char  *label;
  CrmFieldKind kind;
  const char  *choices;
  gboolean     draft;
} CrmCustomField;

#define CRM_CUSTOM_MOST 32   /* of an entity: records of changes have 64 fields at most */

const CrmEntity *crm_entity_extend      (const CrmEntity *entity, const CrmCustomField *fields, guint n_fields);
GArray          *crm_entity_get_custom  (const CrmEntity *entity);
gboolean         crm_custom_field_kind  (const char *name, CrmFieldKind *kind);
CrmFieldFlags    crm_custom_field_flags (CrmFieldKind kind);

const char      *crm_entity_get_label        (const CrmEntity *entity);
const char      *crm_entity_get_label_plural (const CrmEntity *entity);
const char      *crm_field_get_label         (const CrmField *field);
gboolean         crm_label_is_translation    (const char *context, const char *label, const char *squashed);
const char      *crm_field_get_group         (const CrmField *field);
const char      *crm_field_kind_name         (CrmFieldKind kind);
CrmValueType     crm_field_value_type        (const CrmField *field);
/* Every entity ends with these two fields. */
#define crm_entity_created_at(entity) ((entity)->n_fields - 2)
#define crm_entity_updated_at(entity) ((entity)->n_fields - 1)

gboolean         crm_field_is_text           (const CrmField *field);
gboolean         crm_field_is_indexed        (const CrmField *field);
const char      *crm_field_collation         (const CrmField *field);

const CrmChoice *crm_field_find_choice  (const CrmField *field, const char *key);
const CrmChoice *crm_field_match_choice (const CrmField *field, const char *text);
const char      *crm_choice_get_label   (const CrmChoice *choice);

gboolean crm_field_validate (const CrmField *field, const CrmValue *value, GError **error);
gboolean crm_field_parse    (const CrmField *field, const char *text, const char *currency, CrmValue *value,
                             GError **error);
char    *crm_field_format   (const CrmField *field, const CrmValue *value);
char    *crm_field_to_plain (const CrmField *field, const CrmValue *value);

GArray  *crm_tags_to_ids   (const CrmValue *value);
CrmValue crm_tags_from_ids (const gint64 *ids, guint n_ids);

G_END_DECLS
