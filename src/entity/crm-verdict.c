/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice kinds[] = {
  { "different", N_("Not duplicates"), NULL },
  { "right", N_("Right as it is"), NULL },
  { NULL },
};

#define JUDGED(key, label, target_name) \
  { key, label, CRM_FIELD_LINK, CRM_FIELD_HIDDEN | CRM_FIELD_INDEXED, N_("Verdict"), .target = target_name, \
    .on_delete = CRM_ON_DELETE_CASCADE }

/* What a person has decided about a proposal, so that it does not come again: two records are not duplicates, or a
 * value is right as it is. Links follow records that are merged, and go with those that are deleted. */
static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Verdict") },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Verdict"), .choices = kinds },
  JUDGED ("customer", N_("Customer"), "customer"),
  JUDGED ("other_customer", N_("Other Customer"), "customer"),
  JUDGED ("contact", N_("Contact"), "contact"),
  JUDGED ("other_contact", N_("Other Contact"), "contact"),
  JUDGED ("lead", N_("Lead"), "lead"),
  JUDGED ("other_lead", N_("Other Lead"), "lead"),
  { "field", N_("Field"), CRM_FIELD_TEXT, 0, N_("Verdict") },
  { "value", N_("Value"), CRM_FIELD_TEXT, 0, N_("Verdict") },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_verdict, CrmVerdict, fields, "verdict", N_("Verdict"), N_("Verdicts"), "object-select-symbolic",
                   .derived = TRUE)
