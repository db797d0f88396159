/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

const CrmChoice crm_source_choices[] = {
  { "referral", N_("Referral"), "wordofmouth|recommendation|reference" },
  { "website", N_("Website"), "web|online|organicsearch|google|directtraffic" },
  { "phone", N_("Phone"), "call|coldcall|inboundcall" },
  { "email", N_("E-mail"), "mail|newsletter" },
  { "fair", N_("Trade Fair"), "event|tradeshow|conference|exhibition" },
  { "social", N_("Social Media"), "linkedin|facebook|instagram|wechat|twitter|socialmedia" },
  { "advertisement", N_("Advertisement"), "ad|ads|advert|advertising" },
  { "partner", N_("Partner"), "reseller" },
  { "import", N_("Import"), NULL },
  { NULL },
};

static const CrmChoice kinds[] = {
  { "organization", N_("Organization"), "company|organisation|business|firm|b2b" },
  { "person", NC_("kind of customer", "Person"), "individual|private|consumer|b2c", "kind of customer" },
  { NULL },
};

static const CrmChoice types[] = {
  { "b2b", N_("Business Customer"), "customer|client|business" },
  { "b2c", N_("Private Customer"), "consumer|private" },
  { "partner", N_("Partner"), NULL },
  { "supplier", N_("Supplier"), "vendor" },
  { "distributor", N_("Distributor"), "reseller|dealer" },
  { "internal", N_("Internal"), NULL },
  { NULL },
};

static const CrmChoice lifecycles[] = {
  { "potential", N_("Potential"), "prospect|lead" },
  { "acquired", N_("Acquired"), "new" },
  { "growing", N_("Growing"), NULL },
  { "maintained", N_("Maintained"), "active" },
  { "lost", NC_("customer lifecycle", "Lost"), "churned|inactive", "customer lifecycle" },
  { NULL },
};

static const CrmChoice industries[] = {
  { "retail", N_("Retail"), NULL },
  { "technology", N_("Technology"), "it|hightech" },
  { "software", N_("Software"), NULL },
  { "manufacturing", N_("Manufacturing"), "industry" },
  { "medical", N_("Healthcare"), "health|healthcare|pharma" },
  { "finance", NC_("industry", "Finance"), "banking|insurance", "industry" },
  { "marketing", N_("Marketing"), "advertising|media" },
  { "telecommunications", N_("Telecommunications"), "telecom|telecoms" },
  { "entertainment", N_("Entertainment"), NULL },
  { "services", N_("Services"), "consulting" },
  { "employment", N_("Employment"), "staffing|recruiting|hr" },
  { "education", N_("Education"), "school|training" },
  { "construction", N_("Construction"), "building|realestate" },
  { "food", N_("Food and Catering"), "restaurant|gastronomy|hospitality" },
  { "transport", N_("Transport"), "logistics|shipping" },
  { "crafts", N_("Crafts and Trades"), "trades|artisan" },
  { "public", N_("Public Sector"), "government|ngo|nonprofit" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"),
    .aliases = "account|accountname|company|companyname|customer|customername|organization|organisation|organizationname|firm|client|clientname|fullname|名称|客户名称|客户|公司" },
  { "number", N_("Number"), CRM_FIELD_TEXT, CRM_FIELD_UNIQUE | CRM_FIELD_SEARCHABLE | CRM_FIELD_INDEXED, N_("Profile"),
    .aliases = "customernumber|customerno|customerid|accountnumber|accountid|clientid|code|id|index|编号|客户编号" },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, 0, N_("Profile"), .choices = kinds },
  { "type", N_("Type"), CRM_FIELD_CHOICE, 0, N_("Profile"), .choices = types, .open_choice = TRUE, .aliases = "accounttype|customertype|relationship|类型" },
  { "industry", N_("Industry"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"), .choices = industries, .open_choice = TRUE,
    .aliases = "sector|branch|businessline|行业" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Contact Details"),
    .aliases = "mail|emailaddress|emails|contactemail|邮箱|电子邮件" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Contact Details"),
    .aliases = "telephone|phonenumber|tel|phone1|mobile|电话|手机" },
  { "website", N_("Website"), CRM_FIELD_URL, 0, N_("Contact Details"), .aliases = "web|url|homepage|domain|网站" },
  { "street", N_("Street"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "address|address1|streetaddress|billingstreet|addressline1|地址" },
  { "postcode", N_("Postcode"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "zip|zipcode|postalcode|billingpostalcode|邮编" },
  { "city", N_("City"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Address"), .aliases = "town|billingcity|locality|城市" },
  { "region", N_("Region"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "state|province|county|省" },
  { "country", N_("Country"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "officelocation|billingcountry|nation|国家" },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Relationship"), .target = "person",
    .aliases = "accountowner|salesagent|salesperson|salesrep|assignedto|responsible|负责人" },
  { "lifecycle", N_("Lifecycle"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Relationship"), .choices = lifecycles, .aliases = "lifecyclestage|status" },
  { "source", N_("Source"), CRM_FIELD_CHOICE, 0, N_("Relationship"), .choices = crm_source_choices, .open_choice = TRUE, .aliases = "leadsource|origin|来源" },
  { "parent", N_("Parent Company"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Relationship"), .target = "customer",
    .aliases = "parentaccount|parentcompany|subsidiaryof|headquarters" },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Relationship"), .aliases = "labels|categories|标签" },
  { "employees", N_("Employees"), CRM_FIELD_INTEGER, 0, N_("Business"), .aliases = "numberofemployees|headcount|staff|size|员工数", .min = 0, .max = 1e9 },
  { "revenue", N_("Annual Revenue"), CRM_FIELD_MONEY, 0, N_("Business"), .aliases = "turnover|annualrevenue|sales|营业额" },
  { "founded", N_("Founded"), CRM_FIELD_INTEGER, CRM_FIELD_YEAR, N_("Business"), .aliases = "yearestablished|established|foundingyear|yearfounded|since", .min = 1000, .max = 2200 },
  { "tax_id", N_("Tax ID"), CRM_FIELD_TEXT, 0, N_("Business"), .aliases = "vat|vatnumber|vatid|taxnumber|ein|税号" },
  { "do_not_contact", N_("Do Not Contact"), CRM_FIELD_BOOLEAN, 0, N_("Contact Details"), .aliases = "optout|donotcall|unsubscribed" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|remarks|备注" },
  CRM_VCARD_FIELD,
  { "archived", N_("Archived"), CRM_FIELD_BOOLEAN, CRM_FIELD_HIDDEN, N_("Record") },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_customer, CrmCustomer, fields, "customer", N_("Customer"), N_("Customers"), "clientele-customers-symbolic")
