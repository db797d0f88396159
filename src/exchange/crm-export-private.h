/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-export.h"

G_BEGIN_DECLS

/* crm-output-file.c: a file that has its name only when all of it is on the disk */
typedef struct _CrmOutputFile CrmOutputFile;

CrmOutputFile *crm_output_file_open   (const char *path, GError **error);
void           crm_output_file_free   (CrmOutputFile *self);
const char    *crm_output_file_get_path (const CrmOutputFile *self);
gboolean       crm_output_file_write  (CrmOutputFile *self, const char *bytes, gsize length, GError **error);
gboolean       crm_output_file_finish (CrmOutputFile *self, GError **error);
gboolean       crm_output_file_refuse (CrmOutputFile *self, int number, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmOutputFile, crm_output_file_free)

/* Characters in a cell of a spreadsheet. */
#define CRM_EXPORT_LONGEST_CELL 32767

/* What formats write: a header, then rows of values. Texts of links, tags and choices are given beside the values. */
typedef struct
{
  gpointer (*open)   (CrmOutputFile *file, const CrmEntity *entity, GArray *fields, guint n_rows, GError **error);
  gboolean (*row)    (gpointer self, CrmRecord *record, const CrmValue *values, char *const *texts, GError **error);
  gboolean (*finish) (gpointer self, GError **error);
  void     (*free)   (gpointer self);
} CrmExportWriter;

extern const CrmExportWriter crm_export_calendar, crm_export_csv, crm_export_json, crm_export_pdf, crm_export_sql,
                             crm_export_vcard, crm_export_xlsx, crm_export_xml;

G_END_DECLS
