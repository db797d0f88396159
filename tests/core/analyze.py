#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""analyze.py: drives `clientele-cli analyze` from outside: each method on a small table, its JSON, and bad input.

A method is a class with its cases; what is right in numbers is proved by the tests of the functions behind it.
"""
import csv
import datetime
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.path.join(os.environ['CLIENTELE_BUILD'], 'src/clientele-cli')


class Analyze(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='clientele-analyze-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, text, name='table.csv'):
        path = self.folder / name
        path.write_text(text, encoding='utf-8')
        return path

    def call(self, *arguments, status=0):
        command = [PROGRAM, '--json', 'analyze', *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, timeout=100, cwd=self.folder)
        self.assertEqual(done.returncode, status, f'{command}\n{done.stdout.decode()}\n{done.stderr.decode()}')
        return json.loads(done.stdout)

    def refuse(self, code, *arguments):
        error = self.call(*arguments, status=2 if code == 'usage' else 1)['error']
        self.assertEqual(error['code'], code, error)
        return error['message']


# Table 5.1 of J. Han, M. Kamber, "Data Mining: Concepts and Techniques".
BASKETS = ['I1 I2 I5', 'I2 I4', 'I2 I3', 'I1 I2 I4', 'I1 I3', 'I2 I3', 'I1 I3', 'I1 I2 I3 I5', 'I1 I2 I3']


class Rules(Analyze):
    def baskets(self):
        return self.write('\n'.join(BASKETS) + '\n', 'baskets.txt')

    def test_baskets(self):
        result = self.call('rules', '--baskets', self.baskets(), '--support', 0.2, '--confidence', 0.7)
        self.assertEqual((result['transactions'], result['items'], result['least_count']), (9, 5, 2))
        self.assertEqual((result['n_itemsets'], len(result['itemsets'])), (13, 13))
        self.assertEqual(result['itemsets'][0], {'items': ['I2'], 'support': 7 / 9, 'count': 7})
        self.assertEqual(result['n_rules'], len(result['rules']))
        rule = next(r for r in result['rules'] if r['if'] == ['I1', 'I5'])
        self.assertEqual((rule['then'], rule['count'], rule['confidence'], rule['conviction']), (['I2'], 2, 1, None))
        self.assertAlmostEqual(rule['lift'], 9 / 7)
        self.assertTrue(all(r['confidence'] >= 0.7 and r['if'] for r in result['rules']))
        lifts = [r['lift'] for r in result['rules']]
        self.assertEqual(lifts, sorted(lifts, reverse=True))

    def test_marks(self):
        """Items may have spaces where other marks stand between them, and any mark in quotes."""
        for text in ('whole milk,eggs\neggs, whole milk,\n', 'whole milk;eggs\neggs;whole milk', 'whole milk\teggs\neggs\twhole milk',
                     '"whole milk" eggs\r\n\r\neggs  "whole milk"\r\n', '"whole milk","eggs"\n"eggs","whole milk"\n'):
            result = self.call('rules', '--baskets', self.write(text, 'baskets.txt'), '--support', 1)
            self.assertEqual(result['transactions'], 2, text)
            self.assertEqual([s['items'] for s in result['itemsets']], [['eggs'], ['whole milk'], ['eggs', 'whole milk']])
        odd = self.call('rules', '--baskets', self.write('"milk, whole","3"" nails","big" box,4" box,"open\n', 'odd.txt'))
        self.assertEqual({s['items'][0] for s in odd['itemsets'] if len(s['items']) == 1},
                         {'"big" box', '"open', '3" nails', '4" box', 'milk, whole'})

    def test_columns(self):
        """The same from a table of rows, in any order, with numbers as items."""
        rows = [f'{number},{item[1:]}' for number, basket in enumerate(BASKETS) for item in basket.split()]
        table = self.write('invoice,product\n' + '\n'.join(reversed(rows)) + '\n,3\n4,\n')
        result = self.call('rules', '--csv', table, '--transaction', 'invoice', '--item', 'product', '--support', 0.2)
        self.assertEqual((result['transactions'], result['n_itemsets'], result['left_out']), (9, 13, 2))
        self.assertEqual(result['itemsets'][0]['items'], [2])

    def test_lengths(self):
        path = self.baskets()
        pairs = self.call('rules', '--baskets', path, '--support', 0.2, '--min-length', 2, '--max-length', 2)
        self.assertEqual({len(s['items']) for s in pairs['itemsets']}, {2})
        self.assertEqual(pairs['n_itemsets'], 6)
        plain = self.call('rules', '--baskets', path, '--support', 0.2, '--confidence', 0.6, '--min-length', 1)
        self.assertEqual([r['then'] for r in plain['rules'] if not r['if']], [['I2'], ['I1'], ['I3']])
        few = self.call('rules', '--baskets', path, '--support', 0.2, '--sort', 'confidence', '--limit', 3)
        self.assertEqual((len(few['itemsets']), len(few['rules']), few['n_itemsets']), (3, 3, 13))
        self.assertEqual([r['confidence'] for r in few['rules']], [1, 1, 1])

    def test_closed(self):
        """{I5} and its like are as frequent as {I1,I2,I5}; what is maximal does not change with --max-length."""
        path = self.baskets()
        closed = self.call('rules', '--baskets', path, '--support', 0.2, '--closed')
        self.assertEqual(sorted(''.join(s['items']) for s in closed['itemsets']),
                         ['I1', 'I1I2', 'I1I2I3', 'I1I2I5', 'I1I3', 'I2', 'I2I3', 'I2I4', 'I3'])
        maximal = self.call('rules', '--baskets', path, '--support', 0.2, '--maximal', '--max-length', 2)
        self.assertEqual([s['items'] for s in maximal['itemsets']], [['I2', 'I4']])
        self.assertEqual({len(r['if']) for r in maximal['rules']}, {1})

    def test_refused(self):
        empty = self.write('transaction,item\n1,\n2,\n')
        self.assertIn('baskets', self.refuse('invalid', 'rules', '--csv', empty))
        self.assertIn('product', self.refuse('not-found', 'rules', '--csv', self.write('product\na\n')))
        self.refuse('usage', 'rules', '--baskets', self.baskets(), '--support', 2)


# Figure 1 of M. Zaki, "SPADE", Machine Learning 42 (2001).
EVENTS = [(1, 10, 'CD'), (1, 15, 'ABC'), (1, 20, 'ABF'), (1, 25, 'ACDF'), (2, 15, 'ABF'), (2, 20, 'E'), (3, 10, 'ABF'),
          (4, 10, 'DGH'), (4, 20, 'BF'), (4, 25, 'AGH')]
WHO = ['--customer', 'who', '--item', 'what']


class Sequences(Analyze):
    def table(self, time='{}'):
        rows = [f'{who},{time.format(when)},{item}' for who, when, items in EVENTS for item in items]
        return self.write('who,when,what\n' + '\n'.join(rows) + '\n')

    def test_patterns(self):
        result = self.call('sequences', '--csv', self.table(), *WHO, '--time', 'when', '--support', 0.4)
        self.assertEqual((result['customers'], result['elements'], result['n_patterns'], result['n_rules']), (4, 10, 18, 10))
        counts = {json.dumps(p['sequence']): p['count'] for p in result['patterns']}
        self.assertEqual(counts['[["D"], ["B", "F"], ["A"]]'], 2)
        self.assertEqual(counts['[["A", "F"]]'], 3)
        self.assertEqual([p['support'] for p in result['patterns']],
                         sorted((p['support'] for p in result['patterns']), reverse=True))
        rule = next(r for r in result['rules'] if r['if'] == [['D'], ['B', 'F']])
        self.assertEqual((rule['then'], rule['confidence'], rule['count']), ([['A']], 1, 2))

    def test_dates(self):
        """Times may be dates; gaps are days then."""
        options = ['--csv', self.table('2024-01-{}'), *WHO, '--time', 'when', '--support', 0.4]
        self.assertEqual(self.call('sequences', *options)['n_patterns'], 18)
        near = self.call('sequences', *options, '--max-gap', 5)
        self.assertNotIn([['D'], ['F']], [p['sequence'] for p in near['patterns']])
        self.assertIn([['B', 'F'], ['A']], [p['sequence'] for p in near['patterns']])
        far = self.call('sequences', *options, '--min-gap', 10)
        self.assertIn([['D'], ['F']], [p['sequence'] for p in far['patterns']])
        self.assertNotIn([['B', 'F'], ['A']], [p['sequence'] for p in far['patterns']])
        short = self.call('sequences', *options, '--max-length', 2, '--max-size', 2)
        self.assertEqual(short['n_patterns'], 14)
        self.assertEqual(len(self.call('sequences', *options, '--limit', 3)['patterns']), 3)
        span = self.call('sequences', *options, '--max-span', 10)
        self.assertNotIn([['D'], ['F'], ['A']], [p['sequence'] for p in span['patterns']])

    def test_refused(self):
        words = self.refuse('invalid', 'sequences', '--csv', self.table('day {}'), *WHO, '--time', 'when')
        self.assertIn('when', words)
        self.refuse('usage', 'sequences', '--csv', self.table(), *WHO)
        self.refuse('invalid', 'sequences', '--csv', self.write('who,when,what\n1,,a\n'), *WHO, '--time', 'when')


class Recommend(Analyze):
    def table(self):
        rows = [(1, 1, 'coffee'), (1, 2, 'mill'), (1, 3, 'filter'), (2, 1, 'coffee'), (2, 2, 'mill'), (2, 3, 'filter'),
                (3, 1, 'mill'), (3, 2, 'coffee'), (4, 1, 'coffee'), (4, 2, 'mill'), (5, 1, 'tea')]
        return self.write('who,when,what\n' + ''.join(f'{a},{b},{c}\n' for a, b, c in rows))

    def test_all(self):
        result = self.call('recommend', '--csv', self.table(), *WHO)
        self.assertNotIn('n_sequence_rules', result)
        self.assertEqual([r['customer'] for r in result['recommendations']], [3, 4])
        item = result['recommendations'][0]
        self.assertEqual((item['item'], item['score'], item['by'], item['then']), ('filter', 0.5, 'rule', ['filter']))

    def test_order(self):
        """Who bought a mill after coffee is likelier to want a filter than who has both."""
        options = ['--csv', self.table(), *WHO, '--time', 'when']
        late = self.call('recommend', *options, '--for', 3)['recommendations'][0]
        best = self.call('recommend', *options, '--for', 4)['recommendations'][0]
        self.assertAlmostEqual(best['score'], 2 / 3)
        self.assertEqual((best['by'], best['if'], best['then']), ('sequence', [['coffee'], ['mill']], [['filter']]))
        self.assertEqual((late['by'], late['score']), ('rule', 0.5))

    def test_options(self):
        options = ['--csv', self.table(), *WHO, '--for', 1]
        self.assertEqual(len(self.call('recommend', *options, '--bought')['recommendations']), 3)
        self.assertEqual(len(self.call('recommend', *options, '--bought', '--limit', 1)['recommendations']), 1)

    def test_refused(self):
        self.assertIn('“9”', self.refuse('not-found', 'recommend', '--csv', self.table(), *WHO, '--for', 9))
        self.refuse('not-found', 'recommend', '--csv', self.table(), *WHO, '--time', 'never')


def month(number):
    return f'{2015 + number // 12}-{number % 12 + 1:02}'


class Forecast(Analyze):
    def table(self, value, count=48, left_out=()):
        rows = [f'{month(i)}-15,{value(i)}' for i in range(count) if i not in left_out]
        path = self.write('day,sold\n' + '\n'.join(rows) + '\n')
        return ['forecast', '--csv', path, '--date', 'day', '--value', 'sold']

    def test_methods(self):
        """A line with a season: every method knows that it goes on."""
        season = [0, 3, 8, 2, -4, -9, -7, 0, 5, 10, 3, -11]
        table = self.table(lambda i: 100 + 2 * i + season[i % 12])
        for method in ['holt-winters', 'ets', 'arima', 'theta', 'naive', 'auto']:
            result = self.call(*table, '--method', method, '--horizon', 3)
            self.assertEqual(result['method'] == method, method != 'auto', result['method'])
            self.assertEqual([f['period'] for f in result['forecast']], ['2019-01-01', '2019-02-01', '2019-03-01'])
            limit = 25 if method in ('naive', 'theta') else 4
            for i, step in enumerate(result['forecast']):
                expected = 100 + 2 * (48 + i) + season[i]
                self.assertLess(abs(step['mean'] - expected), limit, (method, i, step))
                self.assertLessEqual(step['lo95'], step['lo80'])
                self.assertLessEqual(step['hi80'], step['hi95'])
            self.assertIn('naive', [m['method'] for m in result['backtest']['methods']])
        self.assertEqual(result['seasonality']['periods'][0]['period'], 12)
        self.assertAlmostEqual(result['trend']['slope'], 2, delta=0.2)

    def test_fixed(self):
        table = self.table(lambda i: 50 + i % 12)
        result = self.call(*table, '--method', 'holt-winters', '--alpha', 0.2, '--beta', 0.1, '--gamma', 0.3)
        self.assertEqual([result['parameters'][k] for k in ('alpha', 'beta', 'gamma')], [0.2, 0.1, 0.3])
        result = self.call(*table, '--method', 'ets', '--model', 'MAdN', '--backtest', 0)
        self.assertEqual((result['model'], 'backtest' in result), ('ETS(M,Ad,N)', False))
        result = self.call(*table, '--method', 'arima', '--model', '0,1,1,0,1,0', '--log')
        self.assertEqual(result['model'], 'ARIMA(0,1,1)(0,1,0)[12]')

    def test_gaps(self):
        table = self.table(lambda i: 10, left_out=(5, 30))
        result = self.call(*table)
        self.assertEqual(result['gaps'], [{'period': '2015-06-01'}, {'period': '2017-07-01'}])
        self.assertEqual([result['series'][i]['value'] for i in (4, 5, 30)], [10, 0, 0])
        kept = self.call(*table, '--gaps', 'missing')
        self.assertEqual([kept['series'][i]['value'] for i in (4, 5, 30)], [10, None, None])
        self.assertAlmostEqual(kept['forecast'][0]['mean'], 10)
        early = self.call(*table, '--until', '2015-08-31', '--unit', 'quarter')
        self.assertEqual([s['value'] for s in early['series']], [30, 20, 20])

    def test_months(self):
        """Months by their name and decimal commas, as spreadsheets of other countries write them."""
        names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
        rows = [f'{names[i % 12]} {2019 + i // 12};{1000 + 10 * i},5' for i in range(36)]
        path = self.write('Monat;Umsatz\n' + '\n'.join(rows))
        result = self.call('forecast', '--csv', path, '--date', 'Monat', '--value', 'Umsatz', '--method', 'drift', '--horizon', 1)
        self.assertEqual((result['series'][0]['value'], result['series'][-1]['period']), (1000.5, '2021-12-01'))
        self.assertAlmostEqual(result['forecast'][0]['mean'], 1360.5)

    def test_rows(self):
        """Without dates rows follow each other."""
        path = self.write('sold\n' + '\n'.join(str(7 + i % 4) for i in range(40)))
        result = self.call('forecast', '--csv', path, '--value', 'sold', '--period', 4, '--horizon', 2)
        self.assertEqual([round(f['mean'], 3) for f in result['forecast']], [7, 8])
        self.assertEqual(result['forecast'][0]['period'], 41)

    def test_units(self):
        """Rows of days and weeks are what is forecast, purchases are summed by months; what is ignored is said."""
        day = datetime.date(2024, 1, 1)
        for step, last, then in (1, '2024-03-01', '2024-03-02'), (7, '2025-02-24', '2025-03-03'):
            rows = [f'{day + datetime.timedelta(step * i)},{20 + i % 7}' for i in range(61)]
            options = ['forecast', '--csv', self.write('day,sold\n' + '\n'.join(rows)), '--date', 'day', '--value', 'sold']
            result = self.call(*options, '--method', 'naive', '--period', 7, '--horizon', 1)
            self.assertEqual((result['series'][-1]['period'], result['forecast'][0]['period']), (last, then))
            self.assertEqual((len(result['series']), result['period'], result['forecast'][0]['mean']), (61, 7, 25))
            self.assertNotIn('notes', result)
        self.assertIn('40 values', self.call(*options, '--method', 'naive', '--period', 40)['notes'][0])
        months = self.call(*options, '--method', 'naive', '--unit', 'month')
        self.assertEqual(len(months['series']), 14)

    def test_seed(self):
        table = self.table(lambda i: 50 * 1.03 ** i + (i * 7) % 5)
        calls = [self.call(*table, '--method', 'ets', '--model', 'MMN', '--seed', 3, '--threads', n) for n in (1, 4)]
        self.assertEqual(calls[0], calls[1])
        self.assertEqual(calls[0]['intervals'], 'simulated')

    def test_refused(self):
        table = self.table(lambda i: i - 20)
        self.assertIn('above 0', self.refuse('invalid', *table, '--method', 'ets', '--model', 'MAM'))
        self.assertIn('variance', self.refuse('invalid', *table, '--method', 'ets', '--model', 'AAM'))
        product = ['--method', 'holt-winters', '--seasonal', 'multiplicative']
        self.assertIn('additive', self.refuse('invalid', *table, *product))
        self.assertIn('--log', self.refuse('invalid', *table, '--log'))
        self.assertIn('0,1,1', self.refuse('usage', *table, '--method', 'arima', '--model', 'MAM'))
        self.assertIn('3 periods', self.refuse('invalid', *self.table(lambda i: i, count=2)))
        self.assertIn('dates', self.refuse('invalid', *table[:3], '--date', 'sold', '--value', 'sold'))


class Similar(Analyze):
    def test_neighbours(self):
        shapes = {'up': lambda i: i, 'more': lambda i: 10 * i + 3, 'down': lambda i: 20 - i,
                  'less': lambda i: 9 - i / 4}
        rows = [f'{who},{month(i)}-03,{shape(i)}' for i in range(12) for who, shape in shapes.items()]
        path = self.write('who,day,sold\n' + '\n'.join(rows) + '\n,2015-01-01,5\n')
        for distance in ['euclid', 'dtw']:
            result = self.call('similar', '--csv', path, '--id', 'who', '--date', 'day', '--value', 'sold',
                               '--neighbours', 1, '--distance', distance)
            self.assertEqual((result['n'], result['length'], result['unused_rows']), (4, 12, 1))
            nearest = {s['id']: s['neighbours'][0]['id'] for s in result['series']}
            self.assertEqual(nearest, {'up': 'more', 'more': 'up', 'down': 'less', 'less': 'down'})
            self.assertAlmostEqual(result['series'][0]['neighbours'][0]['distance'], 0, delta=1e-6)

    def test_refused(self):
        one = self.write('who,day,sold\na,2015-01-01,1\na,2015-02-01,2\n')
        options = ['--id', 'who', '--date', 'day', '--value', 'sold']
        self.assertIn('two series', self.refuse('invalid', 'similar', '--csv', one, *options))
        none = self.write('who,day,sold\na,2015-01-01,\n,2015-02-01,2\n', 'none.csv')
        self.refuse('invalid', 'similar', '--csv', none, *options)


# Table 8.1 of J. Han, M. Kamber, J. Pei, "Data Mining: Concepts and Techniques": who buys a computer.
BUYERS = '''id,age,income,student,credit,buys
1,youth,high,no,fair,no
2,youth,high,no,excellent,no
3,middle_aged,high,no,fair,yes
4,senior,medium,no,fair,yes
5,senior,low,yes,fair,yes
6,senior,low,yes,excellent,no
7,middle_aged,low,yes,excellent,yes
8,youth,medium,no,fair,no
9,youth,low,yes,fair,yes
10,senior,medium,yes,fair,yes
11,youth,medium,yes,excellent,yes
12,middle_aged,medium,no,excellent,yes
13,middle_aged,high,yes,fair,yes
14,senior,medium,no,excellent,no
15,youth,medium,yes,fair,
'''


class Learn(Analyze):
    def buyers(self):
        return self.write(BUYERS, 'buyers.csv')

    def learn(self, method, *arguments):
        return self.call(method, '--csv', self.buyers(), '--target', 'buys', '--id', 'id', *arguments)

    def numbers(self):
        rows = [(x, 3 + 2 * x + (x * 7 % 5 - 2) / 10) for x in range(40)]
        return self.write('x,y,group\n' + ''.join(f'{x},{y},{"ab"[x % 2]}\n' for x, y in rows), 'numbers.csv')

    def test_tree(self):
        result = self.learn('tree')
        gains = {column: round(values['gain'], 4) for column, values in result['gains_at_root'].items()}
        self.assertEqual(gains, {'age': 0.2467, 'income': 0.0292, 'student': 0.1518, 'credit': 0.0481})
        self.assertEqual((result['leaves'], result['accuracy'], result['rows']), (5, 1, 14))
        self.assertEqual(result['tree']['column'], 'age')
        self.assertIn('IF age = youth AND student = no THEN buys = no', [r['text'] for r in result['rules']])
        self.assertAlmostEqual(sum(r['coverage'] for r in result['rules']), 1)
        self.assertAlmostEqual(sum(result['importance'].values()), 1)
        self.assertEqual(len(result['predictions']), 15)
        first, last = result['predictions'][0], result['predictions'][-1]
        self.assertEqual((first['id'], first['actual'], first['predicted']), (1, 'no', 'no'))
        self.assertEqual(first['reasons'][0]['column'], 'student')
        self.assertEqual((last['id'], last['predicted'], 'actual' in last), (15, 'yes', False))
        self.assertTrue(result['notes'])
        self.assertEqual(self.learn('tree', '--max-depth', 0)['rules'][0]['text'], 'ALWAYS buys = yes')
        numbers = self.call('tree', '--csv', self.numbers(), '--target', 'y', '--prune', 'none', '--folds', 2)
        self.assertGreater(numbers['r2'], 0.9)
        self.assertEqual(numbers['tree']['column'], 'x')

    def test_answers(self):
        """Few whole numbers are classes, which is told, unless an option says what they are."""
        table = self.write('x,sort,half\n' + ''.join(f'{i},{i // 10 + 1},{i // 10 / 2}\n' for i in range(30)))
        for method in ('tree', ['neural', '--epochs', 20]):
            options = [*([method] if isinstance(method, str) else method), '--csv', table, '--columns', 'x', '--folds', 0]
            sorts = self.call(*options, '--target', 'sort')
            self.assertEqual(sorts['classes'], ['1', '2', '3'])
            self.assertIn('--answer numbers', sorts['notes'][0])
            self.assertNotIn('--answer', str(self.call(*options, '--target', 'sort', '--answer', 'classes')['notes']))
            self.assertIn('r2', self.call(*options, '--target', 'sort', '--answer', 'numbers'))
            self.assertIn('r2', self.call(*options, '--target', 'half'))
            self.assertEqual(self.call(*options, '--target', 'half', '--answer', 'classes')['classes'], ['0', '0.5', '1'])
            two = self.call(*options, '--target', 'sort', '--positive', 2)
            self.assertEqual((two['positive'], two['classes']), ('2', ['1', '2', '3']))

    def test_bayes(self):
        result = self.learn('bayes', '--laplace', 0)
        self.assertAlmostEqual(result['predictions'][-1]['probability'], 0.804505229284)
        self.assertEqual(result['positive'], 'yes')
        self.assertEqual(self.learn('bayes', '--positive', 'no')['positive'], 'no')
        self.assertLess(self.learn('bayes', '--folds', 3)['cross_validation']['auc'], 1)

    def test_logistic(self):
        result = self.learn('logistic', '--ridge', 1, '--folds', 5, '--hit-value', 10, '--contact-cost', 2)
        self.assertGreater(result['auc'], result['cross_validation']['auc'])
        self.assertEqual([c['name'] for c in result['coefficients']][:3], ['(Intercept)', 'agesenior', 'ageyouth'])
        self.assertGreater(result['profit']['best']['profit'], 0)
        self.assertEqual(sum(d['n'] for d in result['lift']), 14)
        plain = self.learn('logistic', '--columns', 'student', '--folds', 0)
        odds = plain['coefficients'][1]
        self.assertAlmostEqual(odds['estimate'], 2.0794415, places=6)    # log of (6 · 4) / (1 · 3)
        self.assertAlmostEqual(odds['error'], (1 / 6 + 1 / 1 + 1 / 3 + 1 / 4) ** 0.5, places=6)
        self.assertNotIn('cross_validation', plain)
        separated = self.write('x,y\n' + ''.join(f'{x},{int(x > 5)}\n' for x in range(12)))
        result = self.call('logistic', '--csv', separated, '--target', 'y')
        self.assertTrue(result['separated'])
        self.assertIsNone(result['coefficients'][1]['p'])
        self.assertIn('warning', result)

    def test_linear(self):
        result = self.call('linear', '--csv', self.numbers(), '--target', 'y')
        slope = result['coefficients'][1]
        self.assertEqual(slope['name'], 'x')
        self.assertAlmostEqual(slope['estimate'], 2, places=2)
        self.assertLess(slope['p'], 1e-20)
        self.assertGreater(result['r2'], 0.999)
        self.assertGreater(result['cross_validation']['r2'], 0.999)
        self.assertIn('normal_p', result['residuals'])

    def test_neural(self):
        arguments = ('neural', '--csv', self.numbers(), '--target', 'y', '--epochs', 500, '--patience', 0, '--folds', 0)
        result = self.call(*arguments)
        self.assertGreater(result['r2'], 0.95)
        self.assertEqual(result, self.call(*arguments, '--threads', 2))
        self.assertNotEqual(result['loss'], self.call(*arguments, '--seed', 5)['loss'])

    def test_score(self):
        rows = [(i, ['web', 'fair'][i % 2], ['3 won', '1 new', '2 offer'][i % 3], ['yes', 'no', 'no'][i % 3])
                for i in range(60)] + [(60, 'fair', '2 offer', '')]
        deals = self.write('id,source,stage,won\n' + ''.join(','.join(map(str, r)) + '\n' for r in rows), 'deals.csv')
        result = self.call('score', '--csv', deals, '--target', 'won', '--positive', 'yes', '--id', 'id', '--stage', 'stage')
        self.assertEqual((result['bayes']['won'], result['bayes']['lost']), (20, 40))
        last = result['bayes']['predictions'][-1]
        lost = 40 / 60 * 20.1 / 40.1 * 20.1 / 40.2    # half of those lost came to an offer, half were met at a fair
        won = 20 / 60 * 10.1 / 20.2
        self.assertEqual(last['id'], 60)
        self.assertAlmostEqual(last['probability'], won / (won + lost))
        self.assertEqual(last['reasons'][0]['column'], 'stage')
        self.assertIn('calibration', result['bayes']['cross_validation'])
        self.assertEqual(len(result['logistic']['predictions']), 61)
        self.refuse('not-found', 'score', '--csv', deals, '--target', 'won', '--stage', 'none')
        self.refuse('invalid', 'score', '--csv', deals, '--target', 'won', '--stage', 'id')

    def test_bad_targets(self):
        for method in ['score', 'tree', 'bayes', 'logistic', 'linear', 'neural']:
            same = self.write('x,y\n1,5\n2,5\n3,5\n', 'same.csv')
            empty = self.write('x,y\n', 'empty.csv')
            self.refuse('not-found', method, '--csv', self.buyers(), '--target', 'none')
            self.refuse('usage', method, '--csv', self.buyers())
            if method != 'linear':
                self.refuse('invalid', method, '--csv', same, '--target', 'y')
            self.refuse('invalid', method, '--csv', empty, '--target', 'y')
        self.assertIn('--positive', self.refuse('invalid', 'logistic', '--csv', self.buyers(), '--target', 'age'))
        self.refuse('not-found', 'logistic', '--csv', self.buyers(), '--target', 'age', '--positive', 'old')
        self.assertEqual(self.call('logistic', '--csv', self.buyers(), '--target', 'age', '--positive', 'youth',
                                   '--folds', 0)['classes'], ['not youth', 'youth'])
        self.refuse('invalid', 'linear', '--csv', self.buyers(), '--target', 'buys')


# Ten customers: the higher the number, the later and the dearer the one purchase; the first lines lack something.
SALES = 'who,when,amount\n,2024-01-01,5\n3,,5\n' + ''.join(f'{i},2024-02-{i + 10},{i + 1}0\n' for i in range(10))


class Rfm(Analyze):
    def options(self, text=SALES):
        return ['rfm', '--csv', self.write(text), '--customer', 'who', '--date', 'when', '--value', 'amount']

    def test_scores(self):
        result = self.call(*self.options())
        self.assertEqual((result['as_of'], result['n'], result['lines'], result['left_out']), ('2024-02-20', 10, 10, 2))
        self.assertEqual(result['customers'][9], {
            'id': 9, 'recency': 1, 'frequency': 1, 'monetary': 100, 'r': 5, 'f': 5, 'm': 5, 'segment': 'champions',
            'tier': 'top'})
        self.assertEqual((result['customers'][0]['segment'], result['customers'][0]['tier']), ('lost', 'small'))
        for key in 'segments', 'groups':
            self.assertEqual(sum(s['customers'] for s in result[key]), 10)
            self.assertAlmostEqual(sum(s['value'] for s in result[key]), 550)
        self.assertEqual((len(result['segments']), len(result['groups'])), (11, 8))
        self.assertEqual([sum(row) for row in result['cells']], [2] * 5)
        self.assertEqual([t['customers'] for t in result['pyramid']], [1, 0, 1, 8])
        self.assertAlmostEqual(result['pareto']['top20_share'], 190 / 550)
        self.assertAlmostEqual(result['pareto']['gini'], 0.3)

    def test_options(self):
        later = self.call(*self.options(), '--as-of', '2024-03-01', '--bins', 2)
        self.assertEqual((later['customers'][9]['recency'], later['customers'][9]['r'], len(later['cells'])), (11, 2, 2))
        lines = 'who,when,amount,invoice\nada,2024-01-01,1,a\nada,2024-01-01,2,b\nada,2024-01-02,3,b\n'
        self.assertEqual(self.call(*self.options(lines))['customers'][0]['frequency'], 2)
        by_invoice = self.call(*self.options(lines), '--transaction', 'invoice')['customers'][0]
        self.assertEqual((by_invoice['id'], by_invoice['frequency'], by_invoice['monetary']), ('ada', 2, 6))

    def test_refused(self):
        self.assertIn('2024-02-19', self.refuse('invalid', *self.options(), '--as-of', '2024-02-01'))
        self.refuse('usage', *self.options(), '--bins', 1)
        self.assertIn('when', self.refuse('invalid', *self.options('who,when,amount\n1,soon,3\n')))
        self.assertIn('amount', self.refuse('invalid', *self.options('who,when,amount\n1,2024-01-01,much\n')))
        self.refuse('invalid', *self.options('who,when,amount\n,2024-01-01,3\n'))


class Cohorts(Analyze):
    TEXT = 'who,when,amount\na,2024-01-31,1\na,2024-01-02,2\na,2024-03-01,4\nb,2024-02-29,8\n'

    def options(self, text=TEXT):
        return ['cohorts', '--csv', self.write(text), '--customer', 'who', '--date', 'when']

    def test_months(self):
        result = self.call(*self.options(), '--value', 'amount')
        self.assertEqual(result['labels'], ['2024-01', '2024-02', '2024-03'])
        self.assertEqual([c['customers'] for c in result['cohorts']], [[1, 0, 1], [1, 0], [0]])
        self.assertEqual([c['retention'] for c in result['cohorts']], [[1, 0, 1], [1, 0], [None]])
        self.assertEqual([c['values'] for c in result['cohorts']], [[3, 0, 4], [8, 0], [0]])
        self.assertEqual(result['retention'], [1, 0, 1])

    def test_units(self):
        for unit, label in ('day', '2024-01-02'), ('week', '2024-01-01'), ('quarter', '2024-Q1'), ('year', '2024'):
            self.assertEqual(self.call(*self.options(), '--unit', unit)['labels'][0], label)
        self.assertNotIn('values', self.call(*self.options())['cohorts'][0])

    def test_refused(self):
        wide = 'who,when\na,1900-01-01\na,2024-01-01\n'
        self.assertIn('1200', self.refuse('invalid', *self.options(wide), '--unit', 'week'))


class Lifetime(Analyze):
    def table(self, n=200):
        """A third never come back, a third do every ten days until May, a third for ever."""
        rows = [f'{who},2024-01-{who % 28 + 1:02},10' for who in range(n)]
        rows += [f'{who},2024-{month:02}-{day:02},{who % 20 + 5}' for who in range(n) for month in range(2, 13)
                 for day in (who % 9 + 1, who % 9 + 11) if who % 3 == 2 or who % 3 == 1 and month < 5]
        return self.write('who,when,amount\n' + '\n'.join(rows) + '\n')

    def options(self):
        return ['lifetime', '--csv', self.table(), '--customer', 'who', '--date', 'when',
                '--calibrate-until', '2024-10-31']

    def test_models(self):
        for model, keys in ('bg-nbd', ['r', 'alpha', 'a', 'b']), ('pareto-nbd', ['r', 'alpha', 's', 'beta']):
            result = self.call(*self.options(), '--value', 'amount', '--model', model, '--horizon', 8)
            self.assertEqual(list(result['parameters']), keys)
            self.assertTrue(all(value > 0 for value in result['parameters'].values()))
            self.assertLess(result['log_likelihood'], 0)
            self.assertEqual((result['n'], len(result['customers'])), (200, 200))
            gone, there = result['customers'][1], result['customers'][2]
            self.assertGreater(there['alive'], 0.8)
            self.assertLess(gone['alive'], 0.1)
            self.assertAlmostEqual(gone['alive'] + gone['churn'], 1)
            self.assertAlmostEqual(there['past'], 10 + 18 * 7)
            self.assertLess(there['potential'], there['expected'] * there['value'])
            self.assertEqual(result['holdout']['actual'], 66 * 4)
            self.assertLess(abs(result['holdout']['expected'] / result['holdout']['actual'] - 1), 0.5)

    def test_without_values(self):
        result = self.call(*self.options(), '--unit', 'month', '--discount', 0)
        self.assertEqual((result['gamma_gamma'], result['customers'][0]['value']), (None, None))

    def test_refused(self):
        once = self.write('who,when\n1,2024-01-01\n2,2024-02-01\n', 'once.csv')
        options = ['lifetime', '--csv', once, '--customer', 'who', '--date', 'when']
        self.refuse('invalid', *options)
        self.assertIn('2024-01-01', self.refuse('invalid', *options, '--calibrate-until', '2023-01-01'))
        self.refuse('usage', *options, '--model', 'guess')


class Survival(Analyze):
    # Table 1.1 of D. Cox, D. Oakes, "Analysis of Survival Data": weeks in remission; + is censored.
    DRUG = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
    PLACEBO = '1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23'

    def table(self, yes='yes', no='no'):
        rows = [f'{week.rstrip("+")},{no if week.endswith("+") else yes},{arm}'
                for arm, weeks in (('drug', self.DRUG), ('placebo', self.PLACEBO)) for week in weeks.split()]
        return self.write('weeks,ended,arm\n' + '\n'.join(rows) + '\n5,,drug\n')

    def options(self, **words):
        return ['survival', '--csv', self.table(**words), '--duration', 'weeks', '--event', 'ended']

    def test_groups(self):
        result = self.call(*self.options(), '--by', 'arm')
        self.assertEqual((result['n'], result['events'], result['left_out']), (42, 30, 1))
        self.assertEqual([(g['group'], g['median']) for g in result['groups']], [('drug', 23), ('placebo', 8)])
        self.assertEqual([(g['median_low'], g['median_high']) for g in result['groups']], [(16, None), (4, 12)])
        self.assertAlmostEqual(result['log_rank']['chi_squared'], 16.79, 2)
        self.assertAlmostEqual(result['groups'][0]['survival'][0], 18 / 21)
        self.assertEqual(len(result['times']), len(result['survival']))

    def test_outcomes(self):
        """Two words, 0 and 1, 1 and 2, or what --positive says."""
        plain = self.call(*self.options())
        self.assertEqual(plain['positive'], 'yes')
        median = plain['median']
        for words in {'yes': 1, 'no': 0}, {'yes': 2, 'no': 1}:
            self.assertEqual(self.call(*self.options(**words))['median'], median)
        for yes, no in ('ja', 'nein'), ('TRUE', 'FALSE'), ('是', '否'), ('oui', 'Non'):
            self.assertEqual(self.call(*self.options(yes=yes, no=no))['positive'], yes)
        self.assertEqual(self.call(*self.options(yes='gone', no='here'), '--positive', 'gone')['median'], median)
        self.assertEqual(self.call(*self.options(yes='7', no='9'), '--positive', '7')['median'], median)
        self.refuse('invalid', *self.options(yes='7', no='9'))
        self.refuse('not-found', *self.options(), '--positive', 'perhaps')
        self.refuse('not-found', *self.options(yes='1', no='0'), '--positive', 3)

    def test_order(self):
        """Groups by numbers are in their order, whatever that of the rows is."""
        table = self.write('weeks,ended,doses\n5,1,20\n7,0,3\n2,1,20\n9,1,-1\n4,1,3\n')
        options = ['--csv', table, '--by', 'doses']
        for method in (['survival', '--duration', 'weeks', '--event', 'ended'], ['describe', '--columns', 'weeks']):
            self.assertEqual([g['group'] for g in self.call(*method, *options)['groups']], [-1, 3, 20])
        days = self.write('day,sold,shop\n2024-01-05,1,b\n2024-02-05,2,a\n2024-03-05,2,b\n')
        result = self.call('compare', '--csv', days, '--date', 'day', '--value', 'sold', '--by', 'shop')
        self.assertEqual([g['group'] for g in result['groups']], ['a', 'b'])

    def test_regressions(self):
        result = self.call(*self.options(), '--covariates', 'arm', '--ties', 'breslow')
        self.assertAlmostEqual(result['cox']['coefficients'][0]['coefficient'], 1.51, 2)
        self.assertEqual([c['name'] for c in result['weibull']['coefficients']], ['(Intercept)', 'armplacebo'])
        # E. Gehan's data in D. Collett, "Modelling Survival Data in Medical Research": shape 1.366.
        self.assertAlmostEqual(1 / result['weibull']['scale'], 1.366, 3)
        self.assertAlmostEqual(self.call(*self.options(), '--covariates', 'arm')['cox']['coefficients'][0]['coefficient'],
                               1.57, 2)


class Markov(Analyze):
    # What becomes of ten each that are late by a month and by two: 6 of 10 pay, 2 stay, 2 get later; 4, 1 lost, 3, 2.
    STEPS = {'late': ['paid'] * 6 + ['late'] * 2 + ['later'] * 2,
             'later': ['paid'] * 4 + ['lost'] + ['late'] * 3 + ['later'] * 2}

    def table(self):
        rows = [f'{before}{i},{period},{state},{amount}' for before, after in self.STEPS.items()
                for i, then in enumerate(after) for period, state, amount in ((1, before, 50), (2, then, 100))]
        return self.write('invoice,month,state,amount\n' + '\n'.join(rows) + '\n,1,paid,1\n')

    def options(self):
        return ['markov', '--csv', self.table(), '--id', 'invoice', '--period', 'month', '--state', 'state']

    def test_chain(self):
        result = self.call(*self.options(), '--amount', 'amount', '--steps', 1)
        self.assertEqual(result['states'], ['late', 'later', 'lost', 'paid'])
        self.assertEqual(result['matrix'], [[0.2, 0.2, 0, 0.6], [0.3, 0.2, 0.1, 0.4], [0, 0, 1, 0], [0, 0, 0, 1]])
        self.assertEqual(result['matrix'], result['matrix_after_steps'])
        self.assertEqual((result['absorbing'], result['left_out']), (['lost', 'paid'], 1))
        self.assertAlmostEqual(result['absorption'][1][0], 0.08 / 0.58)
        self.assertEqual(result['amounts'], [500, 400, 100, 1000])
        self.assertAlmostEqual(result['expected_loss'], 500 * 0.02 / 0.58 + 400 * 0.08 / 0.58)
        self.assertAlmostEqual(result['expected_paid'] + result['expected_loss'], 900)
        work = result['collections']
        self.assertEqual((len(work), work[0]['state'], work[-1]['state']), (9, 'late', 'later'))
        self.assertAlmostEqual(work[0]['expected'], 100 * 0.56 / 0.58)

    def test_counted(self):
        result = self.call(*self.options(), '--paid', 'settled')
        self.assertEqual((result['expected_paid'], result['expected_loss']), (None, None))
        self.assertIn('settled', result['notes'][0])
        result = self.call(*self.options(), '--paid', 'lost')
        self.assertEqual(result['amounts'], [5, 4, 1, 10])
        self.assertAlmostEqual(result['expected_loss'], 5 * 0.56 / 0.58 + 4 * 0.5 / 0.58)

    def test_refused(self):
        once = self.write('invoice,month,state\n1,1,a\n2,1,b\n', 'once.csv')
        self.refuse('invalid', 'markov', '--csv', once, '--id', 'invoice', '--period', 'month', '--state', 'state')
        self.refuse('invalid', *self.options()[:-1], 'amount')


class Clusters(Analyze):
    # Three groups of four, far from each other; the first are all from the north.
    ROWS = [(10 * group + i, 10 * group + i % 2, 100 * (group % 2) + i // 2, 'north' if group == 0 else 'south')
            for group in range(3) for i in range(4)]

    def options(self):
        table = self.write('name,age,spent,region\n' + '\n'.join(','.join(map(str, row)) for row in self.ROWS) +
                           '\n99,,5,south\n')
        return ['--csv', table, '--id', 'name']

    def check(self, result):
        self.assertEqual((result['k'], result['n'], result['left_out'], result['sizes']), (3, 12, 1, [4, 4, 4]))
        groups = [{a['cluster'] for a in result['assignments'] if a['id'] // 10 == group} for group in range(3)]
        self.assertEqual(sorted(len(group) for group in groups), [1, 1, 1])
        first = result['clusters'][groups[0].pop()]['profile']
        north = next(t for t in first if t['column'] == 'regionnorth')
        self.assertEqual(north['mean'], 1)
        self.assertAlmostEqual(north['overall'], 1 / 3)
        self.assertTrue(any('north' in t['text'] and '100' in t['text'] for t in first))
        self.assertGreater(result['silhouette'], 0.8)

    def test_empty_column(self):
        """One that holds nothing would take all rows with it; who names it is told."""
        table = self.write('x,nothing,y\n' + '\n'.join(f'{i % 7},,{i % 5}' for i in range(40)))
        for options in ['kmeans', '--k', 2], ['hierarchical', '--k', 2], ['outliers', '--method', 'lof']:
            self.assertEqual(self.call(*options, '--csv', table)['columns'], ['x', 'y'])
            self.refuse('invalid', *options, '--csv', table, '--columns', 'x,nothing')

    def test_kmeans(self):
        options = self.options()
        chosen = self.call('kmeans', *options)
        self.check(chosen)
        self.assertEqual([t['k'] for t in chosen['tried']], list(range(2, 11)))
        plain = self.call('kmeans', *options, '--k', 3, '--columns', 'age', '--scale', 'none')
        self.assertEqual(sorted(plain['centers']), [[0.5], [10.5], [20.5]])
        self.assertEqual((plain['inertia'], plain['converged']), (3, True))
        self.assertEqual(plain, self.call('kmeans', *options, '--k', 3, '--columns', 'age', '--scale', 'none'))
        gap = self.call('kmeans', *options, '--choose', 'gap')
        self.assertEqual((gap['k'], gap['gaps'][0]['k'], len(gap['gaps'])), (3, 1, 10))
        for g in gap['gaps']:
            self.assertAlmostEqual(g['gap'], g['expected'] - g['log_within'])
        self.refuse('usage', 'kmeans', *options, '--k', 'many')
        self.refuse('invalid', 'kmeans', *options, '--k', 13)

    def test_hierarchical(self):
        options = self.options()
        result = self.call('hierarchical', *options, '--linkage', 'average')
        self.check(result)
        self.assertEqual((len(result['merges']), len(result['heights'])), (11, 11))
        self.assertEqual(result['heights'], sorted(result['heights']))
        self.assertEqual(result['merges'][-1]['size'], 12)
        for choose in ('silhouette', 'gap'):
            chosen = self.call('hierarchical', *options, '--k', 'auto', '--choose', choose)
            self.assertEqual((chosen['k'], chosen['sizes']), (3, [4, 4, 4]))
        self.refuse('invalid', 'hierarchical', *options, '--k', 13)
        self.refuse('usage', 'hierarchical', *options, '--k', 'some')


class Outliers(Analyze):
    def options(self):
        rows = [f'{i},{i % 7},{i % 5},{"abc"[i % 3]}' for i in range(60)]
        return ['outliers', '--csv', self.write('id,age,spent,kind\n' + '\n'.join(rows) + '\n60,90,2,a\n61,,2,b\n'),
                '--id', 'id']

    def test_methods(self):
        options = self.options()
        for method in ('z', 'mad', 'iqr', 'forest', 'lof'):
            result = self.call(*options, '--method', method)
            self.assertEqual((result['method'], result['n'], result['left_out']), (method, 61, 1))
            self.assertEqual((len(result['scores']), result['scores'][61]), (62, None))
            first = result['flagged'][0]
            self.assertEqual((first['id'], first['row'], first['score']), (60, 61, result['scores'][60]))
            self.assertEqual((first['reasons'][0]['column'], first['reasons'][0]['value']), ('age', 90))
            self.assertIn('age is 90', first['reasons'][0]['text'])
            self.assertEqual(result['n_flagged'], sum(s is not None and s > result['threshold'] for s in result['scores']))

    def test_thresholds(self):
        options = self.options() + ['--columns', 'age,spent']
        self.assertEqual(self.call(*options, '--threshold', 1e9)['flagged'], [])
        self.assertEqual(self.call(*options, '--method', 'z', '--contamination', 0.02)['n_flagged'], 1)

    def test_refused(self):
        options = self.options()
        self.refuse('invalid', *options, '--columns', 'kind')
        self.refuse('invalid', *options, '--method', 'lof', '--neighbours', 61)
        same = self.write('a\n1\n1\n1\n', 'same.csv')
        self.assertIn('spreads', self.refuse('invalid', 'outliers', '--csv', same))


class Profit(Analyze):
    def test_channels(self):
        table = self.write('channel,who,when,revenue,cost,help,ads\nfair,a,2023-01-01,3000,1000,500,400\n'
                           'fair,b,2024-12-31,5000,2000,500,600\npost,c,2024-01-01,100,100,200,100\n')
        options = ['profit', '--csv', table, '--by', 'channel', '--revenue', 'revenue', '--cost', 'cost']
        result = self.call(*options, '--service', 'help', '--acquisition', 'ads', '--customer', 'who', '--date', 'when',
                           '--retention', 0.8)
        fair, post = result['groups']
        self.assertEqual((fair['group'], fair['customers'], fair['profit'], fair['cac']), ('fair', 2, 3000, 500))
        self.assertEqual((post['profit'], post['payback_months']), (-300, None))
        yearly = 4000 / 2 / (731 / 365.25)
        self.assertAlmostEqual(fair['payback_months'], 500 / yearly * 12)
        self.assertAlmostEqual(fair['clv_to_cac'], yearly * 0.8 / 0.3 / 500)
        self.assertAlmostEqual(fair['cumulative_share'], 3000 / 2700)
        plain = self.call(*options)['groups'][0]
        self.assertEqual((plain['profit'], plain['clv'], plain['payback_months']), (5000, None, None))
        self.assertIn('channel', self.refuse('invalid', *options[:-1], 'channel'))


class Describe(Analyze):
    def table(self):
        rows = ['2,1,a,2024-01-01', '4,3,a,2024-01-03', ',1,b,2024-01-08', '9,0,b,', '9,0,,2024-01-09']
        return self.write('price,count,kind,day\n' + '\n'.join(rows) + '\n')

    def test_columns(self):
        result = self.call('describe', '--csv', self.table(), '--weights', 'count', '--lags', 2)
        price, kind, day = result['columns']
        self.assertEqual((price['n'], price['missing'], price['mean'], price['modes']), (4, 1, 6, [9]))
        self.assertEqual((price['weighted_mean'], price['median'], price['mode_count']), (3.5, 6.5, 2))
        self.assertAlmostEqual(price['geometric_mean'], 648 ** 0.25)
        self.assertEqual((price['quantiles']['p25'], price['quartiles_type6'], price['mad']), (3.5, [2.5, 6.5, 9], 2.5))
        self.assertEqual(len(price['autocorrelation']), 2)
        self.assertEqual((kind['n'], kind['missing'], kind['modes']), (4, 1, ['a', 'b']))
        self.assertEqual(kind['frequencies'][0], {'value': 'a', 'count': 2, 'share': 0.5})
        self.assertEqual((day['min'], day['median'], day['max']), ('2024-01-01', '2024-01-05', '2024-01-09'))

    def test_groups(self):
        result = self.call('describe', '--csv', self.table(), '--columns', 'price', '--by', 'kind')
        means = {g['group']: (g['rows'], g['columns'][0]['mean']) for g in result['groups']}
        self.assertEqual(means, {'a': (2, 3), 'b': (2, 9)})
        self.assertEqual(result['columns'][0]['mean'], 6)

    def test_refused(self):
        self.refuse('invalid', 'describe', '--csv', self.table(), '--weights', 'kind')
        self.assertIn('Row 2', self.refuse('invalid', 'describe', '--csv', self.write('a,w\n1,1\n2,-1\n'),
                                           '--weights', 'w'))
        self.refuse('not-found', 'describe', '--csv', self.table(), '--by', 'colour')


class Compare(Analyze):
    def table(self):
        rows = [f'{2023 + i // 12}-{i % 12 + 1:02}-{day},{100 + i},{where}' for i in range(14) if i != 3
                for day, where in [('05', 'north'), ('20', 'south')] if (i, where) != (0, 'south')]
        return ['compare', '--csv', self.write('day,sold,where\n' + '\n'.join(rows) + '\n,5,north\n'), '--date', 'day',
                '--value', 'sold']

    def test_months(self):
        result = self.call(*self.table(), '--window', 2)
        periods = result['periods']
        self.assertEqual((len(periods), result['gaps'], result['left_out']), (14, 1, 1))
        self.assertEqual((periods[1]['period'], periods[1]['value'], periods[3]['value']), ('2023-02', 202, 0))
        self.assertAlmostEqual(periods[1]['previous_change'], 1.02)
        self.assertEqual((periods[4]['previous_change'], periods[0]['year_change']), (None, None))
        self.assertAlmostEqual(periods[12]['year_change'], 1.24)
        self.assertEqual((periods[1]['moving_average'], periods[1]['index']), (151, 202))
        self.assertAlmostEqual(sum(p['share'] for p in periods), 1)

    def test_groups(self):
        groups = {g['group']: g for g in self.call(*self.table(), '--by', 'where')['groups']}
        self.assertEqual([p['value'] for p in groups['south']['periods'][:3]], [0, 101, 102])
        self.assertEqual([p['share'] for p in groups['north']['periods'][:4]], [1, 0.5, 0.5, None])
        self.assertEqual(groups['north']['periods'][1]['share_points'], -50)

    def test_units(self):
        names = {unit: self.call(*self.table(), '--period', unit)['periods'][0]['period']
                 for unit in ('day', 'week', 'quarter', 'year')}
        self.assertEqual(names, {'day': '2023-01-05', 'week': '2023-01-02', 'quarter': '2023-Q1', 'year': '2023'})
        self.assertEqual(self.call(*self.table(), '--period', 'year', '--measure', 'count')['periods'][1]['value'], 4)

    def test_refused(self):
        self.refuse('invalid', *self.table()[:-1], 'where')
        self.refuse('invalid', *self.table(), '--date', 'sold')


class Prepare(Analyze):
    ROWS = ['1,10,red,=SUM(A1),no', '2,,blue,-x,no', '3,14,,plain,yes', '4,12,red,"a, b",yes', '5,900,red,+1,yes']

    def options(self):
        return ['prepare', '--csv', self.write('id,amount,colour,text,bought\n' + '\n'.join(self.ROWS) + '\n'), '--id',
                'id', '--target', 'bought']

    def read(self, name='out.csv'):
        with open(self.folder / name, encoding='utf-8', newline='') as file:
            return list(csv.reader(file))

    def test_table(self):
        """Gaps are filled, outliers drawn in, words encoded; text cannot become a formula."""
        result = self.call(*self.options(), '--impute', 'median', '--cap', 'iqr', '--encode', 'one-hot', '--only',
                           'amount,colour', '--indicator', '--to', 'out.csv')
        amount, colour = result['columns']
        self.assertEqual(amount['cap'], {'rule': 'iqr', 'low': -324.5, 'high': 571.5, 'capped_low': 0,
                                         'capped_high': 1})
        self.assertEqual(amount['impute'], {'rule': 'median', 'filled': 1, 'value': 13, 'indicator': 'amount_missing'})
        self.assertEqual((colour['impute']['value'], colour['encode']['levels']), ('red', ['blue', 'red']))
        rows = self.read()
        self.assertEqual(rows[0], ['id', 'amount', 'amount_missing', 'colourblue', 'colourred', 'colour_missing', 'text',
                                   'bought'])
        self.assertEqual([r[1] for r in rows[1:]], ['10', '13', '14', '12', '571.5'])
        self.assertEqual([r[6] for r in rows[1:]], ["'=SUM(A1)", "'-x", 'plain', 'a, b', "'+1"])
        self.assertEqual([r[4] for r in rows[1:]], ['1', '0', '1', '1', '1'])

    def test_again(self):
        """What was found is done to other rows as to the first, whatever these are."""
        wish = ['--impute', 'mean', '--by', 'colour', '--cap', 'sd', '--cap-factor', 1, '--transform', 'box-cox', '--scale',
                'standard']
        done = self.call(*self.options(), *wish, '--to', 'first.csv')
        self.write(json.dumps(done), 'how.json')
        again = self.call(*self.options(), '--like', 'how.json', '--to', 'out.csv')
        self.assertEqual(self.read('first.csv'), self.read())
        self.assertEqual(done['columns'], again['columns'])
        other = self.write('amount,colour,text\n10,red,x\n,blue,y\n,green,z\n', 'other.csv')
        self.call('prepare', '--csv', other, '--like', 'how.json', '--to', 'out.csv')
        self.assertEqual(self.read()[1][0], self.read('first.csv')[1][1])
        self.assertEqual(self.read()[2][0], self.read()[3][0])
        self.assertIn('--cap', self.refuse('usage', *self.options(), '--like', 'how.json', '--cap', 'iqr'))
        self.refuse('not-found', 'prepare', '--csv', self.write('colour\nred\n', 'less.csv'), '--like', 'how.json')
        self.write('[1]', 'bad.json')
        self.refuse('format', *self.options(), '--like', 'bad.json')

    def test_nothing_again(self):
        """A column that holds nothing may be of any kind."""
        first = self.write('day,amount,colour\n2024-01-05,10,red\n2024-02-07,20,blue\n', 'first.csv')
        done = self.call('prepare', '--csv', first, '--encode', 'one-hot', '--scale', 'range', '--to', 'out.csv')
        self.write(json.dumps(done), 'how.json')
        empty = self.write('day,amount,colour,more\n,,,1\n,,,2\n', 'empty.csv')
        self.call('prepare', '--csv', empty, '--like', 'how.json', '--to', 'out.csv')
        self.assertEqual(self.read(), [['day', 'amount', 'colourblue', 'colourred', 'more'], ['', '', '0', '0', '1'],
                                       ['', '', '0', '0', '2']])
        words = self.write('day,amount,colour\n,much,\n', 'words.csv')
        self.refuse('invalid', 'prepare', '--csv', words, '--like', 'how.json', '--to', 'out.csv')

    def test_rare(self):
        """What one column stands for together is said."""
        rows = ['red'] * 6 + ['blue'] * 5 + ['green', 'grey', 'gold']
        table = self.write('colour\n' + '\n'.join(rows) + '\n')
        colour = self.call('prepare', '--csv', table, '--rare', 0.2, '--encode', 'one-hot', '--to', 'out.csv')['columns'][0]
        self.assertIn('colourother', ''.join(colour['notes']))
        self.assertIn('colourother', self.read()[0])

    def test_bins(self):
        rows = [f'{i},{i * 7 % 40},{"yes" if i >= 25 else "no"}' for i in range(40)]
        table = self.write('age,other,buys\n' + '\n'.join(rows) + '\n')
        age, other = self.call('prepare', '--csv', table, '--bin', 'mdl', '--target', 'buys', '--to', 'out.csv')['columns']
        self.assertEqual((age['bin']['cuts'], age['bin']['counts'], other['bin']['cuts']), ([24.5], [25, 15], []))
        self.assertIn('nothing', other['notes'][0])
        self.assertEqual(self.read()[40], ['[24.5, inf)', '(-inf, inf)', 'yes'])
        self.refuse('usage', 'prepare', '--csv', table, '--bin', 'mdl')

    def test_rows(self):
        """Samples, tests and folds keep the shares of a column; parameters are those of the rows that are learnt from."""
        rows = [f'{i},{"ab"[i % 5 == 0]}' for i in range(100)]
        table = self.write('x,kind\n' + '\n'.join(rows) + '\n')
        options = ['prepare', '--csv', table, '--stratify', 'kind', '--scale', 'standard', '--only', 'x', '--to', 'out.csv']
        result = self.call(*options, '--sample', 0.5, '--test', 10, '--seed', 3)
        self.assertEqual((result['rows_read'], result['rows'], result['train'], result['test']), (100, 50, 40, 10))
        self.assertEqual(sorted((r[1], r[2]) for r in self.read()[1:]).count(('b', 'test')), 2)
        trained = [float(r[0]) for r in self.read()[1:] if r[2] == 'train']
        self.assertAlmostEqual(sum(trained), 0, places=9)
        first = self.read()
        self.assertEqual(self.call(*options, '--sample', 0.5, '--test', 10, '--seed', 3, '--threads', 4), result)
        self.assertEqual(first, self.read())
        self.call(*options, '--folds', 5)
        folds = [(r[1], r[2]) for r in self.read()[1:]]
        self.assertEqual({folds.count(('b', str(k))) for k in range(1, 6)}, {4})
        self.refuse('usage', *options, '--folds', 5, '--test', 0.2)

    def test_refused(self):
        before = 'kept'
        self.write(before, 'out.csv')
        for arguments in [['--transform', 'log'], ['--impute', 'constant'], ['--constant', 'x'], ['--by', 'colour'],
                          ['--cap', 'quantile', '--cap-factor', 0.6], ['--bin', 'width', '--scale', 'range'],
                          ['--indicator'], ['--only', 'none'], ['--columns', 'none'], ['--order', 'none'], ['--stratify', 'none'],
                          ['--impute', 'constant', '--constant', 'x'], ['--test', 5], ['--folds', 6]]:
            table = self.write('amount,colour\n0,red\n1,red\n2,red\n3,blue\n4,blue\n', 'some.csv')
            self.refuse({'--transform': 'invalid', '--impute': 'invalid' if len(arguments) > 2 else 'usage',
                         '--only': 'not-found', '--columns': 'not-found', '--order': 'not-found', '--stratify': 'not-found', '--test': 'invalid',
                         '--folds': 'invalid'}.get(arguments[0], 'usage'),
                        'prepare', '--csv', table, *arguments, '--to', 'out.csv')
            self.assertEqual((self.folder / 'out.csv').read_text(), before)
        self.call('prepare', '--csv', self.write('a,b\n', 'empty.csv'), '--impute', 'mean', status=1)


class Profile(Analyze):
    def test_hints(self):
        """Each oddity is named, with what helps; a column without any has none."""
        columns = {
            'plain': lambda i: i * 37 % 101 / 10, 'number': lambda i: i + 1, 'same': lambda i: 4,
            'mostly': lambda i: 'b' if i == 7 else 'a', 'gaps': lambda i: '' if i % 8 == 0 else i % 5,
            'empty': lambda i: '', 'name': lambda i: f'n{i}', 'mixed': lambda i: 'soon' if i == 50 else i % 9,
            'case': lambda i: ['web', 'Web ', 'fair'][i % 3], 'rare': lambda i: f'r{i}' if i % 50 == 0 else 'xyz'[i % 3],
            'right': lambda i: 1.06 ** (i * 7 % 200), 'far': lambda i: 1000 if i == 3 else i % 10 + i % 7,
            'unknown': lambda i: 9999 if i % 60 == 0 else i % 20, 'code': lambda i: 'ABC'[i % 5 % 3],
            'label': lambda i: ['Ann', 'Bob', 'Cid'][i % 5 % 3],
        }
        rows = [','.join(str(make(i)) for make in columns.values()) for i in range(200)]
        table = self.write(','.join(columns) + '\n' + '\n'.join(rows) + '\n')
        found = {c['name']: {h['code']: h for h in c['hints']} for c in self.call('profile', '--csv', table)['columns']}
        codes = {name: sorted(hints) for name, hints in found.items()}
        self.assertEqual(codes, {
            'plain': [], 'number': ['names-rows'], 'same': ['constant'], 'mostly': ['mostly-one'], 'gaps': ['missing'],
            'empty': ['missing'], 'name': ['names-rows'], 'mixed': ['mixed'], 'case': ['spelling'], 'rare': ['rare'],
            'right': ['outliers', 'skewed'], 'far': ['outliers', 'skewed'], 'unknown': ['skewed', 'stand-in'], 'code': [],
            'label': ['same-as']})
        self.assertIn('12.5 %', found['gaps']['missing']['text'])
        self.assertIn('“soon”', found['mixed']['mixed']['text'])
        self.assertIn('“code”', found['label']['same-as']['text'])
        self.assertIn('9999', found['unknown']['stand-in']['text'])
        for name, hints in found.items():    # what is advised can be done
            for hint in hints.values():
                if hint['prepare'] is not None:
                    self.call('prepare', '--csv', table, *shlex.split(hint['prepare']))


class Test(Analyze):
    def table(self):
        rows = [f'{10 + i % 7},{12 + i % 5},{"ab"[i % 2]},{"xyz"[i % 3]},{"yes" if i % 4 == 1 or i == 2 else "no"}'
                for i in range(12)] + [',5,a,x,', '4,,,z,no']
        return ['test', '--csv', self.write('one,two,kind,place,bought\n' + '\n'.join(rows) + '\n')]

    def test_chosen(self):
        """What is tested follows from the columns, and is said."""
        options = self.table()
        for arguments, test, n, groups in [
                (['--value', 'one', '--by', 'kind'], 'welch-t', 12, ['a', 'b']),
                (['--value', 'one', '--by', 'place'], 'kruskal', 13, ['x', 'y', 'z']),
                (['--value', 'one', '--with', 'two'], 'paired-t', 12, [None]),
                (['--value', 'one', '--expected', 11], 'wilcoxon', 13, [None]),
                (['--value', 'bought', '--by', 'kind'], 'fisher', 12, ['a', 'b']),
                (['--value', 'bought', '--by', 'place'], 'chi-square', 13, ['x', 'y', 'z']),
                (['--value', 'bought', '--by', 'kind', '--positive', 'yes'], 'proportions', 12, ['a', 'b'])]:
            result = self.call(*options, *arguments)
            self.assertEqual((result['test'], result['n'], result['left_out']), (test, n, 14 - n))
            self.assertEqual([g['group'] for g in result['groups']], groups)
            self.assertTrue(0 <= result['p'] <= 1 and result['why'] and result['conclusion'], result)
            self.assertLessEqual(result['effect']['low95'], result['effect']['value'])
        skewed = self.write('x,g\n' + ''.join(f'{4 ** (i % 7)},{"ab"[i % 2]}\n' for i in range(14)), 'skewed.csv')
        self.assertEqual(self.call('test', '--csv', skewed, '--value', 'x', '--by', 'g')['test'], 'mann-whitney')
        many = self.write('x,g\n' + ''.join(f'{4 ** (i % 7)},{i % 3}\n' for i in range(90)), 'many.csv')
        self.assertEqual(self.call('test', '--csv', many, '--value', 'x', '--by', 'g')['test'], 'welch-anova')

    def test_kinds(self):
        options = self.table() + ['--value', 'one', '--by', 'kind', '--kind']
        for kind in ['welch-t', 'mann-whitney', 'anova', 'welch-anova', 'kruskal', 'smirnov']:
            result = self.call(*options, kind)
            self.assertEqual((result['test'], result['n']), (kind, 12))
        a, b = self.call(*options, 'anova'), self.call(*options, 'welch-t')
        self.assertEqual((a['df'], a['df2']), (1, 10))
        self.assertAlmostEqual(b['estimate']['value'], b['groups'][0]['mean'] - b['groups'][1]['mean'])
        ranks = self.call(*self.table(), '--value', 'one', '--with', 'two', '--kind', 'wilcoxon')
        self.assertEqual(ranks['effect']['name'], 'rank_biserial')

    def test_numbers_as_words(self):
        """Outcomes written as 0 and 1 are counted as those written as words, by whatever counts."""
        rows = [(i % 2, i * i % 5 > 1) for i in range(40)]
        plain, words = (self.write('g,hit\n' + ''.join(f'{g},{names[hit]}\n' for g, hit in rows), f'{names[0]}.csv')
                        for names in ((0, 1), ('no', 'yes')))
        for kind in ('chi-square', 'fisher', 'proportions'):
            numbers, same = (self.call('test', '--csv', table, '--value', 'hit', '--by', 'g', '--kind', kind)
                             for table in (plain, words))
            self.assertEqual((numbers['test'], numbers['p'], numbers['effect']), (kind, same['p'], same['effect']))

    def test_refused(self):
        options = self.table()
        for arguments in [['--value', 'one', '--by', 'place', '--kind', 'welch-t'],
                          ['--value', 'one', '--by', 'kind', '--kind', 'wilcoxon'],
                          ['--value', 'bought', '--by', 'place', '--kind', 'fisher', '--positive', 'yes'],
                          ['--value', 'bought'], ['--value', 'kind', '--with', 'one']]:
            self.refuse('invalid', *options, *arguments)
        self.refuse('not-found', *options, '--value', 'bought', '--by', 'kind', '--positive', 'maybe')
        self.refuse('usage', *options, '--value', 'one', '--by', 'kind', '--with', 'two')
        same = self.write('x,g\n1,a\n1,a\n1,b\n1,b\n', 'same.csv')
        for kind in ['auto', 'welch-t', 'anova', 'welch-anova', 'kruskal']:
            self.assertIn('vary', self.refuse('invalid', 'test', '--csv', same, '--value', 'x', '--by', 'g', '--kind', kind))
        alone = self.write('x,g\n1,a\n2,a\n1,b\n', 'alone.csv')
        self.refuse('invalid', 'test', '--csv', alone, '--value', 'x', '--by', 'g', '--kind', 'welch-t')
        self.refuse('invalid', 'test', '--csv', self.write('x,g\n1,a\n2,a\n', 'one.csv'), '--value', 'x', '--by', 'g')


class Records(Analyze):
    """Analyses of records of a workspace."""

    def setUp(self):
        super().setUp()
        self.file = self.folder / 'test.clientele'
        self.run_cli('init')

    def run_cli(self, *arguments, status=0):
        command = [PROGRAM, '--json', '--workspace', self.file, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, timeout=100, cwd=self.folder)
        self.assertEqual(done.returncode, status, f'{command}\n{done.stdout.decode()}\n{done.stderr.decode()}')
        return json.loads(done.stdout) if done.stdout else None


class FewData(Analyze):
    def test_notes(self):
        """Where there is little to learn from, it is said; with more of the same it is not."""
        def table(count):
            rows = [f'2{i // 12:03}-{i % 12 + 1:02}-03,{10 + i * 7 % 5},{1 + i * 7 % 11},{i % 2},{i * 5 % 7},{i * 3 % 5},c{i % (count // 3)}'
                    for i in range(count)]
            return self.write('day,sold,time,event,x,y,who\n' + '\n'.join(rows) + '\n')
        ways = {('forecast', '--date', 'day', '--value', 'sold'): 'only 9 periods',
                ('survival', '--duration', 'time', '--event', 'event'): 'Only 4 ended',
                ('lifetime', '--customer', 'who', '--date', 'day', '--unit', 'month'): 'Only 3 customers'}
        for (method, *options), words in ways.items():
            self.assertIn(words, self.call(method, '--csv', table(9), *options)['notes'][0])
            self.assertNotIn('notes', self.call(method, '--csv', table(120), *options))
        cox = ['survival', '--duration', 'time', '--event', 'event', '--covariates', 'x,y']
        self.assertIn('15 ended, which is few for 2 coefficients', self.call(*cox, '--csv', table(30))['notes'][0])
        self.assertNotIn('notes', self.call(*cox, '--csv', table(60)))


class Quality(Records):
    """What is kept says how good it is, by the first measure that its result has."""
    WAYS = {
        'logistic --target word --columns x,y': 'cross_validation.auc',
        'logistic --target word --columns x,y --folds 0': 'auc',
        'bayes --target kind --columns x,y': 'cross_validation.accuracy',
        'tree --target kind --columns x,y --folds 0': 'accuracy',
        'linear --target x --columns y,word': 'cross_validation.r2',
        'neural --target x --columns y,word --folds 0 --epochs 3': 'r2',
        'score --target word --columns x,y': 'bayes.cross_validation.auc',
        'forecast --date day --value x --method naive': 'backtest.mase',
        'forecast --date day --value x --method drift --backtest 0': None,
        'survival --duration n --event event --covariates x': 'cox.concordance',
        'survival --duration n --event event': None,
        'lifetime --customer who --date day --value n --calibrate-until 2024-02-10': 'holdout.mean_absolute_error',
        'kmeans --columns x,y --k 2': 'silhouette',
        'describe --columns x': None,
    }

    def test_measures(self):
        day = datetime.date(2024, 1, 1)
        rows = [f'{i * 7919 % 101},{i * 104729 % 97 + i % 101},{"no" if i * 31 % 7 < 3 else "yes"},{"abc"[i * 5 % 3]},'
                f'{day + datetime.timedelta(i)},{1 + i * 13 % 40},{i * 17 % 3 > 0:d},c{i * i % 13}' for i in range(80)]
        table = self.write('x,y,word,kind,day,n,event,who\n' + '\n'.join(rows) + '\n')
        for way, measure in self.WAYS.items():
            method, *options = way.split()
            with self.subTest(way=way):
                kept = self.run_cli('analyze', method, '--csv', table, *options, '--save', way)
                record = self.run_cli('get', 'model', kept['model'])
                self.assertEqual((record['method'], record['source'], record['measure']), (method, 'table.csv', measure))
                result = json.loads(record['result'])
                self.assertFalse({'assignments', 'customers', 'predictions'} & result.keys())
                self.assertLess(0, len(result))
                for key in measure.split('.') if measure else []:
                    kept = kept[key]
                self.assertEqual(record['quality'], kept if measure else None)

    def test_where(self):
        """A filter is of records: it does not pass silently by the rows of a file."""
        table = self.write('x\n1\n2\n')
        self.run_cli('analyze', 'describe', '--csv', table, '--where', 'x = 1', status=2)
        self.run_cli('analyze', 'describe', '--entity', 'customer', '--where', 'name =', status=1)


class Links(Records):
    def test_links(self):
        """Columns behind links, one and two away, are columns as others."""
        self.run_cli('add', 'person', 'name=Ann')
        self.run_cli('add', 'customer', 'name=Acme', 'industry=Toys', 'owner=Ann')
        self.run_cli('add', 'customer', 'name=Bolt', 'industry=Tools')
        for name, customer, value in [('a', 'Acme', 10), ('b', 'Acme', 30), ('c', 'Bolt', 50), ('d', '', 70)]:
            self.run_cli('add', 'opportunity', f'name={name}', f'value={value}', f'customer={customer}')
        result = self.run_cli('analyze', 'pivot', '--entity', 'opportunity', '--rows', 'customer.industry', '--value',
                              'value', '--measure', 'sum')
        self.assertEqual({r['keys'][0]: r['total'] for r in result['rows']}, {'Toys': 40, 'Tools': 50})
        result = self.run_cli('analyze', 'pivot', '--entity', 'opportunity', '--rows', 'customer', '--value', 'value',
                              '--measure', 'sum', '--columns-by', 'customer.owner')
        self.assertEqual({r['keys'][0]: r['total'] for r in result['rows']}, {'Acme': 40, 'Bolt': None})
        self.assertEqual(result['columns'], [['Ann']])
        columns = self.run_cli('analyze', 'profile', '--entity', 'opportunity', '--columns',
                               'customer.owner.name,value')['columns']
        self.assertEqual([(c['name'], c['missing']) for c in columns], [('customer.owner.name', 2), ('value', 0)])
        self.run_cli('analyze', 'profile', '--entity', 'opportunity', '--columns', 'customer.colour', status=1)

    def test_same_names(self):
        """Two records of one name are two; results by record tell their ids."""
        for value in 10, 30:
            customer = self.run_cli('add', 'customer', 'name=Acme')['id']
            self.run_cli('add', 'opportunity', 'name=a', f'value={value}', f'customer={customer}', 'expected_close=2024-05-06')
        options = ['--entity', 'opportunity', '--value', 'value']
        result = self.run_cli('analyze', 'pivot', *options, '--rows', 'customer', '--measure', 'sum')
        self.assertEqual({r['keys'][0]: r['total'] for r in result['rows']}, {'Acme': 10, f'Acme ({customer})': 30})
        result = self.run_cli('analyze', 'rfm', *options, '--customer', 'customer', '--date', 'expected_close')
        self.assertIn(customer, [c['id'] for c in result['customers']])


class Periods(Analyze):
    def table(self, sold, count=800):
        start = datetime.date(2022, 1, 3)    # a Monday
        days = [start + datetime.timedelta(i) for i in range(count)]
        return ['periods', '--csv', self.write('day,sold\n' + ''.join(f'{d},{sold(i, d)}\n' for i, d in enumerate(days))),
                '--date', 'day', '--value', 'sold']

    def test_patterns(self):
        """Saturdays sell more, as does December; the week is a wave, too."""
        result = self.call(*self.table(lambda i, d: 100 + i / 50 + 40 * (d.weekday() == 5) + 60 * (d.month == 12) + i * 7 % 5))
        week, year = result['weekdays'], result['months']
        self.assertEqual((result['unit'], result['n'], result['left_out']), ('day', 800, 0))
        self.assertEqual(max(week['places'], key=lambda p: p['effect'])['name'], 'Saturdays')
        self.assertGreater(week['places'][5]['index'], 1.2)
        self.assertIn('Saturdays', week['conclusion'])
        self.assertLess(week['p'], 1e-9)
        self.assertIn(7, [p['period'] for p in result['periods']])
        self.assertEqual(max(year['places'], key=lambda p: p['effect'])['name'], 'December')
        self.assertEqual(sum(p['n'] for p in year['places']), 26)    # the last month, which is not whole, does not count

    def test_noise(self):
        result = self.call(*self.table(lambda i, d: i * i * 7919 % 1009))
        self.assertGreater(result['weekdays']['p'], 0.01)
        self.assertTrue(all(p['p'] > 1e-4 for p in result['peaks']), result['peaks'])

    def test_few(self):
        result = self.call(*self.table(lambda i, d: i % 3, count=9))
        self.assertNotIn('weekdays', result)
        self.assertNotIn('months', result)
        counted = self.call(*self.table(lambda i, d: i % 3, count=30)[:-2], '--period', 'week')
        self.assertEqual((counted['unit'], counted['n']), ('week', 5))
        self.refuse('invalid', *self.table(lambda i, d: 1)[:-4], '--date', 'sold')
        self.refuse('invalid', 'periods', '--csv', self.write('day\n', 'none.csv'), '--date', 'day')


class Predict(Records):
    """What was learnt says of the same rows what it said then, and of others something."""

    def table(self):
        rows = []
        for i in range(120):
            age, city, spent = i * 7 % 60 + 18, ['north', 'south', 'east'][i * 5 % 3], round(50 + i * 13 % 90 + i / 7, 2)
            age = '' if i % 17 == 0 else age
            bought = 'yes' if (spent > 100) != (city == 'north') or i % 11 == 0 else 'no'
            rows.append(f'{i},{age},{city if i % 19 else ""},2024-0{i % 9 + 1}-1{i % 7},{spent},{bought}')
        return self.write('id,age,city,since,spent,bought\n' + '\n'.join(rows) + '\n')

    def keep(self, result, name='model.json'):
        self.write(json.dumps(result), name)
        return name

    @staticmethod
    def strip(predictions):
        return {p['id']: {k: v for k, v in p.items() if k in ('probability', 'predicted', 'reasons')} for p in predictions}

    METHODS = [('tree', 'bought', []), ('tree', 'spent', ['--prune', 'none']), ('tree', 'bought', ['--criterion', 'gini']),
               ('bayes', 'bought', []), ('logistic', 'bought', ['--ridge', 1]),
               ('logistic', 'bought', ['--missing', 'mean']), ('linear', 'spent', ['--missing', 'mean']),
               ('linear', 'spent', []), ('neural', 'bought', ['--epochs', 20]), ('neural', 'spent', ['--epochs', 20]),
               ('score', 'bought', [])]

    def test_same(self):
        table = self.table()
        for method, target, options in self.METHODS:
            learnt = self.call(method, '--csv', table, '--target', target, '--id', 'id', '--folds', 0, *options)
            said = self.call('predict', '--csv', table, '--model', self.keep(learnt), '--id', 'id')
            before = self.strip(learnt.get('bayes', learnt)['predictions'])
            self.assertEqual((said['method'], said['target'], len(said['predictions'])), (method, target, len(before)))
            self.assertEqual(said['rows'] + said['rows_lacking_values'], 120)
            for key, values in self.strip(said['predictions']).items():
                expected = before[key]
                self.assertEqual([r['column'] for r in values['reasons']], [r['column'] for r in expected['reasons']], method)
                for measure in {'probability', 'predicted'} & values.keys():
                    if isinstance(values[measure], float):
                        self.assertAlmostEqual(values[measure], expected[measure], places=9, msg=method)
                    else:
                        self.assertEqual(values[measure], expected[measure], method)

    def test_clusters(self):
        table = self.table()
        for scale in ('standard', 'robust'):
            found = self.call('kmeans', '--csv', table, '--id', 'id', '--columns', 'age,city,spent', '--k', 4, '--scale', scale)
            said = self.call('predict', '--csv', table, '--model', self.keep(found), '--id', 'id')
            self.assertEqual([(a['id'], a['cluster']) for a in said['assignments']],
                             [(a['id'], a['cluster']) for a in found['assignments']])
            self.assertEqual(said['rows_lacking_values'], found['left_out'])

    def test_others(self):
        """Levels that were not there count as missing, and are told; the target need not be there."""
        model = self.keep(self.call('tree', '--csv', self.table(), '--target', 'bought', '--columns', 'age,city,spent'))
        new = self.write('spent,city,age\n70,west,\n130,north,30\n', 'new.csv')
        said = self.call('predict', '--csv', new, '--model', model)
        self.assertEqual(said['unknown_values'], [{'column': 'city', 'rows': 1}])
        self.assertEqual(len(said['predictions']), 2)
        self.assertIn('city', self.refuse('not-found', 'predict', '--csv', self.write('age,spent\n1,2\n', 'less.csv'),
                                          '--model', model))
        words = self.write('spent,city,age\nmuch,north,3\n', 'words.csv')
        self.assertIn('spent', self.refuse('invalid', 'predict', '--csv', words, '--model', model))

    def test_shared_branch(self):
        """A tree made by hand whose branches meet again would be gone through more often with every level."""
        table = self.table()
        learnt = self.call('tree', '--csv', table, '--target', 'bought', '--columns', 'age,city,spent')
        node = {'weight': 2, 'counts': [1, 1], 'column': 0, 'threshold': 1, 'shares': [0.5, 0.5]}
        for below in ([1, 1], [0, 1], [1, 9]):
            nodes = [node | {'children': below}, {'weight': 1, 'counts': [1, 0]}, {'weight': 1, 'counts': [0, 1]}]
            learnt['model']['parameters']['nodes'] = nodes
            self.assertIn('--save', self.refuse('format', 'predict', '--csv', table, '--model', self.keep(learnt)))
        learnt['model']['parameters']['nodes'][0]['children'] = [1, 2]
        self.assertTrue(self.call('predict', '--csv', table, '--model', self.keep(learnt))['predictions'])

    def test_refused(self):
        table = self.table()
        self.call('predict', '--csv', table, '--model', 'none.json', status=1)
        self.write('[1]', 'list.json')
        self.refuse('format', 'predict', '--csv', table, '--model', 'list.json')
        self.refuse('format', 'predict', '--csv', table, '--model',
                    self.keep(self.call('profile', '--csv', table), 'profile.json'))
        for method, target, options in self.METHODS:
            learnt = self.call(method, '--csv', table, '--target', target, '--folds', 0, *options)
            model = learnt.get('bayes', learnt)['model']
            for damage in (lambda m: m.pop('parameters'), lambda m: m.pop('columns'), lambda m: m.update(encoding='?'),
                           lambda m: m['columns'].pop(), lambda m: m['columns'][1].update(levels=['x']),
                           lambda m: m.update(classes=['a', 'b', 'c', 'd']), lambda m: m.update(method='kmeans')):
                broken = json.loads(json.dumps(model))
                damage(broken)
                name = self.keep({'model': broken}, 'broken.json')
                command = [PROGRAM, '--json', 'analyze', 'predict', '--csv', table, '--model', name]
                done = subprocess.run(command, capture_output=True, timeout=100, cwd=self.folder)
                if done.returncode != 0:
                    self.assertIn(json.loads(done.stdout)['error']['code'], ('format', 'invalid', 'not-found'), done.stderr)
                for trouble in (b'runtime error', b'Sanitizer', b'CRITICAL'):
                    self.assertNotIn(trouble, done.stderr, (method, broken))

    def test_records(self):
        """Learnt from a file, kept in the workspace, and asked of records, by columns behind links, too."""
        self.run_cli('add', 'customer', 'name=Acme', 'industry=Toys')
        self.run_cli('add', 'customer', 'name=Bolt', 'industry=Tools')
        for i in range(40):
            self.run_cli('add', 'opportunity', f'name=deal {i}', f'value={i * 10}', f'customer={["Acme", "Bolt"][i % 2]}')
        options = ['--entity', 'opportunity', '--columns', 'customer.industry,value']
        kept = self.run_cli('analyze', 'tree', *options, '--target', 'customer.industry', '--id', 'name', '--save',
                            'Industries')
        result = json.loads(self.run_cli('get', 'model', kept['model'])['result'])
        self.assertEqual(len(kept.pop('predictions')), 40)    # which a model has no need of
        self.assertEqual(result.keys(), kept.keys())
        said = self.run_cli('analyze', 'predict', '--entity', 'opportunity', '--model', kept['model'], '--id', 'name',
                            '--where', 'value < 100')
        self.assertEqual((len(said['predictions']), said['method']), (10, 'tree'))
        self.run_cli('analyze', 'predict', '--entity', 'opportunity', '--model', 12345, status=1)
        prepared = self.run_cli('analyze', 'prepare', '--entity', 'opportunity', '--columns', 'value', '--scale', 'range',
                                '--save', 'Scaled')
        again = self.run_cli('analyze', 'prepare', '--entity', 'opportunity', '--columns', 'value', '--like',
                             prepared['model'])
        self.assertEqual(prepared['columns'], again['columns'])


class Pivot(Analyze):
    def table(self):
        rows = ['north,pen,2024-01-05,10,1', 'north,ink,2024-01-20,20,1', 'south,pen,2024-02-01,30,2',
                'north,pen,2024-02-09,40,2', 'south,pen,2024-02-09,,3', ',pen,2024-02-09,99,4', 'south,ink,,99,5']
        return ['pivot', '--csv', self.write('where,what,day,sold,who\n' + '\n'.join(rows) + '\n')]

    def test_sums(self):
        result = self.call(*self.table(), '--rows', 'where,what', '--columns-by', 'day', '--value', 'sold',
                           '--measure', 'sum')
        self.assertEqual(result['columns'], [['2024-01'], ['2024-02']])
        rows = [(r['keys'], r['values'], r['total'], r['heat']) for r in result['rows']]
        self.assertEqual(rows, [(['north', 'ink'], [20, None], 20, [1 / 3, None]),
                                (['north', 'pen'], [10, 40], 50, [0, 1]),
                                (['south', 'ink'], [None, None], None, [None, None]),
                                (['south', 'pen'], [None, 30], 30, [None, 2 / 3])])
        subtotals = [(r['keys'], r['values'], r['total']) for r in result['subtotals'][0]['rows']]
        self.assertEqual(subtotals, [(['north'], [30, 40], 70), (['south'], [None, 30], 30)])
        self.assertEqual((result['column_totals'], result['total'], result['left_out']), ([30, 70], 100, 3))

    def test_measures(self):
        """Totals are measured of their rows: the median of all is none of medians."""
        expected = {'mean': (70 / 3, 25), 'count': (3, 5), 'distinct': (3, 4), 'min': (10, 10), 'max': (40, 40),
                    'median': (20, 25), 'share': (0.7, 1)}
        for measure, (north, total) in expected.items():
            result = self.call(*self.table()[:-1], self.write('where,sold\nnorth,10\nsouth,30\nnorth,20\nnorth,40\n'
                               'south,\n'), '--rows', 'where', '--value', 'sold', '--measure', measure)
            self.assertAlmostEqual(result['rows'][0]['total'], north, msg=measure)
            self.assertAlmostEqual(result['total'], total, msg=measure)
            self.assertEqual(result['rows'][0]['values'], [result['rows'][0]['total']])

    def test_words(self):
        """Words and numbers make groups alike; words can be counted."""
        result = self.call(*self.table(), '--rows', 'who', '--value', 'where', '--measure', 'distinct')
        self.assertEqual([(r['keys'], r['total']) for r in result['rows']],
                         [([1], 1), ([2], 2), ([3], 1), ([4], 0), ([5], 1)])
        self.assertEqual(result['total'], 2)

    def test_refused(self):
        self.assertIn('count', self.refuse('invalid', *self.table(), '--rows', 'who', '--value', 'where', '--measure', 'sum'))
        self.refuse('usage', *self.table(), '--rows', 'who', '--measure', 'sum')
        self.refuse('not-found', *self.table(), '--rows', 'who,colour')
        self.refuse('usage', *self.table())


# Cells of a column → its kind, how many are missing, lowest, highest, and a word of the note, if there is one.
WRITTEN = [
    (['1,5', '2,25', '1.234,5'], 'number', 0, 1.5, 1234.5, None),
    (['1.234', '2,5', '7'], 'number', 0, 2.5, 1234, None),
    (['1,234.50', '12'], 'number', 0, 12, 1234.5, None),
    (['1,234', '2,345'], 'number', 0, 1234, 2345, 'could be 1.234'),
    (['1.234', '2.345'], 'number', 0, 1.234, 2.345, 'could be 1234'),
    (['0.254', '1.234'], 'number', 0, 0.254, 1.234, None),
    (['€ 1,50', '2,00 €', '-3,10 €'], 'number', 0, -3.1, 2, None),
    (['US$ 5', 'US$7', '(US$ 2.50)'], 'number', 0, -2.5, 7, None),
    (['12 EUR', 'EUR 3.5'], 'number', 0, 3.5, 12, None),
    (['$1', '$2', '$3', '€4'], 'category', 0, None, None, 'row 5 is “€4”'),
    (['PRD 12', 'PRD 13'], 'category', 0, None, None, None),
    (['12%', '7.5 %', '-'], 'number', 1, 0.075, 0.12, 'shares'),
    (['12%', '15'], 'number', 0, 0.12, 15, '1 of 2 cells'),
    (['1 234,56', '7'], 'number', 0, 7, 1234.56, None),
    (["1'234.50", '3.2'], 'number', 0, 3.2, 1234.5, None),
    (['1\u202f234,5', '12-'], 'number', 0, -12, 1234.5, None),
    (['1,00,000.5', '3.5'], 'number', 0, 3.5, 100000.5, None),
    (['1.2.3', '1.2.4'], 'category', 0, None, None, None),
    (['030 123 456', '040 222 333'], 'category', 0, None, None, None),
    (['1', '2', '3', '4', 'x', '5'], 'category', 0, None, None, 'row 6 is “x”'),
    (['03/04/2024', '05/06/2024'], 'date', 0, '2024-04-03', '2024-06-05', 'could be 2024-03-04'),
    (['03/04/2024', '13/04/2024'], 'date', 0, '2024-04-03', '2024-04-13', None),
    (['03/04/2024', '04/13/2024'], 'date', 0, '2024-03-04', '2024-04-13', None),
    (['3.4.2024', '31.12.2024 10:30'], 'date', 0, '2024-04-03', '2024-12-31', None),
    (['2024/3/4', '2024/12/31'], 'date', 0, '2024-03-04', '2024-12-31', None),
    (['2024-03', '2024-04'], 'date', 0, '2024-03-01', '2024-04-01', None),
    (['4 Mar 2024', '31 December 2023', '-'], 'date', 1, '2023-12-31', '2024-03-04', None),
    (['Mar 4, 2024', 'Dec 31, 2023'], 'date', 0, '2023-12-31', '2024-03-04', None),
    (['12/31/2024 5:30 PM', '1/2/2024 6:00 AM'], 'date', 0, '2024-01-02', '2024-12-31', None),
    (['2024-02-30', '2024-02-28'], 'category', 0, None, None, None),
    (['none', '-', 'yes'], 'category', 0, None, None, None),
]


class Written(Analyze):
    def test_columns(self):
        """How numbers and days are written is told by the column; what nothing tells is said."""
        for cells, kind, missing, low, high, note in WRITTEN:
            with self.subTest(cells=cells):
                table = self.write('k;v\n' + ''.join(f'{i};{cell}\n' for i, cell in enumerate(cells)))
                result = self.call('describe', '--csv', table, '--columns', 'v')
                column, notes = result['columns'][0], result.get('notes', [])
                self.assertEqual((column['kind'], column['missing']), (kind, missing))
                self.assertEqual((column.get('min'), column.get('max')), (low, high))
                self.assertEqual(len(notes), note is not None, notes)
                self.assertIn(note or '', ''.join(notes))

    def test_only_what_is_used(self):
        table = self.write('d,x\n03/04/2024,1.5\n05/06/2024,2.5\n')
        self.assertNotIn('notes', self.call('describe', '--csv', table, '--columns', 'x'))
        self.assertIn('notes', self.call('describe', '--csv', table))

    def test_refused(self):
        """A person is told which cell it is that makes words of a column."""
        table = self.write('when,x\n' + ''.join(f'2024-01-{day:02d},{day}\n' for day in range(1, 9)) + '2024-01-09,many\n')
        message = self.refuse('invalid', 'forecast', '--csv', table, '--date', 'when', '--value', 'x')
        self.assertIn('row 10 is “many”', message)

    def test_frames(self):
        """Delimiters, encodings, quoted line breaks, rows of other lengths, names that come twice or not at all."""
        for text in ['a\tb\n1\t2,5\n3\t4,5\n', 'a|b\n1|2.5\n3|4.5\n', 'a,b\r1,2.5\r3,4.5\r', '\ufeffa;b\r\n1;2,5\r\n3;4,5\r\n']:
            table = self.write(text)
            self.assertEqual(self.call('describe', '--csv', table, '--columns', 'b')['columns'][0]['sum'], 7)
        (self.folder / 'utf16.csv').write_bytes('名称,金额\n客户,2.5\n公司,4.5\n'.encode('utf-16'))
        self.assertEqual(self.call('describe', '--csv', 'utf16.csv', '--columns', '金额')['columns'][0]['sum'], 7)
        table = self.write('x,x,,x\n1,"2\n2",3,4\n5,"6",7\n')
        names = [column['name'] for column in self.call('describe', '--csv', table)['columns']]
        self.assertEqual(names, ['x', 'x (2)', 'Column 3', 'x (3)'])
        table = self.write('a,b\n1,' + 'x' * 2000000 + '\n2,y\n')
        self.assertEqual(self.call('describe', '--csv', table, '--columns', 'a')['columns'][0]['sum'], 3)


class Tables(Analyze):
    """What is said of a file, as to the other commands that read one."""

    def test_dates(self):
        table = self.write('who,when,amount\n1,03/04/2024,5\n2,05/06/2024,7\n')
        options = ['describe', '--csv', table, '--columns', 'when']
        for order, low, high in ('dmy', '2024-04-03', '2024-06-05'), ('mdy', '2024-03-04', '2024-05-06'):
            result = self.call(*options, '--date-order', order)
            self.assertEqual((result['columns'][0]['min'], result['columns'][0]['max']), (low, high))
            self.assertNotIn('notes', result)
        self.assertIn('could be 2024-03-04', self.call(*options, '--date-order', 'guess')['notes'][0])
        self.refuse('usage', *options, '--date-order', 'ymd')
        # What a cell tells is stronger.
        told = self.write('when\n03/04/2024\n25/06/2024\n')
        self.assertEqual(self.call('describe', '--csv', told, '--date-order', 'mdy')['columns'][0]['min'], '2024-04-03')

    def test_writing(self):
        (self.folder / 'old.csv').write_bytes('St\xe4dte;x\nK\xf6ln;1\n'.encode('latin-1'))
        for encoding, name in ('ISO-8859-1', 'Städte'), ('ISO-8859-7', 'Stδdte'):
            result = self.call('describe', '--csv', 'old.csv', '--encoding', encoding)
            self.assertEqual(result['columns'][0]['name'], name)
        self.refuse('usage', 'describe', '--csv', 'old.csv', '--delimiter', 'x')
        both = self.write('a;b,c\n1;2,3\n4;5,6\n')
        for mark, names in (';', ['a', 'b,c']), (',', ['a;b', 'c']):
            result = self.call('describe', '--csv', both, '--delimiter', mark)
            self.assertEqual([column['name'] for column in result['columns']], names)
        two = self.write('a,b\n1,2\n3,4\n\n\n\nc,d,e\n1,2,5\n3,4,6\n')
        self.refuse('usage', 'describe', '--csv', two, '--table', 0)

    def test_columns(self):
        """With every method it names all that there is."""
        table = self.write('t,item,more\n1,a,x\n1,b,x\n2,a,y\n')
        options = ['rules', '--csv', table, '--transaction', 't', '--item', 'item']
        whole = self.call(*options)
        self.assertEqual(self.call(*options, '--columns', 't, item'), whole)
        self.assertIn('“item”. There are: t, more', self.refuse('not-found', *options, '--columns', 't,more'))
        self.assertIn('There are: t, item, more', self.refuse('not-found', *options, '--columns', 't,item,none'))

    def test_names_with_commas(self):
        """Names of columns may hold what stands between names; then they stand in quotes."""
        table = self.write('"price, net",b,"say ""so"""\n1,2,3\n4,5,6\n')
        for names, found in (('"price, net",b', ['price, net', 'b']), ('b , "say ""so"""', ['b', 'say "so"']), ('b', ['b'])):
            result = self.call('describe', '--csv', table, '--columns', names)
            self.assertEqual([column['name'] for column in result['columns']], found)
        self.call('compare', '--csv', self.write('d,"v,1"\n2024-01-01,5\n2024-02-01,6\n'), '--date', 'd', '--value', 'v,1',
                  '--columns', 'd,"v,1"')
        self.refuse('not-found', 'describe', '--csv', table, '--columns', 'price, net')

    def test_without_values(self):
        """Options that also stand alone, before another and at the end."""
        table = self.write('x,y,z\n' + ''.join(f'{i % 7},{1000 * (i % 5)},{"ab"[i % 7 > 2]}\n' for i in range(35)))
        plain = ['kmeans', '--csv', table, '--columns', 'x,y', '--k', 2]
        self.assertEqual(self.call(*plain, '--scale', 'standard'), self.call(*plain, '--scale'))
        self.assertNotIn('notes', self.call(*plain, '--scale'))
        self.assertEqual(self.call(*plain), self.call(*plain, '--scale', 'none'))
        self.assertIn('“y” spreads 707 times as far as “x”', self.call(*plain)['notes'][0])
        tree = ['tree', '--csv', table, '--target', 'z', '--folds', 0]
        self.assertEqual(self.call(*tree), self.call(*tree[:1], '--prune', *tree[1:]))
        self.refuse('usage', *plain, '--starts')


