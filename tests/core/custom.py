#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""custom.py: fields that people add, by importing columns or by hand, are fields like all others: in lists, filters,
searches, history, undo, imports, exports and backups."""
import json
import sqlite3
import unittest

from cli import Cli
from exchange import NASTY, TAGS

TABLE = '''Name,E-mail,Shoe Size,Favourite Colour,Sports,Member since,VIP,会员等级,Article,Shop Link,Mixed,Story,Blank
Ada Works,ada@example.org,38,red,tennis; chess,2024-01-03,yes,金,007,https://ada.example,12,"Long
ago",
Bob Trading,bob@example.org,42.5,blue,chess,2023-11-30,no,银,010,https://bob.example,n/a,-,
Cy Ltd,cy@example.org,41,red,,2022-05-01,yes,金,123,https://cy.example,3,-,
Di & Sons,di@example.org,36,red,running;tennis,,no,金,007,,x,-,
Eve Inc,eve@example.org,40,blue,tennis; running,2020-02-29,no,银,900,,4,-,
Fay SA,fay@example.org,44,blue,"chess; tennis, running",2020-03-01,yes,银,901,,5,-,
Gil AG,gil@example.org,39,red,chess,2019-03-01,yes,银,902,,6,-,
Hal KG,hal@example.org,39.5,red,tennis,2018-03-01,yes,金,903,,7,-,
'''
KINDS = {'x_shoe_size': 'decimal', 'x_favourite_colour': 'choice', 'x_sports': 'tags', 'x_member_since': 'date',
         'x_vip': 'boolean', 'x_huiyuandengji': 'choice', 'x_article': 'text', 'x_mixed': 'text', 'x_story': 'long-text'}
VALUES = {'text': 'plain', 'long-text': 'two\nlines', 'choice': 'b', 'tags': ['c', 'd'], 'integer': 12, 'decimal': 1.5,
          'date': '2024-02-29', 'boolean': True, 'email': 'a@example.org', 'phone': '+49 30 1', 'url': 'https://a.example'}
LISTS = ['"' + tag.replace('"', '""') + '"' for tag in TAGS]


class Fields(Cli):
    def bring(self, *options, table=TABLE, name='in.csv'):
        (self.folder / name).write_text(table, encoding='utf-8')
        return self.json('import', name, *options)

    def kinds(self, entity='customer'):
        fields = self.json('entities', entity)[0]['fields']
        return {f['key']: f['kind'] for f in fields if f['key'].startswith('x_')}

    def names(self, *options):
        return [r['name'] for r in self.json('list', 'customer', '--fields', 'name', *options)]

    def define(self, kind, name=None, **options):
        choices = ['choices=a\nb'] if kind == 'choice' else []
        return self.add('custom_field', f'name={name or kind}', 'entity=customer', f'kind={kind}', *choices)


class TestImport(Fields):
    def test_whole(self):
        self.init()
        before = self.digest()
        preview = self.bring('--new-fields', '--dry-run')
        self.assertEqual((preview['created'], preview['mapping']['Shoe Size']), (8, 'x_shoe_size'))
        self.assertEqual((self.digest(), self.kinds()), (before, {}))   # nothing is left of it
        done = self.bring('--new-fields')
        self.assertEqual((done['created'], done['rejected'], done['mapping']['Blank']), (8, 0, None))
        self.assertEqual(self.kinds(), KINDS)
        after = self.digest()
        self.assertEqual(self.names('--where', 'x_shoe_size > 41', '--sort', 'x_shoe_size'), ['Bob Trading', 'Fay SA'])
        self.assertEqual(self.names('--where', 'x_vip = no and x_favourite_colour = red'), ['Di & Sons'])
        self.assertEqual(self.names('--sort', 'x_member_since:desc')[0], 'Ada Works')
        self.assertEqual(len(self.names('--sort', 'x_huiyuandengji')), 8)
        self.assertEqual([hit['title'] for hit in self.json('search', 'long ago')], ['Ada Works'])
        ada = self.json('list', 'customer', '--where', 'name = "Ada Works"')[0]
        self.assertEqual({key: ada[key] for key in KINDS},
                         {'x_shoe_size': 38, 'x_favourite_colour': 'red', 'x_sports': ['tennis', 'chess'], 'x_member_since': '2024-01-03', 'x_vip': True,
                          'x_huiyuandengji': '金', 'x_article': '007', 'x_mixed': '12',
                          'x_story': 'Long\nago'})
        self.json('undo')   # one step for all of it
        self.assertEqual((self.digest(), self.kinds(), self.json('search', 'long ago')), (before, {}, []))
        self.json('redo')
        self.assertEqual((self.digest(), self.kinds()), (after, KINDS))
        self.assertEqual([hit['title'] for hit in self.json('search', 'long ago')], ['Ada Works'])

    def test_used_since(self):
        """What somebody entered later in a field of the import does not vanish with it."""
        self.init()
        other = self.add('customer', 'name=Other')
        self.bring('--new-fields')
        self.json('set', 'customer', other, 'x_shoe_size=33')
        action = self.json('history', '--limit', 2)[1]['action']
        before = self.digest()
        self.assertEqual(self.error('undo', action)['code'], 'conflict')
        self.assertEqual((self.digest(), self.kinds()), (before, KINDS))
        self.json('undo')
        self.json('undo')
        self.assertEqual(self.kinds(), {})

    def test_again(self):
        """The same columns are known the next time, also for records that are there already."""
        self.init()
        self.bring('--map', 'Shoe Size=,Favourite Colour=')
        done = self.bring('--new-fields', '--on-duplicate', 'update')
        self.assertEqual((done['updated'], done['unchanged']), (8, 0))
        after = self.digest()
        again = self.bring('--on-duplicate', 'update')
        self.assertEqual((again['unchanged'], again['mapping']['Shoe Size'], self.digest()), (8, 'x_shoe_size', after))
        self.json('undo')
        self.json('redo')
        self.assertEqual(self.digest(), after)

    def test_choice_of_kind(self):
        self.init()
        done = self.bring('--map', 'Shoe Size=new:text,VIP=new:choice,Article=new')
        self.assertEqual(self.kinds(), {'x_shoe_size': 'text', 'x_vip': 'choice', 'x_article': 'text'})
        self.assertEqual(done['mapping']['Mixed'], None)
        self.assertEqual(self.error('import', 'in.csv', '--map', 'Mixed=new:colour')['code'], 'not-found')
        rejected = self.bring('--map', 'Mixed=new:integer', '--on-duplicate', 'update')
        self.assertEqual((rejected['rejected'], rejected['updated']), (1, 7))

    def test_ambiguous(self):
        self.init()
        table = 'Name,Seen\nA,03/04/2025\nB,05/06/2025\n'
        (self.folder / 'in.csv').write_text(table)
        self.assertEqual(self.error('import', 'in.csv', '--new-fields')['code'], 'invalid')
        self.bring('--new-fields', '--date-order', 'mdy', table=table)
        self.assertEqual(self.kinds(), {'x_seen': 'date'})
        self.assertEqual(self.names('--where', 'x_seen = 2025-03-04'), ['A'])

    def test_many_rows(self):
        """Enough for several portions, a field for a column that only comes late, and a row for each."""
        self.init()
        rows = 3000
        table = 'Name,Number,Points\n' + ''.join(f'C{i},K{i},{i if i > 2000 else ""}\n' for i in range(rows))
        done = self.bring('--new-fields', table=table)
        self.assertEqual((done['created'], self.kinds()), (rows, {'x_points': 'integer'}))
        self.assertEqual(self.json('list', 'customer', '--where', 'x_points > 2499', '--count')['count'], 500)
        self.json('undo')
        self.assertEqual(self.json('list', 'customer', '--count')['count'], 0)
        self.json('redo')
        self.assertEqual(self.json('list', 'customer', '--where', 'x_points > 2499', '--count')['count'], 500)
        self.digest()

    def test_too_many(self):
        self.init()
        header = ','.join(f'Extra {i}' for i in range(40))
        (self.folder / 'wide.csv').write_text(f'Name,{header}\nA,{",".join("v" * 40)}\n')
        error = self.error('import', 'wide.csv', '--new-fields')
        self.assertEqual(error['code'], 'invalid')
        self.assertEqual((self.kinds(), self.json('list', 'customer', '--count')['count']), ({}, 0))
        (self.folder / 'tag.csv').write_text('Tag,Extra\nA,B\n')
        self.assertEqual(self.error('import', 'tag.csv', '--as', 'tag', '--new-fields')['code'], 'invalid')

    def test_names(self):
        """Columns of one name, of none, and of another workspace's keys."""
        self.init()
        self.bring('--new-fields', table='Name,Gauge,Gauge,gauge ,+++,x_shoe_size\nA,1,2,3,4,5\n')
        labels = {r['key']: r['name'] for r in self.json('list', 'custom_field')}
        self.assertEqual(len(labels), 5)
        self.assertEqual(len(set(labels.values())), 5)
        self.assertEqual(labels['x_shoe_size'], 'Shoe size')


    def test_two_files(self):
        """Two files with the same new column share the field; a column of that name of another kind becomes one more."""
        self.init()
        for name, size in ('a', 38), ('b', 41), ('c', 'large'):
            (self.folder / f'{name}.csv').write_text(f'Name,Shoe Size\n{name},{size}\n')
        self.json('import', 'a.csv', 'b.csv', 'c.csv', '--new-fields')
        self.assertEqual(self.kinds(), {'x_shoe_size': 'integer', 'x_shoe_size_2': 'text'})
        self.assertEqual([(row['x_shoe_size'], row['x_shoe_size_2']) for row in
                          self.json('list', 'customer', '--sort', 'name', '--fields', 'x_shoe_size,x_shoe_size_2')],
                         [(38, None), (41, None), (None, 'large')])

    def test_lists(self):
        """Several words to choose from, together and alone; a place and its country is no list, nor a choice with a comma."""
        self.init()
        table = 'Name,Sports,Seat,Standing\n' + ''.join(f'C{i},{sports},"{seat}",{standing}\n' for i, (sports, seat, standing) in enumerate(
            4 * [('tennis;chess', 'Lyon, France', 'AG'), ('chess', 'Paris', 'GmbH'), ('', '', 'Other; not known'),
                 ('chess; running', 'Lyon, France', 'AG'), ('tennis', 'Ulm, Germany', 'AG')]))
        self.bring('--new-fields', table=table)
        self.assertEqual(self.kinds(), {'x_sports': 'tags', 'x_seat': 'choice', 'x_standing': 'choice'})
        self.assertEqual(len(self.names('--where', 'x_sports = running')), 4)


