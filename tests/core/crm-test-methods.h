/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-method.h"

G_BEGIN_DECLS

/* A way to run a method on the table below. */
typedef struct
{
  const char *method;
  const char *options;   /* "key=value", with blanks between them */
  gsize       n;         /* rows for a quick run */
  gsize       n_long;    /* a million, or what the method takes where its work grows faster than the rows */
} CrmTestMethod;

extern const CrmTestMethod crm_test_methods[];
extern const guint crm_test_n_methods;

/* A table that each of them can be run on. */
CrmFrame   *crm_test_methods_table  (gsize n);
CrmOptions *crm_test_method_options (const CrmTestMethod *self);

G_END_DECLS
