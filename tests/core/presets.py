#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""presets.py: what other programs export is recognised by its columns, all of them are understood, and companies, people
and deals find each other again."""
import csv
import unittest

from cli import Cli

# Per program and kind of record: column, cell, and the field it fills.
SAMPLES = {
    'HubSpot': {
        'customer': [
            ('Record ID', '9001', 'number'), ('Company name', 'Acme Inc.', 'name'), ('Company owner', 'Anna Smith', 'owner'),
            ('Create Date', '2024-01-02 10:00', None), ('Phone Number', '+1 555 0100', 'phone'), ('City', 'Boston', 'city'),
            ('State/Region', 'MA', 'region'), ('Country/Region', 'United States', 'country'), ('Postal Code', '02110', 'postcode'),
            ('Street Address', '1 Main St', 'street'), ('Industry', 'COMPUTER_SOFTWARE', 'industry'), ('Type', 'Reseller', 'type'),
            ('Number of Employees', '250', 'employees'), ('Annual Revenue', '1500000', 'revenue'),
            ('Lifecycle Stage', 'Customer', 'lifecycle'), ('Lead Status', 'Open', None), ('Company Domain Name', 'acme.example', 'website'),
            ('Year Founded', '1999', 'founded'), ('Description', 'Makes things', 'notes'), ('Last Activity Date', '', None)],
        'contact': [
            ('Record ID', '101', None), ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'),
            ('Email', 'jane@acme.example', 'email'), ('Phone Number', '+1 555 0101', 'phone'),
            ('Mobile Phone Number', '+1 555 0102', 'mobile'), ('Job Title', 'CTO', 'role'), ('Contact owner', 'Anna Smith', None),
            ('Lead Status', 'Connected', None), ('Lifecycle Stage', 'Customer', None),
            ('Associated Company IDs (Primary)', '9001', None), ('Associated Company (Primary)', 'Acme Inc.', 'customer'),
            ('Create Date', '2024-01-02 10:00', None)],
        'opportunity': [
            ('Record ID', '5001', 'number'), ('Deal Name', 'Acme rollout', 'name'), ('Deal Stage', 'Closed won (Sales Pipeline)', 'stage'),
            ('Close Date', '2024-05-17', 'closed_on'), ('Deal owner', 'Anna Smith', 'owner'), ('Amount', '12345.67', 'value'),
            ('Currency', 'USD', 'value_currency'), ('Pipeline', 'Sales', 'pipeline'), ('Deal Type', 'newbusiness', 'type'),
            ('Associated Company (Primary)', 'Acme Inc.', 'customer'), ('Associated Company IDs (Primary)', '9001', None),
            ('Associated Contact', 'Jane Doe (jane@acme.example)', 'contact'), ('Next step', 'Invoice', 'next_step'), ('Create Date', '', None)],
        'activity': [
            ('Record ID', '70', None), ('Task Title', 'Call back', 'name'), ('Task Type', 'CALL', 'kind'),
            ('Task Status', 'NOT_STARTED', 'status'), ('Due date', '2026-12-01 09:00', 'due_at'), ('Task Notes', 'About prices', 'notes'),
            ('Assigned to', 'Anna Smith', 'owner'), ('Associated Company', 'Acme Inc.', 'customer'),
            ('Associated Deal', 'Acme rollout', 'opportunity'), ('Associated Contact', 'Jane Doe', 'contact')]},
    'Salesforce': {
        'customer': [
            ('Account ID', '0015g00000AbCdE', 'number'), ('Account Name', 'Acme Inc.', 'name'), ('Account Owner', 'Anna Smith', 'owner'),
            ('Billing Street', '1 Main St', 'street'), ('Billing City', 'Boston', 'city'), ('Billing State/Province', 'MA', 'region'),
            ('Billing Zip/Postal Code', '02110', 'postcode'), ('Billing Country', 'US', 'country'), ('Phone', '+1 555 0100', 'phone'),
            ('Website', 'https://acme.example', 'website'), ('Type', 'Customer - Direct', 'type'), ('Industry', 'Technology', 'industry'),
            ('Employees', '250', 'employees'), ('Annual Revenue', '1500000', 'revenue'), ('Account Source', 'Phone Inquiry', 'source'),
            ('Rating', 'Hot', None), ('Last Activity', '', None)],
        'contact': [
            ('Contact ID', '0035g00000XyZ', None), ('Salutation', 'Ms.', 'salutation'), ('First Name', 'Jane', 'first_name'),
            ('Last Name', 'Doe', 'last_name'), ('Title', 'CTO', 'role'), ('Department', 'IT', 'department'),
            ('Account Name', 'Acme Inc.', 'customer'), ('Email', 'jane@acme.example', 'email'), ('Phone', '+1 555 0101', 'phone'),
            ('Mobile', '+1 555 0102', 'mobile'), ('Birthdate', '1980-02-03', 'birthday'), ('Contact Owner', 'Anna Smith', None)],
        'lead': [
            ('Lead ID', '00Q5g1', 'number'), ('First Name', 'John', 'first_name'), ('Last Name', 'Roe', 'last_name'),
            ('Company / Account', 'Umbra', 'company'), ('Title', 'Buyer', 'role'), ('Email', 'john@umbra.example', 'email'),
            ('Lead Status', 'Working - Contacted', 'status'), ('Rating', 'Hot', 'value_class'), ('Lead Source', 'Phone Inquiry', 'source'),
            ('Lead Owner', 'Anna Smith', 'owner')],
        'opportunity': [
            ('Opportunity ID', '0065g1', 'number'), ('Opportunity Name', 'Acme rollout', 'name'), ('Account Name', 'Acme Inc.', 'customer'),
            ('Stage', 'Closed Won', 'stage'), ('Amount', '12345.67', 'value'), ('Amount Currency', 'USD', 'value_currency'),
            ('Probability (%)', '100', 'probability'), ('Close Date', '2024-05-17', 'closed_on'),
            ('Type', 'Existing Customer - Upgrade', 'type'), ('Lead Source', 'Phone Inquiry', 'source'),
            ('Next Step', 'Invoice', 'next_step'), ('Opportunity Owner', 'Anna Smith', 'owner'), ('Fiscal Period', 'Q2-2024', None),
            ('Age', '12', None), ('Created Date', '', None)],
        'activity': [
            ('Activity ID', '00T1', None), ('Subject', 'Call back', 'name'), ('Task Subtype', 'Call', 'kind'),
            ('Status', 'In Progress', 'status'), ('Date', '2026-12-01', 'due_at'), ('Company / Account', 'Acme Inc.', 'customer'),
            ('Contact', 'Jane Doe', 'contact'), ('Opportunity', 'Acme rollout', 'opportunity'), ('Assigned', 'Anna Smith', 'owner'),
            ('Full Comments', 'About prices', 'notes'), ('Priority', 'Normal', 'priority')]},
    'Pipedrive': {
        'customer': [
            ('Organization - ID', '12', 'number'), ('Organization - Name', 'Acme Inc.', 'name'), ('Organization - Owner', 'Anna Smith', 'owner'),
            ('Organization - Address', '1 Main St', 'street'), ('Organization - Labels', 'Hot, Customer', 'tags')],
        'contact': [
            ('Person - ID', '3', None), ('Person - Name', 'Jane Doe', 'name'), ('Person - First name', 'Jane', None),
            ('Person - Last name', 'Doe', None), ('Person - Organization', 'Acme Inc.', 'customer'),
            ('Person - Email - Work', 'jane@acme.example', 'email'), ('Person - Phone - Work', '+1 555 0101', 'phone'),
            ('Person - Phone - Mobile', '+1 555 0102', 'mobile'), ('Person - Job title', 'CTO', 'role'), ('Person - Owner', 'Anna', None)],
        'opportunity': [
            ('Deal - ID', '5', 'number'), ('Deal - Title', 'Acme rollout', 'name'), ('Deal - Organization', 'Acme Inc.', 'customer'),
            ('Deal - Contact person', 'Jane Doe', 'contact'), ('Deal - Stage', 'Negotiations Started', 'stage'),
            ('Deal - Status', 'Won', 'outcome'), ('Deal - Value', '12345.67', 'value'), ('Deal - Currency of Value', 'USD', 'value_currency'),
            ('Deal - Probability', '', 'probability'), ('Deal - Expected close date', '2024-06-01', 'expected_close'),
            ('Deal - Won time', '2024-05-17 10:00:00', 'closed_on'), ('Deal - Lost reason', '', 'reason'),
            ('Deal - Owner', 'Anna Smith', 'owner')],
        'lead': [
            ('Lead - ID', '8', 'number'), ('Lead - Title', 'Umbra lead', None), ('Lead - Contact person', 'John Roe', 'name'),
            ('Lead - Organization', 'Umbra', 'company'), ('Person - Email - Work', 'john@umbra.example', 'email'),
            ('Lead - Labels', 'Hot', 'value_class'), ('Lead - Owner', 'Anna Smith', 'owner')],
        'activity': [
            ('Activity - Subject', 'Call back', 'name'), ('Activity - Type', 'Call', 'kind'), ('Activity - Done', 'To do', 'status'),
            ('Activity - Due date', '2026-12-01', 'due_at'), ('Activity - Organization', 'Acme Inc.', 'customer'),
            ('Activity - Contact person', 'Jane Doe', 'contact'), ('Activity - Deal', 'Acme rollout', 'opportunity'),
            ('Activity - Assigned to user', 'Anna Smith', 'owner'), ('Activity - Note', 'About prices', 'notes')]},
    'Odoo': {
        'customer': [
            ('External ID', '__export__.res_partner_7', 'number'), ('Name', 'Acme Inc.', 'name'), ('Is a Company', 'True', 'kind'),
            ('Email', 'info@acme.example', 'email'), ('Phone', '+1 555 0100', 'phone'), ('Street', '1 Main St', 'street'),
            ('Zip', '02110', 'postcode'), ('City', 'Boston', 'city'), ('State', 'MA', 'region'), ('Country', 'United States', 'country'),
            ('Tax ID', 'US123', 'tax_id'), ('Salesperson', 'Anna Smith', 'owner'), ('Tags', 'VIP,Partner', 'tags')],
        'contact': [
            ('External ID', '__export__.res_partner_8', None), ('Name', 'Jane Doe', 'name'), ('Related Company', 'Acme Inc.', 'customer'),
            ('Job Position', 'CTO', 'role'), ('Email', 'jane@acme.example', 'email'), ('Phone', '+1 555 0101', 'phone'),
            ('Mobile', '+1 555 0102', 'mobile'), ('Notes', 'x', 'notes')],
        'opportunity': [
            ('External ID', '__export__.crm_lead_5', 'number'), ('Opportunity', 'Acme rollout', 'name'), ('Customer', 'Acme Inc.', 'customer'),
            ('Expected Revenue', '12345.67', 'value'), ('Currency', 'USD', 'value_currency'), ('Stage', 'Won', 'stage'),
            ('Probability', '100.0', 'probability'), ('Expected Closing', '2024-06-01', 'expected_close'),
            ('Closed Date', '2024-05-17 10:00:00', 'closed_on'), ('Salesperson', 'Anna Smith', 'owner'),
            ('Lost Reason', '', 'reason'), ('Tags', 'Software', 'tags'), ('Sales Team', 'Sales', None)],
        'lead': [
            ('External ID', '__export__.crm_lead_6', 'number'), ('Opportunity', 'Umbra lead', None), ('Contact Name', 'John Roe', 'name'),
            ('Company Name', 'Umbra', 'company'), ('Email', 'john@umbra.example', 'email'), ('Phone', '+1 555 0104', 'phone'),
            ('Source', 'Search engine', 'source'), ('Salesperson', 'Anna Smith', 'owner')],
        'activity': [
            ('Activity Type', 'To-Do', 'kind'), ('Summary', 'Call back', 'name'), ('Due Date', '2026-12-01', 'due_at'),
            ('Assigned to', 'Anna Smith', 'owner'), ('Document Name', 'Acme rollout', None), ('Note', 'About prices', 'notes')]},
    'EspoCRM': {
        'customer': [
            ('ID', '64f1', 'number'), ('Name', 'Acme Inc.', 'name'), ('Website', 'https://acme.example', 'website'),
            ('Email', 'info@acme.example', 'email'), ('Phone', '+1 555 0100', 'phone'), ('Type', 'Reseller', 'type'),
            ('Industry', 'Retail', 'industry'), ('Billing Address Street', '1 Main St', 'street'),
            ('Billing Address City', 'Boston', 'city'), ('Billing Address State', 'MA', 'region'),
            ('Billing Address Country', 'US', 'country'), ('Billing Address Postal Code', '02110', 'postcode'),
            ('Assigned User', 'Anna Smith', 'owner'), ('Created At', '2024-01-02 10:00', None)],
        'contact': [
            ('ID', '64f2', None), ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'), ('Account', 'Acme Inc.', 'customer'),
            ('Account Title', 'CTO', 'role'), ('Email', 'jane@acme.example', 'email'), ('Phone', '+1 555 0101', 'phone'),
            ('Do Not Call', 'No', 'do_not_contact'), ('Assigned User', 'Anna Smith', None)],
        'lead': [
            ('ID', '64f3', 'number'), ('First Name', 'John', 'first_name'), ('Last Name', 'Roe', 'last_name'), ('Account Name', 'Umbra', 'company'),
            ('Status', 'In Process', 'status'), ('Source', 'Call', 'source'), ('Opportunity Amount', '100', 'value'),
            ('Opportunity Amount Currency', 'USD', 'value_currency'), ('Email', 'john@umbra.example', 'email'),
            ('Assigned User', 'Anna Smith', 'owner')],
        'opportunity': [
            ('ID', '64f4', 'number'), ('Name', 'Acme rollout', 'name'), ('Account', 'Acme Inc.', 'customer'), ('Contacts', 'Jane Doe', 'contact'),
            ('Stage', 'Closed Won', 'stage'), ('Amount', '12345.67', 'value'), ('Amount Currency', 'USD', 'value_currency'),
            ('Probability, %', '100', 'probability'), ('Close Date', '2024-05-17', 'closed_on'), ('Lead Source', 'Call', 'source'),
            ('Assigned User', 'Anna Smith', 'owner')],
        'activity': [
            ('ID', '64f5', None), ('Name', 'Call back', 'name'), ('Status', 'Held', 'status'), ('Date Start', '2026-12-01 09:00', 'due_at'),
            ('Parent', 'Acme rollout', None), ('Account', 'Acme Inc.', 'customer'), ('Assigned User', 'Anna Smith', 'owner'),
            ('Description', 'About prices', 'notes')]},
    'Twenty': {
        'customer': [
            ('Id', 'aa11bb22-0000-4000-8000-000000000001', 'number'), ('Name', 'Acme Inc.', 'name'),
            ('Domain Name / Primary Link URL', 'https://acme.example', 'website'), ('Employees', '250', 'employees'),
            ('Annual Recurring Revenue / Amount', '1500000', 'revenue'), ('Annual Recurring Revenue / Currency Code', 'USD', 'revenue_currency'),
            ('Address / Street 1', '1 Main St', 'street'), ('Address / City', 'Boston', 'city'), ('Address / Postcode', '02110', 'postcode'),
            ('Account Owner Id', 'ff', 'owner'), ('Creation date', '2024-01-02T10:00:00Z', None)],
        'contact': [
            ('Id', 'aa11bb22-0000-4000-8000-000000000002', None), ('Name / First Name', 'Jane', 'first_name'),
            ('Name / Last Name', 'Doe', 'last_name'), ('Emails / Primary Email', 'jane@acme.example', 'email'),
            ('Phones / Primary Phone Number', '5550101', 'phone'), ('Job Title', 'CTO', 'role'),
            ('Company Id', 'aa11bb22-0000-4000-8000-000000000001', 'customer')],
        'opportunity': [
            ('Id', 'aa11bb22-0000-4000-8000-000000000003', 'number'), ('Name', 'Acme rollout', 'name'), ('Amount / Amount', '12345.67', 'value'),
            ('Amount / Currency Code', 'USD', 'value_currency'), ('Stage', 'CUSTOMER', 'stage'), ('Close date', '2024-05-17', 'closed_on'),
            ('Company Id', 'aa11bb22-0000-4000-8000-000000000001', 'customer'), ('Point of Contact Id', 'x', None)],
        'activity': [
            ('Id', 'aa11bb22-0000-4000-8000-000000000004', None), ('Title', 'Call back', 'name'), ('Body / Markdown', 'About prices', 'notes'),
            ('Due Date', '2026-12-01T09:00:00Z', 'due_at'), ('Status', 'IN_PROGRESS', 'status'), ('Assignee Id', 'x', 'owner')]},
    'Google': {
        'contact': [
            ('First Name', 'Jane', 'first_name'), ('Middle Name', '', None), ('Last Name', 'Doe', 'last_name'), ('Name Prefix', 'Ms.', 'salutation'),
            ('Nickname', '', None), ('File As', '', None), ('Organization Name', 'Acme Inc.', 'customer'),
            ('Organization Title', 'CTO', 'role'), ('Organization Department', 'IT', 'department'), ('Birthday', '1980-02-03', 'birthday'),
            ('Notes', 'x', 'notes'), ('Labels', 'Friends ::: VIP ::: * myContacts', 'tags'), ('E-mail 1 - Label', '* Work', None),
            ('E-mail 1 - Value', 'jane@acme.example ::: jane@home.example', 'email'), ('Phone 1 - Label', 'Work', None),
            ('Phone 1 - Value', '+1 555 0101', 'phone'), ('Phone 2 - Value', '+1 555 0102', 'mobile')]},
    'Outlook': {
        'contact': [
            ('Title', 'Ms.', 'salutation'), ('First Name', 'Jane', 'first_name'), ('Middle Name', '', None), ('Last Name', 'Doe', 'last_name'),
            ('Suffix', '', None), ('Company', 'Acme Inc.', 'customer'), ('Department', 'IT', 'department'), ('Job Title', 'CTO', 'role'),
            ('Business Phone', '+1 555 0101', 'phone'), ('Mobile Phone', '+1 555 0102', 'mobile'), ('Birthday', '1980-02-03', 'birthday'),
            ('Categories', 'Friends;VIP', 'tags'), ('E-mail Address', 'jane@acme.example', 'email'), ('Notes', 'x', 'notes'),
            ('Web Page', '', None)]},
    'Thunderbird': {
        'contact': [
            ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'), ('Display Name', 'Jane Doe', 'name'), ('Nickname', '', None),
            ('Primary Email', 'jane@acme.example', 'email'), ('Work Phone', '+1 555 0101', 'phone'), ('Home Phone', '', None),
            ('Mobile Number', '+1 555 0102', 'mobile'), ('Job Title', 'CTO', 'role'), ('Department', 'IT', 'department'),
            ('Organization', 'Acme Inc.', 'customer'), ('Notes', 'x', 'notes')]},
}

# The same programs otherwise: without the columns that are chosen to be exported, by other versions, in other languages, as
# templates for an import, with what people and programs leave blank.
VARIANTS = [
    ('HubSpot', 'contact', [
        ('Record ID - Contact', '101', None), ('First Name', '', 'first_name'), ('Last Name', '', 'last_name'),
        ('Full Name', 'Jane Doe', 'name'), ('Email', 'jane@acme.example', 'email'), ('Contact owner', 'Anna Smith', None),
        ('Primary Associated Company ID', '9001', None), ('Primary Company', 'Acme Inc.', 'customer')]),
    ('HubSpot', 'contact', [
        ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'), ('Email', 'jane@acme.example', 'email'),
        ('Contact owner', 'Anna Smith', None), ('Favorite Ice Cream', 'Vanilla', None), ('Lifecycle Stage', 'Lead', None)]),
    ('HubSpot', 'customer', [
        ('Name', 'Acme Inc.', 'name'), ('Company Domain Name', 'acme.example', 'website'), ('Company Owner', 'Anna Smith', 'owner'),
        ('State/Region', 'MA', 'region'), ('Lifecycle Stage', 'customer', 'lifecycle')]),
    ('Salesforce', 'customer', [
        ('Last Activity', '', None), ('Account Owner', 'Anna Smith', 'owner'), ('Account Name', 'Acme Inc.', 'name'),
        ('Billing State/Province', 'MA', 'region'), ('Type', 'Prospect', 'type'), ('Rating', '', None)]),
    ('Salesforce', 'contact', [
        ('Salutation', 'Ms.', 'salutation'), ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'),
        ('Title', 'CTO', 'role'), ('Mailing City', 'Boston', None), ('Mailing State/Province', 'MA', None),
        ('Phone', '+1 555 0101', 'phone'), ('Account Owner', 'Anna Smith', None), ('Account Name', 'Acme Inc.', 'customer')]),
    ('Salesforce', 'lead', [
        ('Lead Owner', 'Anna Smith', 'owner'), ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'),
        ('Company / Account', 'Umbra', 'company'), ('Rating', 'Hot', 'value_class'), ('Street', '1 Main St', None)]),
    ('Salesforce', 'lead', [
        ('Id', '00Q5g1', 'number'), ('LastName', 'Doe', 'last_name'), ('FirstName', 'Jane', 'first_name'), ('Name', 'Jane Doe', None),
        ('Company', 'Umbra', 'company'), ('Status', 'Open - Not Contacted', 'status'), ('LeadSource', 'Web', 'source'),
        ('OwnerId', '0055g1', 'owner'), ('IsConverted', 'false', None), ('ConvertedDate', '2024-05-17', None)]),
    ('Salesforce', 'opportunity', [
        ('Opportunity Owner', 'Anna Smith', 'owner'), ('Account Name', 'Acme Inc.', 'customer'), ('Opportunity Name', 'Rollout', 'name'),
        ('Stage', 'Prospecting', 'stage'), ('Fiscal Period', 'Q2-2024', None), ('Amount', '1200', 'value')]),
    ('Salesforce', 'activity', [
        ('Id', '00T5g1', None), ('WhoId', '0035g1', None), ('WhatId', '0065g1', 'opportunity'), ('Subject', 'Call back', 'name'),
        ('ActivityDate', '2024-05-17', 'due_at'), ('Status', 'Completed', 'status'), ('Priority', 'High', 'priority'),
        ('OwnerId', '0055g1', 'owner'), ('TaskSubtype', 'Call', 'kind')]),
    ('Pipedrive', 'customer', [
        ('Organization - Name*', 'Acme Inc.', 'name'), ('Organization - Address', '1 Main St', 'street'),
        ('Organization - Address - Country of Address', 'US', 'country'), ('Organization - Creation date', '2024-01-02', None)]),
    ('Pipedrive', 'contact', [
        ('Person - Name*', 'Jane Doe', 'name'), ('Person - Email', 'jane@acme.example, jane@home.example', 'email'),
        ('Person - Phone', '+1 555 0101, +1 555 0102', 'phone'), ('Person - Title', 'CTO', 'role'),
        ('Organization name', 'Acme Inc.', 'customer')]),
    ('Pipedrive', 'opportunity', [
        ('Deal - Title', 'Rollout', 'name'), ('Deal - Value', '1200', 'value'), ('Organization', 'Acme Inc.', 'customer'),
        ('Contact person', 'Jane Doe', 'contact'), ('Deal - Stage (pipeline)', 'Qualified', 'stage'), ('Deal - Status', 'Open', 'outcome'),
        ('Deal - Currency of value', 'USD', 'value_currency'), ('Deal - Creation date', '2024-01-02', 'engaged_on'),
        ('Deal - Pipedrive System ID', '5', 'number')]),
    ('Pipedrive', 'opportunity', [
        ('Deal - Title', 'Rollout', 'name'), ('Deal - Lead Source', 'Web', 'source'), ('Deal - Lost reason', 'Price', 'reason'),
        ('Deal - Lost time', '2024-07-01 10:00:00', 'closed_on'), ('Deal - Status', 'Lost', 'outcome'), ('Deal - Stage', 'New', 'stage')]),
    ('Pipedrive', 'activity', [
        ('Activity - Subject*', 'Call back', 'name'), ('Activity - Type', 'Call', 'kind'), ('Activity - Done', 'Undone', 'status'),
        ('Deal', 'Rollout', 'opportunity'), ('Organization', 'Acme Inc.', 'customer'), ('Contact person', 'Jane Doe', 'contact')]),
    ('Odoo', 'customer', [
        ('Name*', 'Acme Inc.', 'name'), ('Company Type*', 'Company', 'kind'), ('Related Company', '', 'parent'), ('Address Type', '', None),
        ('State', 'MA', 'region'), ('Country', 'United States', 'country'), ('Tax ID', 'US123', 'tax_id')]),
    ('Odoo', 'customer', [
        ('id', '__export__.res_partner_7', 'number'), ('name', 'Acme Inc.', 'name'), ('is_company', 'True', 'kind'),
        ('parent_id/id', '', 'parent'), ('country_id/id', 'base.us', None), ('vat', 'US123', 'tax_id'), ('user_id', 'Anna Smith', 'owner')]),
    ('Odoo', 'customer', [
        ('Display Name', 'Acme Inc.', 'name'), ('Phone', '+1 555 0100', 'phone'), ('Salesperson', 'Anna Smith', 'owner'),
        ('Activities', '', None), ('City', 'Boston', 'city'), ('Country', 'United States', 'country'), ('Company', 'My Company', None)]),
    ('Odoo', 'opportunity', [
        ('Created on', '2024-01-02 10:00:00', None), ('Opportunity', 'Rollout', 'name'), ('Contact Name', 'Jane Doe', None),
        ('Salesperson', 'Anna Smith', 'owner'), ('Expected Revenue', '1200.00', 'value'), ('Stage', 'New', 'stage'),
        ('Expected Closing', '', 'expected_close'), ('Next Activity Deadline', '', None)]),
    ('Odoo', 'opportunity', [
        ('id', '__export__.crm_lead_5', 'number'), ('name', 'Rollout', 'name'), ('partner_id', 'Acme Inc.', 'customer'),
        ('expected_revenue', '1200.0', 'value'), ('stage_id', 'New', 'stage'), ('date_deadline', '2024-06-01', 'expected_close'),
        ('user_id', 'Anna Smith', 'owner')]),
    ('EspoCRM', 'customer', [
        ('Name', 'Acme Inc.', 'name'), ('Website', 'https://acme.example', 'website'), ('Type', 'Customer', 'type'),
        ('Billing Address Country', 'US', 'country'), ('Assigned User', 'Anna Smith', 'owner')]),
    ('Twenty', 'customer', [
        ('Id', 'aa11bb22-0000-4000-8000-000000000001', 'number'), ('Name', 'Acme Inc.', 'name'),
        ('Domain Name / Link Label', '', None), ('Domain Name / Link URL', 'https://acme.example', 'website'),
        ('Address / Address 1', '1 Main St', 'street'), ('Address / Post Code', '02110', 'postcode'), ('Created by / Source', 'IMPORT', None)]),
    ('Google', 'contact', [
        ('First Name', '', 'first_name'), ('Last Name', '', 'last_name'), ('File As', '', None), ('Organization Name', '', 'customer'),
        ('Birthday', ' --03-07', 'birthday'), ('Phone 1 - Label', 'Mobile', None), ('Phone 1 - Value', '+1 555 0101', 'phone')]),
    ('Google', 'contact', [
        ('Name', 'Jane Doe', 'name'), ('Given Name', '', 'first_name'), ('Family Name', '', 'last_name'), ('Yomi Name', '', None),
        ('Given Name Yomi', '', None), ('Phone 1 - Type', 'Mobile', None), ('Phone 1 - Value', '+1 555 0101', 'phone')]),
    ('Outlook', 'contact', [
        ('Anrede', 'Frau', 'salutation'), ('Vorname', 'Jane', 'first_name'), ('Nachname', 'Doe', 'last_name'),
        ('Firma', 'Acme Inc.', 'customer'), ('Abteilung', 'IT', 'department'), ('Position', 'CTO', 'role'),
        ('Telefon geschäftlich', '+49 30 555 0101', 'phone'), ('Mobiltelefon', '+49 171 555 0102', 'mobile'),
        ('E-Mail-Adresse', 'jane@acme.example', 'email'), ('Geburtstag', '0.0.00', 'birthday'), ('Kategorien', 'VIP', 'tags'),
        ('Kinder', '', None), ('Partner', 'John', None), ('Notizen', 'x', 'notes'), ('Ort', '', None)]),
    ('Outlook', 'contact', [
        ('名', '小明', 'first_name'), ('姓', '王', 'last_name'), ('中文称谓', '先生', 'salutation'), ('单位', '示例公司', 'customer'),
        ('部门', '销售', 'department'), ('职务', '经理', 'role'), ('商务电话', '010 5550101', 'phone'), ('移动电话', '139 5550102', 'mobile'),
        ('地点', '', None), ('电子邮件地址', 'wang@acme.example', 'email'), ('附注', '备', 'notes'), ('类别', '重要', 'tags'),
        ('生日', '0/0/00', 'birthday'), ('优先级', '', None)]),
    ('Thunderbird', 'contact', [
        ('Vorname', '', 'first_name'), ('Nachname', '', 'last_name'), ('Anzeigename', 'Jane Doe', 'name'), ('Spitzname', '', None),
        ('Primäre E-Mail-Adresse', 'jane@acme.example', 'email'), ('Tel. dienstlich', '+49 30 555 0101', 'phone'),
        ('Mobil-Tel.-Nr.', '+49 171 555 0102', 'mobile'), ('Arbeitstitel', 'CTO', 'role'), ('Organisation', 'Acme Inc.', 'customer'),
        ('Geburtsjahr', '1980', None), ('Geburtstag', '3', None), ('Notizen', 'x', 'notes')]),
    # What looks like another program's, and is none of those that are known.
    (None, 'lead', [
        ('Record Id', 'zcrm_1', None), ('Lead Owner', 'Anna Smith', 'owner'), ('Company', 'Umbra', 'company'),
        ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'), ('Designation', 'Buyer', 'role'),
        ('Email', 'jane@umbra.example', 'email'), ('Lead Source', 'Web', 'source'), ('Lead Status', 'Attempted to Contact', 'status'),
        ('Created Time', '2024-01-02 10:00:00', None)]),
    (None, 'customer', [
        ('客户名称', '示例公司', 'name'), ('客户编号', 'C1', 'number'), ('所属行业', '零售', 'industry'), ('客户来源', '电话', 'source'),
        ('联系电话', '010 5550101', 'phone'), ('详细地址', '示例路1号', 'street'), ('省份', '北京', 'region'), ('网址', 'https://acme.example', 'website')]),
    (None, 'activity', [
        ('主题', '回电', 'name'), ('类型', '电话', 'kind'), ('开始时间', '2026-05-01 10:00', 'due_at'), ('状态', '已完成', 'status'),
        ('优先级', '高', 'priority'), ('联系人', '王小明', 'contact'), ('负责人', '张三', 'owner')]),
]


class Presets(Cli):
    def import_sample(self, product, entity, columns=None):
        columns = columns or SAMPLES[product][entity]
        path = self.folder / 'export.csv'   # whose name tells nothing
        with open(path, 'w', newline='') as file:
            csv.writer(file).writerows([[column[0] for column in columns], [column[1] for column in columns]])
        result = self.json('import', path)
        self.assertEqual((result['source'], result['entity']), (product, entity))
        self.assertEqual(result['mapping'], {column[0]: column[2] for column in columns})
        self.assertEqual((result['created'], result['rejected']), (1, 0), result['errors'])
        if product:
            self.assertIn(product, result['hints'][0])
        return result

    def only(self, entity):
        record, = self.json('list', entity)
        return record

    def test_programs(self):
        for product, kinds in SAMPLES.items():
            with self.subTest(product):
                self.file = self.folder / f'{product}.clientele'
                self.init()
                for entity in ('customer', 'contact', 'opportunity', 'lead', 'activity'):
                    if entity in kinds:
                        self.import_sample(product, entity)
                self.check_links(kinds)

    def check_links(self, kinds):
        """Everything is about the one company there is."""
        self.assertEqual(self.only('customer')['name'], 'Acme Inc.')
        self.assertEqual(self.only('contact')['name'], 'Jane Doe')
        self.assertEqual(self.only('contact')['customer']['name'], 'Acme Inc.')
        self.assertEqual(self.only('contact')['email'], 'jane@acme.example')
        if 'opportunity' in kinds:
            deal = self.only('opportunity')
            self.assertEqual((deal['customer']['name'], deal['status']), ('Acme Inc.', 'won'))
            self.assertEqual(deal['value'], {'amount': 12345.67, 'currency': 'USD'})
            self.assertEqual(deal['closed_on'], '2024-05-17')
            if 'contact' in [column[2] for column in kinds['opportunity']]:
                self.assertEqual(deal['contact']['name'], 'Jane Doe')
            self.assertTrue(deal['number'])
        if 'activity' in kinds and 'opportunity' in [column[2] for column in kinds['activity']]:
            self.assertEqual(self.only('activity')['opportunity']['name'], 'Acme rollout')

    def test_variants(self):
        for i, (product, entity, columns) in enumerate(VARIANTS):
            with self.subTest(f'{product} {entity} {columns[0][0]}'):
                self.file = self.folder / f'{i}.clientele'
                self.init()
                self.import_sample(product, entity, columns)

    def test_names(self):
        """Whoever has no first and last name may have a name as a whole, or a number; a Chinese name begins with the family's."""
        for product, column, expected in [('HubSpot', 'Full Name', 'Jane Doe'), ('Thunderbird', 'Anzeigename', 'Jane Doe'),
                                          ('Google', 'Yomi Name', 'Jane Doe'), ('Google', 'File As', '+1 555 0101'),
                                          ('Outlook', '中文称谓', '王小明')]:
            with self.subTest(f'{product} {column}'):
                self.file = self.folder / f'{product}-{column}.clientele'
                self.init()
                self.import_sample(product, 'contact', next(variant[2] for variant in VARIANTS if variant[0] == product and
                                                            column in [cell[0] for cell in variant[2]]))
                self.assertEqual(self.only('contact')['name'], expected)

    def test_tails(self):
        """HubSpot writes the pipeline behind a stage, and the address behind a person, who may not be the only one of that name."""
        self.init()
        for address in ('jane@acme.example', 'doe@acme.example'):
            self.add('contact', 'name=Jane Doe', f'email={address}')
        columns = [('Record ID', '5001', 'number'), ('Deal Name', 'Rollout', 'name'),
                   ('Deal Stage', 'Contract Sent (Sales Pipeline)', 'stage'), ('Pipeline', 'Sales Pipeline', 'pipeline'),
                   ('Associated Contact', 'Jane Doe (doe@acme.example)', 'contact')]
        self.import_sample('HubSpot', 'opportunity', columns)
        deal = self.only('opportunity')
        self.assertEqual((deal['stage']['name'], self.json('get', 'contact', deal['contact']['id'])['email']),
                         ('Contract Sent', 'doe@acme.example'))

    def test_values(self):
        """Choices of other programs become ours."""
        for product, entity, expected in [
                ('HubSpot', 'customer', {'lifecycle': 'acquired', 'industry': 'software', 'type': 'distributor'}),
                ('HubSpot', 'activity', {'kind': 'call', 'status': 'planned'}),
                ('Salesforce', 'customer', {'type': 'b2b', 'industry': 'technology', 'source': 'phone'}),
                ('Salesforce', 'lead', {'status': 'in-process', 'value_class': 'high', 'source': 'phone'}),
                ('Salesforce', 'opportunity', {'type': 'up-sell'}),
                ('Pipedrive', 'activity', {'kind': 'call', 'status': 'planned'}),
                ('Odoo', 'customer', {'kind': 'organization'}),
                ('Odoo', 'lead', {'source': 'website'}),
                ('EspoCRM', 'lead', {'source': 'phone'}),
                ('Google', 'contact', {'tags': ['Friends', 'VIP']})]:
            with self.subTest(f'{product} {entity}'):
                self.file = self.folder / f'{product}-{entity}.clientele'
                self.init()
                self.import_sample(product, entity)
                record = self.only(entity)
                self.assertEqual({key: record[key] for key in expected}, expected)

    def test_twice(self):
        """The ids of the other program tell what is known already."""
        self.init()
        for entity in ('customer', 'opportunity'):
            self.import_sample('HubSpot', entity)
            result = self.json('import', 'export.csv', '--on-duplicate', 'update')
            self.assertEqual((result['match'], result['created'], result['unchanged']), (['number'], 0, 1))

    def test_unknown_id(self):
        """An id of the other program is no name: nothing is made of it."""
        self.init()
        self.import_sample('Twenty', 'contact')
        self.assertIsNone(self.only('contact')['customer'])
        self.assertEqual(self.json('list', 'customer', '--count')['count'], 0)

    def test_another_choice(self):
        """What a person says goes before it."""
        self.init()
        self.import_sample('HubSpot', 'contact')
        result = self.json('import', 'export.csv', '--as', 'lead', '--map', 'Job Title=company', '--dry-run')
        self.assertEqual((result['source'], result['entity'], result['mapping']['Job Title']), (None, 'lead', 'company'))

    def test_nobody_in_particular(self):
        self.init()
        (self.folder / 'in.csv').write_text('Name,City\nAcme,Lyon\n')
        self.assertIsNone(self.json('import', 'in.csv', '--as', 'customer')['source'])


if __name__ == '__main__':
    unittest.main()
