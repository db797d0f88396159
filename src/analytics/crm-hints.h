/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmHint:
 * @code: what kind of a hint it is: "missing", "constant", "mostly-one", "names-rows", "mixed", "spelling", "rare",
 *   "stand-in", "outliers", "skewed", "infinite", "same-as"
 * @text: what is odd, in words
 * @prepare: (nullable): options of “prepare” that help
 */
typedef struct
{
  const char *code;
  char       *text;
  char       *prepare;
} CrmHint;

GPtrArray *crm_hints_new  (const CrmColumn *column, const CrmRun *run, GError **error);
char     **crm_hints_same (const CrmFrame *frame, char **names, const CrmRun *run, GError **error);

G_END_DECLS
