/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-noncentral.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#define TINY 1e-17
#define TAIL 0.025    /* on either side of an interval of 95 % */
#define N_HALVINGS 100
#define MOST_LAMBDA 4e9   /* whose half fits what GSL counts by */

/* The distribution that is mixed in with Poisson's weight of j: its share below x, and what that loses from j to
 * j + 1. Central χ² with df + 2j, or Beta with df1/2 + j and df2/2. */
typedef struct
{
  double weight, part, step, a;
} Term;

static Term
begin (double x,
       double df1,
       double df2,
       double lambda,
       double j)
{
  Term term = { lambda > 0 ? gsl_ran_poisson_pdf (j, lambda / 2) : 1, 0, 0, df1 / 2 + j };
  double share = df1 * x / (df1 * x + df2);

  if (isfinite (df2))
    {
      term.part = gsl_cdf_beta_P (share, term.a, df2 / 2);
      term.step = exp (term.a * log (share) + df2 / 2 * log1p (-share) - log (term.a) -
                       gsl_sf_lnbeta (term.a, df2 / 2));
    }
  else
    {
      term.part = gsl_cdf_chisq_P (x, 2 * term.a);
      term.step = exp (term.a * log (x / 2) - x / 2 - gsl_sf_lngamma (term.a + 1));
    }
  return term;
}

/* By how much the step changes from a to a + 1. */
static double
ratio_of (double x,
          double df1,
          double df2,
          double a)
{
  return isfinite (df2) ? df1 * x / (df1 * x + df2) * (a + df2 / 2) / (a + 1) : x / 2 / (a + 1);
}

/* A mixture by Poisson's distribution, summed from its middle to both sides (N. L. Johnson, S. Kotz, N. Balakrishnan,
 * "Continuous Univariate Distributions" 2, 1995, ch. 29 and 30). */
static double
mix (double x,
     double df1,
     double df2,
     double lambda)
{
  double middle = floor (lambda / 2), sum;
  Term first, term;

  if (x <= 0)
    return 0;
  gsl_set_error_handler_off ();
  first = term = begin (x, df1, df2, lambda, middle);
  sum = first.weight * first.part;
  for (double j = middle; j > 0 && term.weight > TINY; j--)
    {
      term.a--;
      term.step /= ratio_of (x, df1, df2, term.a);
      term.part = fmin (term.part + term.step, 1);
      term.weight *= j / (lambda / 2);
      sum += term.weight * term.part;
    }
  term = first;
  for (double j = middle + 1; term.weight > TINY && term.part > 0; j++)
    {
      term.part = fmax (term.part - term.step, 0);
      term.step *= ratio_of (x, df1, df2, term.a);
      term.a++;
      term.weight *= lambda / 2 / j;
      sum += term.weight * term.part;
    }
  return sum;
}

/**
 * crm_noncentral_chi_square:
 *
 * Returns: the probability that noncentral χ² is at most @x
 */
double
crm_noncentral_chi_square (double x,
                           double df,
                           double lambda)
{
  return mix (x, df, INFINITY, lambda);
}

/**
 * crm_noncentral_f:
 *
 * Returns: the probability that noncentral F is at most @x
 */
double
crm_noncentral_f (double x,
                  double df1,
                  double df2,
                  double lambda)
{
  return mix (x, df1, df2, lambda);
}

/* The λ of which the share below x is that. */
static double
find_lambda (double x,
             double df1,
             double df2,
             double share)
{
  double low = 0, high = 1;

  if (mix (x, df1, df2, 0) <= share)
    return 0;
  while (high < MOST_LAMBDA && mix (x, df1, df2, high) > share)
    high *= 2;
  for (guint i = 0; i < N_HALVINGS && high - low > 1e-12 * high; i++)
    {
      double middle = (low + high) / 2;

      if (mix (x, df1, df2, middle) > share)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

/**
 * crm_noncentral_limits:
 * @x: F, or χ² where @df2 is infinite
 * @low: (out): the least λ …
 * @high: (out): … and the largest that go together with @x, at 95 %
 *
 * An interval for the noncentrality (J. H. Steiger, "Beyond the F test", Psychological Methods 9, 2004).
 */
void
crm_noncentral_limits (double x,
                       double df1,
                       double df2,
                       double *low,
                       double *high)
{
  *low = find_lambda (x, df1, df2, 1 - TAIL);
  *high = find_lambda (x, df1, df2, TAIL);
}
