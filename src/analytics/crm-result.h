/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CrmResultBuilder:
 * @run: (nullable): once it is cancelled nothing is added any more, so that a long result is soon at its end
 *
 * A result in the making, which crm_method_run() gives to the method.
 */
typedef struct
{
  JsonBuilder  *json;
  const CrmRun *run;
} CrmResultBuilder;

/* Writing results as JSON. A key of %NULL adds an element of an array. Numbers that are not finite are null; whole
 * numbers below 2^53 are written without a point. */

void crm_result_begin   (CrmResultBuilder *builder, const char *key);
void crm_result_end     (CrmResultBuilder *builder);
void crm_result_begin_array (CrmResultBuilder *builder, const char *key);
void crm_result_end_array (CrmResultBuilder *builder);
void crm_result_number  (CrmResultBuilder *builder, const char *key, double number);
void crm_result_count   (CrmResultBuilder *builder, const char *key, gint64 count);
void crm_result_text    (CrmResultBuilder *builder, const char *key, const char *text);
void crm_result_flag    (CrmResultBuilder *builder, const char *key, gboolean flag);
void crm_result_numbers (CrmResultBuilder *builder, const char *key, const double *numbers, gsize n);
void crm_result_counts  (CrmResultBuilder *builder, const char *key, const gsize *counts, gsize n);
void crm_result_texts   (CrmResultBuilder *builder, const char *key, GPtrArray *texts);
void crm_result_matrix  (CrmResultBuilder *builder, const char *key, const double *values, gsize n, gsize d);
void crm_result_row     (CrmResultBuilder *builder, const char *key, const CrmColumn *column, gsize row);
void crm_result_level   (CrmResultBuilder *builder, const char *key, const CrmColumn *column, gint32 code);

G_END_DECLS
