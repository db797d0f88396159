#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""exchange.py: what is exported is imported again as the same records, in every format that goes both ways, and the
files are safe: nothing in them is a formula, nobody else may read them, and what was there stays when something fails."""
import base64
import csv
import json
import os
import re
import sqlite3
import stat
import threading
import unittest
import zipfile
import zlib

from cli import Cli

ENTITIES = ['tag', 'pipeline', 'product', 'person', 'customer', 'contact', 'lead', 'opportunity']
NASTY = ['=1+1', '＝1+1', '+1', '-x', '@SUM(1)', '\t=1', ' =1', "'=1", "''=1", "'tis", "it's", '"quoted"', 'a,b;c', '_x0041_',
         '-5', 'two  blanks', '王伟', '🙂', '&amp;<b>', 'TRUE', '0012', '1e5', '2024-01-02', '#N/A', 'سلام (1)', '\x1b[1m', 'null',
         '{"a": 1}', '[1, 2]', '\\n', "it''s; -- '", '</notes>', ']]>']
TAGS = ['VIP', 'Paris, France', 'a; b', 'c | d', '"so called"', 'the "best", they say', '"', '"open, end', "'tis", '=1+1', '标签', 'a ::: b']

# Formats that are read again, and what they can hold.
CARDS = ['customer', 'contact', 'lead']
TWO_WAY = {'csv': ENTITIES, 'xlsx': ENTITIES, 'json': ENTITIES, 'xml': ENTITIES, 'vcf': CARDS}
ONE_WAY = ['sql', 'pdf']


def unpack(stream):
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b''


class RoundTrip(Cli):
    def export(self, entity, name, *options):
        self.run_cli('export', entity, '--to', name, *options)
        return self.folder / name

    def reimport(self, suffix, entities=ENTITIES):
        self.json('init', '--sample', 'generated')
        before = self.digest()
        for entity in entities:
            path = self.export(entity, f'{entity}.{suffix}')
            count = int(self.json('list', entity, '--count')['count'])
            if entity == 'person':   # the sample has one without an e-mail address, who is not known by it
                result = self.json('import', path, '--as', entity, '--on-duplicate', 'update', '--match', 'name')
            else:
                result = self.json('import', path, '--as', entity, '--on-duplicate', 'update')
            self.assertEqual((result['read'], result['unchanged'], result['rejected']), (count, count, 0), entity)
            self.assertNotIn(None, result['mapping'].values(), entity)
        self.assertEqual(self.digest(), before)

    def test_says_the_same(self):
        for suffix, entities in TWO_WAY.items():
            with self.subTest(suffix):
                self.file = self.folder / f'{suffix}.clientele'
                self.reimport(suffix, entities)

    def test_cards_are_for_people(self):
        self.init()
        self.assertEqual(self.error('export', 'opportunity', '--to', 'deals.vcf')['code'], 'invalid')

    def fill(self):
        """A workspace of what files do not like."""
        self.json('init', '--currency', 'EUR')
        for tag in TAGS:
            self.add('tag', f'name={tag}')
        self.add('person', 'name="Anna", no', 'email=anna@example.com', 'active=yes')
        self.add('product', 'name=Tea, 1 kg', 'code=007', 'price=110 JPY', 'active=no')
        listed = ', '.join('"' + tag.replace('"', '""') + '"' for tag in TAGS)
        for number, text in enumerate(NASTY):
            self.add('customer', f'name={text} {number}', f'number=00{number}', f'notes={text}\nand; more\r\n{text}',
                     f'street={text}', 'region=a, b\\; c:d', f'tags={listed}' if number == 0 else f'tags="{TAGS[1]}"',
                     f'revenue={number}{[".10 EUR", ".01 USD", ".001 KWD", " JPY"][number % 4]}', 'do_not_contact=yes',
                     'owner="Anna", no', f'source=by {text}', f'postcode=0{number}')
            self.add('contact', f'name=C{text}', f'email=c{number}@example.com', f'customer=00{number}',
                     'birthday=1950-02-03', f'department={text}', f'tags="{TAGS[2]}", VIP', f'phone=+49 {number}00')
            self.add('lead', f'name=L{text}', f'number=0{number}', f'company={text}', 'value=12345678901.23 USD')
            self.add('opportunity', f'name=O{text}', f'number=0{number}', f'customer=00{number}', 'value=0.30 USD',
                     'budget=99999999999.99 EUR', 'probability=33.3%', 'stage=Prospecting', 'product=007',
                     'expected_close=2030-01-31', f'competitors={text}', f'reason_note={text}\n\n\t{text}')

    def records(self, entity, file):
        """What a workspace says of its records, whatever their ids are."""
        path = self.folder / 'records.json'
        self.run_cli('export', entity, '--to', path, file=file)
        return sorted(json.dumps(record, sort_keys=True) for record in json.loads(path.read_text()))

    def test_elsewhere(self):
        """What is exported becomes the same records in an empty workspace, whichever way it goes."""
        self.fill()
        wanted = {entity: self.records(entity, self.file) for entity in ENTITIES}
        for suffix, entities in TWO_WAY.items():
            other = self.folder / f'{suffix}.clientele'
            self.json('init', '--currency', 'GBP', file=other)
            for entity in ENTITIES:   # what the format cannot hold comes otherwise
                path = self.export(entity, f'{entity}.{suffix if entity in entities else "json"}')
                match = ['--match', 'name'] if entity == 'person' else []   # whoever made the workspace is in both
                result = self.json('import', path, '--as', entity, *match, file=other)
                self.assertEqual((result['rejected'], result['skipped']), (0, entity in ('pipeline', 'person')), path)
            for entity in ENTITIES:
                with self.subTest(format=suffix, entity=entity):
                    expected = wanted[entity]
                    if suffix == 'vcf':   # which has one kind of line break only
                        expected = sorted(record.replace('\\r\\n', '\\n') for record in expected)
                    self.assertEqual(self.records(entity, other), expected)

    def test_another_language(self):
        """What was exported in one language is imported in another, with its choices."""
        self.fill()
        folder = {'CLIENTELE_LOCALEDIR': os.path.join(os.environ['CLIENTELE_BUILD'], 'po')}
        english, chinese = {**folder, 'LANGUAGE': ''}, {**folder, 'LC_ALL': 'zh_CN.UTF-8', 'LANGUAGE': 'zh_CN'}
        wanted = {entity: self.records(entity, self.file) for entity in ENTITIES}
        for theirs, ours in (chinese, english), (english, chinese):
            other = self.folder / 'other.clientele'
            other.unlink(missing_ok=True)
            self.json('init', '--currency', 'GBP', file=other)
            for entity in ENTITIES:
                path = self.folder / f'{entity}.csv'
                self.run_cli('export', entity, '--to', path, env=theirs)
                match = ['--match', 'name'] if entity == 'person' else []
                result = self.json('import', path, '--as', entity, *match, file=other, env=ours)
                if theirs is chinese and entity == 'customer':
                    self.assertNotIn('Name', result['mapping'], 'There is no locale zh_CN.UTF-8')
                self.assertEqual(list(result['mapping'].values()).count(None), 0, result['mapping'])
                self.assertEqual(result['rejected'], 0, result['errors'])
            for entity in ENTITIES:
                self.assertEqual(self.records(entity, other), wanted[entity])

    def test_sql(self):
        """SQLite loads it, with the same values."""
        self.fill()
        for entity in ENTITIES:
            path = self.export(entity, f'{entity}.sql')
            database = sqlite3.connect(':memory:')
            database.row_factory = sqlite3.Row
            database.executescript(path.read_bytes().decode())
            rows = {row['id']: row for row in database.execute(f'SELECT * FROM {entity}')}
            records = self.json('list', entity)
            self.assertEqual(set(rows), {record['id'] for record in records})
            for record in records:
                row = rows[record['id']]
                for key in row.keys():
                    value = record.get(key)
                    if isinstance(value, dict) and 'amount' in value:
                        self.assertEqual((row[key], row[f'{key}_currency']), (value['amount'], value['currency']))
                    elif isinstance(value, dict):
                        self.assertEqual(row[f'{key}_id'], value['id'])
                    elif isinstance(value, list) and value:
                        self.assertIn(value[0].replace('"', '""'), row[key])
                    elif key in record and value != []:
                        self.assertEqual(row[key], value, key)
            database.close()

    def test_json(self):
        """Typed values with the keys of fields."""
        self.init()
        self.add('customer', 'name=A "B"', 'revenue=1234.50 USD', 'employees=7', 'do_not_contact=no', 'tags="a, b", c',
                 'industry=Retail', 'parent=')
        path = self.export('customer', 'a.json', '--fields',
                           'name,revenue,employees,do_not_contact,tags,industry,city,parent')
        self.assertIn('{"amount": 1234.50, "currency": "USD"}', path.read_text())
        self.assertEqual(json.loads(path.read_text()), [{
            'name': 'A "B"', 'revenue': {'amount': 1234.5, 'currency': 'USD'}, 'employees': 7, 'do_not_contact': False,
            'tags': ['a, b', 'c'], 'industry': 'retail', 'city': None, 'parent': None}])

    def test_foreign_json(self):
        for name, text, rows in [
                ('lines', '{"name":"A","address":{"city":"Lyon"}}\n{"name":"B","phones":["1","2, 3"],"x":[{"y":1}]}\n',
                 [['A', 'Lyon', '', ''], ['B', '', '1, "2, 3"', '[{"y":1}]']]),
                ('wrapped', '{"paging": {"next": "x"}, "data": {"people": [{"name": "\\ud83d\\ude42\\u00e9"}]}}', [['🙂é']]),
                ('numbers', '[{"name": "A", "n": 12345678901234567890.10}]', [['A', '12345678901234567890.10']]),
                ('one', ' {"name": "A", "true": true, "no": null} ', [['A', 'true', '']]),
                ('header', '[{"name": "name"}, {"name": "name"}]', [['name'], ['name']]),
                ('mark', '\ufeff[{"name": "A"}]', [['A']])]:
            with self.subTest(name):
                (self.folder / 'in.json').write_text(text)
                self.assertEqual(self.json('table', 'in.json')['data'], rows)
        (self.folder / 'in.json').write_bytes('[{"name": "Ä"}]'.encode('utf-16'))
        self.assertEqual(self.json('table', 'in.json')['data'], [['Ä']])

    def test_foreign_xml(self):
        for name, text, rows in [
                ('nested', '<a><b><n>A</n><o><c>Lyon</c></o></b><b n="B"><o>x</o></b></a>', [['A', 'Lyon', ''], ['B', '', 'x']]),
                ('repeated', '<a><b><n>A</n><n>B</n><l><item>c, d</item><item>e</item></l></b></a>', [['A, B', '"c, d", e']]),
                ('money', '<a><b><n currency="USD">1.50</n></b></a>', [['1.50 USD']]),
                ('escaped', '<a><b><n>&lt;&#233;<![CDATA[&]]></n></b></a>', [['<é&']])]:
            with self.subTest(name):
                (self.folder / 'in.xml').write_text(f'<?xml version="1.0"?>\n{text}\n')
                self.assertEqual(self.json('table', 'in.xml')['data'], rows)
        (self.folder / 'in.xml').write_bytes('<?xml version="1.0"?><a><b><n>Ä</n></b></a>'.encode('utf-16'))
        self.assertEqual(self.json('table', 'in.xml')['data'], [['Ä']])

    def test_neither(self):
        """Tables whose first row looks like the start of something else."""
        for text, rows in [('<DATE>,<OPEN>\n2024-01-02,5\n', [['2024-01-02', '5']]),
                           ('<DATE>\t<OPEN>\n2024-01-02\t5\n', [['2024-01-02', '5']]),
                           ('[id],[name]\n1,A\n', [['1', 'A']]),
                           ('{id},{name}\n1,A\n', [['1', 'A']])]:
            with self.subTest(text):
                (self.folder / 'in.csv').write_text(text)
                self.assertEqual(self.json('table', 'in.csv')['data'], rows)

    def test_bad_records(self):
        """What is wrong, and where."""
        self.init()
        for name, text, place in [
                ('a.json', '[{"name": "A"},\n {"name": B}]', 'line 2, column 11'),
                ('a.json', '[{"name": "A"}', 'line 1, column 15'),
                ('a.json', '[{"name": "A"}] x', 'line 1, column 17'),
                ('a.json', '[{"name": "A\n"}]', 'line 1, column 13'),
                ('a.json', '[{"name": "\\x"}]', 'line 1, column 13'),
                ('a.json', '[{"name": "\\u12"}]', 'line 1, column 14'),
                ('a.json', '[{"name": 01}]', 'line 1, column 13'),
                ('a.json', '[{"name" "A"}]', 'line 1, column 10'),
                ('a.json', '[{"name": "A"} {}]', 'line 1, column 16'),
                ('a.json', '[{}, 3]', 'line 1, column 6'),
                ('a.json', '[' + '[' * 100000, 'line 1, column 1026'),
                ('a.json', '{"a":' * 100000, 'nested'),
                ('a.json', '[{' + ','.join(f'"c{i}": 1' for i in range(2001)) + '}]', '2000'),
                ('a.json', '[]', 'empty'),
                ('a.xml', '<a>\n<b></c></a>', 'line 2, column 6'),
                ('a.xml', '<!DOCTYPE a [<!ENTITY b "c">]><a><b>&b;</b></a>', 'document type'),
                ('a.xml', '<?xml version="1.0"?>' + '<a>' * 1000, 'nested'),
                ('a.xml', '<?xml version="1.0"?><a/>', 'empty')]:
            with self.subTest(text[:40]):
                (self.folder / name).write_text(text)
                error = self.error('import', name, '--as', 'customer')
                self.assertEqual(error['code'], 'format')
                self.assertIn(place, error['message'])
        (self.folder / 'a.json').write_bytes(b'[{"name": "\xff"}]')
        self.assertIn('line 1, column 12', self.error('import', 'a.json')['message'])
        self.assertEqual(self.json('list', 'customer', '--count')['count'], 0)

    def test_pdf(self):
        """Pages as they are written: a list without records has one, a long one has many."""
        self.init()
        self.assertEqual(self.json('export', 'customer', '--to', 'none.pdf'), {'rows': 0})
        (self.folder / 'in.csv').write_text('name,notes\n' + ''.join(f'C{i},{"long " * 400}\n' for i in range(1200)))
        self.json('import', 'in.csv', '--as', 'customer')
        self.export('customer', 'all.pdf', '--fields', ','.join(
            field['key'] for field in self.json('entities', 'customer')[0]['fields']))
        for name, least in (('none.pdf', 1), ('all.pdf', 20)):
            pdf = (self.folder / name).read_bytes()
            self.assertTrue(pdf.startswith(b'%PDF-') and pdf.rstrip().endswith(b'%%EOF'))
            objects = b''.join(unpack(stream) for stream in re.findall(rb'stream\r?\n(.*?)\r?\nendstream', pdf, re.S))
            self.assertGreaterEqual((pdf + objects).count(b'/Type /Page '), least)

    def test_nasty_vcards(self):
        self.init()
        for number, text in enumerate(NASTY):
            self.add('customer', f'name=C{number}', f'notes={text}\nand; more', f'street={text}', 'region=a, b\\; c:d')
        before = self.digest()
        self.export('customer', 'nasty.vcf', '--fields', 'name,street,region,notes')
        result = self.json('import', 'nasty.vcf', '--as', 'customer', '--on-duplicate', 'update')
        self.assertEqual((result['unchanged'], result['rejected']), (len(NASTY), 0))
        self.assertEqual(self.digest(), before)

    def test_calendars_say_the_same(self):
        self.json('init', '--sample', 'generated')
        before = self.digest()
        path = self.export('activity', 'all.ics', '--sort', 'name')
        count = int(self.json('list', 'activity', '--count')['count'])
        result = self.json('import', path, '--on-duplicate', 'update')
        self.assertEqual((result['entity'], result['match']), ('activity', ['uid']))
        self.assertEqual((result['read'], result['rejected'], result['created']), (count, 0, 0))
        self.assertEqual(self.error('export', 'customer', '--to', 'c.ics')['code'], 'invalid')
        # Of two deals with one name the first is found, which is all that a name can say.
        changed = count - result['unchanged']
        deals = [row['name'] for row in self.json('list', 'opportunity', '--fields', 'name')]
        same = [row for row in self.json('list', 'activity', '--fields', 'opportunity')
                if row['opportunity'] and deals.count(row['opportunity']['name']) > 1]
        self.assertLessEqual(changed, len(same))
        if changed == 0:
            self.assertEqual(self.digest(), before)

    def test_nasty_calendars(self):
        self.init()
        for number, text in enumerate(NASTY):
            self.add('activity', f'name={text}', 'kind=' + ('meeting', 'task', 'note', 'call')[number % 4],
                     f'notes={text}\nand; more', f'location={text}', f'due_at=2026-01-02T10:{number:02}',
                     'status=' + ('planned', 'done', 'cancelled')[number % 3])
        before = self.digest()
        self.export('activity', 'nasty.ics')
        result = self.json('import', 'nasty.ics', '--on-duplicate', 'update')
        self.assertEqual((result['unchanged'], result['rejected'], result['hints']), (len(NASTY), 0, []))
        self.assertEqual(self.digest(), before)
        for line in (self.folder / 'nasty.ics').read_bytes().split(b'\r\n'):
            self.assertLessEqual(len(line), 75)
            line.decode()

    def test_calendar_elsewhere(self):
        """All kinds, with and without times, become the same activities in another workspace."""
        self.init()
        self.add('customer', 'name=Acme')
        for kind in ('call', 'meeting', 'visit', 'email', 'message', 'note', 'task'):
            for status in ('planned', 'done', 'cancelled', ''):
                for more in ([], ['due_at=2026-03-01T00:00', 'all_day=yes'], ['due_at=2026-03-01T00:00', 'all_day=no'],
                             ['due_at=2026-03-01T09:30', 'ends_at=2026-03-01T10:00', 'customer=Acme', 'priority=low'],
                             ['ends_at=2026-03-01T10:00', 'repeats=FREQ=WEEKLY EXDATE:20260308T093000Z',
                              'direction=sent', 'location=Here'],
                             ['uid=a b@c', 'notes=Line\n\nline '], ['uid=x 20260308T093000Z'], ['uid=series 1']):
                    self.add('activity', f'name={kind} {len(more)}', f'kind={kind}', f'status={status}', *more)
        path = self.export('activity', 'all.ics', '--sort', 'name,due_at')
        other = self.folder / 'other.clientele'
        self.json('init', file=other)
        result = self.json('import', path, '--on-duplicate', 'create', file=other)
        self.assertEqual((result['created'], result['hints']), (result['read'], []))
        fields = ['name', 'kind', 'status', 'due_at', 'ends_at', 'all_day', 'repeats', 'location', 'priority',
                  'direction', 'done_at', 'notes', 'customer']
        first, second = ([{**row, 'customer': row['customer'] and row['customer']['name']} for row in
                          self.json('list', 'activity', '--fields', ','.join(fields), **options)]
                         for options in ({}, {'file': other}))
        key = lambda row: [str(row[field]) for field in fields]
        self.assertEqual(sorted(map(key, first)), sorted(map(key, second)))
        # Once more: all are known by their identifiers.
        result = self.json('import', path, '--match', 'uid', file=other)
        self.assertEqual((result['created'], result['skipped']), (0, result['read']))
        again = self.folder / 'again.ics'
        self.run_cli('export', 'activity', '--to', again, file=other)
        uids = [sorted(line for line in p.read_text().split('\n') if line.startswith('UID')) for p in (path, again)]
        self.assertEqual(*uids)
        self.assertIn('UID:series 1', uids[0])

    def test_versions(self):
        """Of an entry that was sent again, the newest version counts; of one that is there twice, the first."""
        self.init()
        events = (('a', 1, 'Old'), ('a', 3, 'New'), ('a', 2, 'Between'), ('b', 0, 'First'), ('b', 0, 'Second'))
        text = ''.join(f'BEGIN:VEVENT\r\nUID:{uid}@x.example\r\nSEQUENCE:{n}\r\nDTSTART:20260301T090000Z\r\n'
                       f'SUMMARY:{name}\r\nEND:VEVENT\r\n' for uid, n, name in events)
        (self.folder / 'sent.ics').write_text(f'BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n')
        result = self.json('import', 'sent.ics')
        self.assertEqual([result[key] for key in ('read', 'created', 'skipped')], [3, 2, 1])
        self.assertIn('2 older versions', ' '.join(result['hints']))
        self.assertEqual([row['name'] for row in self.json('list', 'activity', '--sort', 'name')], ['First', 'New'])

    def test_several_undone(self):
        """What several files added goes by one command, which is told."""
        self.init()
        (self.folder / 'deals.csv').write_text('Deal Name,Account,Stage\nChairs,Blue Mill,Proposal\n')
        (self.folder / 'firms.csv').write_text('Company Name,City\nBlue Mill,Bonn\n')
        told = self.run_cli('import', 'deals.csv', 'firms.csv')
        actions = re.search(r'clientele-cli undo((?: \d+){2})', (told.stdout + told.stderr).decode())[1].split()
        self.error('undo', actions[0], 5)
        self.assertEqual(self.json('list', 'opportunity', '--count')['count'], 1)   # none of them was undone
        undone = self.json('undo', *actions)
        self.assertEqual([str(step['undone']) for step in undone], actions)
        self.assertEqual([self.json('list', entity, '--count')['count'] for entity in ('customer', 'opportunity')], [0, 0])

    def test_no_room(self):
        """What a cell says and its field has no room for goes to the notes, once."""
        self.init()
        (self.folder / 'people.csv').write_text(
            'Name,E-mail,Phone,Birthday,Notes\nAnn,a@x.example ::: b@x.example ::: c@x.example,"030 123456, ext. 7",--04-12,Old\n'
            'Bob,d@x.example;e@x.example,"030 123456, 0171 2345678",1980-02-03,\nCid,f@x.example,030 5551,,Plain\n'
            'Dee,"g@x.example\nh@x.example i@x.example ","030 55521\n030 55530",,\n'
            'Eve,"; j@x.example,",030 123456;,,\nFay,,+49 30 123456 ; (work),,\n')
        people = [('Ann', 'a@x.example', '030 123456, ext. 7', None, 'Old\n\nE-mail: b@x.example, c@x.example\nBirthday: --04-12'),
                  ('Bob', 'd@x.example', '030 123456', '1980-02-03', 'E-mail: e@x.example\nPhone: 0171 2345678'),
                  ('Cid', 'f@x.example', '030 5551', None, 'Plain'),
                  ('Dee', 'g@x.example', '030 55521', None, 'E-mail: h@x.example i@x.example\nPhone: 030 55530'),
                  ('Eve', 'j@x.example', '030 123456', None, None), ('Fay', None, '+49 30 123456', None, 'Phone: (work)')]
        for created in (6, 0):
            result = self.json('import', '--as', 'contact', '--match', 'name', '--on-duplicate', 'update', 'people.csv')
            self.assertEqual([result[key] for key in ('created', 'unchanged', 'rejected')], [created, 6 - created, 0])
            self.assertEqual([sum(f'“{name}”: ' in hint and 'room' in hint for hint in result['hints'])
                              for name in ('E-mail', 'Phone', 'Birthday', 'Notes')], [1, 1, 1, 0])
            self.assertEqual([tuple(row[key] for key in ('name', 'email', 'phone', 'birthday', 'notes'))
                              for row in self.json('list', 'contact', '--sort', 'name', '--fields', 'name,email,phone,birthday,notes')],
                             people)

    def test_ambiguous(self):
        """Dates that can be read in two ways are refused, with the option that settles it."""
        self.init()
        (self.folder / 'people.csv').write_text('Name,Birthday\nAnn,03/04/1985\nBob,05/06/1984\n')
        options = ['import', '--as', 'contact', 'people.csv']
        self.assertIn('--date-order', self.error(*options)['message'])
        self.json(*options, '--date-order', 'dmy')
        self.assertEqual([row['birthday'] for row in self.json('list', 'contact', '--sort', 'name', '--fields', 'birthday')],
                         ['1985-04-03', '1984-06-05'])

    def test_imported_before(self):
        """Whoever imports the same rows once more is told, unless they are known by something or were taken back."""
        self.init()
        (self.folder / 'deals.csv').write_text('Deal Name,Amount\nChairs,5\nTables,6\n')
        (self.folder / 'firms.csv').write_text('Company Name,City\nBlue Mill,Bonn\n')

        def told(name):
            return [hint for hint in self.json('import', '--dry-run', name)['hints'] if 'already' in hint]

        self.assertEqual(told('deals.csv'), [])
        for name in ('deals.csv', 'firms.csv'):
            self.json('import', name)
        self.assertEqual((len(told('deals.csv')), told('firms.csv')), (1, []))
        self.json('import', '--on-duplicate', 'create', 'firms.csv')
        (self.folder / 'cards.vcf').write_text(''.join(
            f'BEGIN:VCARD\nVERSION:4.0\nFN:{name}\n{more}END:VCARD\n' for name, more in (('A', 'EMAIL:a@x.example\n'), ('B', ''))))
        self.json('import', '--as', 'contact', 'cards.vcf')
        self.assertIn('1 of its rows is added', told('cards.vcf')[0])
        (self.folder / 'deals.csv').rename(self.folder / 'others.csv')
        self.assertEqual(len(told('others.csv')), 1)
        (self.folder / 'more.csv').write_text('Deal Name,Amount\nChairs,5\nTables,7\n')
        self.assertEqual(told('more.csv'), [])
        self.json('import', 'more.csv')
        self.assertEqual((len(told('others.csv')), len(told('more.csv'))), (1, 1))
        self.json('undo')
        self.assertEqual((len(told('others.csv')), told('more.csv')), (1, []))

    def test_skipped(self):
        """Rows that are skipped are named."""
        self.init()
        (self.folder / 'people.csv').write_text('name,email\n' + ''.join(f'P{i},home@x.example\n' for i in range(9)))
        told = self.run_cli('import', '--as', 'contact', 'people.csv')
        text = (told.stdout + told.stderr).decode()
        self.assertIn('“P1” is known by email', text)
        self.assertEqual(text.count('known by'), 5)
        self.assertIn('3 more', text)

    def test_pages(self):
        """Web pages and old spreadsheets that are called .xls are no tables."""
        self.init()
        rows = ''.join(f'<tr><td>N{i}</td><td>C{i}</td></tr>' for i in range(4))
        for text, told in (
                (f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>', 'web page'),
                (f'<table border="1">\n{rows}</table>', 'web page'),
                (f'<!DOCTYPE html>\n<HTML><table>{rows}', 'web page'),
                ('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook '
                 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>', 'old form of XML')):
            (self.folder / 'shop.xls').write_text(text)
            error = self.error('import', '--as', 'customer', 'shop.xls')
            self.assertEqual(error['code'], 'format')
            self.assertIn(told, error['message'])
        (self.folder / 'tables.xml').write_text('<database><table><Name>Ann</Name><body>&lt;html&gt;</body></table>'
                                                '</database>')
        self.assertEqual(self.json('import', '--as', 'customer', 'tables.xml')['created'], 1)

    def test_old_encoding(self):
        """What is guessed is told."""
        self.init()
        (self.folder / 'old.csv').write_bytes('name,city\nAnn O’Neil,Bonn\nBob,Rome\n'.encode('cp1252'))
        told = self.run_cli('import', '--as', 'customer', 'old.csv')
        self.assertIn(b'WINDOWS-1252', told.stdout + told.stderr)
        self.assertEqual([row['name'] for row in self.json('list', 'customer', '--sort', 'name')], ['Ann O’Neil', 'Bob'])

    def test_series_in_a_zone(self):
        """What repeats by the clocks of a place goes out so, and comes back the same."""
        self.init()
        for start in ('2024-10-07T18:30:00Z', '2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z'):   # … 2:30 twice
            self.add('activity', f'name=Lesson {start}', 'kind=meeting', f'due_at={start}', 'ends_at=2024-10-27T05:00:00Z',
                     'repeats=FREQ=WEEKLY;COUNT=6 EXDATE:20241104T193000Z RDATE:20241201T193000Z TZID:Europe/Paris')
        self.add('activity', 'name=Nowhere', 'kind=meeting', 'due_at=2024-10-07T18:30:00Z',
                 'repeats=FREQ=WEEKLY TZID:No/Where')
        path = self.export('activity', 'series.ics', '--sort', 'name')
        text = path.read_text()
        for line in ('TZID:Europe/Paris', 'DTSTART;TZID=Europe/Paris:20241007T203000',
                     'DTEND;TZID=Europe/Paris:20241027T060000', 'EXDATE;TZID=Europe/Paris:20241104T203000',
                     'RDATE;TZID=Europe/Paris:20241201T203000', 'DTSTART:20241007T183000Z'):
            self.assertIn(f'\n{line}\n', text.replace('\r', ''))
        self.assertEqual(text.count('BEGIN:VTIMEZONE'), 1)
        other = self.folder / 'other.clientele'
        self.json('init', file=other)
        result = self.json('import', path, '--on-duplicate', 'create', file=other)
        self.assertEqual((result['created'], result['hints']), (4, []))
        rows = [self.json('list', 'activity', '--fields', 'name,due_at,ends_at,repeats', '--sort', 'name', **options)
                for options in ({}, {'file': other})]
        for row in rows[0] + rows[1]:
            row.pop('id', None)
        self.assertEqual(*rows)

    def test_foreign_calendar(self):
        self.init()
        acme = self.add('customer', 'name=Acme')
        self.add('contact', 'name=Ada', 'email=Ada@example.org', f'customer={acme}')
        self.add('person', 'name=Boss', 'email=boss@example.com')
        (self.folder / 'in.ics').write_text(
            'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talk\nDTSTART:20260701T100000Z\n'
            'ORGANIZER:mailto:boss@example.com\nATTENDEE:mailto:nobody@example.net\n'
            'ATTENDEE:MAILTO:ada@example.org\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:now\nSUMMARY:Odd\n'
            'END:VEVENT\nEND:VCALENDAR\n')
        result = self.json('import', 'in.ics')
        self.assertEqual((result['created'], result['rejected']), (2, 0))
        self.assertIn('Line 12 could not be read and was left out: DTSTART:now', result['hints'])
        talk = self.json('list', 'activity', '--where', 'name = "Talk"',
                         '--fields', 'name,kind,customer,contact,owner,due_at')[0]
        self.assertEqual((talk['kind'], talk['customer']['name'], talk['contact']['name'], talk['owner']['name'],
                          talk['due_at']), ('meeting', 'Acme', 'Ada', 'Boss', '2026-07-01T10:00:00Z'))
        self.assertEqual(len(self.json('list', 'customer')), 1)   # who is unknown is not added
        result = self.json('import', 'in.ics')
        self.assertEqual((result['created'], result['skipped']), (0, 2))
        (self.folder / 'empty.ics').write_text('BEGIN:VCALENDAR\nEND:VCALENDAR\n')
        self.assertEqual(self.error('import', 'empty.ics')['code'], 'format')
        (self.folder / 'busy.ics').write_text('BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\nEND:VCALENDAR\n')
        self.assertIn('VFREEBUSY', self.error('import', 'busy.ics')['message'])

    def test_mail(self):
        """Messages stand on the timeline of whoever's address they carry; those of nobody known are left out."""
        self.init()
        acme = self.add('customer', 'name=Acme')
        self.add('contact', 'name=Ada', 'email=Ada@example.org', f'customer={acme}')
        self.add('lead', 'name=Lea', 'email=lea@example.org')
        self.add('person', 'name=Me', 'email=me@example.com')
        message = ('From: {0}\nTo: {1}\nSubject: {2}\nDate: Thu, 1 Jan 2026 10:00:00 +0200\nMessage-ID: <{2}@x>\n\n'
                   'Text of {2}\n>From the box\n')
        mark = 'From x Thu Jan  1 12:34:56 2026\n'
        people = [('Ada <ada@example.org>', 'me@example.com'), ('me@example.com', 'b@example.net, LEA@example.org'),
                  ('x@example.net', 'y@example.net')]
        texts = [message.format(*pair, f's{number}') for number, pair in enumerate(people)]
        (self.folder / 'box').write_text('\n'.join(mark + text for text in texts))
        result = self.json('import', 'box')
        self.assertEqual((result['read'], result['created'], result['skipped'], result['strangers']), (3, 2, 1, 1))
        fields = 'name,kind,status,direction,due_at,done_at,customer,contact,lead,owner,notes'
        first, second = self.json('list', 'activity', '--sort', 'name', '--fields', fields)
        self.assertEqual((first['kind'], first['status'], first['direction'], first['due_at'], first['done_at']),
                         ('email', 'done', 'received', '2026-01-01T08:00:00Z', '2026-01-01T08:00:00Z'))
        self.assertEqual((first['customer']['name'], first['contact']['name'], first['lead'], first['owner']['name']),
                         ('Acme', 'Ada', None, 'Me'))
        self.assertEqual(first['notes'],
                         'From: Ada <ada@example.org>\nTo: me@example.com\n\nText of s0\nFrom the box')
        self.assertEqual((second['direction'], second['contact'], second['lead']['name'], second['owner']['name']),
                         ('sent', None, 'Lea', 'Me'))
        # Again, one by one, and with what was left out.
        result = self.json('import', 'box', '--strangers', 'keep')
        self.assertEqual((result['created'], result['skipped'], result['strangers']), (1, 2, 0))
        (self.folder / 'one.eml').write_text(texts[0])
        result = self.json('import', 'one.eml')
        self.assertEqual((result['created'], result['skipped'], result['strangers']), (0, 1, 0))
        said = self.run_cli('import', 'one.eml', '--match', 'name', '--on-duplicate', 'create').stderr.decode()
        self.assertIn('1 created', said)
        (self.folder / 'odd.eml').write_text('From: ada@example.org\nTo: b@example.org\n\nNo date\n')
        result = self.json('import', 'odd.eml')
        self.assertEqual((result['created'], result['hints']),
                         (1, ['Message 1, “”, does not say when it was sent.']))
        self.run_cli('import', 'box', '--strangers', 'sometimes', status=2)

    def test_foreign_mail(self):
        """Boxes of other programs, also what these only mark as deleted, and files whose lines end as on old Macs."""
        self.init()
        self.add('lead', 'name=Lea', 'email=lea@example.com')
        message = ('From - Thu Jan  1 12:34:56 2026\nX-Mozilla-Status: {}\nFrom: lea@example.com\nTo: me@example.com\n'
                   'Subject: {}\nDate: Thu, 1 Jan 2026 10:00:00 +0200\n\nInvented\n\n')
        (self.folder / 'Inbox').write_text(message.format('0001', 'kept') + message.format('0009', 'deleted'))
        result = self.json('import', 'Inbox')
        self.assertEqual((result['created'], result['hints']),
                         (1, ['1 message was left out: it was deleted in the other program.']))
        (self.folder / 'mac').write_bytes(message.format('0009', 'old').partition('\n')[2].replace('\n', '\r').encode())
        self.assertEqual(self.json('import', 'mac')['created'], 1)
        self.assertEqual([row['name'] for row in self.json('list', 'activity', '--sort', 'name')], ['kept', 'old'])
        for name, start in (('Note.MSG', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), ('all', b'!BDN')):
            (self.folder / name).write_bytes(start + bytes(1000))
            self.assertIn('Outlook', self.error('import', name)['message'])

    def test_foreign_vcards(self):
        self.init()
        (self.folder / 'phone.vcf').write_bytes(
            b'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Doe;J=C3=B6rg;;;\r\n'
            b'TEL;CELL:0170 1234567\r\nEMAIL;PREF;INTERNET:joerg@example.com\r\nORG:Acme;Sales\r\nEND:VCARD\r\n')
        result = self.json('import', 'phone.vcf', '--as', 'contact')
        self.assertEqual((result['created'], result['rejected']), (1, 0))
        contact, = self.json('list', 'contact', '--fields', 'name,email,mobile,department,customer')
        self.assertEqual((contact['name'], contact['email'], contact['department'], contact['customer']['name']),
                         ('J\xf6rg Doe', 'joerg@example.com', 'Sales', 'Acme'))

    def test_odd_vcards(self):
        """What a field has no room for stays in the card, and comes back as the same card."""
        self.init()
        lines = ['TEL;VALUE=uri;TYPE=work,voice;PREF=1:tel:+1-418-656-9254;ext=102', 'TEL;TYPE=fax:030 1\\, 030 2',
                 'EMAIL;PREF=1:nobody', 'EMAIL:jo@example.com', 'TITLE:One\\nTwo', 'X-ANDROID-CUSTOM:vnd/nickname;Jo;;1',
                 'N;ALTID=1;LANGUAGE=en:Doe;Jo;;;', 'N;ALTID=1;LANGUAGE=ja:ドウ;ジョ;;;', 'BDAY:--0407']
        (self.folder / 'odd.vcf').write_text('\n'.join(['BEGIN:VCARD', 'VERSION:4.0', 'FN:Jo', *lines, 'END:VCARD', '']))
        self.json('import', 'odd.vcf')
        self.assertEqual(self.json('list', 'contact', '--fields', 'email,phone')[0].items() >= {
            'email': 'jo@example.com', 'phone': '+1-418-656-9254 ext. 102'}.items(), True)
        cards = self.export('contact', 'back.vcf').read_text().replace('\r\n', '\n')
        for line in lines:
            self.assertIn(f'\n{line}\n', cards)
        before = self.digest()
        result = self.json('import', 'back.vcf', '--on-duplicate', 'update')
        self.assertEqual((result['unchanged'], self.digest()), (1, before))

    def test_cards_in_json_and_xml(self):
        """jCard and xCard are cards as those in text are; one that is cut off leaves nothing behind."""
        self.init()
        (self.folder / 'cards.json').write_text(
            '["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Jo Doe"], ["bday", {}, "date", "1996-04-15"],\n'
            '["tel", {"type": "cell"}, "uri", "tel:+1-234-567"], ["org", {}, "text", ["Acme", "Sales"]],\n'
            '["x-shoe", {}, "integer", 42]]]')
        (self.folder / 'cards.xml').write_text(
            '<?xml version="1.0" encoding="ISO-8859-1"?>\n<vcards xmlns="urn:ietf:params:xml:ns:vcard-4.0"><vcard><fn><text>'
            'J\xf6 Roe</text></fn><email><text>joe@example.com</text></email><adr><street>1 Street</street></adr></vcard>'
            '</vcards>', encoding='latin-1')
        for name in ('cards.json', 'cards.xml'):
            result = self.json('import', name)
            self.assertEqual((result['entity'], result['created'], result['hints']), ('contact', 1, []), name)
        jo, joe = self.json('list', 'contact', '--sort', 'name', '--fields', 'name,email,mobile,department,customer,birthday')
        self.assertEqual((jo['name'], jo['mobile'], jo['department'], jo['customer']['name'], jo['birthday']),
                         ('Jo Doe', '+1-234-567', 'Sales', 'Acme', '1996-04-15'))
        self.assertEqual((joe['name'], joe['email']), ('J\xf6 Roe', 'joe@example.com'))
        cards = self.export('contact', 'back.vcf').read_text().replace('\r\n', '\n')
        for line in ('TEL;TYPE=cell;VALUE=uri:tel:+1-234-567', 'X-SHOE;VALUE=integer:42', 'BDAY:19960415', 'ADR:;;1 Street;;;;'):
            self.assertIn(f'\n{line}\n', cards)
        for name in ('cards.json', 'cards.xml'):
            whole = (self.folder / name).read_bytes()
            (self.folder / name).write_bytes(whole[:-9])
            error = self.error('import', name)
            self.assertIn(f'“{name}” cannot be read as', error['message'])
            self.assertIn('Nothing was changed.', error['message'])

    def test_cards_are_kept(self):
        """What fields have no place for goes through the workspace, also after an edit and a merge."""
        self.init()
        (self.folder / 'phone.vcf').write_text(
            'BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jo;;;\nFN:Jo Doe\nEMAIL;TYPE=work:a@example.com\nEMAIL;TYPE=home:b@example.com\n'
            'UID:1\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw==\nADR;TYPE=home:;;1 Street;Town;;;\nTEL:+1 234 567\nEND:VCARD\n'
            'BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jo;;;\nFN:Jo Doe\nNICKNAME:Joey\nEMAIL:a@example.com\nEND:VCARD\n')
        result = self.json('import', 'phone.vcf', '--on-duplicate', 'create')
        self.assertEqual((result['entity'], result['created'], result['hints']), ('contact', 2, []))
        first, second = (row['id'] for row in self.json('list', 'contact', '--where', 'email is not empty'))
        self.json('set', 'contact', str(first), 'email=c@example.com')
        self.json('merge', 'contact', str(first), str(second))
        cards = self.export('contact', 'back.vcf').read_text().replace('\r\n', '\n')
        for line in ('N:Doe;Jo;;;', 'EMAIL;TYPE=work:c@example.com', 'EMAIL;TYPE=home:b@example.com', 'UID;VALUE=text:1',
                     'PHOTO:data:image/png;base64,iVBORw==', 'ADR;TYPE=home:;;1 Street;Town;;;', 'NICKNAME:Joey'):
            self.assertIn(f'\n{line}\n', cards)
        self.assertNotIn('a@example.com', cards)
        for suffix in ('vcf', 'json', 'xml', 'csv', 'xlsx'):
            other = self.folder / f'cards-{suffix}.clientele'
            self.json('init', file=other)
            self.json('import', self.export('contact', f'cards.{suffix}'), '--as', 'contact', file=other)
            self.run_cli('export', 'contact', '--to', 'again.vcf', file=other)
            self.assertEqual((self.folder / 'again.vcf').read_text(), (self.folder / 'back.vcf').read_text(), suffix)

    def test_old_line_breaks(self):
        """A card has but one kind of line break; a carriage return alone is one, too, and joins no words."""
        self.init()
        self.add('customer', 'name=Acme', 'notes=a\r\nb\rc\nd')
        self.export('customer', 'a.vcf')
        self.json('import', 'a.vcf', '--as', 'customer', '--on-duplicate', 'update', '--match', 'name')
        self.assertEqual(self.json('list', 'customer', '--fields', 'notes')[0]['notes'].splitlines(), list('abcd'))

    def test_large_photos(self):
        """What a cell of a spreadsheet has no room for is left out there, which is told; a text file holds it."""
        self.init()
        photo = base64.b64encode(bytes(range(256)) * 800).decode()
        (self.folder / 'photo.vcf').write_text(
            f'BEGIN:VCARD\nVERSION:3.0\nFN:Jo\nNICKNAME:Joey\nPHOTO;ENCODING=b;TYPE=PNG:{photo}\nEND:VCARD\n')
        self.json('import', 'photo.vcf')
        for suffix, has_photo in (('xlsx', False), ('csv', True)):
            result = self.json('export', 'contact', '--to', f'photo.{suffix}')
            self.assertEqual((result['rows'], 'hint' in result), (1, not has_photo))
            other = self.folder / f'photo-{suffix}.clientele'
            self.json('init', file=other)
            self.json('import', f'photo.{suffix}', '--as', 'contact', file=other)
            self.run_cli('export', 'contact', '--to', 'photo-again.vcf', file=other)
            card = (self.folder / 'photo-again.vcf').read_text().replace('\n ', '')
            self.assertIn('NICKNAME:Joey', card)
            self.assertEqual(photo in card, has_photo, suffix)

    def test_another_workspace(self):
        """All that is exported becomes the same records elsewhere, whichever way it goes."""
        self.json('init', '--sample', 'generated')
        files = {suffix: [self.export(entity, f'{entity}.{suffix}', '--sort', 'name') for entity in ENTITIES]
                 for suffix in ('csv', 'xlsx')}
        for suffix, paths in files.items():
            other = self.folder / f'{suffix}.clientele'
            self.json('init', file=other)
            for path in paths:
                self.json('import', path, '--as', path.stem, '--on-duplicate', 'update',
                          *(['--match', 'name'] if path.stem == 'person' else []), file=other)
            for path in paths[2:]:
                again = self.folder / f'again-{path.stem}.csv'
                self.run_cli('export', path.stem, '--to', again, '--sort', 'name', file=other)
                first, second = (sorted(csv.reader(open(p, newline=''))) for p in (path.with_suffix('.csv'), again))
                self.assertEqual(first, second, path.name)

    def test_nasty_texts(self):
        self.init()
        for number, text in enumerate(NASTY):
            self.add('customer', f'name=C{number}', f'notes={text}\nand more', f'street={text}')
        before = self.digest()
        for suffix in ('csv', 'xlsx'):
            path = self.export('customer', f'nasty.{suffix}', '--fields', 'name,street,notes')
            result = self.json('import', path, '--as', 'customer', '--on-duplicate', 'update')
            self.assertEqual((result['unchanged'], result['rejected']), (len(NASTY), 0), suffix)
        self.assertEqual(self.digest(), before)
        for row in csv.reader(open(self.folder / 'nasty.csv', newline='')):
            for cell in row:
                if cell != '-5':
                    self.assertNotIn(cell.lstrip(' ')[:1], tuple('=+-@\t\r'), cell)
        with zipfile.ZipFile(self.folder / 'nasty.xlsx') as book:
            self.assertNotIn(b'<f>', book.read('xl/worksheets/sheet1.xml'))

    def test_typed_cells(self):
        self.init()
        self.add('customer', 'name=Acme', 'revenue=1234.56 EUR', 'employees=7')
        path = self.export('customer', 'a.xlsx', '--fields', 'name,revenue,employees')
        with zipfile.ZipFile(path) as book:
            sheet = book.read('xl/worksheets/sheet1.xml').decode()
            styles = book.read('xl/styles.xml').decode()
        self.assertIn('<v>1234.56</v>', sheet)
        self.assertIn('<v>7</v>', sheet)
        self.assertIn('[$EUR]', styles)
        self.assertIn('state="frozen"', sheet)
        self.assertIn('<autoFilter ref="A1:C2"/>', sheet)
        table = self.json('table', path)
        self.assertEqual(table['data'], [['Acme', '1234.56 EUR', '7']])

    def test_rejects_are_safe(self):
        self.init()
        (self.folder / 'in.csv').write_text('name,email\n=cmd,nowhere\n')
        self.run_cli('import', 'in.csv', '--as', 'customer', '--map', 'email=email', '--errors', 'bad.csv', status=1)
        self.assertIn("'=cmd,nowhere", (self.folder / 'bad.csv').read_text())


