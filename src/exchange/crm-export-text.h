/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-export-private.h"

G_BEGIN_DECLS

/* A writer of rows of text. */
typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  GString         *out;      /* to be written next */
  guint            n_rows;   /* counted by those who need it */
} CrmExportText;

/* How a language of data writes what is no number. */
typedef struct
{
  void      (*append_text) (GString *out, const char *text);
  const char *yes, *no, *nothing;
} CrmExportWords;

CrmExportText  *crm_export_text_new       (CrmOutputFile *file, const CrmEntity *entity, GArray *fields,
                                           const char *start);
void            crm_export_text_free      (gpointer self);
const CrmField *crm_export_text_get_field (const CrmExportText *self, guint i);
gboolean        crm_export_text_write     (CrmExportText *self, GError **error);
void            crm_export_text_append    (GString *out, const CrmExportWords *words, const CrmField *field,
                                           const CrmValue *value, const char *text);

G_END_DECLS
