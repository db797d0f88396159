/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-concentration.h"
#include "analytics/crm-purchases.h"

G_BEGIN_DECLS

/**
 * CrmRfmSegment:
 * @name: for scripts
 * @label: N_()
 * @group: the coarser segment it is part of
 * @r_low: lowest score for recency, out of 5 …
 *
 * A name for some of the 25 fields of recency and frequency.
 */
typedef struct
{
  const char *name;
  const char *label;
  const char *group;
  guint8      r_low, r_high;
  guint8      f_low, f_high;
} CrmRfmSegment;

/**
 * CrmRfmOptions:
 * @as_of: the day that recency is counted to; %CRM_DAY_MISSING for the day after the last purchase
 * @n_bins: scores go from 1 to this, 2 to 9
 */
typedef struct
{
  gint32 as_of;
  guint  n_bins;
} CrmRfmOptions;

/**
 * CrmRfmCustomer:
 * @recency: days since the last purchase
 * @frequency: different transactions
 * @monetary: value of all lines
 * @segment: place in the table of crm_rfm_segments()
 * @tier: of the pyramid, see crm_tier_name()
 */
typedef struct
{
  gint32 recency;
  guint  frequency;
  double monetary;
  guint8 r, f, m;
  guint8 segment;
  guint8 tier;
} CrmRfmCustomer;

/**
 * CrmRfm:
 * @customers: (array length=n): in the order of the purchases' buyers
 */
typedef struct
{
  gint32           as_of;
  guint            n_bins;
  CrmRfmCustomer  *customers;
  gsize            n;
  CrmConcentration concentration;
} CrmRfm;

CrmRfm *crm_rfm_new  (const CrmPurchases *purchases, const CrmRfmOptions *options, const CrmRun *run, GError **error);
void    crm_rfm_free (CrmRfm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRfm, crm_rfm_free)

const CrmRfmSegment *crm_rfm_segments (guint *n_segments);

G_END_DECLS
