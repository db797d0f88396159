/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Writing results as JSON. A key of %NULL adds an element of an array. Numbers that are not finite are null; whole
 * numbers below 2^53 are written without a point. */

void crm_result_begin   (JsonBuilder *builder, const char *key);
void crm_result_begin_array (JsonBuilder *builder, const char *key);
void crm_result_number  (JsonBuilder *builder, const char *key, double number);
void crm_result_count   (JsonBuilder *builder, const char *key, gint64 count);
void crm_result_text    (JsonBuilder *builder, const char *key, const char *text);
void crm_result_flag    (JsonBuilder *builder, const char *key, gboolean flag);
void crm_result_numbers (JsonBuilder *builder, const char *key, const double *numbers, gsize n);
void crm_result_counts  (JsonBuilder *builder, const char *key, const gsize *counts, gsize n);
void crm_result_texts   (JsonBuilder *builder, const char *key, GPtrArray *texts);
void crm_result_matrix  (JsonBuilder *builder, const char *key, const double *values, gsize n, gsize d);
void crm_result_row     (JsonBuilder *builder, const char *key, const CrmColumn *column, gsize row);
void crm_result_level   (JsonBuilder *builder, const char *key, const CrmColumn *column, gint32 code);

G_END_DECLS
