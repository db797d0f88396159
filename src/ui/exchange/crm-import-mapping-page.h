/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_IMPORT_MAPPING_PAGE (crm_import_mapping_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmImportMappingPage, crm_import_mapping_page, CRM, IMPORT_MAPPING_PAGE, AdwNavigationPage)

void     crm_import_mapping_page_set_import (CrmImportMappingPage *self, CrmImport *import);
void     crm_import_mapping_page_ask_dates  (CrmImportMappingPage *self);
void     crm_import_mapping_page_get_wish   (CrmImportMappingPage *self, CrmCsvDialect *wish);
void     crm_import_mapping_page_set_busy   (CrmImportMappingPage *self, gboolean busy);
gboolean crm_import_mapping_page_is_ready   (CrmImportMappingPage *self);

G_END_DECLS
