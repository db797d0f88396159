#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""exchange.py: what is exported is imported again as the same records, through CSV and through XLSX, and the files are
safe: nothing in them is a formula, nobody else may read them, and what was there stays when something fails."""
import csv
import os
import stat
import threading
import unittest
import zipfile

from cli import Cli

ENTITIES = ['tag', 'pipeline', 'product', 'person', 'customer', 'contact', 'lead', 'opportunity']
NASTY = ['=1+1', '+1', '-x', '@SUM(1)', '\t=1', ' =1', "'=1", "''=1", "'tis", "it's", '"quoted"', 'a,b;c', '_x0041_', '-5',
         'two  blanks', '王伟', '🙂', '&amp;<b>', 'TRUE', '0012', '1e5', '2024-01-02', '#N/A']


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

    def test_csv_says_the_same(self):
        self.reimport('csv')

    def test_xlsx_says_the_same(self):
        self.reimport('xlsx')

    def test_vcards_say_the_same(self):
        self.reimport('vcf', ['customer', 'contact', 'lead'])
        self.assertEqual(self.error('export', 'opportunity', '--to', 'deals.vcf')['code'], 'invalid')

    def test_nasty_vcards(self):
        self.init()
        for number, text in enumerate(NASTY):
            self.add('customer', f'name=C{number}', f'notes={text}\nand; more', f'street={text}', 'region=a, b\\; c:d')
        before = self.digest()
        self.export('customer', 'nasty.vcf', '--fields', 'name,street,region,notes')
        result = self.json('import', 'nasty.vcf', '--as', 'customer', '--on-duplicate', 'update')
        self.assertEqual((result['unchanged'], result['rejected']), (len(NASTY), 0))
        self.assertEqual(self.digest(), before)

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
        for name in ('a.csv', 'a.xlsx'):
            self.run_cli('export', 'customer', '--to', name, env={'UMASK': '0'})
            self.assertEqual(stat.S_IMODE((self.folder / name).stat().st_mode), 0o600)

    def test_link_is_replaced(self):
        for name in ('a.csv', 'a.xlsx'):
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

    def test_no_room(self):
        self.assertEqual(self.error('export', 'customer', '--to', '/dev/full/a.csv')['code'], 'io')


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
