/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

const CrmChoice crm_source_choices[] = {
  { "referral", N_("Referral"), "wordofmouth|recommendation|reference|转介绍|客户介绍|推荐" },
  { "website", N_("Website"), "web|online|organicsearch|google|directtraffic|网站|官网|网络" },
  { "phone", N_("Phone"), "call|coldcall|inboundcall|电话|电话咨询" },
  { "email", N_("E-mail"), "mail|newsletter|邮件" },
  { "fair", N_("Trade Fair"), "event|tradeshow|conference|exhibition|展会" },
  { "social", N_("Social Media"), "linkedin|facebook|instagram|wechat|twitter|socialmedia|社交媒体|微信" },
  { "advertisement", N_("Advertisement"), "ad|ads|advert|advertising|广告" },
  { "partner", N_("Partner"), "reseller|合作伙伴" },
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
  { "type", N_("Type"), CRM_FIELD_CHOICE, 0, N_("Profile"), .choices = types, .open_choice = TRUE, .aliases = "accounttype|customertype|relationship|类型|客户类型|客户类别" },
  { "industry", N_("Industry"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Profile"), .choices = industries, .open_choice = TRUE,
    .aliases = "sector|branch|businessline|行业|industrytype" },
  { "email", N_("E-mail"), CRM_FIELD_EMAIL, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Contact Details"),
    .aliases = "mail|emailaddress|emails|contactemail|邮箱|电子邮件|电子邮箱|邮件|邮箱地址|邮件地址" },
  { "phone", N_("Phone"), CRM_FIELD_PHONE, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Contact Details"),
    .aliases = "telephone|phonenumber|tel|phone1|mobile|workphone|mainphone|电话|手机|联系电话|电话号码|公司电话|座机|手机号|手机号码" },
  { "website", N_("Website"), CRM_FIELD_URL, 0, N_("Contact Details"), .aliases = "web|url|homepage|domain|domainname|websiteurl|网站|网址|主页|官网" },
  { "street", N_("Street"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "address|address1|streetaddress|billingstreet|addressline1|addressstreet|地址|详细地址|街道|通讯地址|公司地址" },
  { "postcode", N_("Postcode"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "zip|zipcode|postalcode|billingpostalcode|billingzip|billingcode|zippostalcode|邮编|邮政编码" },
  { "city", N_("City"), CRM_FIELD_TEXT, CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Address"), .aliases = "town|billingcity|locality|城市|市" },
  { "region", N_("Region"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "state|province|county|stateregion|stateprovince|billingstate|省|省份|地区|区域" },
  { "country", N_("Country"), CRM_FIELD_TEXT, 0, N_("Address"), .aliases = "officelocation|billingcountry|nation|countryregion|国家|国家地区" },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Relationship"), .target = "person",
    .aliases = "accountowner|salesagent|salesperson|salesrep|assignedto|responsible|companyowner|assigneduser|负责人|所有人|销售员|业务员|跟进人" },
  { "lifecycle", N_("Lifecycle"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED, N_("Relationship"), .choices = lifecycles, .aliases = "lifecyclestage|status|状态|客户状态|生命周期" },
  { "source", N_("Source"), CRM_FIELD_CHOICE, 0, N_("Relationship"), .choices = crm_source_choices, .open_choice = TRUE, .aliases = "leadsource|origin|accountsource|originalsource|来源|客户来源" },
  { "parent", N_("Parent Company"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Relationship"), .target = "customer",
    .aliases = "parentaccount|parentcompany|subsidiaryof|headquarters|上级公司|母公司|上级客户" },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Relationship"), .aliases = "labels|categories|标签" },
  { "employees", N_("Employees"), CRM_FIELD_INTEGER, 0, N_("Business"), .aliases = "numberofemployees|headcount|staff|size|noofemployees|员工数|员工人数|人数|公司规模", .min = 0, .max = 1e9 },
  { "revenue", N_("Annual Revenue"), CRM_FIELD_MONEY, 0, N_("Business"), .aliases = "turnover|annualrevenue|sales|营业额|年收入|年营业额|年营收" },
  { "founded", N_("Founded"), CRM_FIELD_INTEGER, CRM_FIELD_YEAR, N_("Business"), .aliases = "yearestablished|established|foundingyear|yearfounded|since|yearstarted|成立年份", .min = 1000, .max = 2200 },
  { "tax_id", N_("Tax ID"), CRM_FIELD_TEXT, 0, N_("Business"), .aliases = "vat|vatnumber|vatid|taxnumber|ein|税号|纳税人识别号|统一社会信用代码" },
  { "do_not_contact", N_("Do Not Contact"), CRM_FIELD_BOOLEAN, 0, N_("Contact Details"), .aliases = "optout|donotcall|unsubscribed" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|remarks|备注|说明|描述" },
  CRM_VCARD_FIELD,
  { "archived", N_("Archived"), CRM_FIELD_BOOLEAN, CRM_FIELD_HIDDEN, N_("Record") },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_customer, CrmCustomer, fields, "customer", N_("Customer"), N_("Customers"), "clientele-customers-symbolic")
