/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice statuses[] = {
  { "new", N_("New"), "notcontacted|opennotcontacted|新建|未处理|待跟进" },
  { "assigned", N_("Assigned"), NULL },
  { "in-process", N_("In Process"), "working|contacted|open|inprogress|connected|attemptedtocontact|contactinfuture|跟进中|处理中|已联系" },
  { "converted", N_("Converted"), "qualified|prequalified|已转换|已转化" },
  { "recycled", N_("Recycled"), "badtiming|nurturing" },
  { "dead", N_("Dead"), "unqualified|notqualified|lost|lostlead|junk|junklead|无效|已关闭|失效" },
  { NULL },
};

static const CrmChoice value_classes[] = {
  { "high", N_("High"), "hot|a|高" },
  { "medium", N_("Medium"), "warm|b|中" },
  { "low", N_("Low"), "cold|c|低" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", NC_("of a person", "Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"),
    .aliases = "lead|leadname|fullname|contactname|姓名|线索|线索名称|联系人|联系人姓名", .context = "of a person" },
  { "number", N_("Number"), CRM_FIELD_TEXT, CRM_FIELD_UNIQUE | CRM_FIELD_SEARCHABLE | CRM_FIELD_INDEXED, N_("Profile"), .aliases = "leadnumber|leadid|prospectid|id|编号|线索编号" },
  { "company", N_("Company"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Profile"), .aliases = "account|accountname|organization|companyname|公司|公司名称|单位|企业名称|客户名称" },
  { "role", N_("Role"), CRM_FIELD_TEXT, 0, N_("Profile"), .aliases = "title|jobtitle|position|designation|职位|职务" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Contact Details"), .aliases = "mail|emailaddress|邮箱|电子邮件|电子邮箱|邮件|邮箱地址" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE, N_("Contact Details"), .aliases = "telephone|phonenumber|mobile|电话|手机|手机号|手机号码|联系电话|电话号码" },
  { "website", N_("Website"), CRM_FIELD_URL, 0, N_("Contact Details"), .aliases = "url|web|网站|网址" },
  { "city", N_("City"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE, N_("Contact Details"), .aliases = "town|城市" },
  { "country", N_("Country"), CRM_FIELD_TEXT, 0, N_("Contact Details"), .aliases = "国家" },
  { "status", N_("Status"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Qualification"), .choices = statuses, .aliases = "leadstatus|状态|线索状态" },
  { "value_class", N_("Value Class"), CRM_FIELD_CHOICE, 0, N_("Qualification"), .choices = value_classes, .aliases = "rating|quality|leadquality" },
  { "source", N_("Source"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Qualification"), .choices = crm_source_choices, .open_choice = TRUE, .aliases = "leadsource|origin|来源|线索来源" },
  { "value", N_("Value"), CRM_FIELD_MONEY, 0, N_("Qualification"), .aliases = "amount|budget|金额|预算" },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Qualification"), .target = "person", .aliases = "leadowner|assignedto|salesagent|assigneduser|负责人|所有人|跟进人|销售员" },
  { "customer", N_("Converted To"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Qualification"), .target = "customer" },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Qualification"), .aliases = "labels|标签" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|备注|说明|描述" },
  CRM_VCARD_FIELD,
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_lead, CrmLead, fields, "lead", N_("Lead"), N_("Leads"), "contact-new-symbolic")
