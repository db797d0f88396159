/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice statuses[] = {
  { "open", N_("Open"), NULL },
  { "won", N_("Won"), NULL },
  { "lost", N_("Lost"), NULL },
  { NULL },
};

static const CrmChoice types[] = {
  { "new", N_("New Business"), "newbusiness" },
  { "renewal", N_("Renewal"), NULL },
  { "up-sell", N_("Up-Sell"), "upsell|upgrade" },
  { "cross-sell", N_("Cross-Sell"), "crosssell" },
  { NULL },
};

static const CrmChoice reasons[] = {
  { "price", N_("Price"), "tooexpensive|价格" },
  { "product", N_("Product Fit"), "features|quality" },
  { "competitor", N_("Competitor"), NULL },
  { "timing", N_("Timing"), "postponed" },
  { "budget", N_("No Budget"), NULL },
  { "no-response", N_("No Response"), "noresponse|ghosted" },
  { "service", N_("Service"), NULL },
  { "relationship", N_("Relationship"), "trust" },
  { "other", N_("Other"), NULL },
  { NULL },
};

static const CrmField opportunity_fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"),
    .aliases = "opportunity|opportunityname|deal|dealname|topic|商机|商机名称|销售机会|机会名称" },
  { "number", N_("Number"), CRM_FIELD_TEXT, CRM_FIELD_UNIQUE | CRM_FIELD_SEARCHABLE | CRM_FIELD_INDEXED, N_("Deal"), .aliases = "opportunityid|dealid|opportunitynumber|id|商机编号" },
  { "customer", N_("Customer"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"), .target = "customer", .on_delete = CRM_ON_DELETE_CASCADE,
    .aliases = "account|accountname|company|companyname|organization|client|客户|公司" },
  { "contact", N_("Contact"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Deal"), .target = "contact", .aliases = "contactname|primarycontact|联系人" },
  { "pipeline", N_("Pipeline"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Deal"), .target = "pipeline", .on_delete = CRM_ON_DELETE_RESTRICT, .aliases = "pipelinename" },
  { "stage", N_("Stage"), CRM_FIELD_LINK, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"), .target = "stage", .on_delete = CRM_ON_DELETE_RESTRICT,
    .aliases = "dealstage|salesstage|stagename|阶段|销售阶段|商机阶段" },
  { "status", N_("Status"), CRM_FIELD_CHOICE, CRM_FIELD_DERIVED | CRM_FIELD_INDEXED, N_("Deal"), .choices = statuses },
  { "value", N_("Value"), CRM_FIELD_MONEY, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"), .aliases = "amount|closevalue|dealvalue|expectedrevenue|price|revenue|total|金额|商机金额|预计金额|销售金额" },
  { "probability", N_("Probability"), CRM_FIELD_PERCENT, 0, N_("Deal"), .aliases = "winprobability|chance|概率|赢率|赢单率|成交概率|可能性", .min = 0, .max = 1 },
  { "expected_close", N_("Expected Close"), CRM_FIELD_DATE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"), .aliases = "expectedclosedate|expectedclosing|duedate|deadline|预计成交|预计成交日期|预计成交时间|预计结单日期" },
  { "closed_on", N_("Closed On"), CRM_FIELD_DATE, CRM_FIELD_INDEXED, N_("Deal"), .aliases = "closedate|closed|closingdate|wondate|成交日期|成交时间|结单日期" },
  { "engaged_on", N_("Engaged On"), CRM_FIELD_DATE, 0, N_("Deal"), .aliases = "engagedate|startdate|opened|openedon" },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Deal"), .target = "person",
    .aliases = "salesagent|opportunityowner|dealowner|salesperson|salesrep|assignedto|agent|assigneduser|负责人|所有人|销售员|业务员" },
  { "product", N_("Product"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("Details"), .target = "product", .aliases = "productname|item|产品" },
  { "type", N_("Type"), CRM_FIELD_CHOICE, 0, N_("Details"), .choices = types, .open_choice = TRUE, .aliases = "dealtype|opportunitytype|类型|商机类型" },
  { "source", N_("Source"), CRM_FIELD_CHOICE, 0, N_("Details"), .choices = crm_source_choices, .open_choice = TRUE, .aliases = "leadsource|origin|来源|商机来源" },
  { "budget", N_("Budget"), CRM_FIELD_MONEY, 0, N_("Details") },
  { "competitors", N_("Competitors"), CRM_FIELD_TEXT, 0, N_("Details"), .aliases = "competitor|竞争对手" },
  { "next_step", N_("Next Step"), CRM_FIELD_TEXT, 0, N_("Details"), .aliases = "nextaction|下一步|下一步计划" },
  { "reason", N_("Win/Loss Reason"), CRM_FIELD_CHOICE, 0, N_("Outcome"), .choices = reasons, .open_choice = TRUE, .aliases = "lostreason|lossreason|closereason|winreason|输单原因|丢单原因|赢单原因" },
  { "reason_note", N_("Reason in Detail"), CRM_FIELD_LONG_TEXT, 0, N_("Outcome") },
  { "last_stage", N_("Last Open Stage"), CRM_FIELD_LINK, CRM_FIELD_DERIVED, N_("Outcome"), .target = "stage" },
  { "stage_changed_at", N_("In Stage Since"), CRM_FIELD_INSTANT, CRM_FIELD_DERIVED, N_("Outcome") },
  { "touched_at", N_("Last Touch"), CRM_FIELD_INSTANT, CRM_FIELD_DERIVED, N_("Outcome") },
  { "tags", N_("Tags"), CRM_FIELD_TAGS, 0, N_("Details"), .aliases = "labels|标签" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|comment|comments|备注|说明|描述" },
  { "position", N_("Position"), CRM_FIELD_DECIMAL, CRM_FIELD_HIDDEN | CRM_FIELD_DERIVED, N_("Record") },
  CRM_SYSTEM_FIELDS,
};

static const CrmField line_fields[] = {
  { "name", N_("Description"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Line"), .aliases = "description|item|itemname|lineitem|描述|说明" },
  { "opportunity", N_("Opportunity"), CRM_FIELD_LINK, CRM_FIELD_REQUIRED | CRM_FIELD_INDEXED, N_("Line"), .target = "opportunity", .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "opportunityid|deal|商机" },
  { "product", N_("Product"), CRM_FIELD_LINK, CRM_FIELD_INDEXED | CRM_FIELD_LISTED, N_("Line"), .target = "product", .aliases = "productname|产品|商品" },
  { "quantity", N_("Quantity"), CRM_FIELD_DECIMAL, CRM_FIELD_LISTED, N_("Line"), .aliases = "qty|amount|数量", .min = -1e12, .max = 1e12 },
  { "unit_price", N_("Unit Price"), CRM_FIELD_MONEY, CRM_FIELD_LISTED, N_("Line"), .aliases = "price|unitprice|单价" },
  { "discount", N_("Discount"), CRM_FIELD_PERCENT, CRM_FIELD_LISTED, N_("Line"), .aliases = "rebate|折扣", .min = 0, .max = 1 },
  { "total", N_("Total"), CRM_FIELD_MONEY, CRM_FIELD_DERIVED | CRM_FIELD_LISTED, N_("Line") },
  CRM_SYSTEM_FIELDS,
};

/* What the board, the dashboard and the funnel show. */
static const char *const opportunity_keys[] = { "status", "pipeline", "stage", "last_stage", "owner", "value.currency",
                                                "closed_on:month", NULL };
/* What a customer's page shows. */
static const char *const customer_keys[] = { "customer", "status", "value.currency", NULL };

static const CrmRollup opportunity_rollups[] = {
  { "opportunity_rollup", opportunity_keys, "value", "probability" },
  { "opportunity_customer_rollup", customer_keys, "value", .linked = TRUE },
  { NULL },
};

/* The columns of the board. */
static const char *const opportunity_indexes[] = { "stage, position", "stage, closed_on", NULL };

CRM_DEFINE_ENTITY (crm_opportunity, CrmOpportunity, opportunity_fields, "opportunity", N_("Opportunity"), N_("Opportunities"), "clientele-pipeline-symbolic",
                   .rollups = opportunity_rollups, .indexes = opportunity_indexes)
CRM_DEFINE_ENTITY (crm_opportunity_line, CrmOpportunityLine, line_fields, "opportunity_line", N_("Opportunity Line"), N_("Opportunity Lines"), "view-list-symbolic")
