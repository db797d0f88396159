/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CrmSection:
 *
 * A place of the sidebar.
 */
typedef struct
{
  const char *name;
  const char *title;   /* N_() */
  const char *icon;
  const char *entity;  /* what "new" makes there, or NULL */
} CrmSection;

const CrmSection  *crm_sections           (guint *n_sections);
const CrmSection  *crm_section_find       (const char *name);
AdwNavigationPage *crm_section_new_page   (const CrmSection *section, CrmStore *store);
AdwNavigationPage *crm_section_new_record_page (const char *reference, CrmStore *store);
AdwNavigationPage *crm_section_new_list_page   (const char *entity, const char *filter, const char *title,
                                                CrmStore *store);
AdwNavigationPage *crm_section_new_search_page (const char *entity, const char *text, CrmStore *store);
AdwDialog         *crm_section_new_record_dialog (const char *entity, CrmStore *store);
void               crm_section_present_import  (CrmStore *store, GtkWidget *parent);

G_END_DECLS