class Files(Cli):
    def setUp(self):
        super().setUp()
        self.init()
        self.add('customer', 'name=Acme')

    def test_private(self):
        for name in [f'a.{suffix}' for suffix in [*TWO_WAY, *ONE_WAY]]:
            self.run_cli('export', 'customer', '--to', name, env={'UMASK': '0'})
            self.assertEqual(stat.S_IMODE((self.folder / name).stat().st_mode), 0o600)

    def test_link_is_replaced(self):
        for name in [f'a.{suffix}' for suffix in [*TWO_WAY, *ONE_WAY]]:
            victim, link = self.folder / f'victim-{name}', self.folder / name
            victim.write_text('precious')
            link.symlink_to(victim)
            self.run_cli('export', 'customer', '--to', name)
            self.assertEqual(victim.read_text(), 'precious')
            self.assertFalse(link.is_symlink())

    def test_what_was_there_stays(self):
        self.add('customer', 'name=B', 'notes=' + 'x' * 40000)
        path = self.folder / 'a.xlsx'
        path.write_text('before')
        self.assertIn('32,767', self.error('export', 'customer', '--to', 'a.xlsx')['message'])
        self.assertEqual(path.read_text(), 'before')
        self.assertEqual([p.name for p in self.folder.glob('.clientele-*')], [])

    def test_refused(self):
        self.assertEqual(self.error('export', 'customer', '--to', 'a.doc')['code'], 'invalid')
        self.assertEqual(self.error('export', 'customer', '--to', '/nonexistent/a.csv')['code'], 'io')
        (self.folder / 'folder.csv').mkdir()
        self.assertEqual(self.error('export', 'customer', '--to', 'folder.csv')['code'], 'io')
        self.assertEqual(self.error('export', 'nobody', '--to', 'a.csv')['code'], 'not-found')

    def test_workspaces_are_spared(self):
        """Nothing that is written takes the place of a workspace, be it the open one, another, or what lies beside it."""
        (self.folder / 'in.csv').write_text('Name,Founded\nA,x\nB,1999\n')
        other = self.folder / 'other.clientele'
        self.run_cli('init', other, workspace=False)
        before = self.digest()
        for victim in [self.file, other, f'{self.file}-wal', f'{self.file}-shm', f'{other}-journal']:
            for command in [('export', 'customer', '--format', 'csv', '--to'), ('table', 'in.csv', '--to'),
                            ('import', 'in.csv', '--as', 'customer', '--map', 'Founded=founded', '--errors')]:
                error = self.error(*command, victim)
                self.assertEqual(error['code'], 'exists')
                self.assertIn('was not replaced', error['message'])
        self.assertEqual(self.digest(), before)
        self.digest(other)
        link = self.folder / 'link.csv'
        link.symlink_to(self.file)
        self.run_cli('export', 'customer', '--to', 'link.csv')
        self.assertEqual((link.is_symlink(), self.digest()), (False, before))

    def test_rejects_have_a_place(self):
        """Where rejected rows cannot go is found out before anything is imported; the file itself is no such place."""
        text = 'Name,Founded\nA,x\nB,1999\n'
        path = self.folder / 'in.csv'
        path.write_text(text)
        (self.folder / 'folder').mkdir()
        command = ['import', 'in.csv', '--as', 'customer', '--map', 'Founded=founded', '--errors']
        for place, code in [('in.csv', 'exists'), ('./folder/../in.csv', 'exists'), ('folder', 'io'), ('/nonexistent/a.csv', 'io'),
                            ('/dev/full', 'io')]:
            self.assertEqual(self.error(*command, place)['code'], code)
        self.assertEqual((path.read_text(), len(self.json('list', 'customer'))), (text, 1))
        self.assertEqual([p.name for p in self.folder.glob('.clientele-*')], [])

    def test_one_of_several(self):
        """Where one of several files is refused, the message says which ones are imported all the same."""
        (self.folder / 'firms.csv').write_text('Name,City\nFirm,Bonn\n')
        (self.folder / 'people.csv').write_text('Name,Customer,Birthday\nPer,Firm,03/04/1985\n')
        wish = ['import', 'people.csv', 'firms.csv']
        self.assertNotIn('firms.csv', self.error(*wish, '--dry-run')['message'])
        message = self.error(*wish)['message']
        self.assertIn('firms.csv. But: ', message)
        self.assertIn('“Birthday”', message)
        self.assertEqual([c['name'] for c in self.json('list', 'customer')], ['Firm', 'Acme'])
        self.json('undo')
        self.assertEqual([c['name'] for c in self.json('list', 'customer')], ['Acme'])

    def test_namesakes(self):
        """A link by a name that several records have is told; one by a number is not."""
        for number in ['K1', 'K2']:
            self.add('customer', 'name=Twin', f'number={number}')
        (self.folder / 'in.csv').write_text('Name,Customer\nA,twin\nB,K2\nC,Acme\n')
        hints = self.json('import', 'in.csv', '--as', 'contact', '--dry-run')['hints']
        self.assertEqual((len(hints), 'Customer' in hints[0], '1 name is' in hints[0], 'twin' in hints[0]), (1, True, True, True))
        (self.folder / 'in.csv').write_text('Name,Customer\nB,K2\nC,Acme\n')
        self.assertEqual(self.json('import', 'in.csv', '--as', 'contact', '--dry-run')['hints'], [])

    def test_mapped_twice(self):
        """Of two columns for a field, or two fields of a column, the first is not lost silently."""
        (self.folder / 'in.csv').write_text('A,B\nx,y\n')
        for wish in ['A=name,B=name', 'A=name,A=notes', 'A=name,#1=notes', 'A=,A=name']:
            error = self.error('import', 'in.csv', '--as', 'customer', '--map', wish, status=2)
            self.assertEqual(error['code'], 'usage')
        self.json('import', 'in.csv', '--as', 'customer', '--map', 'A=name,B=notes')

    def test_rejects_again(self):
        """Rejected rows are imported until nothing is left; the mapping is that of their file, and reasons do not pile up."""
        (self.folder / 'in.csv').write_text('Name,Founded,Jahr\nA,1998,x\nB,1999,y\nC,2000,2001\n')
        self.json('import', 'in.csv', '--as', 'customer', '--map', 'Founded=,Jahr=founded', '--errors', 'bad.csv', status=0)
        bad = self.folder / 'bad.csv'
        bad.write_text(bad.read_text().replace('1998,x', '1998,1997'))
        again = self.json('import', 'bad.csv', '--as', 'customer', '--errors', 'worse.csv')
        self.assertEqual((again['created'], again['rejected'], again['remembered']), (1, 1, True))
        worse = self.folder / 'worse.csv'
        with worse.open(newline='') as file:
            rows = list(csv.reader(file))
        self.assertEqual([rows[0], rows[1][:3], len(rows[1])], [['Name', 'Founded', 'Jahr', 'Why Rejected'], ['B', '1999', 'y'], 4])
        worse.write_text(worse.read_text().replace('1999,y', '1999,1996'))
        last = self.json('import', 'worse.csv', '--errors', 'none.csv')
        self.assertEqual((last['created'], last['rejected']), (1, 0))
        self.assertEqual({c['name']: c['founded'] for c in self.json('list', 'customer', '--fields', 'name,founded')},
                         {'A': 1997, 'B': 1996, 'C': 2001, 'Acme': None})

    def test_no_room(self):
        self.assertEqual(self.error('export', 'customer', '--to', '/dev/full/a.csv')['code'], 'io')


