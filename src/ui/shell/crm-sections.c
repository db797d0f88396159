/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-sections.h"

#include "ui/common/crm-list-page.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-record-page.h"
#include "ui/exchange/crm-import-dialog.h"
#include "ui/insights/crm-dashboard-page.h"
#include "ui/pipeline/crm-pipeline-page.h"
#include "ui/quality/crm-quality-page.h"

#include <glib/gi18n.h>
#include <string.h>

static const CrmSection sections[] = {
  { "dashboard", N_("Dashboard"), "clientele-dashboard-symbolic", NULL },
  { "customers", N_("Customers"), "clientele-customers-symbolic", "customer" },
  { "pipeline", N_("Pipeline"), "clientele-pipeline-symbolic", "opportunity" },
  { "contacts", N_("Contacts"), "avatar-default-symbolic", "contact" },
  { "leads", N_("Leads"), "contact-new-symbolic", "lead" },
  { "activities", N_("Activities"), "x-office-calendar-symbolic", "activity" },
  { "products", N_("Products"), "package-x-generic-symbolic", "product" },
  { "quality", N_("Data Quality"), "checkbox-checked-symbolic", NULL },
};

/**
 * crm_sections:
 *
 * Returns: (transfer none): the places of the sidebar, in order
 */
const CrmSection *
crm_sections (guint *n_sections)
{
  *n_sections = G_N_ELEMENTS (sections);
  return sections;
}

const CrmSection *
crm_section_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      if (strcmp (sections[i].name, name) == 0)
        return &sections[i];
    }
  return NULL;
}

AdwNavigationPage *
crm_section_new_page (const CrmSection *section,
                      CrmStore *store)
{
  if (strcmp (section->name, "dashboard") == 0)
    return crm_dashboard_page_new (store);
  if (strcmp (section->name, "pipeline") == 0)
    return crm_pipeline_page_new (store);
  if (strcmp (section->name, "quality") == 0)
    return crm_quality_page_new (store);
  return crm_list_page_new (store, crm_store_find_entity (store, section->entity), NULL, _(section->title));
}

AdwNavigationPage *
crm_section_new_record_page (const char *reference,
                             CrmStore *store)
{
  g_auto (GStrv) parts = g_strsplit (reference, ":", 2);
  const CrmEntity *entity = parts[0] != NULL ? crm_store_find_entity (store, parts[0]) : NULL;
  gint64 id;

  if (entity == NULL || parts[1] == NULL || !g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT64, &id, NULL))
    return NULL;
  return crm_record_page_new (store, entity, id);
}

AdwNavigationPage *
crm_section_new_list_page (const char *entity,
                           const char *filter,
                           const char *title,
                           CrmStore *store)
{
  const CrmEntity *found = crm_store_find_entity (store, entity);

  return found != NULL ? crm_list_page_new (store, found, filter, title) : NULL;
}

AdwNavigationPage *
crm_section_new_search_page (const char *entity,
                             const char *text,
                             CrmStore *store)
{
  AdwNavigationPage *page = crm_section_new_list_page (entity, NULL, NULL, store);

  if (page != NULL)
    crm_list_page_set_search (CRM_LIST_PAGE (page), text);
  return page;
}

AdwDialog *
crm_section_new_record_dialog (const char *entity,
                               CrmStore *store)
{
  const CrmEntity *found = crm_store_find_entity (store, entity);

  return found != NULL ? crm_record_dialog_new (store, found, NULL) : NULL;
}

void
crm_section_present_import (CrmStore *store,
                            GtkWidget *parent)
{
  adw_dialog_present (crm_import_dialog_new (store), parent);
}
