/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-entity.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* vCards: versions 2.1 (as of 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350) are read into one form, and written as 4.0. */

typedef struct
{
  char      *name;     /* in lower case */
  GPtrArray *values;   /* of char * */
} CrmVcardParameter;

typedef struct
{
  char      *group;       /* (nullable) */
  char      *name;        /* in capitals */
  GPtrArray *parameters;  /* of CrmVcardParameter */
  GPtrArray *components;  /* of GStrv: parts between ; each of values between , — as far as the property has any */
  GBytes    *data;        /* (nullable): what is not text, such as a photo; then there are no components */
} CrmVcardProperty;

typedef struct
{
  GPtrArray *properties;  /* of CrmVcardProperty */
  guint      line;        /* where it begins, counted from 1 */
  gboolean   cut;         /* it has no end: the next begins, or the file ends */
} CrmVcard;

/* crm-vcard-read.c */
GPtrArray  *crm_vcard_read        (const char *text, gsize length, guint *n_left_out);
gboolean    crm_vcard_is_one      (const char *text, gsize length);

/* crm-vcard-modern.c */
void        crm_vcard_modernise   (CrmVcard *card);

/* crm-vcard.c */
CrmVcard   *crm_vcard_new         (void);
void        crm_vcard_free        (CrmVcard *self);
void        crm_vcard_property_free (CrmVcardProperty *self);
const CrmVcardProperty *crm_vcard_find (const CrmVcard *self, const char *name);
char       *crm_vcard_make_name   (const CrmVcard *self);
CrmVcardProperty *crm_vcard_add   (CrmVcard *self, const char *name);
void        crm_vcard_property_add (CrmVcardProperty *self, const char *text);
void        crm_vcard_property_fill (CrmVcardProperty *self, guint component, const char *text);
void        crm_vcard_property_set (CrmVcardProperty *self, const char *parameter, const char *value);
void        crm_vcard_property_replace (CrmVcardProperty *self, const char *text);
void        crm_vcard_property_forget (CrmVcardProperty *self, const char *parameter);
gboolean    crm_vcard_property_is_blank (const CrmVcardProperty *self);
gboolean    crm_vcard_property_has (const CrmVcardProperty *self, const char *parameter, const char *value);
guint       crm_vcard_property_count (const CrmVcardProperty *self, const char *parameter);
const char *crm_vcard_property_get_parameter (const CrmVcardProperty *self, const char *parameter);
const char *crm_vcard_property_get (const CrmVcardProperty *self, guint component);
char       *crm_vcard_property_get_text (const CrmVcardProperty *self);
gboolean    crm_vcard_is_structured (const char *name);
gboolean    crm_vcard_is_list     (const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmVcard, crm_vcard_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmVcardProperty, crm_vcard_property_free)

/* crm-vcard-write.c */
void        crm_vcard_write       (const CrmVcard *self, GString *out);
void        crm_vcard_write_rest  (const CrmVcard *self, GString *out);

/* crm-vcard-field.c */
void        crm_vcard_fill        (CrmVcard *card, const CrmEntity *entity, const char *key, const char *text);

/* crm-vcard-keep.c: what fields have no place for is kept in a field of its own */
#define CRM_VCARD_KEY "vcard"
gboolean    crm_vcard_keep        (const char *text, const CrmEntity *entity, char **kept, GError **error);
CrmVcard   *crm_vcard_read_kept   (const char *text);
char       *crm_vcard_drop_data   (const char *text);
void        crm_vcard_tidy        (CrmVcard *card);

/* crm-vcard-details.c */
typedef struct
{
  char *label;   /* translated */
  char *text;
} CrmVcardDetail;

GPtrArray  *crm_vcard_list_details (const CrmVcard *card, const CrmEntity *entity);
GBytes     *crm_vcard_get_photo    (const CrmVcard *card);

G_END_DECLS