class Written(Cli):
    """Numbers, money and dates as people write them; what can be read in two ways is told, not guessed silently."""

    def setUp(self):
        super().setUp()
        self.init()

    def column(self, entity, field, cells, head=None, more=None):
        """What becomes of a column of these cells, and the hints."""
        with (self.folder / 'in.csv').open('w', newline='') as file:
            writer = csv.writer(file, delimiter=';')
            writer.writerow(['Name', head or field, *(['Other'] if more else [])])
            writer.writerows([f'R{i}', cell, *([more[1]] if more else [])] for i, cell in enumerate(cells))
            writer.writerow(['Blank', '', ''][:3 if more else 2])
        wish = f'Name=name,{head or field}={field}' + (f',Other={more[0]}' if more else '')
        done = self.json('import', 'in.csv', '--as', entity, '--map', wish)
        got = {r['name']: r[field] for r in self.json('list', entity, '--fields', f'name,{field}')}
        if done['action']:
            self.json('undo')
        return [got.get(f'R{i}') for i in range(len(cells))], done['hints']

    def test_thousands(self):
        for cells, amounts in {('1.234', '2.500'): [1234, 2500], ('1,234', '2,500'): [1234, 2500], ('1.234', '2,50'): [1234, 2.5],
                               ('1.234', '2.5'): [1.234, 2.5], ('1.234,50', '1,234.50'): [1234.5, 1234.5],
                               ('1,234.50', '1,2,3'): [1234.5, None], ('192.168.1.1', '7'): [None, 7],
                               ('0.125', '1.250'): [0.125, 1.25]}.items():
            got, hints = self.column('customer', 'revenue', cells)
            self.assertEqual([g and g['amount'] for g in got], [a and round(a + 1e-9, 2) for a in amounts], cells)
            self.assertEqual(hints, [])
        self.assertEqual(self.column('customer', 'employees', ['1.234', '12,345'])[0], [1234, 12345])
        self.assertEqual(self.column('customer', 'revenue', ['1.234 KWD'])[0], [{'amount': 1.234, 'currency': 'KWD'}])

    def test_unclear_decimals(self):
        self.json('add', 'custom_field', 'name=Weight', 'entity=customer', 'kind=decimal')
        for more, number, hint in [(None, 1.234, 'Nothing tells'), (('revenue', '5,5'), 1234, 'as another column'),
                                   (('revenue', '5.5'), 1.234, 'as another column')]:
            got, hints = self.column('customer', 'x_weight', ['1.234'], head='Weight', more=more)
            self.assertEqual((got, len(hints)), ([number], 1))
            self.assertIn(hint, hints[0])

    def test_dates(self):
        for cell in ['2024年3月5日', '２０２４年０３月０５日 10:30', '2024년 3월 5일', '5. März 2024', '5 mars 2024', '5 de marzo de 2024',
                     '5 Mär 2024', '05.03.24', '5 Maerz 2024', 'Mar 5, 2024', '2024/3/5']:
            self.assertEqual(self.column('contact', 'birthday', [cell])[0], ['2024-03-05'], cell)
        for cell, day in [('1. Mai 2024', '2024-05-01'), ('1 juin 2024', '2024-06-01'), ('1 juil. 2024', '2024-07-01'),
                          ('1 août 2024', '2024-08-01'), ('1 Okt 2024', '2024-10-01'), ('24 dic 2024', '2024-12-24'),
                          ('1. Foo 2024', None), ('2024年13月5日', None)]:
            self.assertEqual(self.column('contact', 'birthday', [cell])[0], [day], cell)

    def test_booleans(self):
        for cells, truth in [(['Ja', 'WAHR', 'Vrai', 'VERDADERO', 'да', '是', '有', 'x', 'T'], True),
                             (['Nein', 'FALSCH', 'Faux', 'Não', 'нет', '否', '无', 'N', '0'], False)]:
            self.assertEqual(self.column('customer', 'do_not_contact', cells)[0], [truth] * len(cells))
        self.assertEqual(self.column('customer', 'do_not_contact', ['perhaps'])[0], [None])

    def test_short_years(self):
        for today, cell, year in [('2024-06-01', '12.05.65', 1965), ('2024-06-01', '12.05.44', 2044), ('2024-06-01', '12.05.45', 1945),
                                  ('2050-06-01', '12.05.65', 2065)]:
            os.environ['CLIENTELE_TODAY'] = today
            self.addCleanup(os.environ.pop, 'CLIENTELE_TODAY', None)
            self.assertEqual(self.column('contact', 'birthday', [cell])[0], [f'{year}-05-12'])


