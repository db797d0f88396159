/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_IMPORT_PREVIEW_PAGE (crm_import_preview_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmImportPreviewPage, crm_import_preview_page, CRM, IMPORT_PREVIEW_PAGE, AdwNavigationPage)

void crm_import_preview_page_set_busy        (CrmImportPreviewPage *self);
void crm_import_preview_page_set_fraction    (CrmImportPreviewPage *self, double fraction);
void crm_import_preview_page_show            (CrmImportPreviewPage *self, CrmImport *import,
                                              const CrmImportSummary *summary);
void crm_import_preview_page_update          (CrmImportPreviewPage *self, CrmImport *import,
                                              const CrmImportSummary *summary);
void crm_import_preview_page_apply_decisions (CrmImportPreviewPage *self, CrmImport *import);

G_END_DECLS
