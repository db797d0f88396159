/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

/* What an analysis has learned: how, when, on what, and how good it is. */
static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Model") },
  { "method", N_("Method"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Model") },
  { "source", N_("Learned From"), CRM_FIELD_TEXT, CRM_FIELD_LISTED, N_("Model") },
  { "filter", N_("Filter"), CRM_FIELD_TEXT, 0, N_("Model") },
  { "rows", N_("Rows"), CRM_FIELD_INTEGER, CRM_FIELD_LISTED, N_("Model") },
  { "measure", N_("Measure"), CRM_FIELD_TEXT, CRM_FIELD_LISTED, N_("Quality") },
  { "quality", N_("Quality"), CRM_FIELD_DECIMAL, CRM_FIELD_LISTED, N_("Quality") },
  { "seed", N_("Seed"), CRM_FIELD_TEXT, 0, N_("Model") },
  { "options", N_("Options"), CRM_FIELD_LONG_TEXT, 0, N_("Model") },
  { "result", N_("Result"), CRM_FIELD_LONG_TEXT, 0, N_("Model") },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_model, CrmModel, fields, "model", N_("Model"), N_("Models"), "clientele-model-symbolic",
                   .derived = TRUE)
