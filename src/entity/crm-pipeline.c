/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmField pipeline_fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_UNIQUE | CRM_FIELD_LISTED, N_("Pipeline"), .aliases = "pipeline" },
  { "position", N_("Position"), CRM_FIELD_INTEGER, CRM_FIELD_LISTED, N_("Pipeline") },
  { "archived", N_("Archived"), CRM_FIELD_BOOLEAN, CRM_FIELD_HIDDEN, N_("Record") },
  CRM_SYSTEM_FIELDS,
};

static const CrmChoice stage_kinds[] = {
  { "open", N_("Open"), NULL },
  { "won", N_("Won"), "closedwon" },
  { "lost", N_("Lost"), "closedlost" },
  { NULL },
};

static const CrmField stage_fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Stage"), .aliases = "stage|dealstage" },
  { "pipeline", N_("Pipeline"), CRM_FIELD_LINK, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Stage"), .target = "pipeline", .on_delete = CRM_ON_DELETE_CASCADE },
  { "position", N_("Position"), CRM_FIELD_INTEGER, CRM_FIELD_LISTED, N_("Stage") },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Stage"), .choices = stage_kinds },
  { "probability", N_("Probability"), CRM_FIELD_PERCENT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Stage"), .min = 0, .max = 1 },
  { "rotting_days", N_("Days Until Rotting"), CRM_FIELD_INTEGER, 0, N_("Follow-Up"), .min = 0, .max = 3650 },
  { "wip_limit", N_("Limit of Work in Progress"), CRM_FIELD_INTEGER, 0, N_("Follow-Up"), .min = 0, .max = 1e6 },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_pipeline, CrmPipeline, pipeline_fields, "pipeline", N_("Pipeline"), N_("Pipelines"), "clientele-pipeline-symbolic")
CRM_DEFINE_ENTITY (crm_stage, CrmStage, stage_fields, "stage", N_("Stage"), N_("Stages"), "clientele-pipeline-symbolic")
