/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmPurchase:
 * @transaction: a key of the invoice, or of the day where none was named
 * @row: of the frame
 *
 * A line of what somebody bought.
 */
typedef struct
{
  guint64 transaction;
  double  value;
  gint32  day;
  guint32 row;
} CrmPurchase;

/**
 * CrmBuyer:
 * @first: place of the first row
 * @n: how many rows
 */
typedef struct
{
  guint32 first, n;
} CrmBuyer;

/**
 * CrmPurchases:
 * @value: (nullable): the column of values
 * @transaction: (nullable): the column of invoices
 * @days: of all rows of the frame
 * @made_days: (nullable): the same where they are no column
 * @rows: (array length=n): those of a customer side by side, in ascending order
 * @buyers: (array length=n_buyers): all customers with a line, in ascending order of number, text or id
 * @n_left_out: rows that lack customer, date or value
 * @first_day: of all lines
 * @last_day: of all lines
 *
 * Purchases by customer: what RFM, cohorts and lifetimes count. What was bought stays in the columns: a few bytes for a
 * row are all that is added, whatever is counted of millions of them.
 */
typedef struct
{
  const CrmColumn *value, *transaction;
  const gint32    *days;
  gint32          *made_days;
  guint32         *rows;
  gsize            n;
  CrmBuyer        *buyers;
  gsize            n_buyers;
  gsize            n_left_out;
  gint32           first_day, last_day;
} CrmPurchases;

CrmPurchases *crm_purchases_new  (const CrmColumn *customer, const CrmColumn *date, const CrmColumn *value,
                                  const CrmColumn *transaction, const CrmRun *run, GError **error);
void          crm_purchases_free (CrmPurchases *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPurchases, crm_purchases_free)

static inline gsize
crm_purchases_row (const CrmPurchases *self,
                   gsize buyer)
{
  return self->rows[self->buyers[buyer].first];
}

CrmPurchase *crm_purchases_lines (const CrmPurchases *self, gsize buyer, GArray *lines);

gint32 *crm_column_to_days (const CrmColumn *column, GError **error);

G_END_DECLS