class Sources(Cli):
    def setUp(self):
        super().setUp()
        self.init()

    def test_pipe(self):
        """What can be read only once is read once, though an import reads it several times."""
        pipe = self.folder / 'pipe.csv'
        os.mkfifo(pipe)
        writer = threading.Thread(target=lambda: pipe.write_text('name,city\n' + 'Acme,Lyon\nUmbra,Kyiv\n'))
        writer.start()
        result = self.json('import', pipe, '--as', 'customer')
        writer.join()
        self.assertEqual(result['created'], 2)

    def test_alternatives(self):
        """Two rows that find one record by different fields: the last one holds."""
        one = self.add('customer', 'name=Old', 'email=a@example.com', 'phone=+1 555 0100')
        (self.folder / 'in.csv').write_text('name,email,phone\nNew,a@example.com,\nOld,,+1 555 0100\n')
        result = self.json('import', 'in.csv', '--as', 'customer', '--on-duplicate', 'update', '--match', 'email|phone')
        self.assertEqual((result['updated'], result['created']), (2, 0))
        self.assertEqual(self.json('get', 'customer', one)['name'], 'Old')
        (self.folder / 'in.csv').write_text('name,email,phone\nNew,a@example.com,+1 555 0199\nLast,,+1 555 0199\n')
        result = self.json('import', 'in.csv', '--as', 'customer', '--on-duplicate', 'update', '--match', 'email|phone')
        self.assertEqual((result['updated'], result['created']), (2, 0))
        self.assertEqual(self.json('get', 'customer', one)['name'], 'Last')


if __name__ == '__main__':
    unittest.main()
