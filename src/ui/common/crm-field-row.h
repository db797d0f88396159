/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_FIELD_ROW (crm_field_row_get_type ())
G_DECLARE_INTERFACE (CrmFieldRow, crm_field_row, CRM, FIELD_ROW, GtkWidget)

/**
 * CrmFieldRowInterface:
 * @show_value: shows a value and, for links and tags, what is behind it
 * @read_value: gives the value as it is typed or chosen now, before it is validated
 * @show_problem: says what is wrong with it, or that nothing is (%NULL)
 */
struct _CrmFieldRowInterface
{
  GTypeInterface parent_iface;

  void     (*show_value)   (CrmFieldRow *self, const CrmValue *value, const char *title);
  gboolean (*read_value)   (CrmFieldRow *self, CrmValue *value, char **title, GError **error);
  void     (*show_problem) (CrmFieldRow *self, const char *problem);
};

GtkWidget      *crm_field_row_new         (CrmStore *store, const CrmField *field);
const CrmField *crm_field_row_get_field   (CrmFieldRow *self);
CrmStore       *crm_field_row_get_store   (CrmFieldRow *self);

void            crm_field_row_load        (CrmFieldRow *self, const CrmValue *value, const char *title);
gboolean        crm_field_row_read        (CrmFieldRow *self, CrmValue *value, GError **error);
const CrmValue *crm_field_row_get_loaded  (CrmFieldRow *self);
char           *crm_field_row_dup_title   (CrmFieldRow *self);
gboolean        crm_field_row_is_edited   (CrmFieldRow *self);
gboolean        crm_field_row_check       (CrmFieldRow *self);
void            crm_field_row_refuse      (CrmFieldRow *self, const char *problem);
void            crm_field_row_revert      (CrmFieldRow *self);
void            crm_field_row_accept      (CrmFieldRow *self);
void            crm_field_row_restore     (CrmFieldRow *self, const char *typed, const CrmValue *value,
                                           const char *title);

/* For the rows themselves. */
void            crm_field_row_edited      (CrmFieldRow *self);
void            crm_field_row_committed   (CrmFieldRow *self);
void            crm_field_row_describe    (CrmFieldRow *self, GtkWidget *control, const char *problem);

G_END_DECLS
