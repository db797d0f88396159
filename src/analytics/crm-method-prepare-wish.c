/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-prepare.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

/* What the options of “prepare” ask for. */

#define MOST_CLASSES 100          /* of a target that bins are to tell apart … */
#define MOST_NUMBER_CLASSES 20    /* … and of one of numbers */
#define USUAL_IQR 1.5
#define USUAL_SD 3
#define USUAL_SHARE 0.01

static gboolean
take_classes (CrmPrepareWish *wish,
              const CrmOptions *options,
              const CrmFrame *frame,
              gint32 **classes,
              const CrmRun *run,
              GError **error)
{
  const CrmColumn *target = crm_options_column (options, "target", frame, error);

  if (wish->binning != CRM_BIN_MDL)
    return target != NULL || !crm_options_has (options, "target");
  if (!crm_options_has (options, "target"))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                           _("“--bin mdl” needs to know what the bins are to tell apart. Name it with --target."));
      return FALSE;
    }
  if (target == NULL)
    return FALSE;
  wish->classes = *classes = crm_column_group (target, &wish->n_classes, run);
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  if (wish->n_classes > 1 &&
      wish->n_classes <= (target->kind == CRM_COLUMN_NUMBER ? MOST_NUMBER_CLASSES : MOST_CLASSES))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               wish->n_classes < 2 ? _("“%s” has fewer than two values, so no bins can tell them apart.") :
               _("“%s” has too many different values to be classes. Choose another --target."), target->name);
  return FALSE;
}

static double
find_cap_factor (const CrmOptions *options,
                 CrmCap cap)
{
  if (crm_options_has (options, "cap-factor"))
    return crm_options_number (options, "cap-factor");
  return cap == CRM_CAP_IQR ? USUAL_IQR : cap == CRM_CAP_SD ? USUAL_SD : USUAL_SHARE;
}

static gboolean
check_wish (const CrmPrepareWish *wish,
            GError **error)
{
  const char *wrong = NULL;

  if (wish->fill == CRM_FILL_CONSTANT && wish->constant == NULL)
    wrong = _("“--impute constant” needs to know which. Name it with --constant.");
  else if (wish->fill != CRM_FILL_CONSTANT && wish->constant != NULL)
    wrong = _("--constant is filled in with “--impute constant” alone.");
  else if (wish->by != NULL && wish->fill != CRM_FILL_MEAN && wish->fill != CRM_FILL_MEDIAN &&
           wish->fill != CRM_FILL_MODE)
    wrong = _("--by needs “--impute” with mean, median or mode: they are those of each group.");
  else if (wish->cap == CRM_CAP_QUANTILE && wish->cap_factor >= 0.5)
    wrong = _("For “--cap quantile” --cap-factor is the share of rows at either end, which is less than 0.5.");
  else if (wish->binning != CRM_BIN_NONE && wish->scaling != CRM_SCALE_NONE)
    wrong = _("A column can be put in bins or scaled. Leave out --bin or --scale.");
  else if (wish->indicator && wish->fill == CRM_FILL_NONE)
    wrong = _("--indicator says where values were filled in, which needs --impute.");
  if (wrong == NULL)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_SYNTAX, wrong);
  return FALSE;
}

/**
 * crm_method_prepare_wish:
 * @wish: (out caller-allocates): what the options say, but for the rows
 * @classes: (out): what the wish points to for bins that tell classes apart; to be freed
 *
 * Errors: %CRM_ERROR_SYNTAX for options that do not go together; %CRM_ERROR_NOT_FOUND for columns; %CRM_ERROR_INVALID
 *   for a target without classes
 */
gboolean
crm_method_prepare_wish (CrmPrepareWish *wish,
                         const CrmOptions *options,
                         const CrmFrame *frame,
                         gint32 **classes,
                         const CrmRun *run,
                         GError **error)
{
  *wish = (CrmPrepareWish) {
    .cap = crm_options_choice (options, "cap"), .fill = crm_options_choice (options, "impute"),
    .by = crm_options_column (options, "by", frame, error), .constant = crm_options_text (options, "constant"),
    .indicator = crm_options_has (options, "indicator"), .power = crm_options_choice (options, "transform"),
    .binning = crm_options_choice (options, "bin"), .n_bins = crm_options_integer (options, "bins"),
    .bin_content = crm_options_choice (options, "bin-as"), .scaling = crm_options_choice (options, "scale"),
    .categories = crm_options_choice (options, "encode"),
    .rare = crm_options_has (options, "rare") ? crm_options_number (options, "rare") : 0,
  };
  wish->cap_factor = find_cap_factor (options, wish->cap);
  if (wish->by == NULL && crm_options_has (options, "by"))
    return FALSE;
  return check_wish (wish, error) && take_classes (wish, options, frame, classes, run, error);
}
