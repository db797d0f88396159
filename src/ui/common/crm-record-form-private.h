/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-record-form.h"

G_BEGIN_DECLS

struct _CrmRecordForm
{
  GtkBox           parent_instance;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  CrmRecord       *record;
  gboolean         draft;
  gboolean         two_columns;
  GtkWidget      **rows;         /* one for each field, borrowed; NULL where the form has none */
  GtkWidget       *columns[2];
  GPtrArray       *groups;       /* in the order of the table */
  GtkWidget       *more;         /* of a draft: shows the fields that are rarely filled in */
};

/* crm-record-form.c */
void crm_record_form_row_edited    (CrmRecordForm *self, CrmFieldRow *row);
void crm_record_form_row_committed (CrmRecordForm *self, CrmFieldRow *row);

/* crm-record-form-build.c */
void crm_record_form_build         (CrmRecordForm *self);
void crm_record_form_place_groups  (CrmRecordForm *self);
void crm_record_form_update_groups (CrmRecordForm *self);

G_END_DECLS
