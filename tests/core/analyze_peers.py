#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""analyze_peers.py: `clientele-cli analyze` on well-known tables says what other programs say of them.

Facts: calculated once with R 4.5.0 (stats, survival 3.8-3, rpart 4.1.24, cluster, forecast 8.23.0), scikit-learn 1.4.2
and pandas 2.2.3 of Debian 13. Ridge penalties and scales are scikit-learn's: Ridge(alpha=2.5), deviations of the
population. The tables are among the reference data.
"""
import json
import os
import subprocess
import unittest
from pathlib import Path

PROGRAM = os.path.join(os.environ['CLIENTELE_BUILD'], 'src/clientele-cli')
DATA = Path(os.environ.get('CLIENTELE_REFERENCE_DATA', '/nonexistent'))

IRIS = 'iris/iris.csv'
LUNG = 'lung/lung.csv'
TELCO = 'telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv'
BANK = 'bank_marketing/bank_full_blankmissing.csv'
MALL = 'mall_customers/mall_customers.csv'
SHAMPOO = 'shampoo/monthly-shampoo-sales.csv'
IONOSPHERE = 'ionosphere/ionosphere.csv'
COLUMNS_OF_IONOSPHERE = ','.join(f'V{i}' for i in range(1, 35))

# Table, method and options, what the result holds there.
FACTS = [
    (IRIS, 'correlation --kind spearman --columns V1,V2,V3,V4',
     {'r/0/1': -0.15945651848582867, 'p/0/1': 0.05128491483834291}),
    (IRIS, 'correlation --kind kendall --columns V1,V2,V3,V4',
     {'r/0/2': 0.7176237822459844, 'r/1/2': -0.1823910695357523, 'p/0/1': 0.21243022690462612}),
    (LUNG, 'correlation --kind kendall --columns time,age,ph.karno,meal.cal,wt.loss',
     {'r/0/1': -0.06371584616117591, 'r/2/3': 0.07314358822348582, 'p/0/1': 0.15832155200774092, 'n/2/3': 181}),
    (LUNG, 'correlation --columns time,age,ph.karno,meal.cal,wt.loss',
     {'r/3/4': -0.10257241968544474, 'p/3/4': 0.18187819256640034}),
    (TELCO, 'correlation --kind chi-square --columns gender,Contract,InternetService,Churn',
     {'pairs/4/chi_square': 1184.5965720837926, 'pairs/4/df': 2, 'pairs/2/chi_square': 603.1099040371678,
      'pairs/2/p': 3.289672113255861e-129}),
    (IRIS, 'linear --target V1 --columns V2,V3,V4,V5 --folds 0',
     {'coefficients/0/estimate': 2.158575541009927, 'coefficients/5/estimate': -1.0096151135326135,
      'coefficients/5/error': 0.33404140513547753, 'coefficients/4/p': 0.0034526344897872945,
      'adjusted_r2': 0.8630550950556999, 'residual_sd': 0.3064347122364385, 'f': 188.80575913445347,
      'log_likelihood': -32.36654685012731, 'aic': 78.73309370025461}),
    (IRIS, 'linear --target V1 --columns V2,V3,V4,V5 --folds 0 --ridge 2.5',
     {'coefficients/0/estimate': 2.3148555189833546, 'coefficients/1/estimate': 0.5335889804162256,
      'coefficients/4/estimate': -0.15429914509610526}),
    (LUNG, 'logistic --target status --columns age,sex,ph.ecog,wt.loss --folds 0',
     {'coefficients/0/estimate': 0.532756458605789, 'coefficients/3/estimate': 0.7591149862394104,
      'coefficients/3/error': 0.2495095247898344, 'log_likelihood': -114.72358613366865,
      'null_deviance': 256.9272881285166, 'aic': 239.4471722673373}),
    (BANK, 'logistic --target y --columns age,marital,education,balance,housing,loan,duration,campaign --folds 0',
     {'rows': 40391, 'coefficients/1/estimate': 0.010421205852357798,
      'coefficients/2/estimate': -0.1313092261809995, 'coefficients/9/error': 6.205903127596977e-05,
      'log_likelihood': -11357.886374765661, 'null_deviance': 29050.373376390016}),
    (BANK, 'bayes --target y --columns job,marital,education,housing,loan --folds 0',
     {'accuracy': 0.8824622326424985, 'auc': 0.6616399236973054, 'log_loss': 0.3459925836650265}),
    (IRIS, 'hierarchical --columns V1,V2,V3,V4 --linkage ward --k 3 --scale none',
     {'heights/148': 32.42801258171706, 'heights/147': 12.30039605279259, 'silhouette': 0.5540972908150551}),
    (MALL, 'hierarchical --columns Age,Annual_Income(k$),Spending_Score(1-100) '
     '--linkage average --k 5 --scale standard',
     {'heights/198': 2.715028300423445, 'heights/190': 1.5847714396267807, 'silhouette': 0.40956924875250705}),
    (MALL, 'hierarchical --columns Age,Annual_Income(k$),Spending_Score(1-100) '
     '--linkage complete --k 5 --scale standard',
     {'heights/198': 5.990442868768085, 'heights/150': 0.8394897165858675, 'silhouette': 0.39998213565308377}),
    (MALL, 'kmeans --columns Annual_Income(k$),Spending_Score(1-100) --k 5 --scale none',
     {'inertia': 44448.45544793371, 'silhouette': 0.5539319974446479}),
    (IRIS, 'kmeans --columns V1,V2,V3,V4 --k 4 --scale standard',
     {'inertia': 114.36281520484567, 'silhouette': 0.3871819671740912}),
    (IONOSPHERE, 'outliers --method lof --scale none --columns ' + COLUMNS_OF_IONOSPHERE,
     {'scores/0': 1.254270193859963, 'scores/1': 1.672644403710929, 'scores/350': 1.0642616443158683}),
    (IONOSPHERE, 'outliers --method z --columns ' + COLUMNS_OF_IONOSPHERE,
     {'scores/0': 1.0985425274007783, 'scores/5': 1.3490277697218944}),
    (LUNG, 'survival --duration time --event status --positive 2 --by sex',
     {'median': 310, 'restricted_mean': 376.27474614784967, 'restricted_mean_error': 19.707791421339877,
      'survival/99': 0.5419001811985665, 'std_error/99': 0.03444459204070389, 'lower/99': 0.47842592047200955,
      'upper/99': 0.6137957702904596, 'groups/0/median': 270, 'groups/1/median': 426,
      'log_rank/chi_squared': 10.32674195488563}),
    (TELCO, 'survival --duration tenure --event Churn --by PaymentMethod',
     {'log_rank/chi_squared': 865.239463132398, 'groups/0/expected': 512.1514287583745}),
    (LUNG, 'survival --duration time --event status --positive 2 --covariates age,sex,ph.ecog,wt.loss',
     {'cox/coefficients/0/coefficient': 0.013369094264351502,
      'cox/coefficients/3/coefficient': -0.009006051591886121, 'cox/log_likelihood': -659.5140985304627,
      'cox/concordance': 0.6467058823529411, 'weibull/scale': 0.7161898032975483,
      'weibull/log_likelihood': -1047.4897605736446}),
    (LUNG, 'survival --duration time --event status --positive 2 --covariates age,sex,ph.ecog --ties breslow',
     {'cox/coefficients/2/coefficient': 0.4629470403345498, 'cox/log_likelihood': -729.4887051767731}),
    (TELCO, 'survival --duration tenure --event Churn '
     '--covariates Contract,MonthlyCharges,SeniorCitizen,InternetService',
     {'cox/coefficients/0/coefficient': -1.8948825528994073, 'cox/log_likelihood': -14200.07081504723}),
    (IRIS, 'tree --target V5 --criterion gini --prune none --min-leaf 5 --min-split 10 --folds 0',
     {'leaves': 6, 'accuracy': 0.9733333333333334, 'tree/threshold': 2.45}),
    (TELCO, 'tree --target Churn --columns tenure,MonthlyCharges,Contract,InternetService,PaymentMethod '
     '--criterion gini '
     '--prune cost-complexity --cp 0.01 --min-leaf 7 --min-split 20 --folds 0',
     {'leaves': 4, 'accuracy': 0.7911401391452506}),
    (IRIS, 'tree --target V1 --columns V2,V3,V4,V5 --criterion gini --prune cost-complexity --cp 0.01 --min-leaf 7 '
     '--min-split 20 --folds 0',
     {'leaves': 7, 'r2': 0.8627550303374922}),
    (SHAMPOO, 'forecast --value Sales --method naive --horizon 6 --backtest 0',
     {'forecast/5/mean': 646.9, 'forecast/5/lo95': 127.26061541865147}),
    (SHAMPOO, 'forecast --value Sales --method drift --horizon 6 --backtest 0',
     {'forecast/5/mean': 712.1971428571428, 'forecast/5/lo95': 144.45895090431668}),
]


def look_up(value, path):
    for key in path.split('/'):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@unittest.skipUnless(DATA.is_dir(), 'no reference data')
class Peers(unittest.TestCase):
    def test_facts(self):
        for table, options, facts in FACTS:
            method, *options = options.split(' ')
            command = [PROGRAM, '--json', 'analyze', method, '--csv', str(DATA / table), *options]
            done = subprocess.run(command, capture_output=True, timeout=100)
            self.assertEqual(done.returncode, 0, done.stderr)
            result = json.loads(done.stdout)
            for path, fact in facts.items():
                with self.subTest(table=table, method=method, path=path):
                    # Likelihoods are maximised to where they are flat.
                    self.assertAlmostEqual(look_up(result, path), fact, delta=2e-7 * max(1, abs(fact)))


if __name__ == '__main__':
    unittest.main()
