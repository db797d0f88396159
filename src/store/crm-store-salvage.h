/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store-private.h"

#include "db/crm-db-leaves.h"

G_BEGIN_DECLS

/* A row that was there and cannot be read, with what the indexes tell of it. */
typedef struct
{
  const CrmEntity *entity;   /* (nullable): %NULL for one of the history */
  gint64           id;
  CrmValue        *values;   /* (nullable): of each field of the entity */
} CrmLost;

/* Taking what can be read from a damaged workspace into a new one. To be cleared by crm_salvage_clear(). */
typedef struct
{
  CrmDb       *from;
  CrmDb       *to;
  CrmDbLeaves *leaves;   /* (nullable): of @from, once something is damaged */
  const CrmRepairTask *task;
  guint        n_tables; /* that there are, for progress */
  guint        n_done;
  gint64       n_kept;   /* rows */
  GArray      *lost;     /* CrmLost: of the table that was taken last */
} CrmSalvage;

void     crm_salvage_clear    (CrmSalvage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmSalvage, crm_salvage_clear)

gboolean crm_salvage_table    (CrmSalvage *self, const char *table, GError **error);
gboolean crm_salvage_fields   (CrmSalvage *self, GError **error);
gboolean crm_salvage_settings (CrmSalvage *self, GError **error);

void     crm_lost_clear       (CrmLost *self);

/* crm-store-repair-report.c: what is lost, in words. */
typedef enum { CRM_OUTCOME_LOST, CRM_OUTCOME_FILLED, CRM_OUTCOME_IN_PART } CrmOutcome;
void     crm_repair_tell      (CrmRepair *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     crm_repair_tell_of   (CrmRepair *self, CrmStore *store, CrmOutcome outcome, GArray *lost);

G_END_DECLS