class Correlation(Analyze):
    def table(self):
        rows = ['1,10,a,x', '2,20,a,x', '3,25,b,y', '4,50,b,y', ',9,b,']
        return ['correlation', '--csv', self.write('one,two,kind,place\n' + '\n'.join(rows) + '\n')]

    def test_numbers(self):
        for kind in ('spearman', 'kendall'):
            result = self.call(*self.table(), '--kind', kind)
            self.assertEqual((result['columns'], result['r']), (['one', 'two'], [[1, 1], [1, 1]]))
            self.assertEqual(result['n'], [[4, 4], [4, 5]])
        line = self.call(*self.table())
        self.assertTrue(0.9 < line['r'][0][1] < 1 and 0 < line['p'][0][1] < 0.1, line)

    def test_words(self):
        pair = self.call(*self.table(), '--kind', 'chi-square')['pairs'][0]
        self.assertEqual((pair['n'], pair['chi_square'], pair['cramers_v'], pair['rare_cells']), (4, 4, 1, 4))

    def test_refused(self):
        self.assertIn('chi-square', self.refuse('invalid', *self.table(), '--columns', 'one,kind'))
        self.refuse('invalid', *self.table(), '--columns', 'one,two', '--kind', 'chi-square')


class Terminal(Analyze):
    """On a terminal people see how far it is; scripts and files see nothing of it."""

    def watch(self, *arguments):
        table = self.write('x\n' + '\n'.join(str(i * 7919 % 10007) for i in range(400000)))
        master, terminal = pty.openpty()
        command = [PROGRAM, *arguments, 'analyze', 'describe', '--csv', table]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal, cwd=self.folder) as program:
            os.close(terminal)
            shown = b''
            try:
                while piece := os.read(master, 4096):
                    shown += piece
            except OSError:   # the other end is closed
                pass
            self.assertIn(b'mean', program.stdout.read())
        os.close(master)
        self.assertEqual(program.returncode, 0, shown)
        return shown.decode()

    def test_progress(self):
        shown = self.watch()
        shares = [int(share) for share in re.findall(r'\r *(\d+) %', shown)]
        self.assertTrue(shares, shown)
        self.assertEqual(shares, sorted(shares))
        self.assertTrue(shown.endswith('\r\033[K'), shown)

    def test_quiet(self):
        self.assertEqual(self.watch('--json'), '')


if __name__ == '__main__':
    unittest.main()
