/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-preset.h"

/* Facts about what other programs export, with where they stand. A column that says what the usual names say as well
 * (crm-import-guess.c) is here only where it marks the program or would be taken for something else. */

#define MARK CRM_PRESET_MARK
#define BY_ID CRM_PRESET_BY_ID
#define NEVER CRM_PRESET_NEVER
#define SIGN CRM_PRESET_SIGN
#define TAIL CRM_PRESET_TAIL

/* HubSpot: names of properties as knowledge.hubspot.com, "HubSpot's default contact properties", "… company
 * properties", "… deal properties", "… activity properties"; associations as in "Export your records". Behind a stage
 * stands its pipeline, behind a person the address: "Closed won (Sales Pipeline)". */

static const CrmPresetColumn hubspot_contacts[] = {
  { "Record ID", NULL, SIGN },
  { "Record ID - Contact", NULL, SIGN },
  { "First Name", "first_name", MARK },
  { "Last Name", "last_name", MARK },
  { "Email", "email" },
  { "Phone Number", "phone" },
  { "Mobile Phone Number", "mobile" },
  { "Job Title", "role" },
  { "Salutation", "salutation" },
  { "Date of birth", "birthday" },
  { "Associated Company (Primary)", "customer" },
  { "Associated Company|Primary Company|Primary Associated Company", "customer" },
  { "Company Name", "customer" },
  { "Associated Company IDs (Primary)|Primary Associated Company ID|Associated Company ID", "customer", BY_ID },
  { "Associated Company IDs", "customer", BY_ID },
  { "Unsubscribed from all email", "do_not_contact" },
  { "Message", "notes" },
  { "Contact owner", NULL, SIGN },
  { "Full Name", "name" },
  { "Lead Status", NULL },
  { "Lifecycle Stage", NULL, SIGN },
  { "Create Date", NULL },
  { "Last Activity Date", NULL },
  { "Lead Owner|Created Time|Modified Time|Account Name|Sales owner", NULL, NEVER },   /* Zoho, Freshsales */
  { NULL },
};

static const CrmPresetColumn hubspot_companies[] = {
  { "Record ID|Record ID - Company|Company ID", "number", SIGN },
  { "Company name|Name", "name", MARK },
  { "Company Domain Name", "website", SIGN },
  { "Website URL", "website" },
  { "Company owner", "owner", SIGN },
  { "Phone Number", "phone" },
  { "Street Address", "street" },
  { "Postal Code", "postcode" },
  { "City", "city" },
  { "State/Region", "region" },
  { "Country/Region", "country" },
  { "Industry", "industry" },
  { "Type", "type" },
  { "Number of Employees", "employees" },
  { "Annual Revenue", "revenue" },
  { "Year Founded", "founded" },
  { "Lifecycle Stage", "lifecycle" },
  { "Description", "notes" },
  { "Parent Company", "parent" },
  { "First Name|Last Name|Deal Name", NULL, NEVER },
  { "Create Date", NULL },
  { "Last Activity Date", NULL },
  { "Lead Status", NULL },
  { NULL },
};

static const CrmPresetValue hubspot_company_values[] = {
  { "lifecycle", "subscriber", "potential" },
  { "lifecycle", "lead", "potential" },
  { "lifecycle", "marketing qualified lead", "potential" },
  { "lifecycle", "sales qualified lead", "potential" },
  { "lifecycle", "opportunity", "potential" },
  { "lifecycle", "customer", "acquired" },
  { "lifecycle", "evangelist", "maintained" },
  { "lifecycle", "other", "" },
  { "type", "prospect", "" },
  { "type", "reseller", "distributor" },
  { "type", "other", "" },
  { "industry", "computer software", "software" },
  { "industry", "information technology and services", "technology" },
  { "industry", "hospital & health care", "medical" },
  { "industry", "financial services", "finance" },
  { "industry", "marketing and advertising", "marketing" },
  { "industry", "food & beverages", "food" },
  { "industry", "logistics and supply chain", "transport" },
  { NULL },
};

static const CrmPresetColumn hubspot_deals[] = {
  { "Record ID|Record ID - Deal|Deal ID", "number" },
  { "Deal Name", "name", MARK },
  { "Deal Stage", "stage", MARK | TAIL },
  { "Pipeline", "pipeline" },
  { "Amount", "value" },
  { "Currency", "value_currency" },
  { "Deal Currency Code", "value_currency" },
  { "Close Date", "closed_on" },
  { "Deal owner", "owner" },
  { "Deal Type", "type" },
  { "Deal Description", "notes" },
  { "Deal probability", "probability" },
  { "Next step", "next_step" },
  { "Closed Lost Reason", "reason_note" },
  { "Associated Company (Primary)", "customer" },
  { "Associated Company|Primary Company|Primary Associated Company", "customer" },
  { "Associated Company IDs (Primary)|Primary Associated Company ID|Associated Company ID", "customer", BY_ID },
  { "Associated Company IDs", "customer", BY_ID },
  { "Associated Contact", "contact", TAIL },
  { "Create Date", NULL },
  { "Last Activity Date", NULL },
  { NULL },
};

