/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"

G_BEGIN_DECLS

/* The different values of a column of any kind, numbered in their order: items, customers, transactions. */
typedef struct
{
  const CrmColumn *column;
  guint            n;
  gint32          *codes;   /* of each row of the column, −1 where it is missing */
  gsize           *rows;    /* one that has it, of each value */
} CrmMethodItems;

CrmMethodItems *crm_method_items_new   (const CrmColumn *column, const CrmRun *run);
void            crm_method_items_free  (CrmMethodItems *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMethodItems, crm_method_items_free)

void            crm_method_items_write (const CrmMethodItems *self, CrmResultBuilder *builder, const char *key,
                                        const guint32 *items, guint n);
gsize           crm_method_count_gaps  (const CrmColumn *const *columns, guint n);

G_END_DECLS
