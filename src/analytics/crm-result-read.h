/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"

G_BEGIN_DECLS

/* What a value of a result is; CRM_RESULT_NOTHING is where there is none. */
typedef enum
{
  CRM_RESULT_NOTHING,
  CRM_RESULT_NULL,
  CRM_RESULT_NO,
  CRM_RESULT_YES,
  CRM_RESULT_COUNT,
  CRM_RESULT_NUMBER,
  CRM_RESULT_TEXT,
  CRM_RESULT_ARRAY,
  CRM_RESULT_OBJECT,
} CrmResultKind;

/**
 * CrmResultValue:
 * @at, @end: (nullable): its bytes; of an object or array the members or elements that crm_result_next() has not taken
 *
 * A value somewhere in a result, which must live as long.
 */
typedef struct
{
  const CrmResult *result;
  CrmResultKind    kind;
  const guint8    *at, *end;
} CrmResultValue;

CrmResultValue crm_result_root   (const CrmResult *self);
gboolean       crm_result_next   (CrmResultValue *rest, const char **key, CrmResultValue *value);
gsize          crm_result_length (CrmResultValue container);

gint64         crm_result_as_count  (CrmResultValue value);
double         crm_result_as_number (CrmResultValue value);
const char    *crm_result_as_text   (CrmResultValue value);

/* Members of objects. What is not there or of another kind is nothing, NULL or NaN. */

CrmResultValue crm_result_get         (CrmResultValue object, const char *key);
CrmResultValue crm_result_get_object  (CrmResultValue object, const char *key);
CrmResultValue crm_result_get_array   (CrmResultValue object, const char *key);
CrmResultValue crm_result_get_model   (CrmResultValue object);
const char    *crm_result_get_text    (CrmResultValue object, const char *key);
double         crm_result_get_number  (CrmResultValue object, const char *key);
double        *crm_result_get_numbers (CrmResultValue object, const char *key, gsize *n);
GPtrArray     *crm_result_get_texts   (CrmResultValue object, const char *key);
int            crm_result_get_choice  (CrmResultValue object, const char *key, const char *const *choices,
                                       guint n_choices);

G_END_DECLS
