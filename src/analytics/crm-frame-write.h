/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

gboolean crm_frame_write_csv (const CrmFrame *self, const char *path, const CrmRun *run, GError **error);

G_END_DECLS
