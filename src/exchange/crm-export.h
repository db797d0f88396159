/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_EXPORT_XLSX,
  CRM_EXPORT_CSV,
  CRM_EXPORT_PDF,
  CRM_EXPORT_VCARD,
  CRM_EXPORT_ICALENDAR,
  CRM_EXPORT_JSON,
  CRM_EXPORT_XML,
  CRM_EXPORT_SQL,
} CrmExportFormat;

#define CRM_EXPORT_N_FORMATS (CRM_EXPORT_SQL + 1)

/* Called with how many of the records are written, on the thread that writes. */
typedef void (*CrmExportProgress) (guint done, guint total, gpointer data);

/* A spreadsheet has no more rows, its header among them. */
#define CRM_EXPORT_MOST_ROWS 1048576

gboolean crm_export_knows_format (CrmExportFormat format, const CrmEntity *entity);
const char *crm_export_get_suffix (CrmExportFormat format);
const char *crm_export_get_label  (CrmExportFormat format);
gboolean crm_export_find_format (const char *path, const char *name, CrmExportFormat *format, GError **error);
GArray  *crm_export_usual_fields (const CrmEntity *entity, CrmExportFormat format);
gint64   crm_export_write       (CrmStore *store, CrmQuery *query, GArray *fields, CrmExportFormat format,
                                 const char *path, CrmExportProgress progress, gpointer data, guint *n_shortened,
                                 GCancellable *cancellable, GError **error);
char    *crm_export_dup_note    (guint n_shortened);
void     crm_export_write_async (CrmStore *store, CrmQuery *query, GArray *fields, CrmExportFormat format,
                                 const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gint64   crm_export_write_finish (CrmStore *store, GAsyncResult *result, guint *n_shortened, GError **error);

G_END_DECLS
