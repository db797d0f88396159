/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmResult:
 *
 * What an analysis or a command says: an object as JSON knows them, whose members have names and an order, or an array.
 * All of it is one stretch of bytes, so that a row for each of millions of customers takes some tens of bytes. It is
 * written once, with a #CrmResultBuilder, and read from its beginning to its end (see crm-result-read.h).
 */
typedef struct _CrmResult CrmResult;

void  crm_result_free      (CrmResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmResult, crm_result_free)

void  crm_result_set_count (CrmResult *self, const char *key, gint64 count);
void  crm_result_set_texts (CrmResult *self, const char *key, GPtrArray *texts);

/**
 * CrmResultBuilder:
 * @run: (nullable): once it is cancelled nothing is added any more, so that a long result is soon at its end
 * @open: (element-type gsize): where the objects and arrays begin that are not ended yet
 *
 * A result in the making, which crm_method_run() gives to the method.
 */
typedef struct
{
  const CrmRun *run;
  CrmResult    *result;
  GArray       *open;
} CrmResultBuilder;

void       crm_result_builder_init  (CrmResultBuilder *self, const CrmRun *run);
CrmResult *crm_result_builder_end   (CrmResultBuilder *self);
void       crm_result_builder_clear (CrmResultBuilder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmResultBuilder, crm_result_builder_clear)

/* Writing results, the outermost object first. A key of %NULL adds an element of an array. Numbers that are not finite
 * are null; whole numbers below 2^53 are counts. */

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