static const CrmPresetValue hubspot_deal_values[] = {
  { "type", "newbusiness", "new" },
  { "type", "existingbusiness", "up-sell" },
  { NULL },
};

static const CrmPresetColumn hubspot_activities[] = {
  { "Record ID", NULL, MARK },
  { "Task Title", "name", MARK },
  { "Task Type", "kind" },
  { "Task Status", "status" },
  { "Due date", "due_at" },
  { "Completed at", "done_at" },
  { "Task Notes", "notes" },
  { "Assigned to", "owner" },
  { "Associated Company (Primary)", "customer" },
  { "Associated Company", "customer" },
  { "Associated Contact", "contact", TAIL },
  { "Associated Deal", "opportunity" },
  { "Create Date", NULL },
  { NULL },
};

static const CrmPresetValue hubspot_activity_values[] = {
  { "kind", "TODO", "task" },
  { "status", "NOT_STARTED", "planned" },
  { "status", "IN_PROGRESS", "planned" },
  { "status", "WAITING", "planned" },
  { "status", "DEFERRED", "cancelled" },
  { NULL },
};

/* Salesforce: labels of reports, and API names of the data export, as in the "Object Reference for the Salesforce
 * Platform" (developer.salesforce.com); values of picklists are those of a new organisation. */

static const CrmPresetColumn salesforce_accounts[] = {
  { "Account ID", "number", SIGN },
  { "Account Name", "name", MARK },
  { "Account Owner", "owner" },
  { "Billing Street", "street" },
  { "Billing City", "city" },
  { "Billing State/Province", "region", SIGN },
  { "Billing Zip/Postal Code", "postcode", SIGN },
  { "Billing Country", "country" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "Type", "type" },
  { "Industry", "industry" },
  { "Employees", "employees" },
  { "Annual Revenue", "revenue" },
  { "Annual Revenue Currency", "revenue_currency" },
  { "Description", "notes" },
  { "Account Source", "source" },
  { "Parent Account", "parent" },
  { "Year Started", "founded" },
  { "Contact ID|Lead ID|Opportunity ID|Last Name", NULL, NEVER },
  { "Rating", NULL },
  { "Last Activity", NULL },
  { "Last Modified Date", NULL },
  { NULL },
};

static const CrmPresetColumn salesforce_account_rows[] = {
  { "Id", "number", MARK },
  { "Name", "name", MARK },
  { "BillingStreet", "street", MARK },
  { "BillingCity", "city" },
  { "BillingState", "region" },
  { "BillingPostalCode", "postcode" },
  { "BillingCountry", "country" },
  { "ParentId", "parent", BY_ID },
  { "Phone", "phone" },
  { "Website", "website" },
  { "Type", "type" },
  { "Industry", "industry" },
  { "NumberOfEmployees", "employees" },
  { "AnnualRevenue", "revenue" },
  { "CurrencyIsoCode", "revenue_currency" },
  { "Description", "notes" },
  { "AccountSource", "source" },
  { "YearStarted", "founded" },
  { "OwnerId", "owner", BY_ID },
  { NULL },
};

static const CrmPresetValue salesforce_account_values[] = {
  { "type", "Customer - Direct", "b2b" },
  { "type", "Customer - Channel", "b2b" },
  { "type", "Channel Partner / Reseller", "partner" },
  { "type", "Installation Partner", "partner" },
  { "type", "Technology Partner", "partner" },
  { "type", "Prospect", "" },
  { "type", "Other", "" },
  { "source", "Phone Inquiry", "phone" },
  { "source", "Partner Referral", "partner" },
  { "source", "Purchased List", "import" },
  { "source", "Other", "" },
  { NULL },
};

