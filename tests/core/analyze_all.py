#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""analyze_all.py: what holds of every method of `clientele-cli analyze`, whatever it does.

Tables that have nothing to tell get a clear refusal or a right answer, never a crash, a hang or a number that is none.
The order of the rows changes nothing, nor does a table that holds every row twice or counts in another unit, where
that is true of the method. CLIENTELE_SLOW=1 holds every method against every table.
"""
import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = os.path.join(os.environ['CLIENTELE_BUILD'], 'src/clientele-cli')
BUYING = '--customer customer --date date --value value'

# A way to run each: what it is called here → method and options.
WAYS = {
    'bayes': 'bayes --target outcome --columns x,y,group',
    'cohorts': f'cohorts {BUYING}',
    'compare': 'compare --date date --value value --by group',
    'pearson': 'correlation --columns x,y,z',
    'spearman': 'correlation --columns x,y,z --kind spearman',
    'kendall': 'correlation --columns x,y,z --kind kendall',
    'chi-square': 'correlation --columns group,item --kind chi-square',
    'describe': 'describe --by group --weights weight',
    'forecast': 'forecast --date date --value value',
    'holt-winters': 'forecast --value value --method holt-winters --period 4',
    'ets': 'forecast --value value --method ets --period 4',
    'arima': 'forecast --value value --method arima',
    'theta': 'forecast --value value --method theta',
    'naive': 'forecast --value value --method naive',
    'drift': 'forecast --value value --method drift',
    'seasons': 'forecast --value value --method holt-winters --period 4 --seasonal multiplicative',
    'logarithm': 'forecast --value value --method ets --log',
    'ward': 'hierarchical --columns x,y,z',
    'single': 'hierarchical --columns x,y,z --linkage single --k 2',
    'average': 'hierarchical --columns x,y,z --linkage average --k 2',
    'complete': 'hierarchical --columns x,y,z --linkage complete --k auto',
    'kmeans': 'kmeans --columns x,y,z',
    'kmeans-2': 'kmeans --columns x,y,z --k 2',
    'gap': 'kmeans --columns x,y,z --choose gap --references 3',
    'bg-nbd': f'lifetime {BUYING}',
    'pareto-nbd': f'lifetime {BUYING} --model pareto-nbd',
    'linear': 'linear --target value --columns x,y,z,group',
    'ridge': 'linear --target value --columns x,y,z,group --ridge 1 --missing mean',
    'logistic': 'logistic --target outcome --columns x,y,z,group',
    'markov': 'markov --id id --period period --state state',
    'neural': 'neural --target outcome --columns x,y,group --epochs 5',
    'z': 'outliers --columns x,y,z --method z',
    'mad': 'outliers --columns x,y,z --method mad',
    'iqr': 'outliers --columns x,y,z --method iqr',
    'forest': 'outliers --columns x,y,z --method forest',
    'lof': 'outliers --columns x,y,z --method lof',
    'periods': 'periods --date date --value value',
    'pivot': 'pivot --rows group --columns-by item --value value --measure sum',
    'median': 'pivot --rows date --value value --measure median',
    'prepare': 'prepare --columns x,y,group --impute mean --scale standard --cap iqr',
    'box-cox': 'prepare --columns x,y --transform box-cox --bin frequency',
    'bins': 'prepare --target outcome --columns x,y,group,outcome --bin mdl --encode one-hot --rare 0.1 --impute median',
    'yeo-johnson': 'prepare --columns x,y,group --transform yeo-johnson --impute linear --scale robust --indicator',
    'profile': 'profile',
    'profit': 'profit --by group --revenue value --cost x --customer customer --date date --retention 0.8',
    'recommend': 'recommend --customer customer --item item --time date',
    'rfm': f'rfm {BUYING}',
    'rules': 'rules --transaction invoice --item item',
    'closed': 'rules --transaction invoice --item item --closed',
    'maximal': 'rules --transaction invoice --item item --maximal',
    'score': 'score --target outcome --columns x,y,group',
    'sequences': 'sequences --customer customer --time date --item item --support 0.6',
    'similar': 'similar --id customer --date date --value value',
    'dtw': 'similar --id customer --date date --value value --distance dtw',
    'survival': 'survival --duration duration --event event --by group --covariates x,y',
    'breslow': 'survival --duration duration --event event --covariates x,group --ties breslow',
    'test-auto': 'test --value value --by group',
    'welch-anova': 'test --value value --by group --kind welch-anova',
    'kruskal': 'test --value value --by group --kind kruskal',
    'welch-t': 'test --value value --by outcome --kind welch-t',
    'mann-whitney': 'test --value value --by outcome --kind mann-whitney',
    'smirnov': 'test --value value --by outcome --kind smirnov',
    'paired-t': 'test --value x --with y --kind paired-t',
    'wilcoxon': 'test --value x --with y --kind wilcoxon',
    'test-words': 'test --value state --by group --kind chi-square',
    'fisher': 'test --value outcome --by event --kind fisher',
    'proportions': 'test --value outcome --by group --kind proportions',
    'tree': 'tree --target outcome --columns x,y,z,group',
    'tree-of-numbers': 'tree --target value --columns x,y,group --prune cost-complexity',
    'gini': 'tree --target outcome --columns x,y,z,group --criterion gini --prune cost-complexity',
    'gain-ratio': 'tree --target group --columns x,y,z,item --criterion gain-ratio',
}

NUMBERS = ['value', 'x', 'y', 'z', 'duration', 'weight']
WORDS = ['customer', 'item', 'group', 'outcome', 'state']


def row(i, source):
    return {
        'id': i // 3, 'customer': f'c{i % 7}', 'date': f'2024-{1 + i % 12:02d}-{1 + i % 28:02d}',
        'value': round(10 + 90 * source.random(), 2), 'item': 'abcdef'[source.randrange(6)], 'invoice': i // 4,
        'x': round(source.gauss(0, 1), 4), 'y': round(source.gauss(0, 1), 4), 'z': round(source.gauss(0, 1), 4),
        'group': 'pqr'[i % 3], 'outcome': source.choice(['no', 'yes']), 'duration': 1 + source.randrange(50),
        'event': source.randrange(2), 'state': source.choice(['current', 'late', 'paid']), 'period': i % 3,
        'weight': 1 + source.randrange(4),
    }


def table(count=60, **changes):
    """Rows by a fixed seed; a change is a value for a column, or a function of the row and its number."""
    source = random.Random(5)
    rows = [row(i, source) for i in range(count)]
    for i, cells in enumerate(rows):
        cells.update({key: change(dict(cells), i) if callable(change) else change for key, change in changes.items()})
    return rows


def text(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row(0, random.Random(5))))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def numbers(func):
    return {key: (lambda cells, i, key=key: func(cells[key], i)) for key in NUMBERS}


def all_of(keys, value):
    return dict.fromkeys(keys, value)


def tables():
    everything = list(row(0, random.Random(5)))
    return {
        'empty': '', 'blank-lines': '\n\n\n', 'header': text([]),
        'one-row': text(table(1)), 'two-rows': text(table(2)), 'three-rows': text(table(3)),
        'constant': text(table(1) * 60), 'twice': text([cells for cells in table() for _ in range(2)]),
        'no-numbers': text(table(**all_of(NUMBERS, ''))), 'no-words': text(table(**all_of(WORDS, ''))),
        'no-dates': text(table(date='')), 'nothing': text(table(**all_of(everything, ''))),
        'no-outcome': text(table(outcome='', event='', state='')),
        'gaps': text(table(**{key: (lambda cells, i, k=key, j=j: '' if (i + j) % 2 else cells[k])
                              for j, key in enumerate(everything)})),
        'nan': text(table(**all_of(NUMBERS, 'NaN'))),
        'infinite': text(table(**numbers(lambda number, i: 'inf' if i % 5 == 0 else number))),
        'one-too-large': text(table(**numbers(lambda number, i: '1e999' if i == 7 else number))),
        'huge': text(table(**numbers(lambda number, i: 1e300 * (1 + number / 1000)))),
        'largest': text(table(**numbers(lambda number, i: 1.7e308 if i % 2 else -1.7e308))),
        'tiny': text(table(**numbers(lambda number, i: 1e-300 * (1 + number / 1000)))),
        'denormal': text(table(**numbers(lambda number, i: 5e-324 * (1 + i % 3)))),
        'far-from-0': text(table(**numbers(lambda number, i: 1e9 + number))),
        'milliards': text(table(**numbers(lambda number, i: 1e9 * number))),
        'negative': text(table(**numbers(lambda number, i: -abs(number)))),
        'zeros': text(table(**all_of(NUMBERS, 0))), 'minus-zeros': text(table(**all_of(NUMBERS, '-0'))),
        'same-columns': text(table(y=lambda cells, i: cells['x'], z=lambda cells, i: cells['x'])),
        'collinear': text(table(z=lambda cells, i: cells['x'] + cells['y'])),
        'separable': text(table(outcome=lambda cells, i: 'yes' if cells['x'] > 0 else 'no')),
        'one-class': text(table(outcome='yes', event='yes')),
        'one-of-a-class': text(table(outcome=lambda cells, i: 'yes' if i == 3 else 'no')),
        'each-its-own': text(table(**{key: (lambda cells, i: f'k{i}')
                                      for key in ['customer', 'group', 'invoice', 'id', 'item']})),
        'one-group': text(table(**all_of(['customer', 'group', 'invoice', 'id', 'item'], 'p'))),
        'one-day': text(table(date='2024-02-29')),
        'far-days': text(table(date=lambda cells, i: '9999-12-31' if i % 2 else '0001-01-01')),
        'words-for-numbers': text(table(**all_of(NUMBERS, 'much'))), 'words-for-dates': text(table(date='soon')),
        'dates-for-numbers': text(table(**all_of(NUMBERS, '2024-01-01'))),
        'numbers-for-words': text(table(**{key: (lambda cells, i: i % 3) for key in WORDS})),
        'numbers-for-dates': text(table(date=lambda cells, i: i)),
        'long-words': text(table(group=lambda cells, i: 'p' * 5000 + str(i % 3))),
        'odd-words': text(table(group=lambda cells, i: f'p\tq"\\\r\n,;{i % 3}', item=lambda cells, i: f'ü👍{i % 2}')),
    }


def refuse_constant(word):
    raise ValueError(f'{word} is no number of JSON')


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='clientele-analyze-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def analyze(self, way, path, *more):
        method, *options = WAYS[way].split()
        command = [PROGRAM, '--json', 'analyze', method, '--csv', str(path), *options, *more]
        done = subprocess.run(command, capture_output=True, timeout=100, cwd=self.folder)
        problem = f'{way} on {path.name}: {done.returncode} {done.stdout[:200]} {done.stderr[-1000:]}'
        self.assertIn(done.returncode, (0, 1), problem)
        try:
            result = json.loads(done.stdout, parse_constant=refuse_constant)
        except ValueError as error:
            self.fail(f'{problem}: {error}')
        return result, done, problem


class Degenerate(Case):
    def check(self, way, path):
        result, done, problem = self.analyze(way, path)
        if done.returncode == 0:
            self.assertEqual(done.stderr, b'', problem)
            return
        # It says what is wrong, and a person is told the same.
        error = result['error']
        self.assertIn(error['code'], ('format', 'invalid', 'not-found', 'failed'), problem)
        self.assertEqual(done.stderr.decode(), f'clientele-cli: {error["message"]}\n')
        self.assertRegex(error['message'], r'^.{20,}\.$', problem)
        self.assertNotRegex(error['message'], r'\b(nan|inf|-nan|\(null\))\b', problem)

    def test_tables(self):
        slow = bool(os.environ.get('CLIENTELE_SLOW'))
        with ThreadPoolExecutor(2) as pool:
            runs = []
            for t, (name, content) in enumerate(tables().items()):
                path = self.folder / f'{name}.csv'
                path.write_bytes(content.encode())
                runs += [pool.submit(self.check, way, path) for w, way in enumerate(WAYS) if slow or (t + w) % 4 == 0]
            for run in runs:
                run.result()

    def test_empty_column_is_named(self):
        path = self.folder / 'table.csv'
        path.write_text(text(table(date='')))
        self.assertIn('“date” has no values', self.analyze('forecast', path)[0]['error']['message'])


def flatten(value, path=''):
    """(path, number or word) of everything in a result; lists of rows with a name are looked up by that."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from flatten(part, f'{path}/{key}')
    elif isinstance(value, list):
        for i, part in enumerate(value):
            named = isinstance(part, dict) and next((part[k] for k in ('id', 'name', 'group', 'keys', 'value')
                                                     if isinstance(part.get(k), (str, list))), None)
            yield from flatten(part, f'{path}[{named or i}]')
    else:
        yield path, value


