/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"
#include "store/crm-reader.h"

G_BEGIN_DECLS

#define CRM_QUALITY_MOST_FIXES 500

/* Why a value should be written otherwise. */
typedef enum
{
  CRM_FIX_SPACES,
  CRM_FIX_CASE,
  CRM_FIX_PHONE,
  CRM_FIX_EMAIL,
  CRM_FIX_DATE,
  CRM_FIX_SPELLING,   /* nearly the same as a value that is frequent */
} CrmFixKind;

/**
 * CrmFix:
 *
 * A proposal to write a value otherwise.
 */
typedef struct
{
  CrmFixKind kind;
  gint64     id;
  guint      field;
  char      *title;   /* of the record */
  char      *before;
  char      *after;
} CrmFix;

/* Called with each proposal, which it may not keep. */
typedef gboolean (*CrmFixFunc) (const CrmFix *fix, gpointer data, GError **error);

/**
 * CrmFieldQuality:
 * @n_known: records that have a value
 * @n_valid: … that is as it should be
 */
typedef struct
{
  guint  field;
  gint64 n_known, n_valid;
} CrmFieldQuality;

/**
 * CrmQuality:
 * @fields: of CrmFieldQuality: what a person fills in
 * @fixes: (element-type CrmFix): at most %CRM_QUALITY_MOST_FIXES of them
 * @n_fixes: how many there are in all
 * @completeness: share of values that are known, 0 to 1
 * @validity: share of known values that are as they should be
 */
typedef struct
{
  const CrmEntity *entity;
  gint64           n_records;
  GArray          *fields;
  GPtrArray       *fixes;
  gint64           n_fixes;
  double           completeness, validity;
} CrmQuality;

CrmQuality *crm_quality_measure (CrmReader *reader, const CrmEntity *entity, const CrmRun *run, GError **error);
CrmQuality *crm_quality_scan    (CrmReader *reader, const CrmEntity *entity, CrmFixFunc func, gpointer data,
                                 const CrmRun *run, GError **error);
void        crm_quality_free    (CrmQuality *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmQuality, crm_quality_free)

gint64      crm_quality_decide  (CrmStore *store, const CrmEntity *entity, gboolean accept, gint64 *action,
                                 const CrmRun *run, GError **error);

char       *crm_quality_cleanse (const CrmEntity *entity, guint field, const char *text, CrmFixKind *kind);
gboolean    crm_quality_is_slip (const char *text, const char *right);
const char *crm_fix_kind_label  (CrmFixKind kind);
CrmFix     *crm_fix_copy        (const CrmFix *self);
void        crm_fix_free        (CrmFix *self);
void        crm_fix_append      (const CrmFix *self, const CrmEntity *entity, gboolean accept, CrmChangeSet *changes);

/**
 * CrmQualityPoint:
 *
 * How good the data were on a day.
 */
typedef struct
{
  gint64 date;
  double completeness, validity;
} CrmQualityPoint;

GArray  *crm_quality_history  (CrmReader *reader, const CrmEntity *entity);
gboolean crm_quality_remember (CrmReader *reader, const CrmQuality *quality, gint64 date, GError **error);

G_END_DECLS
