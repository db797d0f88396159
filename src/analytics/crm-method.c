/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

#include <string.h>

static const CrmMethod *const methods[] = {
  &crm_method_bayes,
  &crm_method_cohorts,
  &crm_method_compare,
  &crm_method_correlation,
  &crm_method_describe,
  &crm_method_forecast,
  &crm_method_hierarchical,
  &crm_method_kmeans,
  &crm_method_lifetime,
  &crm_method_linear,
  &crm_method_logistic,
  &crm_method_markov,
  &crm_method_neural,
  &crm_method_outliers,
  &crm_method_periods,
  &crm_method_pivot,
  &crm_method_predict,
  &crm_method_prepare,
  &crm_method_profile,
  &crm_method_profit,
  &crm_method_recommend,
  &crm_method_rfm,
  &crm_method_rules,
  &crm_method_score,
  &crm_method_sequences,
  &crm_method_similar,
  &crm_method_survival,
  &crm_method_test,
  &crm_method_tree,
};

/**
 * crm_methods:
 *
 * Returns: (transfer none) (array length=n_methods): all methods
 */
const CrmMethod *const *
crm_methods (guint *n_methods)
{
  *n_methods = G_N_ELEMENTS (methods);
  return methods;
}

static char *
list_names (void)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", methods[i]->name);
  return g_string_free (names, FALSE);
}

/**
 * crm_method_find:
 *
 * Returns: (nullable): the method of that name
 * Errors: %CRM_ERROR_NOT_FOUND, naming those there are
 */
const CrmMethod *
crm_method_find (const char *name,
                 GError **error)
{
  g_autofree char *names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (strcmp (methods[i]->name, name) == 0)
        return methods[i];
    }
  names = list_names ();
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no method “%s”. There are: %s"), name, names);
  return NULL;
}

/**
 * crm_method_run:
 * @options: of this method
 * @run: (nullable): whose progress ends at 1
 *
 * Returns: (transfer full) (nullable): the result
 * Errors: %CRM_ERROR_SYNTAX for an option that is wanted, those of the method; %G_IO_ERROR_CANCELLED whenever it was
 *   cancelled before it ended
 */
CrmResult *
crm_method_run (const CrmMethod *self,
                CrmFrame *frame,
                const CrmOptions *options,
                const CrmRun *run,
                GError **error)
{
  g_auto (CrmResultBuilder) builder;
  g_autoptr (GError) refusal = NULL;
  gboolean done;

  crm_result_builder_init (&builder, run);
  if (!crm_options_check (options, error) || !crm_run_go_on (run, 0, error))
    return NULL;
  done = self->run (frame, options, run, &builder, &refusal);
  /* Whatever else a run that was cancelled says, it says because it was. */
  if (!crm_run_go_on (run, done ? 1 : -1, error))
    return NULL;
  if (done)
    return crm_result_builder_end (&builder);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return NULL;
}
