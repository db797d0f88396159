/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice families[] = {
  { "basic", N_("Basic"), NULL },
  { "behaviour", N_("Behaviour"), "behavior" },
  { "relationship", N_("Relationship"), NULL },
  { "value", NC_("family of tags", "Value"), NULL, "family of tags" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_UNIQUE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Tag"), .aliases = "tag|label|标签" },
  { "family", N_("Family"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Tag"), .choices = families },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_tag, CrmTag, fields, "tag", N_("Tag"), N_("Tags"), "clientele-tag-symbolic")
