/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice statuses[] = {
  { "new", N_("New"), NULL },
  { "assigned", N_("Assigned"), NULL },
  { "in-process", N_("In Process"), "working|contacted|open" },
  { "converted", N_("Converted"), "qualified" },
  { "recycled", N_("Recycled"), NULL },
  { "dead", N_("Dead"), "unqualified|lost|junk" },
  { NULL },
};

static const CrmChoice value_classes[] = {
  { "high", N_("High"), "hot|a" },
  { "medium", N_("Medium"), "warm|b" },
  { "low", N_("Low"), "cold|c" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", NC_("of a person", "Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"),
    .aliases = "lead|leadname|fullname|contactname|姓名", .context = "of a person" },
  { "number", N_("Number"), CRM_FIELD_TEXT, CRM_FIELD_UNIQUE | CRM_FIELD_SEARCHABLE | CRM_FIELD_INDEXED, N_("Profile"), .aliases = "leadnumber|leadid|prospectid|id" },
  { "company", N_("Company"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Profile"), .aliases = "account|accountname|organization|companyname|公司" },
  { "role", N_("Role"), CRM_FIELD_TEXT, 0, N_("Profile"), .aliases = "title|jobtitle|position|职位" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Contact Details"), .aliases = "mail|emailaddress|邮箱" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE, N_("Contact Details"), .aliases = "telephone|phonenumber|mobile|电话" },
  { "website", N_("Website"), CRM_FIELD_URL, 0, N_("Contact Details"), .aliases = "url|web" },
  { "city", N_("City"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE, N_("Contact Details"), .aliases = "town|城市" },
  { "country", N_("Country"), CRM_FIELD_TEXT, 0, N_("Contact Details"), .aliases = "国家" },
  { "status", N_("Status"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Qualification"), .choices = statuses, .aliases = "leadstatus|状态" },
  { "value_class", N_("Value Class"), CRM_FIELD_CHOICE, 0, N_("Qualification"), .choices = value_classes, .aliases = "rating|quality|leadquality" },
  { "source", N_("Source"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Qualification"), .choices = crm_source_choices, .open_choice = TRUE, .aliases = "leadsource|origin|来源" },
  { "value", N_("Value"), CRM_FIELD_MONEY, 0, N_("Qualification"), .aliases = "amount|budget" },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Qualification"), .target = "person", .aliases = "leadowner|assignedto|salesagent|负责人" },
  { "customer", N_("Converted To"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Qualification"), .target = "customer" },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Qualification"), .aliases = "labels|标签" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|备注" },
  CRM_VCARD_FIELD,
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_lead, CrmLead, fields, "lead", N_("Lead"), N_("Leads"), "contact-new-symbolic")