class TestByHand(Fields):
    def test_kinds(self):
        self.init()
        for kind, value in VALUES.items():
            self.define(kind)
        self.define('money')
        values = [f'x_{kind.replace("-", "_")}={", ".join(value) if kind == "tags" else value}' for kind, value in VALUES.items()]
        one = self.add('customer', 'name=A', *values, 'x_money=1234.50 USD')
        record = self.json('get', 'customer', one)
        for kind, value in VALUES.items():
            self.assertEqual(record[f'x_{kind.replace("-", "_")}'], value, kind)
        self.assertEqual(record['x_money'], {'amount': 1234.5, 'currency': 'USD'})
        self.json('set', 'customer', one, 'x_integer=13')
        changes = self.json('history', 'customer', one)[0]['changes'][0]['fields']
        self.assertEqual(changes['x_integer'], [12, 13])
        self.assertEqual(self.error('set', 'customer', one, 'x_date=nonsense')['field'], 'x_date')
        self.digest()

    def test_any_choice(self):
        """More different ones than somebody would offer."""
        self.init()
        self.define('choice', 'Plan')
        table = 'Name,Plan,Source\n' + ''.join(f'C{i:03},{f"p{i:03}" if i else ""},s{i:03}\n' for i in range(400))
        self.bring(table=table)
        names = [f'C{i:03}' for i in range(1, 400)]
        for key in ('x_plan', 'source'):
            self.assertEqual([n for n in self.names('--sort', key) if n != 'C000'], names)
            self.assertEqual([n for n in self.names('--sort', f'{key}:desc') if n != 'C000'], names[::-1])

    def test_other_entities(self):
        self.json('init', '--sample', 'generated')
        before = self.digest()
        steps = 0
        for entity in ('contact', 'lead', 'opportunity', 'activity', 'product'):
            self.add('custom_field', 'name=Grade', f'entity={entity}', 'kind=integer')
            self.assertEqual(self.kinds(entity), {'x_grade': 'integer'})
            ids = [record['id'] for record in self.json('list', entity, '--limit', 3)]
            for one in ids:
                self.json('set', entity, one, 'x_grade=5')
            self.assertEqual(self.json('list', entity, '--where', 'x_grade = 5', '--count')['count'], 3)
            steps += 4
        self.json('delete', 'opportunity', self.json('list', 'opportunity', '--where', 'x_grade = 5')[0]['id'])
        self.digest()   # sums and links as well
        for _ in range(steps + 1):
            self.json('undo')
        self.assertEqual(self.digest(), before)

    def test_rules(self):
        self.init()
        one = self.define('text', 'Size')
        self.assertEqual(self.error('add', 'custom_field', 'name=size', 'entity=customer', 'kind=date')['code'], 'invalid')
        self.assertEqual(self.error('add', 'custom_field', 'name=B', 'entity=tag', 'kind=date')['field'], 'entity')
        self.assertEqual(self.error('set', 'custom_field', one, 'kind=date')['field'], 'kind')
        self.assertEqual(self.error('set', 'custom_field', one, 'entity=lead')['field'], 'entity')
        self.add('custom_field', 'name=Size', 'entity=lead', 'kind=text')   # of another entity
        self.json('set', 'custom_field', one, 'name=Grösse')
        self.assertEqual(self.kinds(), {'x_size': 'text'})   # renaming keeps the key, and so what is saved by it
        for i in range(31):
            self.define('text', f'F{i}')
        self.assertEqual(self.error('add', 'custom_field', 'name=Z', 'entity=customer', 'kind=text')['code'], 'invalid')

    def test_deleting(self):
        """What stands in a field that is deleted is not found any more, and is there again when that is undone."""
        self.init()
        one = self.define('text', 'Motto')
        customer = self.add('customer', 'name=A', 'x_motto=carpe diem')
        before = self.digest()
        self.json('delete', 'custom_field', one)
        self.assertEqual((self.kinds(), self.json('search', 'carpe')), ({}, []))
        self.digest()
        other = self.define('integer', 'Motto')   # does not meet what is left of the first
        self.assertEqual(self.kinds(), {'x_motto_2': 'integer'})
        self.json('undo')
        self.json('undo')
        self.assertEqual(self.digest(), before)
        self.assertEqual(self.json('get', 'customer', customer)['x_motto'], 'carpe diem')
        self.assertEqual(len(self.json('search', 'carpe')), 1)
        self.assertNotEqual(one, other)


