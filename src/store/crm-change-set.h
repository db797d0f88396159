/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-entity.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CHANGE_INSERT,
  CRM_CHANGE_UPDATE,
  CRM_CHANGE_DELETE,
  CRM_CHANGE_INSERT_MANY,   /* only in the journal: the ids of a bulk insert */
} CrmChangeKind;

typedef struct
{
  guint    field;    /* index in the entity's fields */
  gboolean valid;    /* whether the value is known to be one that the field takes */
  CrmValue value;    /* what it is to be */
  CrmValue old;      /* what it was, known once applied */
  char    *expected; /* (nullable): what it must be still, else it stays as it is */
} CrmFieldChange;

/**
 * CrmChange:
 *
 * What happens to one record.
 */
typedef struct
{
  const CrmEntity *entity;
  CrmChangeKind    kind;
  gint64           id;
  GArray          *fields;   /* of CrmFieldChange */
  const char      *sort_key; /* (nullable): of a new record's title, where it is known already */
} CrmChange;

/**
 * CrmChangeSet:
 *
 * Changes that belong together: all are applied, in one transaction, or none. One action of the journal, one step of
 * undo. Reference counted. Setters work on the change that was begun last.
 */
typedef struct _CrmChangeSet CrmChangeSet;

typedef struct _CrmStore CrmStore;

CrmChangeSet *crm_change_set_new   (CrmStore *store, const char *label);
CrmChangeSet *crm_change_set_copy_to (CrmChangeSet *self, CrmStore *store);
CrmChangeSet *crm_change_set_copy  (CrmChangeSet *self);
CrmChangeSet *crm_change_set_ref   (CrmChangeSet *self);
void          crm_change_set_unref (CrmChangeSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmChangeSet, crm_change_set_unref)

gint64      crm_change_set_insert    (CrmChangeSet *self, const char *entity);
void        crm_change_set_insert_as (CrmChangeSet *self, const CrmEntity *entity, gint64 id);
void        crm_change_set_update_of (CrmChangeSet *self, const CrmEntity *entity, gint64 id);
void        crm_change_set_update    (CrmChangeSet *self, const char *entity, gint64 id);
void        crm_change_set_delete    (CrmChangeSet *self, const char *entity, gint64 id);

void        crm_change_set_take      (CrmChangeSet *self, const char *field, CrmValue value);
GStringChunk *crm_change_set_get_texts (CrmChangeSet *self);
void        crm_change_set_reuse     (CrmChangeSet *self);
void        crm_change_set_put       (CrmChangeSet *self, guint field, CrmValue value, gboolean valid);
void        crm_change_set_text      (CrmChangeSet *self, const char *field, const char *text);
void        crm_change_set_int       (CrmChangeSet *self, const char *field, gint64 number);
void        crm_change_set_real      (CrmChangeSet *self, const char *field, double number);
void        crm_change_set_money     (CrmChangeSet *self, const char *field, gint64 minor, const char *currency);
void        crm_change_set_expect    (CrmChangeSet *self, const char *text);
void        crm_change_set_null      (CrmChangeSet *self, const char *field);

void        crm_change_set_set_label     (CrmChangeSet *self, const char *label);
const char *crm_change_set_get_label     (CrmChangeSet *self);
void        crm_change_set_set_permanent (CrmChangeSet *self);
gboolean    crm_change_set_is_permanent  (CrmChangeSet *self);
void        crm_change_set_check         (CrmChangeSet *self);
guint       crm_change_set_get_n_changes (CrmChangeSet *self);
CrmChange  *crm_change_set_get_change    (CrmChangeSet *self, guint index);

CrmFieldChange *crm_change_find      (CrmChange *change, const char *field);
void            crm_change_take      (CrmChange *change, const char *field, CrmValue value);
GArray         *crm_change_copy_fields (const CrmChange *change);

G_END_DECLS
