/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice roles[] = {
  { "administrator", N_("Administrator"), "admin" },
  { "sales", N_("Sales"), "agent|salesagent" },
  { "marketing", N_("Marketing"), NULL },
  { "service", N_("Service"), "support" },
  { "finance", N_("Finance"), NULL },
  { "viewer", N_("Viewer"), NULL },
  { NULL },
};

static const CrmField fields[] = {
  { "name", NC_("of a person", "Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Person"),
    .aliases = "salesagent|agent|user|username|employee|fullname|salesperson|salesrep|姓名", .context = "of a person" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_LISTED, N_("Person"), .aliases = "mail|emailaddress" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, 0, N_("Person"), .aliases = "telephone|mobile" },
  { "role", NC_("what a user may do", "Role"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Person"), .choices = roles, .context = "what a user may do" },
  { "team", N_("Team"), CRM_FIELD_TEXT, CRM_FIELD_LISTED, N_("Person"), .aliases = "regionaloffice|office|department|group|团队" },
  { "manager", N_("Manager"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Person"), .target = "person", .aliases = "supervisor|reportsto|经理" },
  { "active", N_("Active"), CRM_FIELD_BOOLEAN, 0, N_("Person") },
  CRM_VCARD_FIELD,
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_person, CrmPerson, fields, "person", N_("Person"), N_("People"), "system-users-symbolic")