class TestElsewhere(Fields):
    def fill(self):
        self.init()
        for kind in [*VALUES, 'money']:
            self.define(kind)
        for number, text in enumerate(NASTY):
            self.add('customer', f'name=C{number}', f'number=K{number}', f'x_text={text}', f'x_long_text={text}\n{text}',
                     f'x_choice=by {text}', f'x_tags={LISTS[number % len(TAGS)]}, more', f'x_integer={number}', f'x_decimal={number / 8}', 'x_money=1.10 USD',
                     f'x_boolean={"yes" if number % 2 else "no"}', 'x_date=2024-02-29')

    def records(self, file):
        self.run_cli('export', 'customer', '--to', 'records.json', file=file)
        return sorted(json.dumps(r, sort_keys=True) for r in json.loads((self.folder / 'records.json').read_text()))

    def test_files(self):
        self.fill()
        wanted, before = self.records(self.file), self.digest()
        self.run_cli('export', 'tag', '--to', 'tags.json')
        self.run_cli('export', 'custom_field', '--to', 'fields.json')
        fields = json.loads((self.folder / 'fields.json').read_text())
        for suffix in ('csv', 'xlsx', 'json', 'xml'):
            with self.subTest(suffix):
                path = f'customers.{suffix}'
                self.run_cli('export', 'customer', '--to', path)
                again = self.json('import', path, '--as', 'customer', '--on-duplicate', 'update')
                self.assertEqual((again['unchanged'], again['rejected']), (len(NASTY), 0))
                self.assertEqual(self.digest(), before)
                other = self.folder / f'{suffix}.clientele'
                self.json('init', file=other)
                self.json('import', 'tags.json', '--as', 'tag', file=other)
                for field in fields:
                    self.json('add', 'custom_field', *[f'{key}={field[key]}' for key in ('name', 'entity', 'kind')],
                              file=other)
                self.json('import', path, '--as', 'customer', file=other)
                self.assertEqual(self.records(other), wanted)

    def test_like_a_currency(self):
        """A field called almost as the column beside an amount is in exports."""
        self.init()
        self.add('custom_field', 'name=Price currency', 'entity=product', 'kind=text')
        self.add('product', 'name=Tea', 'price=2.50 USD', 'x_price_currency=quoted in dollars')
        before = self.digest()
        self.run_cli('export', 'product', '--to', 'products.csv')
        again = self.json('import', 'products.csv', '--as', 'product', '--on-duplicate', 'update')
        self.assertEqual((again['unchanged'], again['rejected'], self.digest()), (1, 0, before))

    def test_backups(self):
        self.init()
        env = {'HOME': str(self.folder), 'XDG_DATA_HOME': str(self.folder / 'data')}
        self.json('backup', env=env)
        self.bring('--new-fields')
        self.json('backup', env=env)      # of changes: the fields are among them
        self.add('customer', 'name=Later', 'x_shoe_size=50')
        made = self.json('backup', env=env)
        self.assertTrue(made['ok'])
        digest = self.digest()
        self.assertTrue(self.json('drill', env=env)['ok'])
        self.run_cli('restore', made['file'], '--to', 'restored.clientele', env=env)
        self.assertEqual(self.digest(self.folder / 'restored.clientele'), digest)
        self.file = self.folder / 'restored.clientele'
        self.assertEqual(self.kinds(), KINDS)
        self.assertEqual(self.names('--where', 'x_shoe_size > 45'), ['Later'])

    def test_calendars(self):
        """A calendar has room for them, but another workspace has none: that is told."""
        self.init()
        for i in range(5):
            self.add('custom_field', f'name=Grade {i}', 'entity=activity', 'kind=integer')
        one = self.add('activity', 'name=Call', 'kind=call', 'due_at=2026-01-02T10:00', 'x_grade_0=5', 'x_grade_4=6')
        self.run_cli('export', 'activity', '--to', 'out.ics')
        self.assertIn('GRADE-4:6', (self.folder / 'out.ics').read_text())
        before = self.digest()
        self.assertEqual(self.json('import', 'out.ics', '--on-duplicate', 'update')['unchanged'], 1)
        self.assertEqual(self.digest(), before)
        self.assertEqual(self.json('get', 'activity', one)['x_grade_4'], 6)
        other = self.folder / 'other.clientele'
        self.json('init', file=other)
        hints = self.json('import', 'out.ics', file=other)['hints']
        self.assertIn('GRADE', json.dumps(hints))

    def test_cards(self):
        """Cards have them as properties of their own, from which the other workspace can make fields."""
        self.init()
        self.bring('--new-fields')
        self.run_cli('export', 'customer', '--to', 'out.vcf')
        before = self.digest()
        again = self.json('import', 'out.vcf', '--as', 'customer', '--on-duplicate', 'update')
        self.assertEqual((again['unchanged'], self.digest()), (8, before))
        other = self.folder / 'other.clientele'
        self.json('init', file=other)
        self.json('import', 'out.vcf', '--as', 'customer', '--new-fields', file=other)
        ada = self.json('list', 'customer', '--where', 'name = "Ada Works"', file=other)[0]
        self.assertEqual((ada['x_shoe_size'], ada['x_vip'], ada['x_story']), (38, True, 'Long\nago'))

    def damage(self, table, which):
        """Breaks a page that rows of the table are on."""
        database = sqlite3.connect(self.file)
        pages = [row[0] for row in database.execute('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY 1',
                                                    (table, 'leaf'))]
        database.close()
        self.assertGreater(len(pages), which)
        whole = bytearray(self.file.read_bytes())
        for place in (3000, 4000):
            whole[(pages[which] - 1) * 4096 + place] ^= 0x55
        self.file.write_bytes(whole)
        self.json('check', status=1)

    def test_repair(self):
        """Fields survive damage to a page of records, and to that which says which fields there are."""
        table = 'Name,Number,Gauge,Motto\n' + ''.join(f'C{i},K{i},{i},motto {i}\n' for i in range(3000))
        for broken, which in (('customer', 3), ('custom_field', 0)):
            with self.subTest(broken):
                self.file = self.folder / f'{broken}.clientele'
                self.init()
                self.bring('--new-fields', table=table)
                before = self.digest()
                self.damage(broken, which)
                self.assertTrue(self.json('check', '--repair')['ok'])
                after = self.digest()
                self.assertEqual(self.kinds(), {'x_gauge': 'integer', 'x_motto': 'text'})
                known = self.json('list', 'customer', '--where', 'x_gauge >= 0', '--count')['count']
                self.assertGreater(known, 2900 if broken == 'customer' else 2999)
                if broken == 'custom_field':
                    self.assertEqual(after['customer'], before['customer'])
                self.assertEqual(self.names('--where', 'x_gauge = 2999'), ['C2999'])
                self.assertEqual([hit['title'] for hit in self.json('search', 'motto 2999')], ['C2999'])

    def test_analyses(self):
        self.init()
        self.bring('--new-fields')
        described = self.json('analyze', 'describe', '--entity', 'customer', '--columns', 'x_shoe_size')
        self.assertAlmostEqual(described['columns'][0]['mean'], 40, 1)
        pivot = self.json('analyze', 'pivot', '--entity', 'customer', '--rows', 'x_favourite_colour')
        self.assertIn('red', json.dumps(pivot))


if __name__ == '__main__':
    unittest.main()
