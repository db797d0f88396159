#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""peers.py TASK FILE: a piece of work as pandas, SciPy or scikit-learn do it, on a file of bench-analytics --make.

Prints CPU seconds, the peak of memory in MB and how good the result is, as bench-analytics does. Reading is not
counted, unless the task is to read.
"""
import json
import re
import sys
import time
from pathlib import Path

import numpy as np

TASKS = {}
WIDTHS = {'points': 8, 'strange': 20, 'table': 20}
COLUMNS = {'durations': 9, 'histories': 3, 'lines': 4, 'points': 0, 'states': 3, 'strange': 1, 'table': 1}


def task(data):
    def add(function):
        TASKS[function.__name__.replace('_', '-')] = function, data
        return function
    return add


def read(data, path):
    """The matrix, and the columns behind it."""
    values, d, count = np.fromfile(path), WIDTHS.get(data, 0), COLUMNS[data]
    n = len(values) // (d + count)
    return values[:n * d].reshape(n, d), values[n * d:].reshape(count, n)


class Clock:
    """Adds up the CPU time of what is done within."""
    cpu = 0.0

    def __enter__(self):
        self.start = time.process_time()

    def __exit__(self, *_):
        self.cpu += time.process_time() - self.start


# Clusters and outliers

def kmeans(clock, x, **options):
    from sklearn.cluster import KMeans
    model = KMeans(8, algorithm='lloyd', **options)
    with clock:
        model.fit(x)
    return model.inertia_


@task('points')
def clusters_kmeans(clock, x, _):
    first = x[[len(x) * i // 8 for i in range(8)]]
    return kmeans(clock, x, init=first, n_init=1, max_iter=100, tol=0)


@task('points')
def clusters_gap(clock, x, _):
    from sklearn.cluster import KMeans
    random = np.random.RandomState(0)

    def within(rows):
        return np.log([KMeans(k, n_init=10, random_state=0).fit(rows).inertia_ for k in range(1, 9)])
    with clock:
        expected = np.mean([within(random.uniform(x.min(0), x.max(0), x.shape)) for _ in range(20)], 0)
        return (expected - within(x)).sum()


@task('points')
def clusters_starts(clock, x, _):
    return kmeans(clock, x, init='k-means++', n_init=10, random_state=0)


def linkage(clock, x, method):
    from scipy.cluster.hierarchy import linkage as build
    with clock:
        tree = build(x, method)
    return tree[:, 2].sum()


@task('points')
def clusters_single(clock, x, _):
    return linkage(clock, x, 'single')


@task('points')
def clusters_complete(clock, x, _):
    return linkage(clock, x, 'complete')


@task('points')
def clusters_average(clock, x, _):
    return linkage(clock, x, 'average')


@task('points')
def clusters_ward(clock, x, _):
    return linkage(clock, x, 'ward')


@task('points')
def clusters_silhouette(clock, x, _):
    from sklearn.metrics import silhouette_score
    clusters = 2 * (x[:, 0] > 0) + (x[:, 1] > 0)
    with clock:
        return silhouette_score(x, clusters)


def area(scores, positive):
    from sklearn.metrics import roc_auc_score
    return roc_auc_score(positive, scores)


@task('strange')
def outliers_forest(clock, x, columns):
    from sklearn.ensemble import IsolationForest
    model = IsolationForest(n_estimators=100, max_samples=256, random_state=0)
    with clock:
        scores = -model.fit(x).score_samples(x)
    return area(scores, columns[0])


@task('strange')
def outliers_local(clock, x, columns):
    from sklearn.neighbors import LocalOutlierFactor
    model = LocalOutlierFactor(20)
    with clock:
        model.fit(x)
    return area(-model.negative_outlier_factor_, columns[0])


# Learning

def learn(clock, model, x, y):
    with clock:
        scores = model.fit(x, y).predict_proba(x)[:, 1]
    return area(scores, y)


@task('table')
def learn_bayes(clock, x, columns):
    from sklearn.naive_bayes import GaussianNB
    return learn(clock, GaussianNB(), x, columns[0])


@task('table')
def learn_logistic(clock, x, columns):
    from sklearn.linear_model import LogisticRegression
    return learn(clock, LogisticRegression(C=1e9, tol=1e-8, max_iter=1000), x, columns[0])


@task('table')
def learn_neural(clock, x, columns):
    import warnings
    from sklearn.neural_network import MLPClassifier
    warnings.simplefilter('ignore')   # ten rounds are not meant to converge
    return learn(clock, MLPClassifier((16,), max_iter=10, random_state=0), x, columns[0])


@task('table')
def learn_predict(clock, x, columns):
    import pickle
    import pandas
    from sklearn.linear_model import LogisticRegression
    table = pandas.DataFrame(x, columns=[f'x{j}' for j in range(x.shape[1])])
    kept = pickle.dumps(LogisticRegression(C=1e9, tol=1e-8, max_iter=1000).fit(table, columns[0]))
    with clock:
        scores = pickle.loads(kept).predict_proba(table)[:, 1]
        pandas.DataFrame({'row': np.arange(1, len(x) + 1), 'probability': scores,
                          'predicted': np.where(scores > 0.5, '1', '0')}).to_json(orient='records', double_precision=15)
    return area(scores, columns[0])


@task('table')
def learn_tree(clock, x, columns):
    from sklearn.tree import DecisionTreeClassifier
    return learn(clock, DecisionTreeClassifier(max_depth=8, random_state=0), x, columns[0])


@task('table')
def learn_tree_full(clock, x, columns):
    from sklearn.tree import DecisionTreeClassifier
    return learn(clock, DecisionTreeClassifier(min_samples_leaf=5, random_state=0), x, columns[0])


@task('table')
def learn_linear(clock, x, _):
    from sklearn.linear_model import LinearRegression
    others, y = np.ascontiguousarray(x[:, 1:]), x[:, 0].copy()
    with clock:
        model = LinearRegression().fit(others, y)
    residuals = y - model.predict(others)
    return np.sqrt(residuals @ residuals / (len(y) - x.shape[1]))


# Customers

def lines(columns):
    import pandas
    return pandas.DataFrame({'customer': columns[0].astype(np.int32), 'day': columns[1].astype(np.int32),
                             'invoice': columns[2].astype(np.int32), 'amount': columns[3]})


def rfm(table):
    """Scores of one to five by recency, frequency and value; what those with the highest scores throughout spent."""
    groups = table.groupby('customer').agg(last=('day', 'max'), often=('invoice', 'nunique'), value=('amount', 'sum'))
    scores = np.ceil(groups.rank(method='first') * 5 / len(groups))
    return groups.value[(scores == 5).all(axis=1)].sum()


@task('lines')
def customers_rfm(clock, _, columns):
    table = lines(columns)
    with clock:
        return rfm(table)


@task(None)
def customers_file(clock, path):
    import pandas
    with clock:
        return rfm(pandas.read_csv(path))


@task('lines')
def customers_cohorts(clock, _, columns):
    table = lines(columns)
    with clock:
        month = table.day.to_numpy().astype('datetime64[D]').astype('datetime64[M]').astype(np.int32)
        table['month'] = month
        table['later'] = month - table.groupby('customer').month.transform('min')
        table['start'] = month - table.later
        counts = table.groupby(['start', 'later']).customer.nunique()
        table.groupby(['start', 'later']).amount.sum()
    return counts.sum()


@task('states')
def customers_markov(clock, _, columns):
    import pandas
    table = pandas.DataFrame(dict(zip(('id', 'period', 'state'), columns.astype(np.int32))))
    with clock:
        table = table.sort_values(['id', 'period'])
        after = table.groupby('id')[['period', 'state']].shift(-1)
        follows = after.period == table.period + 1
        chances = pandas.crosstab(table.state[follows], after.state[follows], normalize='index').to_numpy()
    return (chances ** 2).sum()


def bg_nbd(parameters, x, t_x, age):
    """Negative log-likelihood, of the logarithms of r, α, a and b: Fader, Hardie and Lee 2005, equation 6."""
    from scipy.special import betaln, gammaln
    r, alpha, a, b = np.exp(parameters)
    begin = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    left = np.where(x > 0, betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + t_x),
                    -np.inf)
    return -(begin + np.logaddexp(stays, left)).sum()


def pareto_nbd(parameters, x, t_x, age):
    """Negative log-likelihood, of the logarithms of r, α, s and β: Fader and Hardie 2005, equation 20."""
    from scipy.special import gammaln, hyp2f1
    r, alpha, s, beta = np.exp(parameters)
    larger, second = max(alpha, beta), s + 1 if alpha >= beta else r + x
    total = r + s + x

    def part(time):
        return hyp2f1(total, second, total + 1, abs(alpha - beta) / (larger + time)) / (larger + time) ** total
    chance = 1 / ((alpha + age) ** (r + x) * (beta + age) ** s) + s / total * (part(t_x) - part(age))
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(chance)
    return -value.sum() if np.isfinite(value).all() else 1e300


def fit(clock, likelihood, columns, **options):
    from scipy.optimize import minimize
    with clock:
        found = minimize(likelihood, np.zeros(4), args=tuple(columns), **options)
    return -found.fun


@task('histories')
def customers_bg_nbd(clock, _, columns):
    return fit(clock, bg_nbd, columns, method='L-BFGS-B')


@task('histories')
def customers_pareto_nbd(clock, _, columns):
    np.seterr(all='ignore')   # far from the end of the search
    return fit(clock, pareto_nbd, columns, method='Nelder-Mead',
               options={'maxiter': 4000, 'maxfev': 4000, 'xatol': 1e-6, 'fatol': 1e-6})


# Tables

@task('table')
def tables_describe(clock, x, _):
    import pandas
    table = pandas.DataFrame(x)
    with clock:
        table.describe()
        table.nunique()
        table.mode()
        table.skew()
        kurtosis = table.kurt()
        (table - table.median()).abs().median()
        for column in table:
            table[column].autocorr()
    return kurtosis.sum()


def correlate(clock, x, method):
    import pandas
    table = pandas.DataFrame(x)
    with clock:
        found = table.corr(method).to_numpy()
    return (np.tril(found, -1) ** 2).sum()


@task('table')
def tables_pearson(clock, x, _):
    return correlate(clock, x, 'pearson')


@task('table')
def tables_spearman(clock, x, _):
    return correlate(clock, x, 'spearman')


@task('table')
def tables_power(clock, x, _):
    from sklearn.preprocessing import PowerTransformer
    model = PowerTransformer('yeo-johnson', standardize=False)
    with clock:
        model.fit_transform(x)
    return model.lambdas_.sum()


@task('table')
def tables_prepare(clock, x, _):
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import PowerTransformer
    rows, places = np.indices(x.shape)
    x[(rows + places) % 10 == 0] = np.nan
    model = PowerTransformer('yeo-johnson', standardize=True)
    with clock:
        low, high = np.nanquantile(x, [0.25, 0.75], axis=0)
        reach = 1.5 * (high - low)
        model.fit_transform(SimpleImputer().fit_transform(np.clip(x, low - reach, high + reach)))
    return model.lambdas_.sum()


def compare(clock, x, answers, function):
    found = 0
    with clock:
        for j in range(x.shape[1]):
            found += abs(function(x[answers == 0, j], x[answers == 1, j]).statistic)
    return found


@task('table')
def tables_test_means(clock, x, columns):
    from scipy.stats import ttest_ind
    return compare(clock, x, columns[0], lambda no, yes: ttest_ind(no, yes, equal_var=False))


@task('table')
def tables_test_ranks(clock, x, columns):
    from scipy.stats import kruskal
    return compare(clock, x, columns[0], kruskal)


@task('lines')
def tables_pivot(clock, _, columns):
    table = lines(columns)
    table['channel'] = table.invoice % 10
    with clock:
        table['month'] = table.day.to_numpy().astype('datetime64[D]').astype('datetime64[M]').astype(np.int32)
        sums = table.pivot_table('amount', 'month', 'channel', 'sum').to_numpy()
    return (sums ** 2).sum()


def main():
    name, path = sys.argv[1:]
    function, data = TASKS[name]
    clock = Clock()
    quality = function(clock, *(read(data, path) if data else [path]))
    memory = re.search(r'VmHWM:\s+(\d+)', Path('/proc/self/status').read_text(encoding='ascii'))
    print(json.dumps({'cpu': clock.cpu, 'peak_mb': int(memory[1]) / 1024, 'quality': float(quality)}))


if __name__ == '__main__':
    main()
