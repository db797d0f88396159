/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"
#include "entity/crm-entity.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CrmWork:
 * @entity: whose records are worked on
 * @run: for methods
 *
 * What a worker and the bar that shows its progress both look at.
 */
typedef struct
{
  gatomicrefcount  references;
  const CrmEntity *entity;
  CrmRun           run;
  int              permille;   /* atomic */
} CrmWork;

CrmWork *crm_work_ref   (CrmWork *self);
void     crm_work_unref (gpointer work);

#define CRM_TYPE_WORK_BAR (crm_work_bar_get_type ())
G_DECLARE_FINAL_TYPE (CrmWorkBar, crm_work_bar, CRM, WORK_BAR, AdwBin)

CrmWork *crm_work_bar_begin  (CrmWorkBar *self, const char *what, const CrmEntity *entity);
gboolean crm_work_bar_end    (CrmWorkBar *self, GAsyncResult *result);
void     crm_work_bar_forget (CrmWorkBar *self);

G_END_DECLS
