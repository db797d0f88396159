# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses beside the field's tools: which tasks there are, on which data, and who else does them.

Peers are Debian's scikit-learn, SciPy, pandas, R with rpart, forecast, survival and data.table, and sqlite3; one thread
each, CPU seconds of the work without reading, as in the figures recorded on another day (reference data). Where a peer
is not installed, and for arules, arulesSequences and FP-growth, which Debian does not have, those figures stand in,
multiplied by how much faster or slower this machine is on the tasks that were both recorded and measured.
"""
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).parent / 'peers'
# Rounds of a task end after so many seconds.
ENOUGH = 40
# Of the curve; what would take longer than so many seconds is left out.
SIZES, LONGEST = [10 ** k for k in range(3, 8)], 60
LOWER, HIGHER, EQUAL = 'at most', 'at least', 'equal'


@dataclass
class Task:
    """`sense` says how the quality may differ from that of the best peer, by the share `slack`; `bar` is how many
    seconds of CPU the work may take whatever the peers need."""
    data: str = None
    rows: int = 0
    quality: str = ''
    sense: str = EQUAL
    slack: float = 1e-6
    peers: tuple = ()
    recorded: str = None
    bar: float = None


def table(quality, sense=HIGHER, slack=0.001, **rest):
    return Task('table', 100000, quality, sense, slack, **rest)


def months(quality, sense, slack, recorded, **rest):
    return Task('series', 144, quality, sense, slack, ('R',), recorded, **rest)


TASKS = {
    'clusters-kmeans': Task('points', 1000000, 'inertia', LOWER, 1e-6, ('py',),
                            'sklearn KMeans 1000000x8 k8 fixed init max_iter100 tol0 threads=1'),
    'clusters-starts': Task('points', 100000, 'inertia', LOWER, 1e-3, ('py',)),
    'clusters-gap': Task('points', 2000, 'gaps', EQUAL, 0.01, ('py',)),
    'clusters-silhouette': Task('points', 10000, 'mean silhouette', peers=('py',),
                                recorded='sklearn silhouette 10000x8'),
    'clusters-single': Task('points', 5000, 'heights', peers=('py',), recorded='scipy linkage single 5000x8'),
    'clusters-complete': Task('points', 5000, 'heights', peers=('py',)),
    'clusters-average': Task('points', 5000, 'heights', peers=('py',), recorded='scipy linkage average 5000x8'),
    'clusters-ward': Task('points', 10000, 'heights', peers=('py',), recorded='scipy linkage ward 10000x8', bar=7.3),
    'customers-bg-nbd': Task('histories', 23570, 'log-likelihood', HIGHER, 1e-7, ('py',),
                             'scipy bgnbd L-BFGS-B CDNOW master', bar=0.39),
    'customers-pareto-nbd': Task('histories', 23570, 'log-likelihood', HIGHER, 1e-7, ('py',),
                                 'scipy pnbd Nelder-Mead CDNOW master'),
    'customers-cohorts': Task('lines', 5000000, 'returns', peers=('py', 'R')),
    'customers-markov': Task('states', 1000000, 'squares of chances', peers=('py', 'R')),
    'customers-rfm': Task('lines', 5000000, 'value of the best', peers=('py', 'R'), recorded='pandas RFM 5m', bar=1.9),
    'customers-file': Task('lines.csv', 5000000, 'value of the best', peers=('py', 'R', 'sqlite3')),
    'customers-orders': Task('orders.csv', 10000000, 'value of the best', peers=('sqlite3',), bar=5),
    'customers-survival': Task('durations', 7043, 'log-likelihood', HIGHER, 1e-7, ('R',),
                               'R survfit+coxph telco 7043'),
    'learn-bayes': table('AUC', peers=('py',), recorded='sklearn nb 100000x20'),
    'learn-linear': table('residual SD', EQUAL, 1e-9, peers=('py', 'R'), recorded='sklearn ols 100000x20'),
    'learn-logistic': table('AUC', HIGHER, 1e-6, peers=('py', 'R'), recorded='sklearn logreg 100000x20', bar=0.17),
    'learn-neural': table('AUC', peers=('py',), recorded='sklearn mlp 100000x20'),
    'learn-predict': table('AUC', EQUAL, 1e-6, peers=('py',)),
    'learn-tree': table('AUC', peers=('py',), recorded='sklearn tree8 100000x20'),
    'learn-tree-full': table('AUC', peers=('py',), recorded='sklearn treefull 100000x20'),
    'learn-tree-pruned': table('AUC', peers=('R',), recorded='R rpart 100000x20', bar=1.2),
    'outliers-forest': Task('strange', 100000, 'AUC', HIGHER, 0.01, ('py',), 'sklearn iforest 100000x20'),
    'outliers-local': Task('strange', 10000, 'AUC', HIGHER, 1e-6, ('py',), 'sklearn lof 10000x20'),
    'rules-found': Task(quality='rules', recorded='rules apriori groceries s=.0005 c=.5'),
    'rules-groceries': Task(quality='sets', recorded='fim fpgrowth groceries s=0.0005'),
    'rules-recommend': Task('baskets'),
    'rules-t10': Task('baskets', 1000000, 'sets', recorded='fim fpgrowth t10 s=0.0005', bar=0.45),
    'sequences-made': Task('baskets'),
    'sequences-online': Task(quality='patterns', recorded='cspade online s=0.02'),
    'series-arima': months('AICc', LOWER, 1e-3, 'R ts arima'),
    'series-decompose': months('squares of the rest', EQUAL, 1e-6, 'R ts decompose'),
    'series-ets': months('AICc', LOWER, 1e-3, 'R ts ets', bar=5 * 0.81),
    'series-holt-winters': months('squares of errors', LOWER, 1e-3, 'R ts hw'),
    'series-periods': Task('series', 144, 'share of the strongest', EQUAL, 1e-6, ('R',)),
    'series-similar': Task('many-series'),
    'series-stl': months('squares of the rest', EQUAL, 1e-6, 'R ts stl'),
    'series-stl-robust': months('squares of the rest', EQUAL, 1e-6, 'R ts stlr'),
    'series-theta': months('forecast', EQUAL, 1e-4, 'R ts theta'),
    'tables-describe': table('kurtosis', EQUAL, 1e-6, peers=('py',)),
    'tables-pearson': table('squares', EQUAL, 1e-6, peers=('py', 'R')),
    'tables-power': table('powers', EQUAL, 1e-4, peers=('py',)),
    'tables-prepare': table('powers', EQUAL, 1e-4, peers=('py',)),
    'tables-spearman': table('squares', EQUAL, 1e-6, peers=('py', 'R')),
    'tables-test-means': table('statistics', EQUAL, 1e-6, peers=('py',)),
    'tables-test-ranks': table('statistics', EQUAL, 1e-6, peers=('py',)),
    'tables-pivot': Task('lines', 5000000, 'squares', peers=('py', 'R')),
}

# What the reference data says of results that come from no peer here: T. Hahsler's arules on the same files.
KNOWN = {'rules-found': 42278, 'rules-groceries': 49580}


def settings():
    """Peers run on one thread, with the fast BLAS wherever the packages put it."""
    blas = [str(path) for path in Path('/usr/lib').glob('*/openblas-pthread')]
    return os.environ | {'OMP_NUM_THREADS': '1', 'OPENBLAS_NUM_THREADS': '1', 'LD_LIBRARY_PATH': ':'.join(blas)}


def run_sqlite(path):
    """RFM in SQL, from the text file on."""
    database = path.with_suffix('.db')
    database.unlink(missing_ok=True)
    usage, result = [], ''
    for script in (['CREATE TABLE line (customer INTEGER, day INTEGER, invoice INTEGER, amount REAL)', '.mode csv',
                    f'.import --skip 1 {path} line'], [f'.read {PEERS / "rfm.sql"}']):
        child = subprocess.Popen(['sqlite3', database, *script], stdout=subprocess.PIPE, text=True)
        result = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise OSError('sqlite3 failed')
        usage.append(used)
    database.unlink()
    return {'cpu': sum(used.ru_utime + used.ru_stime for used in usage),
            'peak_mb': max(used.ru_maxrss for used in usage) / 1024, 'quality': float(result)}


def run_peer(kind, name, path):
    if kind == 'sqlite3':
        return run_sqlite(path)
    program = ['python3', PEERS / 'peers.py'] if kind == 'py' else ['Rscript', PEERS / 'peers.R']
    done = subprocess.run([*program, name, path], env=settings(), capture_output=True, check=False, text=True)
    if done.returncode != 0:
        raise OSError(done.stderr.strip())
    return json.loads(done.stdout.splitlines()[-1])


def installed():
    """The kinds of peers that are here; says which are not."""
    checks = {'py': ['python3', '-c', 'import pandas, scipy, sklearn'], 'sqlite3': ['sqlite3', '--version'],
              'R': ['Rscript', '-e', 'for (name in c("data.table", "forecast", "rpart", "survival")) loadNamespace(name)']}
    found = set()
    for kind, command in checks.items():
        try:
            subprocess.run(command, env=settings(), capture_output=True, check=True)
            found.add(kind)
        except (OSError, subprocess.CalledProcessError):
            print(f'bench: {kind} with its packages is not installed; figures recorded on another day stand in for it',
                  file=sys.stderr)
    return found


def read_recorded():
    """CPU seconds and MB by name, from the reference data."""
    path = Path(os.environ.get('CLIENTELE_REFERENCE_DATA', '')) / 'peer_bench/results-2026-11.csv'
    if not path.exists():
        return {}
    with path.open(encoding='utf-8') as file:
        return {r['name']: {'cpu': float(r['alg_cpu_median']), 'peak_mb': float(r['peak_rss_mb_median'])}
                for r in csv.DictReader(file) if r['alg_cpu_median']}


class Data:
    """Files that are made when they are first asked for."""

    def __init__(self, folder, program):
        self.folder, self.program = folder, program
        folder.mkdir(exist_ok=True)

    def path(self, name, rows):
        kind, _, text = name.partition('.')
        path = self.folder / f'{kind}-{rows}{"." + text if text else ""}'
        if not path.exists():
            draft = path.with_stem(path.stem + '-draft')
            subprocess.run([self.program, '--make', kind, str(rows), draft], check=True)
            draft.rename(path)
        return path


def medians(results):
    return {key: statistics.median(r[key] for r in results) for key in results[0]}


def compare_one(name, measure, data, kinds, runs):
    """Ours and each peer in turns; returns medians of ours and of each."""
    task = TASKS[name]
    arguments = [data.path(task.data, task.rows)] if task.data else []
    ours, theirs = [], {kind: [] for kind in task.peers if kind in kinds}
    start = time.monotonic()
    while len(ours) < runs and time.monotonic() - start < ENOUGH:
        ours.append(measure('analytics', name, *arguments))
        for kind, results in theirs.items():
            results.append(run_peer(kind, name, *arguments))
    return medians(ours), {kind: medians(results) for kind, results in theirs.items()}


def rate_quality(name, value, base):
    task = TASKS[name]
    slack = task.slack * abs(base)
    met = {LOWER: value <= base + slack, HIGHER: value >= base - slack, EQUAL: abs(value - base) <= slack}[task.sense]
    return {'measure': f'{name}: {task.quality}', 'unit': '', 'value': value, 'baseline': base,
            'ratio': value / base if base else float('inf'), 'target': 1.0, 'sense': task.sense, 'met': met}


def compare(measure, row, data, runs):
    """CPU, memory and quality of every task against the peer that takes the least CPU time."""
    kinds, recorded = installed(), read_recorded()
    measured = {}
    for name, task in TASKS.items():
        if task.rows or (task.recorded and recorded):
            print(f'bench: {name}', file=sys.stderr, flush=True)
            measured[name] = compare_one(name, measure, data, kinds, max(1, runs // 3))
    # How much longer than on the other day things take here.
    scales = [min(r['cpu'] for r in theirs.values()) / recorded[TASKS[name].recorded]['cpu']
              for name, (_, theirs) in measured.items() if theirs and TASKS[name].recorded in recorded]
    scale = statistics.median(scales) if scales else 1.0
    rows = []
    for name, (ours, theirs) in measured.items():
        task = TASKS[name]
        best = min(theirs, key=lambda kind: theirs[kind]['cpu']) if theirs else None
        if best is None and task.recorded not in recorded:
            continue
        base = theirs[best] if best else {'cpu': scale * recorded[task.recorded]['cpu'],
                                          'peak_mb': recorded[task.recorded]['peak_mb']}
        rows += [row(f'{name}: CPU ({best or "recorded"})', 'ms', (ours, base), 'cpu', 1, 1000),
                 # SQLite works on disk.
                 row(f'{name}: memory', 'MB', (ours, base), 'peak_mb', 1 if best != 'sqlite3' else None)]
        if task.bar is not None:
            rows.append(row(f'{name}: CPU by itself', 'ms', (ours, {'cpu': task.bar}), 'cpu', 1, 1000))
        known = base.get('quality', KNOWN.get(name))
        if known is not None:
            rows.append(rate_quality(name, ours['quality'], known))
    return rows


def curve(measure, row, data):
    """CPU of every method over sizes, against ten times that of the size before."""
    rows = []
    for name, task in TASKS.items():
        costs = []
        print(f'bench: {name}', file=sys.stderr, flush=True)
        for n in SIZES if task.data else ():
            expected = costs[-1] * max(10, costs[-1] / costs[-2] if len(costs) > 1 else 0) if costs else 0
            if expected > LONGEST:
                print(f'bench: {name} would take about {expected:.0f} s for {n:,} rows', file=sys.stderr)
                break
            path = data.path(task.data, n)
            try:
                result = measure('analytics', name, path)
            except subprocess.CalledProcessError:   # too few rows for it, or too many; the program said why
                continue
            finally:
                path.unlink()
            costs.append(result['cpu'])
            base = {'cpu': 10 * costs[-2] if len(costs) > 1 else costs[-1]}
            rows.append(row(f'{name}: {n:,} rows', 'ms', (result, base), 'cpu', None, 1000) |
                        {'peak_mb': result['peak_mb']})
    return rows
