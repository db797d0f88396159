/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a date is written: 2024-12-31, 31.12.2024, 31/12/2024 or 12/31/2024, 31-12-2024 or 12-31-2024, otherwise. */
typedef enum
{
  CRM_DATES_ISO,
  CRM_DATES_POINTS,
  CRM_DATES_SLASHES,
  CRM_DATES_HYPHENS,
  CRM_DATES_OTHER,
} CrmDateWriting;

/**
 * CrmDateColumn:
 * @n: values that are dates, by how they are written
 * @says: the ways to read a day that are the only ones for some values
 * @chosen: how all should be written
 *
 * What is known of the texts of a field that may be dates. Begins with zeroes.
 */
typedef struct
{
  gint64         n[CRM_DATES_OTHER + 1], n_dates;
  guint          says;
  CrmDateWriting chosen;
} CrmDateColumn;

void     crm_date_column_note   (CrmDateColumn *self, const char *text);
gboolean crm_date_column_settle (CrmDateColumn *self, gint64 n_known);
char    *crm_date_column_mend   (const CrmDateColumn *self, const char *text);

gboolean crm_quality_mend_year  (gint64 date, gint64 today, gint64 *mended);

G_END_DECLS
