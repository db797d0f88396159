/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmField fields[] = {
  { "name", NC_("of a person", "Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"),
    .aliases = "fullname|contact|contactname|displayname|姓名|联系人|联系人姓名", .context = "of a person" },
  { "salutation", N_("Salutation"), CRM_FIELD_TEXT, 0, N_("Profile"), .aliases = "title|prefix|称呼|称谓|尊称" },
  { "role", N_("Role"), CRM_FIELD_TEXT, CRM_FIELD_LISTED, N_("Profile"), .aliases = "jobtitle|position|function|designation|职位|职务|岗位" },
  { "department", N_("Department"), CRM_FIELD_TEXT, 0, N_("Profile"), .aliases = "部门|科室" },
  { "customer", N_("Customer"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"), .target = "customer",
    .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "account|accountname|company|companyname|organization|organisation|employer|客户|公司|单位|企业" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Contact Details"), .aliases = "mail|emailaddress|email1|邮箱|电子邮件|电子邮箱|邮件|邮箱地址|邮件地址|电子邮件地址" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Contact Details"), .aliases = "telephone|phonenumber|tel|businessphone|workphone|电话|联系电话|电话号码|办公电话|座机|固定电话|商务电话" },
  { "mobile", N_("Mobile"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE, N_("Contact Details"), .aliases = "mobilephone|cell|cellphone|mobilephonenumber|mobilenumber|手机|手机号|手机号码|移动电话" },
  { "do_not_contact", N_("Do Not Contact"), CRM_FIELD_BOOLEAN, 0, N_("Contact Details"), .aliases = "donotcall|optout" },
  { "birthday", N_("Birthday"), CRM_FIELD_DATE, 0, N_("Profile"), .aliases = "birthdate|dateofbirth|dob|生日|出生日期" },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Profile"), .aliases = "labels|标签" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|备注|说明|描述|附注" },
  CRM_VCARD_FIELD,
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_contact, CrmContact, fields, "contact", N_("Contact"), N_("Contacts"), "avatar-default-symbolic")
