/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice kinds[] = {
  { "call", N_("Call"), "phone|phonecall" },
  { "meeting", N_("Meeting"), "appointment" },
  { "visit", N_("Visit"), NULL },
  { "email", N_("E-mail"), "mail" },
  { "message", N_("Message"), "sms|chat|wechat" },
  { "note", N_("Note"), NULL },
  { "task", N_("Task"), "todo" },
  { NULL },
};

static const CrmChoice statuses[] = {
  { "planned", N_("Planned"), "open|notstarted|started" },
  { "done", N_("Done"), "held|completed|closed" },
  { "cancelled", N_("Cancelled"), "canceled|notheld|deferred" },
  { NULL },
};

static const CrmChoice priorities[] = {
  { "high", N_("High"), "urgent|important" },
  { "medium", N_("Medium"), "normal" },
  { "low", N_("Low"), NULL },
  { NULL },
};

static const CrmChoice directions[] = {
  { "received", N_("Received"), "in|incoming|inbound" },
  { "sent", N_("Sent"), "out|outgoing|outbound" },
  { NULL },
};

static const CrmField fields[] = {
  { "name", N_("Subject"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED, N_("Activity"), .aliases = "subject|title|summary|主题" },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .choices = kinds, .aliases = "type|activitytype" },
  { "status", N_("Status"), CRM_FIELD_CHOICE, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .choices = statuses },
  { "due_at", N_("When"), CRM_FIELD_INSTANT, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Activity"), .aliases = "due|duedate|date|start|时间" },
  { "ends_at", N_("Until"), CRM_FIELD_INSTANT, 0, N_("Activity"), .aliases = "end|ends|enddate|endtime|dtend" },
  { "all_day", N_("All Day"), CRM_FIELD_BOOLEAN, 0, N_("Activity"), .aliases = "alldayevent|wholeday" },
  { "repeats", N_("Repeats"), CRM_FIELD_TEXT, CRM_FIELD_HIDDEN, N_("Activity"), .aliases = "recurrence|rrule" },
  { "location", N_("Place"), CRM_FIELD_TEXT, 0, N_("Activity"), .aliases = "where|地点" },
  { "priority", N_("Priority"), CRM_FIELD_CHOICE, 0, N_("Activity"), .choices = priorities },
  { "direction", N_("Direction"), CRM_FIELD_CHOICE, 0, N_("Activity"), .choices = directions },
  { "done_at", N_("Done At"), CRM_FIELD_INSTANT, 0, N_("Activity"), .aliases = "completed|completedat" },
  { "customer", N_("Customer"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("About"), .target = "customer", .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "account|company|客户" },
  { "contact", N_("Contact"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "contact" },
  { "opportunity", N_("Opportunity"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "opportunity", .on_delete = CRM_ON_DELETE_CASCADE, .aliases = "deal" },
  { "lead", N_("Lead"), CRM_FIELD_LINK, CRM_FIELD_INDEXED, N_("About"), .target = "lead", .on_delete = CRM_ON_DELETE_CASCADE },
  { "owner", N_("Owner"), CRM_FIELD_LINK, CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("About"), .target = "person", .aliases = "assignedto" },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|body|text|备注" },
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
