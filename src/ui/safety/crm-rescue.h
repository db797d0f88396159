/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CrmRescueChoice:
 *
 * What a person wants done with a workspace that is damaged.
 */
typedef enum
{
  CRM_RESCUE_NOTHING,
  CRM_RESCUE_REPAIR,
  CRM_RESCUE_RESTORE,
  CRM_RESCUE_OPEN,      /* go on with what is there */
} CrmRescueChoice;

/* @backup: what to restore */
typedef void (*CrmRescueFunc) (CrmRescueChoice choice, const char *backup, gpointer user_data);

void crm_rescue_ask (GtkWidget *parent, const char *path, const GError *error, CrmRescueFunc chosen,
                     gpointer user_data, GDestroyNotify destroy);

/**
 * CrmRescued:
 * @repair: (nullable): what a repair came to
 * @kept: where the damaged file is now
 */
typedef struct
{
  CrmRepair *repair;
  char      *kept;
} CrmRescued;

void        crm_rescue_async  (const char *path, const char *backup, GtkProgressBar *bar, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
CrmRescued *crm_rescue_finish (GAsyncResult *result, GError **error);
void        crm_rescue_tell   (GtkWidget *parent, const CrmRescued *rescued);
void        crm_rescued_free  (CrmRescued *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRescued, crm_rescued_free)

G_END_DECLS
