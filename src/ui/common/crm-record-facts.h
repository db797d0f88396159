/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

gboolean crm_record_facts_suit (const CrmEntity *entity);
char    *crm_record_facts_read (CrmReader *reader, const CrmEntity *entity, gint64 id);

G_END_DECLS