static const CrmPresetColumn salesforce_contacts[] = {
  { "Contact ID|Mailing State/Province|Mailing Zip/Postal Code", NULL, MARK },
  { "First Name", "first_name" },
  { "Last Name", "last_name", MARK },
  { "Salutation", "salutation" },
  { "Title", "role" },
  { "Department", "department" },
  { "Account Name", "customer" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Business Phone", "phone" },
  { "Mobile", "mobile" },
  { "Mobile Phone", "mobile" },
  { "Birthdate", "birthday" },
  { "Do Not Call", "do_not_contact" },
  { "Description", "notes" },
  { "Contact Owner", NULL },
  { "Lead Status|Lead Owner", NULL, NEVER },
  { "Lead Source", NULL },
  { NULL },
};

static const CrmPresetColumn salesforce_contact_rows[] = {
  { "Id", NULL, MARK },
  { "AccountId", "customer", MARK | BY_ID },
  { "LastName", "last_name", MARK },
  { "FirstName", "first_name" },
  { "Name", NULL },
  { "Salutation", "salutation" },
  { "Title", "role" },
  { "Department", "department" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "MobilePhone", "mobile" },
  { "Birthdate", "birthday" },
  { "DoNotCall", "do_not_contact" },
  { "Description", "notes" },
  { NULL },
};

static const CrmPresetColumn salesforce_leads[] = {
  { "Lead ID", "number", SIGN },
  { "First Name", "first_name" },
  { "Last Name", "last_name", MARK },
  { "Company / Account", "company", SIGN },
  { "Company", "company" },
  { "Title", "role" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "City", "city" },
  { "Country", "country" },
  { "Lead Status", "status" },
  { "Rating", "value_class" },
  { "Lead Source", "source" },
  { "Lead Owner", "owner" },
  { "Description", "notes" },
  { "Annual Revenue", NULL },
  { NULL },
};

static const CrmPresetColumn salesforce_lead_rows[] = {
  { "Id", "number", MARK },
  { "LastName", "last_name", MARK },
  { "FirstName", "first_name" },
  { "Name", NULL },
  { "Company", "company", MARK },
  { "Status", "status", MARK },
  { "Title", "role" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "City", "city" },
  { "Country", "country" },
  { "Rating", "value_class" },
  { "LeadSource", "source" },
  { "OwnerId", "owner", BY_ID },
  { "Description", "notes" },
  { "ConvertedAccountId", "customer", BY_ID },
  { "ConvertedDate|ConvertedContactId|ConvertedOpportunityId", NULL },
  { "IsConverted", NULL, MARK },
  { "AnnualRevenue", NULL },
  { NULL },
};

static const CrmPresetValue salesforce_lead_values[] = {
  { "status", "Open - Not Contacted", "new" },
  { "status", "Working - Contacted", "in-process" },
  { "status", "Closed - Converted", "converted" },
  { "status", "Closed - Not Converted", "dead" },
  { "status", "Nurturing", "recycled" },
  { "source", "Phone Inquiry", "phone" },
  { "source", "Partner Referral", "partner" },
  { "source", "Purchased List", "import" },
  { "source", "Other", "" },
  { NULL },
};

static const CrmPresetColumn salesforce_opportunities[] = {
  { "Opportunity ID", "number", SIGN },
  { "Opportunity Name", "name", MARK },
  { "Account Name", "customer" },
  { "Primary Contact", "contact" },
  { "Stage", "stage" },
  { "Amount", "value" },
  { "Amount Currency", "value_currency" },
  { "Probability (%)", "probability" },
  { "Close Date", "closed_on" },
  { "Type", "type" },
  { "Lead Source", "source" },
  { "Next Step", "next_step" },
  { "Opportunity Owner", "owner" },
  { "Loss Reason", "reason" },
  { "Description", "notes" },
  { "Expected Revenue", NULL },
  { "Opportunity Owner Alias", NULL, SIGN },
  { "Fiscal Period", NULL, SIGN },
  { "Age", NULL },
  { "Created Date", NULL },
  { NULL },
};

static const CrmPresetColumn salesforce_opportunity_rows[] = {
  { "Id", "number", MARK },
  { "StageName", "stage", MARK },
  { "CloseDate", "closed_on", MARK },
  { "AccountId", "customer", BY_ID },
  { "ContactId", NULL },
  { "Name", "name" },
  { "Amount", "value" },
  { "CurrencyIsoCode", "value_currency" },
  { "Probability", "probability" },
  { "Type", "type" },
  { "LeadSource", "source" },
  { "NextStep", "next_step" },
  { "OwnerId", "owner", BY_ID },
  { "Description", "notes" },
  { "ExpectedRevenue", NULL },
  { NULL },
};

static const CrmPresetValue salesforce_opportunity_values[] = {
  { "type", "New Customer", "new" },
  { "type", "Existing Customer - Upgrade", "up-sell" },
  { "type", "Existing Customer - Replacement", "renewal" },
  { "type", "Existing Customer - Downgrade", "renewal" },
  { "source", "Phone Inquiry", "phone" },
  { "source", "Partner Referral", "partner" },
  { "source", "Purchased List", "import" },
  { "source", "Other", "" },
  { NULL },
};

static const CrmPresetColumn salesforce_activities[] = {
  { "Activity ID", NULL, MARK },
  { "Subject", "name", MARK },
  { "Task Subtype", "kind" },
  { "Type", "kind" },
  { "Status", "status" },
  { "Due Date", "due_at" },
  { "Date", "due_at" },
  { "Completed Date/Time", "done_at" },
  { "Company / Account", "customer" },
  { "Contact", "contact" },
  { "Opportunity", "opportunity" },
  { "Lead", "lead" },
  { "Assigned", "owner" },
  { "Full Comments", "notes" },
  { "Comments", "notes" },
  { "Priority", "priority" },
  { NULL },
};

static const CrmPresetColumn salesforce_activity_rows[] = {
  { "Id", NULL, MARK },
  { "Subject", "name", MARK },
  { "ActivityDate|ActivityDateTime", "due_at", MARK },
  { "TaskSubtype", "kind" },
  { "Status", "status" },
  { "Priority", "priority" },
  { "AccountId", "customer", BY_ID },
  { "WhatId", "opportunity", BY_ID },
  { "CompletedDateTime", "done_at" },
  { "EndDateTime", "ends_at" },
  { "Location", "location" },
  { "OwnerId", "owner", BY_ID },
  { "Description", "notes" },
  { NULL },
};

static const CrmPresetValue salesforce_activity_values[] = {
  { "status", "In Progress", "planned" },
  { "status", "Waiting on someone else", "planned" },
  { "kind", "Other", "task" },
  { NULL },
};

/* Pipedrive: "Importing: sample import spreadsheets" and "Importing: advanced mapping" (support.pipedrive.com);
 * exported columns have the same names. */

static const CrmPresetColumn pipedrive_organizations[] = {
  { "Organization - Name|Organisation - Name", "name", MARK },
  { "Organization - ID|Organization - Pipedrive System ID", "number" },
  { "Organization - Owner", "owner" },
  { "Organization - Address", "street" },
  { "Organization - City/town/village/locality of Address", "city" },
  { "Organization - Address - City/town/village/locality of Address", "city" },
  { "Organization - State/county of Address|Organization - Address - State/county of Address", "region" },
  { "Organization - ZIP/Postal code of Address|Organization - Address - ZIP/Postal code of Address", "postcode" },
  { "Organization - Country of Address|Organization - Address - Country of Address", "country" },
  { "Organization - Website", "website" },
  { "Organization - Industry", "industry" },
  { "Organization - Annual revenue", "revenue" },
  { "Organization - Currency of Annual revenue", "revenue_currency" },
  { "Organization - Number of employees", "employees" },
  { "Organization - Labels", "tags" },
  { "Organization - Label", "tags" },
  { "Person - Name|Person - First name|Deal - Title|Lead - Title|Activity - Subject|Project - Title", NULL, NEVER },
  { NULL },
};

static const CrmPresetColumn pipedrive_people[] = {
  { "Person - Name", "name", MARK },
  { "Person - First name", NULL },
  { "Person - Last name", NULL },
  { "Person - ID|Person - Pipedrive System ID", NULL },
  { "Person - Organization|Person - Organisation|Organization", "customer" },
  { "Organization - Name|Organisation - Name", "customer" },
  { "Person - Email - Work", "email" },
  { "Person - Email", "email" },
  { "Person - Email - Home", "email" },
  { "Person - Email - Other", "email" },
  { "Person - Phone - Work", "phone" },
  { "Person - Phone", "phone" },
  { "Person - Phone - Home", "phone" },
  { "Person - Phone - Mobile", "mobile" },
  { "Person - Job title|Person - Title|Person - Position", "role" },
  { "Person - Birthday", "birthday" },
  { "Person - Notes", "notes" },
  { "Person - Labels", "tags" },
  { "Person - Label", "tags" },
  { "Person - Owner", NULL },
  { NULL },
};

static const CrmPresetColumn pipedrive_deals[] = {
  { "Deal - Title", "name", MARK },
  { "Deal - ID|Deal - Pipedrive System ID", "number" },
  { "Deal - Organization|Deal - Organisation|Organization", "customer" },
  { "Organization - Name|Organisation - Name", "customer" },
  { "Deal - Contact person|Contact person", "contact" },
  { "Person - Name", "contact" },
  { "Deal - Pipeline", "pipeline" },
  { "Deal - Stage|Deal - Stage (pipeline)", "stage" },
  { "Deal - Status", "outcome" },
  { "Deal - Value", "value" },
  { "Deal - Currency of Value", "value_currency" },
  { "Deal - Currency", "value_currency" },
  { "Deal - Probability", "probability" },
  { "Deal - Expected close date", "expected_close" },
  { "Deal - Deal closed on|Deal - Closed on", "closed_on" },
  { "Deal - Won time", "closed_on" },
  { "Deal - Lost time", "closed_on" },
  { "Deal - Deal created|Deal - Creation date", "engaged_on" },
  { "Deal - Lost reason", "reason" },
  { "Deal - Owner", "owner" },
  { "Deal - Source channel|Deal - Lead Source|Deal - Source", "source" },
  { "Deal - Labels", "tags" },
  { "Deal - Label", "tags" },
  { NULL },
};

static const CrmPresetColumn pipedrive_leads[] = {
  { "Lead - Title", NULL, MARK },
  { "Lead - ID|Lead - Pipedrive System ID", "number" },
  { "Lead - Contact person|Contact person", "name" },
  { "Person - Name", "name" },
  { "Lead - Organization|Lead - Organisation|Organization", "company" },
  { "Organization - Name|Organisation - Name", "company" },
  { "Person - Email - Work", "email" },
  { "Person - Email", "email" },
  { "Person - Phone - Work", "phone" },
  { "Person - Phone", "phone" },
  { "Lead - Value", "value" },
  { "Lead - Currency of Value", "value_currency" },
  { "Lead - Labels", "value_class" },
  { "Lead - Source", "source" },
  { "Lead - Source channel", "source" },
  { "Lead - Owner", "owner" },
  { NULL },
};

static const CrmPresetColumn pipedrive_activities[] = {
  { "Activity - Subject", "name", MARK },
  { "Activity - Type", "kind" },
  { "Activity - Done", "status" },
  { "Activity - Due date", "due_at" },
  { "Activity - Marked as done time", "done_at" },
  { "Activity - Organization|Activity - Organisation|Organization", "customer" },
  { "Organization - Name|Organisation - Name", "customer" },
  { "Activity - Contact person|Contact person", "contact" },
  { "Person - Name", "contact" },
  { "Activity - Deal|Deal", "opportunity" },
  { "Deal - Title", "opportunity" },
  { "Activity - Assigned to user", "owner" },
  { "Activity - Note", "notes" },
  { "Activity - Priority", "priority" },
  { "Activity - Location", "location" },
  { NULL },
};

static const CrmPresetValue pipedrive_activity_values[] = {
  { "status", "To do", "planned" },
  { "status", "Undone", "planned" },
  { "status", "No", "planned" },
  { "status", "Yes", "done" },
  { "kind", "Deadline", "task" },
  { "kind", "Lunch", "meeting" },
  { NULL },
};

/* Odoo: labels of fields in addons/crm/models/crm_lead.py, odoo/addons/base/models/res_partner.py and
 * addons/mail/models/mail_activity.py, which a list exports, or their names, where the export shall be read in again.
 * A lead is called an opportunity there, too. */

static const CrmPresetColumn odoo_companies[] = {
  { "External ID|ID", "number", SIGN },
  { "Name|Complete Name", "name", MARK },
  { "Is a Company|Company Type|is_company", "kind", MARK },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website Link|Website", "website" },
  { "Street", "street" },
  { "Zip", "postcode" },
  { "City", "city" },
  { "State|state_id|state_id/name", "region" },
  { "Country|country_id|country_id/name", "country" },
  { "Tax ID|vat", "tax_id", SIGN },
  { "Industry", "industry" },
  { "Salesperson|user_id|user_id/name", "owner", SIGN },
  { "Related Company|parent_id|parent_id/name", "parent", SIGN },
  { "Tags|category_id|category_id/name", "tags" },
  { "Notes|comment", "notes" },
  { "Reference|ref", NULL },
  { "parent_id/id|Related Company / External ID", "parent", SIGN | BY_ID },
  { "state_id/id|State / External ID", NULL },
  { "country_id/id|Country / External ID", NULL },
  { "user_id/id|category_id/id", NULL },
  { "Address Type", NULL, SIGN },
  { NULL },
};

static const CrmPresetColumn odoo_company_list[] = {
  { "Display Name|Complete Name", "name", MARK },
  { "Salesperson", "owner", MARK },
  { "Activities", NULL, MARK },
  { "City", "city" },
  { "Country", "country", MARK },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Tags", "tags" },
  { "Company", NULL },   /* which of one's own */
  { NULL },
};

static const CrmPresetValue odoo_company_values[] = {
  { "kind", "True", "organization" },
  { "kind", "False", "person" },
  { NULL },
};

static const CrmPresetColumn odoo_contacts[] = {
  { "External ID", NULL, SIGN },
  { "ID", NULL, SIGN },
  { "Name", "name", MARK },
  { "Related Company", "customer", MARK },
  { "Job Position", "role", SIGN },
  { "Title", "salutation" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Mobile", "mobile" },
  { "Tags", "tags" },
  { "Notes", "notes" },
  { "Salesperson", NULL },
  { NULL },
};

static const CrmPresetColumn odoo_opportunities[] = {
  { "External ID|ID", "number" },
  { "Opportunity", "name", MARK },
  { "Expected Revenue", "value", MARK },
  { "Currency", "value_currency" },
  { "Customer", "customer" },
  { "Company Name", NULL },
  { "Contact Name", NULL },
  { "Stage", "stage" },
  { "Probability", "probability" },
  { "Expected Closing", "expected_close" },
  { "Closed Date", "closed_on" },
  { "Salesperson", "owner" },
  { "Source", "source" },
  { "Lost Reason", "reason" },
  { "Tags", "tags" },
  { "Notes", "notes" },
  { "Sales Team", NULL },
  { "Priority|Next Activity Deadline|Activities", NULL },
  { "Opportunity Name", NULL, NEVER },
  { "Created on", NULL },
  { NULL },
};

static const CrmPresetColumn odoo_opportunity_rows[] = {
  { "name", "name", MARK },
  { "expected_revenue|planned_revenue", "value", MARK },
  { "id", "number" },
  { "partner_id|partner_id/name", "customer", SIGN },
  { "partner_id/id", "customer", BY_ID },
  { "stage_id|stage_id/name", "stage", SIGN },
  { "probability", "probability" },
  { "date_deadline", "expected_close", SIGN },
  { "date_closed", "closed_on" },
  { "user_id|user_id/name", "owner" },
  { "source_id|source_id/name", "source" },
  { "lost_reason_id|lost_reason_id/name|lost_reason", "reason" },
  { "tag_ids|tag_ids/name", "tags" },
  { "description", "notes" },
  { "stage_id/id", NULL },
  { "user_id/id", NULL },
  { "contact_name", NULL },
  { "partner_name", NULL },
  { NULL },
};

static const CrmPresetValue odoo_deal_values[] = {
  { "reason", "Too expensive", "price" },
  { "reason", "We don't have people/skills", "product" },
  { "reason", "Not enough stock", "product" },
  { "source", "Search engine", "website" },
  { "source", "Lead Recall", "referral" },
  { NULL },
};

static const CrmPresetValue odoo_lead_values[] = {
  { "source", "Search engine", "website" },
  { "source", "Lead Recall", "referral" },
  { NULL },
};

static const CrmPresetColumn odoo_leads[] = {
  { "External ID", "number", MARK },
  { "Opportunity", NULL, MARK },
  { "Contact Name", "name", MARK },
  { "Company Name", "company" },
  { "Job Position", "role" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "City", "city" },
  { "Country", "country" },
  { "Expected Revenue", "value" },
  { "Salesperson", "owner" },
  { "Source", "source" },
  { "Tags", "tags" },
  { "Notes", "notes" },
  { NULL },
};

static const CrmPresetColumn odoo_activities[] = {
  { "Activity Type", "kind", MARK },
  { "Summary", "name", MARK },
  { "Due Date", "due_at", MARK },
  { "Assigned to", "owner" },
  { "Document Name", NULL },
  { "Note", "notes" },
  { NULL },
};

static const CrmPresetValue odoo_activity_values[] = {
  { "kind", "To-Do", "task" },
  { "kind", "Upload Document", "task" },
  { NULL },
};

/* EspoCRM: labels of fields in application/Espo/Modules/Crm/Resources/i18n/en_US, as "Export" writes them. */

static const CrmPresetColumn espocrm_accounts[] = {
  { "Billing Address Street", "street", SIGN },
  { "Name", "name", MARK },
  { "ID", "number" },
  { "Billing Address City", "city", SIGN },
  { "Billing Address State", "region" },
  { "Billing Address Country", "country", SIGN },
  { "Billing Address Postal Code", "postcode" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "Type", "type" },
  { "Industry", "industry" },
  { "Assigned User", "owner" },
  { "Description", "notes" },
  { "SIC Code", NULL },
  { "Created At", NULL },
  { NULL },
};

static const CrmPresetValue espocrm_account_values[] = {
  { "type", "Customer", "b2b" },
  { "type", "Reseller", "distributor" },
  { "type", "Investor", "" },
  { NULL },
};

static const CrmPresetColumn espocrm_contacts[] = {
  { "Account", "customer", MARK },
  { "Last Name", "last_name", MARK },
  { "Assigned User", NULL, MARK },
  { "First Name", "first_name" },
  { "Name", NULL },
  { "ID", NULL },
  { "Salutation Name", "salutation" },
  { "Account Title", "role" },
  { "Title", "role" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Do Not Call", "do_not_contact" },
  { "Description", "notes" },
  { "Created At", NULL },
  { NULL },
};

static const CrmPresetColumn espocrm_leads[] = {
  { "Account Name", "company", MARK },
  { "Last Name", "last_name", MARK },
  { "Assigned User", "owner", MARK },
  { "Status", "status", MARK },
  { "First Name", "first_name" },
  { "Name", NULL },
  { "ID", "number" },
  { "Title", "role" },
  { "Source", "source" },
  { "Opportunity Amount", "value" },
  { "Opportunity Amount Currency", "value_currency" },
  { "Email", "email" },
  { "Phone", "phone" },
  { "Website", "website" },
  { "Address City", "city" },
  { "Address Country", "country" },
  { "Description", "notes" },
  { "Created At", NULL },
  { NULL },
};

static const CrmPresetValue espocrm_lead_values[] = {
  { "source", "Call", "phone" },
  { "source", "Existing Customer", "referral" },
  { "source", "Public Relations", "advertisement" },
  { "source", "Campaign", "advertisement" },
  { "source", "Other", "" },
  { NULL },
};

static const CrmPresetColumn espocrm_opportunities[] = {
  { "Account", "customer", MARK },
  { "Stage", "stage", MARK },
  { "Assigned User", "owner", MARK },
  { "Name", "name" },
  { "ID", "number" },
  { "Amount", "value" },
  { "Amount Currency", "value_currency" },
  { "Probability, %", "probability" },
  { "Close Date", "closed_on" },
  { "Lead Source", "source" },
  { "Contact", "contact" },
  { "Contacts", "contact" },
  { "Description", "notes" },
  { "Amount (converted)", NULL },
  { "Created At", NULL },
  { NULL },
};

static const CrmPresetColumn espocrm_activities[] = {
  { "Parent", NULL, MARK },
  { "Status", "status", MARK },
  { "Assigned User", "owner", MARK },
  { "Name", "name" },
  { "ID", NULL },
  { "Account", "customer" },
  { "Date Start", "due_at" },
  { "Date Due", "due_at" },
  { "Date Completed", "done_at" },
  { "Description", "notes" },
  { "Priority", NULL },
  { NULL },
};

static const CrmPresetValue espocrm_activity_values[] = {
  { "status", "Deferred", "cancelled" },
  { NULL },
};

/* Twenty: labels of the standard objects in packages/twenty-server/src/modules, parts of a field behind its name as in
 * CompositeFieldSubFieldLabel of packages/twenty-front/src/modules/settings, ids of linked records. */

static const CrmPresetColumn twenty_companies[] = {
  { "Id", "number", MARK },
  { "Name", "name", MARK },
  { "Domain Name / Link URL|Domain Name / Primary Link URL", "website", MARK },
  { "Employees", "employees" },
  { "Annual Recurring Revenue / Amount|ARR / Amount", "revenue" },
  { "Annual Recurring Revenue / Currency Code|Annual Recurring Revenue / Currency", "revenue_currency" },
  { "ARR / Currency Code|ARR / Currency", "revenue_currency" },
  { "Address / Address 1|Address / Street 1", "street" },
  { "Address / City", "city" },
  { "Address / Post Code", "postcode" },
  { "Address / State", "region" },
  { "Address / Country", "country" },
  { "Account Owner Id", "owner", BY_ID },
  { "Creation date", NULL },
  { NULL },
};

static const CrmPresetColumn twenty_people[] = {
  { "Id", NULL, MARK },
  { "Name / First Name", "first_name", MARK },
  { "Name / Last Name", "last_name", MARK },
  { "Emails / Primary Email", "email" },
  { "Phones / Primary Phone Number", "phone" },
  { "Job Title", "role" },
  { "Company Id", "customer", BY_ID },
  { "City", NULL },
  { "Creation date", NULL },
  { NULL },
};

static const CrmPresetColumn twenty_opportunities[] = {
  { "Id", "number", MARK },
  { "Name", "name", MARK },
  { "Amount / Amount", "value", MARK },
  { "Amount / Currency Code|Amount / Currency", "value_currency" },
  { "Stage", "stage" },
  { "Close date", "closed_on" },
  { "Company Id", "customer", BY_ID },
  { "Point of Contact Id", NULL },
  { "Creation date", NULL },
  { NULL },
};

static const CrmPresetValue twenty_opportunity_values[] = {
  { "stage", "CUSTOMER", "won" },
  { NULL },
};

static const CrmPresetColumn twenty_tasks[] = {
  { "Id", NULL, MARK },
  { "Title", "name", MARK },
  { "Body / Markdown", "notes", MARK },
  { "Due Date", "due_at" },
  { "Status", "status" },
  { "Assignee Id", "owner", BY_ID },
  { "Creation date", NULL },
  { NULL },
};

static const CrmPresetValue twenty_task_values[] = {
  { "status", "TODO", "planned" },
  { "status", "IN_PROGRESS", "planned" },
  { NULL },
};

/* Google Contacts: the header of "Google CSV", since 2024 and before. Between several values of a cell stands ":::". */

static const CrmPresetColumn google_contacts[] = {
  { "First Name", "first_name", MARK },
  { "Last Name", "last_name", MARK },
  { "E-mail 1 - Value", "email", SIGN },
  { "Name Prefix", "salutation" },
  { "Organization Name", "customer" },
  { "Organization Title", "role" },
  { "Organization Department", "department" },
  { "Phone 1 - Value", "phone", SIGN },
  { "Phone 2 - Value", "mobile" },
  { "Birthday", "birthday" },
  { "Labels", "tags" },
  { "Notes", "notes" },
  { "Nickname", NULL },
  { "File As", NULL, SIGN },
  { "Photo", NULL },
  { NULL },
};

static const CrmPresetColumn google_contacts_before[] = {
  { "Given Name", "first_name", MARK },
  { "Family Name", "last_name", MARK },
  { "E-mail 1 - Value", "email", SIGN },
  { "Name", "name" },
  { "Name Prefix", "salutation" },
  { "Organization 1 - Name", "customer" },
  { "Organization 1 - Title", "role" },
  { "Organization 1 - Department", "department" },
  { "Phone 1 - Value", "phone", SIGN },
  { "Phone 2 - Value", "mobile" },
  { "Birthday", "birthday" },
  { "Group Membership", "tags", SIGN },
  { "Notes", "notes" },
  { "Yomi Name", NULL, SIGN },
  { NULL },
};

static const CrmPresetValue google_values[] = {
  { "tags", "* myContacts", "" },
  { "tags", "* starred", "" },
  { NULL },
};

/* Outlook: "Import or export contacts … using a CSV template" (support.microsoft.com); it writes the header in its own
 * language. */

static const CrmPresetColumn outlook_contacts[] = {
  { "First Name|Vorname|Prénom|名", "first_name", MARK },
  { "Last Name|Nachname|Nom|姓", "last_name", MARK },
  { "E-mail Address|E-Mail-Adresse|Adresse de messagerie|电子邮件地址", "email", MARK },
  { "Business Phone|Telefon geschäftlich|Téléphone (bureau)|商务电话", "phone", MARK },
  { "Mobile Phone|Mobiltelefon|Tél. mobile|移动电话", "mobile" },
  { "Title|Anrede|中文称谓", "salutation" },
  { "Company|Firma|Société|单位", "customer" },
  { "Job Title|Position|职务", "role" },
  { "Department|Abteilung|Service|部门", "department" },
  { "Birthday|Geburtstag|Anniversaire|生日", "birthday" },
  { "Categories|Kategorien|类别", "tags" },
  { "Notes|Notizen|附注", "notes" },
  { "Middle Name|Weitere Vornamen|Deuxième prénom|中间名", NULL },
  { "Suffix|Suffixe", NULL },
  { "Web Page|Webseite|Page Web|网页", NULL },
  { "Location|Ort|地点", NULL },
  { "Priority|Priorität|优先级", NULL },
  { NULL },
};

/* Thunderbird: mailnews/addrbook, properties of "importMsgs"; British files say Organisation. Whoever was added from a
 * message has but a name to display. */

static const CrmPresetColumn thunderbird_contacts[] = {
  { "First Name|Vorname", "first_name", MARK },
  { "Last Name|Nachname", "last_name", MARK },
  { "Primary Email|Primäre E-Mail-Adresse", "email", MARK },
  { "Display Name|Anzeigename", "name" },
  { "Nickname|Spitzname", NULL },
  { "Work Phone|Tel. dienstlich", "phone" },
  { "Home Phone|Tel. privat", NULL },
  { "Mobile Number|Mobil-Tel.-Nr.", "mobile" },
  { "Job Title|Arbeitstitel", "role" },
  { "Department|Abteilung", "department" },
  { "Organization|Organisation", "customer" },
  { "Notes|Notizen", "notes" },
  { "Geburtstag", NULL },   /* of the month, beside those of month and year */
  { NULL },
};

const CrmPreset crm_presets[] = {
  { "HubSpot", "contact", hubspot_contacts, NULL },
  { "HubSpot", "customer", hubspot_companies, hubspot_company_values },
  { "HubSpot", "opportunity", hubspot_deals, hubspot_deal_values },
  { "HubSpot", "activity", hubspot_activities, hubspot_activity_values },
  { "Salesforce", "customer", salesforce_accounts, salesforce_account_values },
  { "Salesforce", "customer", salesforce_account_rows, salesforce_account_values },
  { "Salesforce", "contact", salesforce_contacts, NULL },
  { "Salesforce", "contact", salesforce_contact_rows, NULL },
  { "Salesforce", "lead", salesforce_leads, salesforce_lead_values },
  { "Salesforce", "lead", salesforce_lead_rows, salesforce_lead_values },
  { "Salesforce", "opportunity", salesforce_opportunities, salesforce_opportunity_values },
  { "Salesforce", "opportunity", salesforce_opportunity_rows, salesforce_opportunity_values },
  { "Salesforce", "activity", salesforce_activities, salesforce_activity_values },
  { "Salesforce", "activity", salesforce_activity_rows, salesforce_activity_values },
  { "Pipedrive", "customer", pipedrive_organizations, NULL },
  { "Pipedrive", "contact", pipedrive_people, NULL },
  { "Pipedrive", "opportunity", pipedrive_deals, NULL },
  { "Pipedrive", "lead", pipedrive_leads, NULL },
  { "Pipedrive", "activity", pipedrive_activities, pipedrive_activity_values },
  { "Odoo", "customer", odoo_companies, odoo_company_values },
  { "Odoo", "customer", odoo_company_list, NULL },
  { "Odoo", "contact", odoo_contacts, NULL },
  { "Odoo", "opportunity", odoo_opportunities, odoo_deal_values },
  { "Odoo", "opportunity", odoo_opportunity_rows, odoo_deal_values },
  { "Odoo", "lead", odoo_leads, odoo_lead_values },
  { "Odoo", "activity", odoo_activities, odoo_activity_values },
  { "EspoCRM", "customer", espocrm_accounts, espocrm_account_values },
  { "EspoCRM", "contact", espocrm_contacts, NULL },
  { "EspoCRM", "lead", espocrm_leads, espocrm_lead_values },
  { "EspoCRM", "opportunity", espocrm_opportunities, NULL },
  { "EspoCRM", "activity", espocrm_activities, espocrm_activity_values },
  { "Twenty", "customer", twenty_companies, NULL },
  { "Twenty", "contact", twenty_people, NULL },
  { "Twenty", "opportunity", twenty_opportunities, twenty_opportunity_values },
  { "Twenty", "activity", twenty_tasks, twenty_task_values },
  { "Google", "contact", google_contacts, google_values },
  { "Google", "contact", google_contacts_before, google_values },
  { "Outlook", "contact", outlook_contacts, NULL },
  { "Thunderbird", "contact", thunderbird_contacts, NULL },
  { NULL },
};
