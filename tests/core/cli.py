#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cli.py: drives clientele-cli from outside: every command, its JSON, its exit status, and every kind of bad input."""
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.path.join(os.environ['CLIENTELE_BUILD'], 'src/clientele-cli')
FIXTURES = Path(__file__).resolve().parent.parent / 'fixtures'
COMMANDS = ['init', 'entities', 'add', 'set', 'delete', 'get', 'list', 'search', 'import', 'export', 'table', 'undo', 'redo',
            'history', 'pipeline', 'analyze', 'duplicates', 'merge', 'check', 'backup', 'backups', 'restore', 'drill']


class Cli(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='clientele-cli-'))
        self.file = self.folder / 'test.clientele'
        self.addCleanup(shutil.rmtree, self.folder)

    def run_cli(self, *arguments, status=0, file=None, env=None, workspace=True):
        command = [PROGRAM] + (['--workspace', str(file or self.file)] if workspace else []) + [str(a) for a in arguments]
        done = subprocess.run(command, capture_output=True, timeout=100, cwd=self.folder, env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, status, f'{command}\n{done.stdout.decode()}\n{done.stderr.decode()}')
        return done

    def json(self, *arguments, **options):
        done = self.run_cli('--json', *arguments, **options)
        return json.loads(done.stdout.decode('utf-8'))

    def error(self, *arguments, status=1, **options):
        """The error object; what people read on stderr says the same."""
        done = self.run_cli('--json', *arguments, status=status, **options)
        error = json.loads(done.stdout)['error']
        self.assertTrue(error['message'])
        self.assertIn(error['message'], done.stderr.decode())
        return error

    def text(self, *arguments, **options):
        return self.run_cli(*arguments, **options).stdout.decode()

    def init(self):
        return self.json('init')

    def add(self, entity, *assignments):
        return self.json('add', entity, *assignments)['id']

    def digest(self, file=None):
        check = self.json('check', file=file)
        self.assertTrue(check['ok'], check['problems'])
        return check['entities']


