/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-analysis.h"

G_BEGIN_DECLS

struct _CrmAnalysis
{
  GObject          parent_instance;

  const CrmMethod *method;
  CrmOptions      *options;
  char            *csv;
  char            *baskets;
  CrmCsvDialect    dialect;
  CrmImportDates   dates;
  char           **columns;    /* (nullable): all that there are */
  CrmStore        *store;
  CrmQuery        *query;
  guint64          seed;
  guint            n_threads;
  gsize            n_rows;     /* of the table it worked on last */
  int              progress;   /* thousandths; atomic */
  GMainContext    *context;    /* of who runs it, for notifications; NULL where nobody listens */
};

G_END_DECLS
