/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmPurchase:
 * @customer: a key with the order of the customers
 * @transaction: a key of the invoice, or of the day where none was named
 * @row: of the frame
 *
 * A line of what somebody bought.
 */
typedef struct
{
  guint64 customer;
  guint64 transaction;
  double  value;
  gint32  day;
  guint32 row;
} CrmPurchase;

/**
 * CrmBuyer:
 * @first: place of the first line
 * @n: how many lines
 */
typedef struct
{
  gsize first, n;
} CrmBuyer;

/**
 * CrmPurchases:
 * @lines: (array length=n): those of a customer side by side, in the order of their rows
 * @buyers: (array length=n_buyers): all customers with a line, in ascending order of number, text or id
 * @n_left_out: rows that lack customer, date or value
 * @first_day: of all lines
 * @last_day: of all lines
 *
 * Purchases by customer: what RFM, cohorts and lifetimes count.
 */
typedef struct
{
  CrmPurchase *lines;
  gsize        n;
  CrmBuyer    *buyers;
  gsize        n_buyers;
  gsize        n_left_out;
  gint32       first_day, last_day;
} CrmPurchases;

CrmPurchases *crm_purchases_new  (const CrmColumn *customer, const CrmColumn *date, const CrmColumn *value,
                                  const CrmColumn *transaction, const CrmRun *run, GError **error);
void          crm_purchases_free (CrmPurchases *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPurchases, crm_purchases_free)

static inline gsize
crm_purchases_row (const CrmPurchases *self,
                   gsize buyer)
{
  return self->lines[self->buyers[buyer].first].row;
}

gint32 *crm_column_to_days (const CrmColumn *column, GError **error);

G_END_DECLS