class TestCommands(Cli):
    def test_duplicates(self):
        self.init()
        twice = [self.add('customer', 'name=Acme Trading', 'email=info@acme.example', 'phone=030 1234567') for _ in range(2)]
        self.add('customer', 'name=Somebody Else', 'email=else@example.com')
        self.assertEqual([d['ids'] for d in self.json('duplicates', 'customer')], [twice])
        self.json('add', 'verdict', 'name=Two shops', 'kind=different', f'customer={twice[1]}', f'other_customer={twice[0]}')
        self.assertEqual(self.json('duplicates', 'customer'), [])
        self.assertEqual(self.json('merge', '--sure', 'customer')['merged'], 0)
        self.json('undo')
        self.assertEqual(self.json('merge', '--sure', 'customer')['merged'], 1)

    def test_init(self):
        self.assertEqual(self.init(), {'workspace': str(self.file)})
        self.assertEqual(os.listdir(self.folder), ['test.clientele'])
        before = self.file.read_bytes()
        self.assertEqual(self.error('init')['code'], 'exists')
        self.assertEqual(self.file.read_bytes(), before)
        other = self.folder / 'other.clientele'
        self.run_cli('init', other, '--currency', 'USD', workspace=False)
        self.add_to = self.json('add', 'opportunity', 'name=A', 'value=5', file=other)['id']
        self.assertEqual(self.json('get', 'opportunity', self.add_to, file=other)['value'], {'amount': 5, 'currency': 'USD'})
        self.assertEqual(self.error('init', file=self.folder / 'x', *['--currency', 'Euro'])['code'], 'invalid')
        self.assertEqual(self.error('init', file=self.folder / 'no' / 'x')['code'], 'not-found')
        self.run_cli('init', workspace=False, status=2)

    def test_sample(self):
        self.json('init', '--sample', 'generated', '--customers', 20)
        self.assertGreaterEqual(self.json('list', 'customer', '--count')['count'], 20)
        self.digest()
        self.error('undo')
        self.run_cli('init', '--sample', 'nonsense', file=self.folder / 'x', status=2)

    def test_entities(self):
        entities = self.json('entities', workspace=False)
        names = [e['name'] for e in entities]
        for name in ('customer', 'contact', 'lead', 'pipeline', 'stage', 'opportunity', 'product', 'opportunity_line',
                     'activity', 'person', 'tag', 'model'):
            self.assertIn(name, names)
        for entity in entities:
            self.assertTrue(entity['label'])
            keys = [f['key'] for f in entity['fields']]
            self.assertEqual(len(keys), len(set(keys)))
            for field in entity['fields']:
                self.assertTrue(field['kind'] and field['label'])
                self.assertEqual('target' in field, field['kind'] == 'link')
                self.assertEqual('choices' in field, field['kind'] == 'choice')
        one = self.json('entities', 'customer', workspace=False)
        self.assertEqual([e['name'] for e in one], ['customer'])
        self.assertIn('customer', self.text('entities', workspace=False))
        self.assertIn('industry', self.text('entities', 'customer', workspace=False))
        error = self.error('entities', 'custmer', workspace=False)
        self.assertEqual(error['code'], 'not-found')
        self.assertIn('“customer”', error['message'])

    def test_values(self):
        self.init()
        self.add('person', 'name=Anna')
        parent = self.add('customer', 'name=Łódź Café', 'number=K1')
        made = self.json('add', 'customer', 'name=李小龙', 'revenue=1.234,50 USD', 'founded=1999', 'employees=1,200',
                         'do_not_contact=yes', 'archived=no', 'tags=VIP, new,VIP', 'owner=anna', 'parent=k1',
                         'industry=Retail', 'source=By pigeon', 'notes=a=b\n"c"\t\\', 'phone=+33 1 23')
        self.assertIsInstance(made['id'], int)
        self.assertIsInstance(made['action'], int)
        record = self.json('get', 'customer', made['id'])
        self.assertEqual(record['id'], made['id'])
        self.assertEqual(record['name'], '李小龙')
        self.assertEqual(record['revenue'], {'amount': 1234.5, 'currency': 'USD'})
        self.assertEqual(record['founded'], 1999)
        self.assertEqual(record['employees'], 1200)
        self.assertIs(record['do_not_contact'], True)
        self.assertIs(record['archived'], False)
        self.assertEqual(record['tags'], ['VIP', 'new'])
        self.assertEqual(record['owner']['name'], 'Anna')
        self.assertEqual(record['parent'], {'id': parent, 'name': 'Łódź Café'})
        self.assertEqual(record['industry'], 'retail')
        self.assertEqual(record['source'], 'By pigeon')
        self.assertEqual(record['notes'], 'a=b\n"c"\t\\')
        self.assertIsNone(record['city'])
        self.assertRegex(record['created_at'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')
        deal = self.add('opportunity', f'customer={parent}', 'probability=55%', 'expected_close=2025-09-30', 'value=0.1')
        record = self.json('get', 'opportunity', deal)
        self.assertEqual(record['probability'], 0.55)
        self.assertEqual(record['expected_close'], '2025-09-30')
        self.assertEqual(record['value'], {'amount': 0.1, 'currency': 'EUR'})
        self.assertEqual(record['stage']['name'], 'Prospecting')
        call = self.add('activity', 'name=Call', 'kind=call', 'done_at=2025-03-02 10:30', f'opportunity={deal}')
        self.assertEqual(self.json('get', 'activity', call)['done_at'], '2025-03-02T10:30:00Z')
        self.assertEqual(self.json('list', 'tag', '--count')['count'], 2)
        text = self.text('get', 'customer', made['id'])
        self.assertIn('$1,234.50', text)
        self.assertIn('Łódź Café', text)

    def test_set(self):
        self.init()
        made = self.add('customer', 'name=A', 'city=Lyon', 'tags=x')
        self.json('set', 'customer', made, 'city=', 'name=B', 'tags=')
        record = self.json('get', 'customer', made)
        self.assertEqual((record['name'], record['city'], record['tags']), ('B', None, []))
        self.assertEqual(self.json('set', 'customer', made, 'name=B'), {'id': made, 'action': None})
        self.assertEqual(self.error('set', 'customer', 5, 'name=B')['code'], 'not-found')

    def test_refused_values(self):
        self.init()
        taken = self.add('customer', 'name=A', 'number=K1')
        before = self.digest()
        for assignments, code, field in (
                (['city=Lyon'], 'required', 'name'), (['name='], 'required', 'name'),
                (['name=B', 'email=x'], 'invalid', 'email'), (['name=B', 'founded=12'], 'invalid', 'founded'),
                (['name=B', 'revenue=much'], 'invalid', 'revenue'), (['name=B', 'kind=robot'], 'invalid', 'kind'),
                (['name=B', 'number=k1'], 'duplicate', 'number'), (['name=B', 'owner=Nobody'], 'not-found', 'owner'),
                (['name=B', 'town=Lyon'], 'not-found', 'town'), (['name=B', 'created_at=2025-01-01'], 'invalid', 'created_at'),
                (['name=B', 'archived=perhaps'], 'invalid', 'archived'), (['name=B\nC'], 'invalid', 'name')):
            error = self.error('add', 'customer', *assignments)
            self.assertEqual((error['code'], error['field']), (code, field), error)
        self.assertEqual(self.error('set', 'customer', taken, 'name=')['field'], 'name')
        self.assertEqual(self.error('add', 'contact', 'name=B', 'birthday=1.2.1990')['field'], 'birthday')
        self.assertEqual(self.error('add', 'customer', 'name=B', 'tags=fresh', 'email=x')['field'], 'email')
        self.assertEqual(self.digest(), before)   # not even the tag
        self.run_cli('add', 'customer', 'name', status=2)

    def test_delete(self):
        self.init()
        first, second = self.add('customer', 'name=A'), self.add('customer', 'name=B')
        self.add('contact', 'name=Anna', 'customer=A')
        before = self.digest()
        done = self.json('delete', 'customer', first, second)
        self.assertEqual(done['ids'], [first, second])
        self.assertEqual(self.json('list', 'contact', '--count')['count'], 0)
        self.assertEqual(self.error('delete', 'customer', first)['code'], 'not-found')
        self.json('undo', done['action'])
        self.assertEqual(self.digest(), before)
        stage = self.json('list', 'stage', '--where', 'name = prospecting')[0]['id']
        self.add('opportunity', 'name=A')
        self.assertEqual(self.error('delete', 'stage', stage)['code'], 'referenced')
        # All or none.
        self.assertEqual(self.error('delete', 'customer', first, 5)['code'], 'not-found')
        self.json('get', 'customer', first)

    def test_get(self):
        self.init()
        self.assertEqual(self.error('get', 'customer', 5)['code'], 'not-found')
        for wrong in ('x', '0', '1.5', '99999999999999999999'):
            self.error('get', 'customer', wrong, status=2)

    def test_list(self):
        self.init()
        for name, city, employees in (('b', 'Lyon', 5), ('a', 'Lyon', 7), ('É', 'Kyiv', 1), ('d', '', 3)):
            self.add('customer', f'name={name}', f'city={city}', f'employees={employees}', f'revenue={employees}000.5')
        names = lambda *options: [r['name'] for r in self.json('list', 'customer', *options)]
        self.assertEqual(names('--sort', 'name'), ['a', 'b', 'd', 'É'])
        self.assertEqual(names('--sort', 'name:desc'), ['É', 'd', 'b', 'a'])
        self.assertEqual(names('--sort', 'city,employees:desc'), ['É', 'a', 'b', 'd'])
        self.assertEqual(names('--sort', 'revenue:desc', '--limit', 2), ['a', 'b'])
        self.assertEqual(names('--sort', 'name', '--limit', '2', '--offset', '1'), ['b', 'd'])
        self.assertEqual(names('--sort', 'name', '--offset', '3'), ['É'])
        self.assertEqual(names('--where', 'city = lyon and employees > 5'), ['a'])
        self.assertEqual(names('--where', 'city is empty'), ['d'])
        self.assertEqual(names('--search', 'e'), ['É'])
        self.assertEqual(names('--where', 'city = oslo'), [])
        self.assertEqual([r['name'] for r in self.json('list', 'stage', '--search', 'PROS')], ['Prospecting'])
        self.assertEqual(names('--search', 'lyo', '--where', 'employees = 5 or employees = 1'), ['b'])
        self.assertEqual(self.json('list', 'customer', '--where', 'city = lyon', '--count'), {'count': 2})
        self.assertEqual(self.text('list', 'customer', '--count'), '4\n')
        rows = self.json('list', 'customer', '--fields', 'name,revenue', '--where', 'name = a')
        self.assertEqual(list(rows[0]), ['id', 'name', 'revenue'])
        self.assertEqual(rows[0]['revenue'], {'amount': 7000.5, 'currency': 'EUR'})
        lines = self.text('list', 'customer', '--fields', 'name,employees', '--sort', 'name').splitlines()
        self.assertEqual([line.split() for line in lines], [['Name', 'Employees'], ['a', '7'], ['b', '5'], ['d', '3'], ['É', '1']])
        self.assertEqual(len({len(line) for line in lines}), 1)
        for options in (['--where', 'nme = a'], ['--where', 'name ='], ['--sort', 'nme'], ['--sort', 'name:up'],
                        ['--where', 'employees = many']):
            self.assertEqual(self.error('list', 'customer', *options)['code'], 'syntax', options)
        self.assertIn('At character 1', self.error('list', 'customer', '--where', 'nme = a')['message'])
        self.assertEqual(self.error('list', 'customer', '--fields', 'nme')['field'], 'nme')
        self.run_cli('list', 'customer', '--limit', '-3', status=2)

    def test_search(self):
        self.init()
        made = self.add('customer', 'name=Müller & Söhne', 'phone=+49 30 1234-0101', 'city=Berlin')
        self.add('contact', 'name=Anna Muller')
        hits = self.json('search', 'muller')
        self.assertEqual({h['entity'] for h in hits}, {'customer', 'contact'})
        self.assertEqual(set(hits[0]), {'entity', 'id', 'title', 'snippet'})
        self.assertEqual([h['id'] for h in self.json('search', '0101')], [made])
        self.assertEqual([h['id'] for h in self.json('search', 'soh', 'ber')], [made])
        self.assertEqual(len(self.json('search', 'muller', '--limit', 1)), 1)
        self.assertEqual(self.json('search', 'nobody'), [])
        self.assertIn('Berlin', self.text('search', 'muller'))
        self.run_cli('search', status=2)

    def test_undo_history(self):
        self.init()
        empty = self.digest()
        first = self.json('add', 'customer', 'name=A', 'revenue=5')
        added = self.digest()
        second = self.json('set', 'customer', first['id'], 'name=B', 'revenue=7.5 USD')
        undone = self.json('undo')
        self.assertEqual(undone['undone'], second['action'])
        self.assertTrue(undone['label'])
        self.assertEqual(self.digest(), added)
        self.assertEqual(self.json('redo')['redone'], second['action'])
        self.assertEqual(self.error('redo')['code'], 'nothing')
        self.assertEqual(self.error('undo', first['action'])['code'], 'conflict')
        self.json('undo')
        self.json('undo')
        self.assertEqual(self.digest(), empty)
        self.assertEqual(self.error('undo')['code'], 'nothing')
        self.assertEqual(self.error('undo', 12345)['code'], 'not-found')
        self.json('redo')
        self.json('redo')
        history = self.json('history', 'customer', first['id'])
        change = next(e for e in history if e['action'] == second['action'])['changes'][0]
        self.assertEqual(change['kind'], 'update')
        self.assertEqual((change['entity'], change['id']), ('customer', first['id']))
        self.assertEqual(change['fields']['name'], ['A', 'B'])
        self.assertEqual(change['fields']['revenue'], [{'amount': 5, 'currency': 'EUR'}, {'amount': 7.5, 'currency': 'USD'}])
        everything = self.json('history', '--limit', 100)
        self.assertEqual([e['action'] for e in everything], sorted((e['action'] for e in everything), reverse=True))
        for entry in everything:
            self.assertIn('undone', entry)
            self.assertTrue({'action', 'at', 'by', 'label', 'changes'} <= set(entry))
        self.assertEqual(len(self.json('history', '--limit', 2)), 2)
        self.assertIn('Customer', self.text('history'))
        self.run_cli('history', 'customer', status=2)

    def test_bulk_history(self):
        self.init()
        table = self.folder / 'people.csv'
        table.write_text('Name,City\n' + ''.join(f'C{i},Lyon\n' for i in range(50)), encoding='utf-8')
        before = self.digest()
        done = self.json('import', table, '--as', 'customer')
        self.assertEqual(done['created'], 50)
        entry = self.json('history', '--limit', 1)[0]
        self.assertEqual([(c['kind'], c['count']) for c in entry['changes']], [('insert-many', 50)])
        self.json('undo', done['action'])
        self.assertEqual(self.digest(), before)

    def test_pipeline(self):
        self.init()
        rows = self.json('pipeline')
        self.assertEqual([r['stage'] for r in rows], ['Prospecting', 'Qualification', 'Proposal', 'Negotiation', 'Won', 'Lost'])
        self.assertEqual(rows[0], {'stage': 'Prospecting', 'probability': 0.1, 'count': 0, 'sum': 0, 'weighted': 0,
                                   'currency': 'EUR'})
        for value in ('100.05', '200.10', ''):
            self.add('opportunity', 'name=A', 'stage=Proposal', f'value={value}')
        row = self.json('pipeline')[2]
        self.assertEqual((row['count'], row['sum'], row['weighted']), (3, 300.15, 150.08))
        self.assertEqual(len(self.json('pipeline', 'sales')), 6)
        self.add('opportunity', 'name=A', 'stage=Proposal', 'value=1000 JPY')
        self.add('opportunity', 'name=A', 'stage=Won', 'value=7 USD')
        rows = self.json('pipeline')
        self.assertEqual([(r['count'], r['sum'], r['currency']) for r in rows if r['stage'] == 'Proposal'],
                         [(3, 300.15, 'EUR'), (1, 1000, 'JPY')])
        self.assertEqual([(r['count'], r['currency']) for r in rows if r['stage'] == 'Won'], [(1, 'USD')])
        self.assertIn('€300.15', self.text('pipeline'))
        self.assertEqual(self.error('pipeline', 'none')['code'], 'not-found')

    def test_check(self):
        self.init()
        self.assertEqual(self.run_cli('check').returncode, 0)
        made = self.add('customer', 'name=A', 'owner=' + self.json('list', 'person')[0]['name'])
        connection = sqlite3.connect(self.file)
        connection.execute('UPDATE customer SET owner = 12345 WHERE id = ?', (made,))
        connection.commit()
        connection.close()
        check = self.json('check', status=1)   # pages that another program wrote carry wrong seals
        self.assertGreater(check['damaged'], 0)
        self.assertNotIn('customer', check['entities'])
        pages = bytearray(self.file.read_bytes())
        for end in range(4096, len(pages) + 1, 4096):
            pages[end - 16:end] = bytes(16)
        self.file.write_bytes(pages)
        check = self.json('check', status=1)
        self.assertIs(check['ok'], False)
        self.assertEqual(len(check['problems']), 1)
        self.assertEqual(check['entities']['customer']['count'], 1)
        self.assertRegex(check['entities']['customer']['hash'], '^[0-9a-f]{64}$')

    def test_check_search(self):
        self.init()
        self.add('customer', 'name=Grey Heron')
        self.assertLess(self.json('check')['unsearched'], 100)
        connection = sqlite3.connect(self.file)
        connection.execute('DELETE FROM search_queue')
        connection.commit()
        connection.close()
        pages = bytearray(self.file.read_bytes())
        for end in range(4096, len(pages) + 1, 4096):
            pages[end - 16:end] = bytes(16)   # as if no seal had ever been written
        self.file.write_bytes(pages)
        self.assertIs(self.json('check', status=1)['ok'], False)
        self.assertEqual(self.json('search', 'heron'), [])
        self.assertIs(self.json('check', '--repair')['ok'], True)
        self.assertEqual([hit['title'] for hit in self.json('search', 'heron')], ['Grey Heron'])


class TestTable(Cli):
    def test_show(self):
        """What is printed of a file, and the clean copy, which says the same."""
        path, clean = self.folder / 'odd.csv', self.folder / 'clean.csv'
        path.write_bytes('Bericht\n\nName;Ort;Summe\nMüller;"Köln; links";1,5\nGroß;Lübeck;2,5\n'.encode('cp1252'))
        found = self.json('table', path, '--to', clean, workspace=False)
        self.assertEqual(found['columns'], ['Name', 'Ort', 'Summe'])
        self.assertEqual(found['data'], [['Müller', 'Köln; links', '1,5'], ['Groß', 'Lübeck', '2,5']])
        self.assertEqual((found['rows'], found['preamble'], found['more_tables']), (2, 1, False))
        self.assertEqual(found['dialect'], {'encoding': 'WINDOWS-1252', 'delimiter': ';', 'quote': '"', 'escape': '',
                                            'header': True, 'table': 1})
        again = self.json('table', clean, '--limit', '1', workspace=False)
        self.assertEqual((again['columns'], again['rows'], again['data']), (found['columns'], 2, found['data'][:1]))
        self.assertIn('Lübeck', self.text('table', path, workspace=False))

    def test_refused(self):
        path, clean = self.folder / 'bad.csv', self.folder / 'clean.csv'
        path.write_bytes(b'a,b\n1,"two\n3\n')
        clean.write_text('as it was')
        self.assertEqual(self.error('table', path, '--to', clean, workspace=False)['code'], 'format')
        self.assertEqual(clean.read_text(), 'as it was')
        self.assertEqual(self.error('table', path, '--table', '0', status=2, workspace=False)['code'], 'usage')


class TestImport(Cli):
    def test_linked_files(self):
        """Several files at once: what others link to first, whatever the order they are named in."""
        self.init()
        deals, customers = self.folder / 'deals.csv', self.folder / 'customers.csv'
        deals.write_text('Deal,Account,Amount\nOne,Blue,5\nTwo,Red,6\n')
        customers.write_text('Company,City\nBlue,Lyon\nRed,Kyiv\n')
        found = self.json('import', deals, customers)
        self.assertEqual([(f['entity'], f['created'], f['linked']) for f in found], [('customer', 2, 0), ('opportunity', 2, 0)])
        self.assertEqual(self.error('import', deals, customers, '--row', '2=skip', status=2)['code'], 'usage')

    def test_lines(self):
        """A line without a description is called after its product; one of no known deal is refused by the deal's name."""
        self.init()
        deals, lines = self.folder / 'deals.csv', self.folder / 'lines.csv'
        deals.write_text('Deal,Account,Amount\nOne,Blue,5\n')
        lines.write_text('Opportunity,Product,Quantity,Unit Price\nOne,Chair,3,9.50\nOne,Table,1,100\nTen,Chair,1,9.50\n')
        found = self.json('import', lines, deals)
        self.assertEqual([(f['entity'], f['created'], f['rejected']) for f in found],
                         [('opportunity', 1, 0), ('opportunity_line', 2, 1)])
        self.assertEqual(found[1]['errors'][0]['message'], 'Opportunity: there is no “Ten” in the workspace')
        self.assertEqual([row['name'] for row in self.json('list', 'opportunity_line', '--sort', 'name')], ['Chair', 'Table'])

    def test_rows(self):
        self.init()
        path = self.folder / 'customers.csv'
        path.write_text('Company,City\nBlue,Lyon\nRed,Kyiv\n')
        found = self.json('import', path)
        self.assertFalse(found['remembered'])
        self.assertEqual([(c['name'], c['field'], c['filled'], c['distinct']) for c in found['columns']],
                         [('Company', 'name', 2, 2), ('City', 'city', 2, 2)])
        path.write_text('Company,City\nBlue,Rome\nRed,Rome\n')
        found = self.json('import', path, '--row', '3=update')
        self.assertTrue(found['remembered'])
        self.assertEqual((found['created'], found['updated'], found['skipped']), (0, 1, 1))
        self.assertEqual([(d['row'], d['title'], d['policy']) for d in found['duplicates']],
                         [(2, 'Blue', 'skip'), (3, 'Red', 'update')])
        self.assertEqual(self.error('import', path, '--row', 'x', status=2)['code'], 'usage')


class TestBackups(Cli):
    def setUp(self):
        super().setUp()
        self.home = {'XDG_DATA_HOME': str(self.folder / 'data')}
        self.init()
        self.customer = self.add('customer', 'name=Blue Café', 'city=Lyon')

    def test_backup_and_restore(self):
        before = self.digest()
        made = self.json('backup', env=self.home)
        self.assertEqual((made['ok'], made['verified'], made['kind'], made['counts']['customer']), (True, True, 'full', 1))
        self.assertTrue(made['file'].startswith(str(self.folder / 'data/clientele/backups/test-')))
        self.assertEqual(os.path.getsize(made['file']), made['bytes'])
        self.assertEqual(os.stat(made['file']).st_mode & 0o777, 0o600)
        self.json('set', 'customer', self.customer, 'city=Kyiv')
        restored = self.json('restore', made['file'], '--to', self.folder / 'new.clientele', workspace=False)
        self.assertEqual((restored['ok'], restored['verified']), (True, True))
        self.assertEqual(self.digest(self.folder / 'new.clientele'), before)
        self.assertNotEqual(self.digest(), before)
        kept = (self.folder / 'new.clientele').read_bytes()
        error = self.error('restore', made['file'], '--to', self.folder / 'new.clientele', workspace=False)
        self.assertEqual(error['code'], 'exists')
        self.assertEqual((self.folder / 'new.clientele').read_bytes(), kept)

    def test_list(self):
        self.assertEqual(self.json('backups', env=self.home), [])
        first = self.json('backup', env=self.home)
        second = self.json('backup', env=self.home)
        self.assertNotEqual(first['file'], second['file'])
        listed = self.json('backups', env=self.home)
        self.assertEqual([b['file'] for b in listed], [second['file']])   # one a day is kept
        self.assertEqual(set(listed[0]), {'file', 'kind', 'at', 'verified', 'action', 'bytes'})
        self.assertIn('full', self.text('backups', env=self.home))
        Path(second['file']).write_bytes(b'cut off')
        self.assertIs(self.json('backups', env=self.home)[0]['verified'], False)
        self.assertEqual(self.error('drill', env=self.home)['code'], 'not-found')

    def test_to(self):
        file = self.folder / 'copy.clientele'
        made = self.json('backup', '--to', file)
        self.assertEqual(made['file'], str(file))
        self.assertTrue((self.folder / 'copy.clientele.json').exists())
        self.assertEqual(self.json('list', 'customer', '--count', file=file), {'count': 1})
        self.assertEqual(self.error('backup', '--to', file)['code'], 'exists')
        self.assertEqual(self.error('backup', '--to', self.folder / 'no/such/file')['code'], 'not-found')
        target = self.folder / 'link'
        target.symlink_to(self.folder / 'elsewhere')
        self.assertEqual(self.error('backup', '--to', target)['code'], 'exists')
        self.assertFalse((self.folder / 'elsewhere').exists())

    def test_while_it_is_written(self):
        with open(self.file, 'r+b') as held:
            fcntl.fcntl(held, fcntl.F_OFD_SETLK, struct.pack('hhqqi', fcntl.F_WRLCK, os.SEEK_SET, 0x60000000, 1, 0))
            self.assertIs(self.json('backup', env=self.home)['verified'], True)

    def test_drill(self):
        made = self.json('backup', env=self.home)
        before = sorted(os.listdir(os.path.dirname(made['file'])))
        drilled = self.json('drill', env=self.home)
        self.assertEqual((drilled['ok'], drilled['file'], drilled['counts']['customer']), (True, made['file'], 1))
        self.assertEqual(sorted(os.listdir(os.path.dirname(made['file']))), sorted(before + ['state.json']))
        self.assertTrue(self.json('drill', made['file'], workspace=False)['ok'])
        content = bytearray(Path(made['file']).read_bytes())
        content[len(content) // 2] ^= 1
        Path(made['file']).write_bytes(content)
        self.assertEqual(self.error('drill', env=self.home)['code'], 'corrupt')
        new = self.folder / 'new.clientele'
        self.assertEqual(self.error('restore', made['file'], '--to', new, workspace=False)['code'], 'corrupt')
        self.assertFalse(new.exists())
        self.error('restore', made['file'], workspace=False, status=2)

    def test_copy_without_its_log(self):
        """What a plain copy of the two files holds is restored whole."""
        with sqlite3.connect(self.file) as reader:
            reader.execute('SELECT count(*) FROM customer').fetchone()
            self.add('customer', 'name=Second')
            shutil.copy(self.file, self.folder / 'copied')
            if (self.folder / 'test.clientele-wal').exists():
                shutil.copy(self.folder / 'test.clientele-wal', self.folder / 'copied-wal')
        new = self.folder / 'new.clientele'
        self.assertIs(self.json('restore', self.folder / 'copied', '--to', new, workspace=False)['verified'], False)
        self.assertEqual(self.digest(new), self.digest())

    def test_no_room(self):
        """A tiny file system, where one may be mounted."""
        small = self.folder / 'small'
        small.mkdir()
        script = 'mount -t tmpfs -o size=256k none "$1" && shift && exec "$@"'
        inside = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', str(small)]
        if subprocess.run(inside + ['true'], capture_output=True).returncode != 0:
            self.skipTest('no file system can be mounted here')
        done = subprocess.run(inside + [PROGRAM, '--workspace', str(self.file), '--json', 'backup', '--to', str(small / 'a')],
                              capture_output=True, timeout=100)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(json.loads(done.stdout)['error']['code'], 'disk-full')


class TestProgram(Cli):
    def test_help(self):
        text = self.text('--help', workspace=False)
        for command in COMMANDS:
            self.assertIn(f'\n  {command} ', text)
            self.assertIn('Usage:', self.text(command, '--help', workspace=False))
        self.assertRegex(self.text('--version', workspace=False), r'^clientele-cli \d')

    def test_documents(self):
        """Manual page and completion know every command and every option of list."""
        data = Path(os.environ['CLIENTELE_SOURCE']) / 'data'
        manual, completion = (data / 'clientele-cli.1').read_text(), (data / 'clientele-cli.bash').read_text()
        known = {line.split()[0] for line in self.text('--help', workspace=False).split('Commands:\n')[1].splitlines()
                 if line.startswith('  ')}
        self.assertEqual(known, set(COMMANDS))
        for command in COMMANDS:
            self.assertRegex(manual, rf'(?m)^\.BR? {command}\b')
            self.assertRegex(completion, rf"(?m)commands='[^']*\b{command}\b")

    def test_usage(self):
        for arguments in ([], ['lits'], ['--nonsense'], ['list'], ['list', '--nonsense'], ['list', 'customer', 'x'], ['get'],
                          ['get', 'customer'], ['delete', 'customer'], ['set', 'customer', '5'], ['redo', 'x'], ['check', 'x'],
                          ['list', 'customer', '--limit', 'x']):
            done = self.run_cli(*arguments, status=2)
            self.assertEqual(done.stdout, b'')
            self.assertTrue(done.stderr.startswith(b'clientele-cli: '))
        self.assertIn('“list”', self.error('lits', status=2)['message'])
        self.assertEqual(self.error('lits', status=2)['code'], 'usage')

    def test_options_anywhere(self):
        self.init()
        for arguments in (['--json', 'list', 'customer'], ['list', '--json', 'customer'], ['list', 'customer', '--json']):
            self.assertEqual(json.loads(self.run_cli(*arguments).stdout), [])
        self.run_cli('list', 'customer', '-w', self.file, workspace=False)

    def test_which_workspace(self):
        self.run_cli('list', 'customer', workspace=False, status=2)
        self.init()
        self.run_cli('list', 'customer', workspace=False, env={'CLIENTELE_WORKSPACE': str(self.file)})
        # The settings remember the one that the window opened last.
        env = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': str(self.folder / 'config')}
        self.run_cli('list', 'customer', workspace=False, status=2, env=env)
        settings = self.folder / 'config/glib-2.0/settings'
        settings.mkdir(parents=True, exist_ok=True)
        (settings / 'keyfile').write_text(
            f"[io/github/clientele_crm/Clientele]\nlast-workspace='{self.file.as_uri()}'\n", encoding='utf-8')
        self.run_cli('list', 'customer', workspace=False, env=env)
        self.run_cli('list', 'customer', workspace=False, status=2, env={'GSETTINGS_SCHEMA_DIR': '/nonexistent'})

    def test_no_locale(self):
        self.init()
        env = {'LC_ALL': 'C', 'LANG': ''}
        made = self.json('add', 'customer', 'name=Łódź', env=env)['id']
        self.assertEqual(self.json('list', 'customer', '--where', 'name = "łódź"', env=env)[0]['id'], made)
        self.assertIn('Łódź', self.text('list', 'customer', env=env))
        done = subprocess.run([PROGRAM, '-w', self.file, 'add', 'customer', b'name=\xff\xfe'], capture_output=True)
        self.assertEqual(done.returncode, 2)

    def test_output_fails(self):
        self.init()
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([PROGRAM, '-w', self.file, 'entities'], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'could not be written', done.stderr)


class TestBadWorkspaces(Cli):
    READ = [['list', 'customer'], ['get', 'customer', '5'], ['search', 'x'], ['history'], ['pipeline'], ['check']]
    WRITE = [['add', 'customer', 'name=A'], ['set', 'customer', '5', 'name=A'], ['delete', 'customer', '5'], ['undo'], ['redo']]

    def setUp(self):
        super().setUp()
        self.init()
        self.add('customer', 'name=A')
        self.whole = self.file.read_bytes()

    def refused(self, code, file=None, commands=None):
        """Each command ends with that error, and neither the file nor what lies beside it changes."""
        file = file or self.file
        snapshot = lambda: {p.name: hashlib.sha256(p.read_bytes()).digest() if p.is_file() else None
                            for p in self.folder.iterdir() if not (p.is_symlink() and not p.exists())}
        before = snapshot()
        for command in commands or self.READ + self.WRITE:
            error = self.error(*command, file=file)
            self.assertEqual(error['code'], code, (command, error))
            self.assertIn(str(file), error['message'])
            self.assertGreater(len(error['message']), len(str(file)) + 20)
        self.assertEqual(snapshot(), before)

    def test_missing(self):
        self.refused('not-found', self.folder / 'missing.clientele')

    def test_folder(self):
        (self.folder / 'folder').mkdir()
        self.refused('format', self.folder / 'folder')

    def test_empty(self):
        self.file.write_bytes(b'')
        self.refused('format')

    def test_text(self):
        self.file.write_text('name,city\nA,Lyon\n')
        self.refused('format')

    def test_noise(self):
        self.file.write_bytes(os.urandom(20000))
        self.refused('format')

    def test_truncated(self):
        for length in (99, 100, 4096, 10000, len(self.whole) // 2, len(self.whole) - 4096):
            self.file.write_bytes(self.whole[:length])
            self.refused('format' if length < 100 else 'corrupt', commands=[self.READ[0], self.READ[-1], self.WRITE[0]])

    def test_other_program(self):
        self.file.unlink()
        connection = sqlite3.connect(self.file)
        connection.execute('CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)')
        connection.commit()
        connection.close()
        self.refused('foreign')

    def test_newer(self):
        self.file.write_bytes(self.whole[:60] + struct.pack('>I', 1000) + self.whole[64:])
        self.refused('newer')

    def test_read_only(self):
        self.file.chmod(0o444)
        self.refused('read-only', commands=self.WRITE)
        self.assertEqual(len(self.json('list', 'customer')), 1)
        self.digest()
        self.assertEqual(os.listdir(self.folder), ['test.clientele'])

    def test_symlink_loop(self):
        loop = self.folder / 'loop.clientele'
        loop.symlink_to('loop.clientele')
        self.refused('io', loop)

    def test_symlink(self):
        link = self.folder / 'link.clientele'
        link.symlink_to(self.file)
        self.assertEqual(len(self.json('list', 'customer', file=link)), 1)
        self.json('add', 'customer', 'name=B', file=link)
        self.assertEqual(len(self.json('list', 'customer')), 2)
        self.assertTrue(link.is_symlink())

    def test_pipe(self):
        pipe = self.folder / 'pipe.clientele'
        os.mkfifo(pipe)
        self.assertEqual(self.error('list', 'customer', file=pipe)['code'], 'format')

    def test_busy(self):
        with open(self.file, 'r+b') as other:
            lock = struct.pack('hhqqi', fcntl.F_WRLCK, os.SEEK_SET, 0x60000000, 1, 0)
            fcntl.fcntl(other, fcntl.F_OFD_SETLK, lock)
            self.refused('busy', commands=self.WRITE)
            self.assertEqual(len(self.json('list', 'customer')), 1)
        self.json('add', 'customer', 'name=B')

    def test_reading_leaves_nothing(self):
        for command in self.READ:
            self.run_cli('--json', *command, status=1 if command[0] == 'get' else 0)
        self.assertEqual(self.file.read_bytes(), self.whole)
        self.assertEqual(os.listdir(self.folder), ['test.clientele'])


class TestFirstSchema(Cli):
    def test_fixture(self):
        shutil.copy(FIXTURES / 'schema-1.clientele', self.file)
        digest = self.digest()
        for line in (FIXTURES / 'schema-1.digest').read_text().splitlines():
            entity, count, value = line.split()
            self.assertEqual(digest[entity], {'count': int(count), 'hash': value}, entity)
        self.json('undo')
        self.assertEqual(self.json('list', 'contact')[0]['name'], 'Zoë Müller')


if __name__ == '__main__':
    unittest.main()
