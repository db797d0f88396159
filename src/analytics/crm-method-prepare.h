/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-method.h"
#include "analytics/crm-prepare.h"

G_BEGIN_DECLS

gboolean        crm_method_prepare_wish  (CrmPrepareWish *wish, const CrmOptions *options, const CrmFrame *frame,
                                          gint32 **classes, const CrmRun *run, GError **error);

/* A preparation in a result, to be read by people and to be done again. */
void            crm_method_prepare_write (const CrmPreparation *preparation, CrmResultBuilder *builder);
CrmPreparation *crm_method_prepare_read  (CrmResultValue object);
GPtrArray      *crm_method_prepare_load  (CrmResultValue result, GError **error);

G_END_DECLS
