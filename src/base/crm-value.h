/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_VALUE_NULL,
  CRM_VALUE_INT,    /* integers, dates (days), instants (µs), yes/no, links (ids) */
  CRM_VALUE_REAL,
  CRM_VALUE_TEXT,
  CRM_VALUE_MONEY,  /* minor units and a currency */
} CrmValueType;

/**
 * CrmValue:
 *
 * The value of one field, as it is stored. A plain struct: copy with crm_value_copy(), release with
 * crm_value_clear(). Text is owned by the value unless it is lent.
 */
typedef struct
{
  CrmValueType type : 8;
  guint        lent : 1;     /* the text is somebody else's, who outlives the value */
  char         currency[4];  /* ISO 4217, only for money */
  union
  {
    gint64 i;                /* CRM_VALUE_INT; CRM_VALUE_MONEY in minor units */
    double real;
    char  *text;
  };
} CrmValue;

#define CRM_VALUE_INIT_NULL ((CrmValue) { .type = CRM_VALUE_NULL })

CrmValue crm_value_int   (gint64 i);
CrmValue crm_value_real  (double real);
CrmValue crm_value_text  (const char *text);
CrmValue crm_value_take_text (char *text);
CrmValue crm_value_lend_text (char *text);
CrmValue crm_value_money (gint64 minor, const char *currency);

CrmValue crm_value_copy  (const CrmValue *value);
void     crm_value_clear (CrmValue *value);
gboolean crm_value_equal (const CrmValue *a, const CrmValue *b);

static inline gboolean
crm_value_is_null (const CrmValue *value)
{
  return value->type == CRM_VALUE_NULL;
}

/* Compact, self-delimiting coding for the journal. */
void     crm_value_write (const CrmValue *value, GByteArray *out);
gboolean crm_value_read  (CrmValue *value, const guint8 **bytes, const guint8 *end);
void     crm_varint_write (guint64 number, GByteArray *out);
gboolean crm_varint_read  (guint64 *number, const guint8 **bytes, const guint8 *end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmValue, crm_value_clear)

G_END_DECLS
