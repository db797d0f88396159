/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store-private.h"

G_BEGIN_DECLS

/* What the files about rollups share. */

#define CRM_ROLLUP_WEIGHT_SCALE 10000   /* of probabilities */

#define CRM_FOR_EACH_ROLLUP(rollup, entity) \
  for (const CrmRollup *rollup = (entity)->rollups; rollup != NULL && rollup->table != NULL; rollup++)

/* A key is a field, the currency of a money field ("value.currency") or the month of a date ("closed_on:month"). */
typedef struct
{
  guint    field;
  gboolean currency;
  gboolean month;
} CrmRollupKey;

CrmRollupKey  crm_rollup_key_parse  (const CrmEntity *entity, const char *text);
char         *crm_rollup_key_column (const CrmEntity *entity, const char *text);

G_END_DECLS
