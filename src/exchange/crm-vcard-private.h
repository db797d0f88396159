/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-vcard.h"

G_BEGIN_DECLS

/**
 * CrmVcardColumn:
 * @header: the key of a field, or a name for people where no field has it
 * @component: −1: all of the property
 * @number: which of those that the card has, best first, counted from 0
 * @type: (nullable): that it is of, or with ! that it is not of
 * @label: (nullable): what people call it where no field has it
 *
 * What a card says in one place.
 */
typedef struct
{
  const char *header;
  const char *property;
  int         component;
  guint       number;
  const char *type;
  const char *label;
} CrmVcardColumn;

#define CRM_VCARD_N_COLUMNS 24

/* What a field that vCards do not know is called. */
#define CRM_VCARD_EXTRA "X-CLIENTELE-"

/* crm-vcard-field.c */
extern const CrmVcardColumn crm_vcard_columns[CRM_VCARD_N_COLUMNS];

const CrmVcardColumn   *crm_vcard_find_column   (const CrmEntity *entity, const char *key);
const CrmVcardProperty *crm_vcard_find_property (const CrmVcard *card, const CrmVcardColumn *column);
char                   *crm_vcard_get_cell      (const CrmVcard *card, const CrmVcardColumn *column);
const char             *crm_vcard_get_scheme    (const CrmVcardProperty *property);
const char             *crm_vcard_get_label     (const char *header);
gboolean                crm_vcard_is_kept       (const CrmEntity *entity, const char *header);
char                   *crm_vcard_name_extra    (const char *key);
gboolean                crm_vcard_column_is_date (const CrmVcardColumn *column);

/* crm-vcard-data.c */
gboolean crm_vcard_is_base64       (const CrmVcardProperty *property, const char *text);
char    *crm_vcard_take_base64     (CrmVcardProperty *property, const char *text);
gboolean crm_vcard_take_data_uri   (CrmVcardProperty *property, const char *text);
void     crm_vcard_note_media_type (CrmVcardProperty *property);

/* crm-vcard-typed.c */
CrmVcardProperty *crm_vcard_typed_begin (CrmVcard *card, const char *name, const char *group);
char      *crm_vcard_typed_name      (const char *text);
void       crm_vcard_typed_set       (CrmVcardProperty *property, const char *parameter, const char *value);
GPtrArray *crm_vcard_typed_parts_new (void);
void       crm_vcard_typed_put       (GPtrArray *parts, guint component, const char *type, const char *text);
void       crm_vcard_typed_end       (CrmVcard *card, CrmVcardProperty *property, GPtrArray *parts, const char *type);

G_END_DECLS
