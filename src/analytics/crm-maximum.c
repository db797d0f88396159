/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-maximum.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>

#define MOST_STEPS 500
#define MOST_RESTARTS 4
#define TOLERANCE 1e-10         /* of the slope against the value */
#define ROUGH_TOLERANCE 1e-6    /* where rounding lets the search go no further */

typedef struct
{
  CrmMaximumFunc func;
  gpointer       data;
  gsize          d;
  double         box;
  double        *inside, *slope;   /* where the function was looked at last, and what it was there */
  double         value;
} Problem;

/* What is searched in has no borders: x is box · tanh (y / box), so that a maximum at the border is where the slope
 * vanishes. */
static double
put_into_box (Problem *problem,
              double y)
{
  return problem->box * tanh (y / problem->box);
}

/* The line search asks for value and slope of the same place one after the other. */
static void
look_at (Problem *problem,
         const gsl_vector *x)
{
  gboolean known = TRUE;

  for (gsize i = 0; i < problem->d; i++)
    {
      double inside = put_into_box (problem, gsl_vector_get (x, i));

      known = known && problem->inside[i] == inside;
      problem->inside[i] = inside;
    }
  if (!known)
    problem->value = problem->func (problem->inside, problem->slope, problem->data);
}

static void
evaluate (const gsl_vector *x,
          void *data,
          double *value,
          gsl_vector *gradient)
{
  Problem *problem = data;

  look_at (problem, x);
  *value = -problem->value;
  for (gsize i = 0; gradient != NULL && i < problem->d; i++)
    {
      double place = problem->inside[i] / problem->box;

      gsl_vector_set (gradient, i, -problem->slope[i] * (1 - place * place));
    }
}

static double
evaluate_value (const gsl_vector *x,
                void *data)
{
  double value;

  evaluate (x, data, &value, NULL);
  return value;
}

static void
evaluate_gradient (const gsl_vector *x,
                   void *data,
                   gsl_vector *gradient)
{
  double value;

  evaluate (x, data, &value, gradient);
}

static double
relative_slope (const gsl_multimin_fdfminimizer *search)
{
  double highest = 0;

  for (gsize i = 0; i < search->gradient->size; i++)
    {
      double slope = fabs (gsl_vector_get (search->gradient, i));

      highest = slope > highest || isnan (slope) ? slope : highest;
    }
  return highest / fmax (fabs (search->f), 1);
}

static gboolean
climb (gsl_multimin_fdfminimizer *search,
       const CrmRun *run,
       GError **error)
{
  guint restarts = 0;

  for (guint step = 0; step < MOST_STEPS && !(relative_slope (search) < TOLERANCE); step++)
    {
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      if (gsl_multimin_fdfminimizer_iterate (search) == GSL_SUCCESS)
        continue;
      /* The line search cannot improve along its direction: once more along the steepest one. */
      if (restarts++ == MOST_RESTARTS)
        break;
      gsl_multimin_fdfminimizer_restart (search);
    }
  return crm_run_go_on (run, -1, error);
}

/**
 * crm_maximum_find:
 * @func: what is to be as large as possible
 * @x: (inout) (array length=d): where to begin; then where the maximum is
 * @box: what each of @x stays below, and above the negative of
 * @value: (out): the maximum
 * @run: (nullable): cancelling
 *
 * Finds a maximum of a smooth function by the method of Broyden, Fletcher, Goldfarb and Shanno with the line search of
 * R. Fletcher, "Practical Methods of Optimization" (1987), as GSL has it.
 *
 * Errors: %CRM_ERROR_FAILED where the slope does not vanish anywhere near; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_maximum_find (CrmMaximumFunc func,
                  gpointer data,
                  double *x,
                  gsize d,
                  double box,
                  double *value,
                  const CrmRun *run,
                  GError **error)
{
  g_autofree double *inside = g_new (double, d);
  g_autofree double *slope = g_new (double, d);
  Problem problem = { func, data, d, box, inside, slope };
  gsl_multimin_function_fdf wrapped = { evaluate_value, evaluate_gradient, evaluate, d, &problem };
  gsl_vector_view start = gsl_vector_view_array (x, d);
  gsl_multimin_fdfminimizer *search;
  gboolean done;

  gsl_set_error_handler_off ();
  for (gsize i = 0; i < d; i++)
    {
      x[i] = box * atanh (x[i] / box);
      inside[i] = NAN;
    }
  search = gsl_multimin_fdfminimizer_alloc (gsl_multimin_fdfminimizer_vector_bfgs2, d);
  gsl_multimin_fdfminimizer_set (search, &wrapped, &start.vector, 0.1, 0.1);
  done = climb (search, run, error);
  for (gsize i = 0; i < d; i++)
    x[i] = put_into_box (&problem, gsl_vector_get (search->x, i));
  *value = -search->f;
  if (done && !(relative_slope (search) < ROUGH_TOLERANCE))
    {
      done = FALSE;
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FAILED, _("No model fits these data best: the search for its "
                                                                 "parameters did not come to an end. There may be too "
                                                                 "little data."));
    }
  gsl_multimin_fdfminimizer_free (search);
  return done;
}
