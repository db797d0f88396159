/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-record-form.h"

G_BEGIN_DECLS

gboolean crm_stage_change_ask (CrmRecordForm *form, CrmStore *store, CrmRecord *deal, CrmChangeSet *changes);

G_END_DECLS