def leave_out(pairs, words):
    return {path: value for path, value in pairs if not any(word in path for word in words)}


class Invariance(Case):
    def run_on(self, way, rows, *more):
        path = self.folder / 'table.csv'
        path.write_text(text(rows))
        result, done, problem = self.analyze(way, path, *more)
        self.assertEqual(done.returncode, 0, problem)
        return result

    def compare(self, way, one, other, without=(), factor=lambda path: 1):
        one, other = leave_out(flatten(one), without), leave_out(flatten(other), without)
        self.assertFalse(set(one) ^ set(other), way)
        for path, value in one.items():
            where = f'{way}: {path}'
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                self.assertIsInstance(other[path], (int, float), where)
                self.assertAlmostEqual(other[path], value * factor(path), delta=1e-7 * max(1, abs(value)), msg=where)
            else:
                self.assertEqual(other[path], value, where)

    def test_order_of_rows(self):
        rows = table(120)
        mixed = random.Random(3).sample(rows, len(rows))
        # What follows the order of the rows by its nature: series without dates, clusters and what is learnt by chance;
        # numbers of rows, folds, and which of equal scores comes first.
        ordered = {'holt-winters', 'ets', 'arima', 'theta', 'naive', 'drift', 'seasons', 'logarithm',
                   'ward', 'single', 'average', 'complete', 'kmeans', 'kmeans-2', 'gap', 'neural'}
        learners = {'bayes', 'linear', 'ridge', 'logistic', 'score', 'tree', 'tree-of-numbers', 'gini', 'gain-ratio'}
        without = ['cross_validation', '/autocorrelation', '/row', 'notes', '/scores', '/flagged[', '/turning', '/durbin', '/lift']
        for way in WAYS.keys() - ordered:
            more = ['--folds', '0'] if way in learners else []
            self.compare(way, self.run_on(way, rows, *more), self.run_on(way, mixed, *more), without)

    def test_every_row_twice(self):
        """Shares, means, coefficients and the like stay; an unbiased variance does not."""
        rows = table(120)
        twice = [cells for cells in rows for _ in range(2)]
        keys = {
            'pearson': ['/r'], 'spearman': ['/r'], 'linear': ['/estimate'], 'logistic': ['/estimate'],
            'describe': ['/mean', '/median', '/min', '/max', '/weighted_mean'], 'survival': ['/survival', '/median'],
            'rules': ['/support', '/confidence', '/lift'], 'kmeans-2': ['/silhouette'],
        }
        for way, wanted in keys.items():
            more = ['--folds', '0'] if way in ('linear', 'logistic') else []
            one, other = self.run_on(way, rows, *more), self.run_on(way, twice, *more)
            pairs = [{p: v for p, v in flatten(r) if re.sub(r'\[\d+\]', '', p).endswith(tuple(wanted))} for r in (one, other)]
            self.assertTrue(pairs[0], way)
            for path, value in pairs[0].items():
                if value is not None and way != 'kmeans-2':
                    self.assertAlmostEqual(pairs[1][path], value, places=7, msg=f'{way}: {path}')

    def test_unit_of_money(self):
        """In cents everything that is money is a hundred times as much, and who is who stays the same."""
        rows = table(120)
        cents = table(120, value=lambda cells, i: round(cells['value'] * 100))
        for way, money in {'rfm': ['monetary', 'value', 'pareto/total', 'top', 'mean'], 'cohorts': ['/values'], 'pivot': ['/values',
                           '/total', '/column_totals', '/subtotals']}.items():
            one, other = (dict(flatten(self.run_on(way, r))) for r in (rows, cents))
            self.assertFalse(set(one) ^ set(other), way)
            scaled = 0
            for path, value in one.items():
                if not isinstance(value, (int, float)) or isinstance(value, bool):
                    self.assertEqual(other[path], value, f'{way}: {path}')
                elif value != 0 and abs(other[path] / value - 1) > 1e-9:
                    self.assertAlmostEqual(other[path] / value, 100, places=6, msg=f'{way}: {path}')
                    self.assertTrue(any(word in path for word in money), f'{way}: {path}')
                    scaled += 1
            self.assertGreater(scaled, 0, way)

    def test_unit_of_columns(self):
        """Clusters of standardised columns, trees and unusual rows do not depend on what a column is counted in."""
        rows = table(120)
        scaled = table(120, x=lambda cells, i: 1024 * cells['x'], y=lambda cells, i: cells['y'] / 256)
        for way, keys in {'kmeans-2': ['/cluster', '/silhouette'], 'ward': ['/cluster', '/silhouette'],
                          'z': ['scores'], 'mad': ['scores'], 'lof': ['scores'], 'pearson': ['/r'],
                          'tree': ['/accuracy', '/leaves', '/gain']}.items():
            more = ['--scale', 'standard'] if way in ('kmeans-2', 'ward', 'lof') else []
            one, other = (self.run_on(way, r, *more) for r in (rows, scaled))
            pairs = [{p: v for p, v in flatten(r) if any(key in p for key in keys) and '/profile' not in p and
                      '/threshold' not in p and not isinstance(v, str)} for r in (one, other)]
            self.assertGreater(len(pairs[0]), 0, way)
            for path, value in pairs[0].items():
                if value is not None:
                    self.assertAlmostEqual(pairs[1][path], value, places=9, msg=f'{way}: {path}')


if __name__ == '__main__':
    unittest.main()
