/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result-read.h"

G_BEGIN_DECLS

/**
 * CrmOptionKind:
 * @CRM_OPTION_COLUMN: the name of a column
 * @CRM_OPTION_COLUMNS: names of columns, with commas between them
 * @CRM_OPTION_NUMBER: a number from `lowest` to `highest`
 * @CRM_OPTION_INTEGER: the same, whole
 * @CRM_OPTION_CHOICE: one of `choices`
 * @CRM_OPTION_DATE: a date, ISO 8601
 * @CRM_OPTION_TEXT: any text
 * @CRM_OPTION_FLAG: given or not
 * @CRM_OPTION_MODEL: a result that was kept: the id of a record, or the path of a file with it as JSON
 */
typedef enum
{
  CRM_OPTION_COLUMN,
  CRM_OPTION_COLUMNS,
  CRM_OPTION_NUMBER,
  CRM_OPTION_INTEGER,
  CRM_OPTION_CHOICE,
  CRM_OPTION_DATE,
  CRM_OPTION_TEXT,
  CRM_OPTION_FLAG,
  CRM_OPTION_MODEL,
} CrmOptionKind;

/**
 * CrmOption:
 * @key: as on the command line, "max-depth"
 * @label: N_()
 * @standard: (nullable): the value where none is given; %NULL where there is none
 * @choices: (nullable): with "|" between them
 * @required: whether there is nothing to do without it
 * @bare: (nullable): what it is where it is named without a value; %NULL where it needs one
 *
 * One row of a method's table of options: command line, dialog and checks follow from it.
 */
typedef struct
{
  const char    *key;
  const char    *label;
  CrmOptionKind  kind;
  const char    *standard;
  double         lowest, highest;
  const char    *choices;
  gboolean       required;
  const char    *bare;
} CrmOption;

typedef struct _CrmOptions CrmOptions;
typedef struct _CrmLearner CrmLearner;

/**
 * CrmMethod:
 * @name: as on the command line
 * @label: N_()
 * @summary: N_(): one line
 * @options: ends with a row of zeros
 * @measure: (nullable): the member of the result that says how good a model is, such as "auc"; members of members are
 *   named with a point between them; "a|b": the first that the result has
 * @rows: (nullable): arrays of the result that grow with the rows, "|" between them, which those that are kept lack
 * @learner: (nullable): how what it learns predicts other rows (see crm-learning.h)
 * @run: does it, and says the result (see crm-result.h)
 *
 * A method as window and command line know it. What it does is a function of its own that takes columns and a struct of
 * options; `run` leads from the one to the other.
 */
typedef struct
{
  const char       *name;
  const char       *label;
  const char       *summary;
  const CrmOption  *options;
  const char       *measure;
  const char       *rows;
  const CrmLearner *learner;
  gboolean        (*run) (CrmFrame *frame, const CrmOptions *options, const CrmRun *run, CrmResultBuilder *builder,
                          GError **error);
} CrmMethod;

const CrmMethod *const *crm_methods     (guint *n_methods);
const CrmMethod        *crm_method_find (const char *name, GError **error);

CrmResult  *crm_method_run    (const CrmMethod *self, CrmFrame *frame, const CrmOptions *options, const CrmRun *run,
                               GError **error);

CrmOptions *crm_options_new   (const CrmMethod *method);
void        crm_options_free  (CrmOptions *self);
gboolean    crm_options_set   (CrmOptions *self, const char *key, const char *text, GError **error);
gboolean    crm_options_check (const CrmOptions *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmOptions, crm_options_free)

gboolean     crm_options_has     (const CrmOptions *self, const char *key);
const char  *crm_options_text    (const CrmOptions *self, const char *key);
double       crm_options_number  (const CrmOptions *self, const char *key);
gint64       crm_options_integer (const CrmOptions *self, const char *key);
guint        crm_options_choice  (const CrmOptions *self, const char *key);
gint64       crm_options_date    (const CrmOptions *self, const char *key);
char       **crm_options_split   (const char *text);
char       **crm_options_columns (const CrmOptions *self, const char *key);
CrmColumn   *crm_options_column  (const CrmOptions *self, const char *key, const CrmFrame *frame, GError **error);
CrmColumn   *crm_options_column_of_kind (const CrmOptions *self, const char *key, const CrmFrame *frame,
                                         CrmColumnKind kind, GError **error);
char       **crm_options_features (const CrmOptions *self, const CrmFrame *frame, gboolean filled, GError **error);
void         crm_options_take_model (CrmOptions *self, const char *key, CrmResult *model);
CrmResultValue crm_options_model (const CrmOptions *self, const char *key);
char       **crm_options_wanted  (const CrmOptions *self);
char        *crm_options_to_json (const CrmOptions *self);

G_END_DECLS
