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
            ('Record ID', '5001', 'number'), ('Deal Name', 'Acme rollout', 'name'), ('Deal Stage', 'Closed won', 'stage'),
            ('Close Date', '2024-05-17', 'closed_on'), ('Deal owner', 'Anna Smith', 'owner'), ('Amount', '12345.67', 'value'),
            ('Currency', 'USD', 'value_currency'), ('Pipeline', 'Sales', 'pipeline'), ('Deal Type', 'newbusiness', 'type'),
            ('Associated Company (Primary)', 'Acme Inc.', 'customer'), ('Associated Company IDs (Primary)', '9001', None),
            ('Associated Contact', 'Jane Doe', 'contact'), ('Next step', 'Invoice', 'next_step'), ('Create Date', '', None)],
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
            ('Full Comments', 'About prices', 'notes'), ('Priority', 'Normal', None)]},
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
            ('First Name', 'Jane', 'first_name'), ('Last Name', 'Doe', 'last_name'), ('Display Name', 'Jane Doe', None), ('Nickname', '', None),
            ('Primary Email', 'jane@acme.example', 'email'), ('Work Phone', '+1 555 0101', 'phone'), ('Home Phone', '', None),
            ('Mobile Number', '+1 555 0102', 'mobile'), ('Job Title', 'CTO', 'role'), ('Department', 'IT', 'department'),
            ('Organization', 'Acme Inc.', 'customer'), ('Notes', 'x', 'notes')]},
}


class Presets(Cli):
    def import_sample(self, product, entity):
        columns = SAMPLES[product][entity]
        path = self.folder / 'export.csv'   # whose name tells nothing
        with open(path, 'w', newline='') as file:
            csv.writer(file).writerows([[column[0] for column in columns], [column[1] for column in columns]])
        result = self.json('import', path)
        self.assertEqual((result['source'], result['entity']), (product, entity))
        self.assertEqual(result['mapping'], {column[0]: column[2] for column in columns})
        self.assertEqual((result['created'], result['rejected']), (1, 0), result['errors'])
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
