/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two ways to read a figure. Which of them is meant often cannot be told from one cell; the column tells. */
#define CRM_N_WAYS 2
#define CRM_ALL_WAYS 3u
enum { CRM_WAY_POINT, CRM_WAY_COMMA };             /* the mark of decimals; the other one divides thousands */
enum { CRM_WAY_DAY_FIRST, CRM_WAY_MONTH_FIRST };   /* of days such as 03/04/2024 */

/**
 * CrmWrittenNumber:
 * @values: by each way that is possible
 * @currency: ISO 4217 code or symbol that stands beside it, empty without one
 * @percent: whether it is a percentage, which is a share: 12 % is 0.12
 */
typedef struct
{
  double   values[CRM_N_WAYS];
  char     currency[8];
  gboolean percent;
} CrmWrittenNumber;

guint crm_written_number (const char *text, CrmWrittenNumber *number);
guint crm_written_day    (const char *text, gint32 days[CRM_N_WAYS]);

G_END_DECLS
