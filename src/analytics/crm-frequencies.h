/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"

G_BEGIN_DECLS

/**
 * CrmFrequency:
 * @code: of a category
 * @count: rows that have it
 */
typedef struct
{
  gint32 code;
  gsize  count;
} CrmFrequency;

CrmFrequency *crm_frequencies_new (const CrmColumn *column, const gsize *rows, gsize n_rows, guint *n);

G_END_DECLS
