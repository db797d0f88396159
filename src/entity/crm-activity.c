/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice kinds[] = {
  { "call", N_("Call"), "phone|phonecall|电话|通话" },
  { "meeting", N_("Meeting"), "appointment|会议|event" },
  { "visit", N_("Visit"), "拜访|上门拜访" },
  { "email", N_("E-mail"), "mail|邮件|电子邮件" },
  { "message", N_("Message"), "sms|chat|wechat|短信|微信" },
  { "note", N_("Note"), "记录|备注" },
  { "task", N_("Task"), "todo|任务|待办" },
  { NULL },
};

static const CrmChoice statuses[] = {
  { "planned", N_("Planned"), "open|notstarted|started|未开始|待办|计划中|进行中" },
  { "done", N_("Done"), "held|completed|closed|已完成|完成" },
  { "cancelled", N_("Cancelled"), "canceled|notheld|deferred|已取消|取消" },
  { NULL },
};

static const CrmChoice priorities[] = {
  { "high", N_("High"), "urgent|important|高|紧急" },
  { "medium", N_("Medium"), "normal|中|普通" },
  { "low", N_("Low"), "低" },
  { NULL },
};

static const CrmChoice directions[] = {
  { "received", N_("Received"), "in|incoming|inbound" },
  { "sent", N_("Sent"), "out|outgoing|outbound" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", N_("Subject"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Activity"), .aliases = "subject|title|summary|主题|标题|任务名称" },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .choices = kinds, .aliases = "type|activitytype|类型|活动类型|跟进方式" },
  { "status", N_("Status"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .choices = statuses, .aliases = "状态" },
  { "due_at", N_("When"), CRM_FIELD_INSTANT, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .aliases = "due|duedate|date|start|datestart|时间|日期|开始时间|截止日期|到期时间|截止时间" },
  { "ends_at", N_("Until"), CRM_FIELD_INSTANT, 0, N_("Activity"), .aliases = "end|ends|enddate|endtime|dtend|dateend|结束时间" },
  { "all_day", N_("All Day"), CRM_FIELD_BOOLEAN, 0, N_("Activity"), .aliases = "alldayevent|wholeday" },
  { "repeats", N_("Repeats"), CRM_FIELD_TEXT, CRM_FIELD_HIDDEN, N_("Activity"), .aliases = "recurrence|rrule" },
  { "location", N_("Place"), CRM_FIELD_TEXT, 0, N_("Activity"), .aliases = "where|地点" },
  { "priority", N_("Priority"), CRM_FIELD_CHOICE, 0, N_("Activity"), .choices = priorities, .aliases = "优先级" },
  { "direction", N_("Direction"), CRM_FIELD_CHOICE, 0, N_("Activity"), .choices = directions },
  { "done_at", N_("Done At"), CRM_FIELD_INSTANT, 0, N_("Activity"), .aliases = "completed|completedat|完成时间" },
  { "customer", N_("Customer"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("About"), .target = "customer", .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "account|company|客户|公司" },
  { "contact", N_("Contact"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "contact", .aliases = "contactperson|联系人" },
  { "opportunity", N_("Opportunity"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "opportunity", .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "deal|商机" },
  { "lead", N_("Lead"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "lead", .on_delete = CRM_ON_DELETE_CASCADE },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("About"), .target = "person", .aliases = "assignedto|assigneduser|负责人|执行人|所有人" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|body|text|备注|描述|内容|说明" },
  { "uid", N_("Identifier"), CRM_FIELD_TEXT, CRM_FIELD_HIDDEN, N_("Record"), .aliases = "messageid" },
  CRM_SYSTEM_FIELDS,
};

/* What has happened with a customer, and when last. */
static const char *const customer_keys[] = { "customer", "status", NULL };
static const CrmRollup rollups[] = {
  { "activity_customer_rollup", customer_keys, .latest = "done_at", .linked = TRUE },
  { NULL },
};

CRM_DEFINE_ENTITY (crm_activity, CrmActivity, fields, "activity", N_("Activity"), N_("Activities"), "x-office-calendar-symbolic",
                   .rollups = rollups)
