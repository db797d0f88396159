/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-matrix.h"
#include "analytics/crm-method.h"

G_BEGIN_DECLS

/**
 * CrmLearningKind:
 * @CRM_LEARN_TWO: two outcomes
 * @CRM_LEARN_CLASSES: any number of classes
 * @CRM_LEARN_NUMBERS: a number
 * @CRM_LEARN_ANY: what the option "answer" says, or classes where the target holds words, two different numbers or few
 *   whole ones, else a number
 */
typedef enum { CRM_LEARN_TWO, CRM_LEARN_CLASSES, CRM_LEARN_NUMBERS, CRM_LEARN_ANY } CrmLearningKind;

/**
 * CrmLearning:
 * @width: how many numbers are predicted for a row: one for each class, or one
 * @class_names: (element-type utf8): empty where numbers are learnt
 * @classes: (nullable): class of each row of the frame, −1 where it is not known
 * @numbers: (nullable): else number of each row, NaN where it is not known
 * @positive: the class whose probability is told
 * @guessed: whether more than two numbers were taken for classes, though no option said so
 * @columns: (element-type CrmColumn): to learn from
 * @left_out: (element-type utf8): columns that nothing can be learnt from
 * @rows: (array length=n_rows): to learn from
 * @open_rows: (array length=n_open): whose target is not known, to be predicted
 * @n_lacking: rows left out because they lack a value
 * @matrix: (nullable): the columns as numbers, made with @encoding and @missing
 * @places: (nullable): row of the matrix of each row of the frame, −1 for none
 *
 * What a method that learns from rows starts from.
 */
typedef struct
{
  CrmFrame        *frame;
  const CrmColumn *target, *id;
  guint            width;
  GPtrArray       *class_names;
  gint32          *classes;
  double          *numbers;
  guint            positive;
  gboolean         guessed;
  GPtrArray       *columns, *left_out;
  gsize           *rows, *open_rows;
  gsize            n_rows, n_open, n_lacking;
  CrmMatrix       *matrix;
  CrmEncoding      encoding;
  CrmMissing       missing;
  gssize          *places;
} CrmLearning;

gboolean crm_learning_init        (CrmLearning *self, CrmFrame *frame, const CrmOptions *options, CrmLearningKind kind,
                                   const CrmRun *run, GError **error);
gboolean crm_learning_make_matrix (CrmLearning *self, CrmEncoding encoding, CrmMissing missing, const CrmRun *run,
                                   GError **error);
void     crm_learning_clear       (CrmLearning *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmLearning, crm_learning_clear)

static inline const CrmColumn *const *
crm_learning_columns (const CrmLearning *self)
{
  return (const CrmColumn *const *) self->columns->pdata;
}

static inline const double *
crm_learning_row (const CrmLearning *self,
                  gsize row)
{
  return crm_matrix_row (self->matrix, self->places[row]);
}

double  *crm_learning_take_rows   (const CrmLearning *self, const gsize *rows, gsize n, const CrmRun *run,
                                   GError **error);
void     crm_learning_sum_sources (const CrmLearning *self, const double *of_matrix, double *of_columns);
void     crm_learning_sum_slopes  (const CrmLearning *self, gsize row, const double *slopes, const double *means,
                                   double *of_columns);

/**
 * CrmLearner:
 * @explain: (nullable): what each column adds to a prediction: to the share of class `of`, its log-odds, or the number
 * @write: adds what @predict and @explain need to an object
 * @read: the model that @write wrote, for columns as those it was learnt from; %NULL where the object holds none
 *
 * A way to learn, so that one piece of code judges, cross-validates, explains, keeps and applies all of them.
 */
struct _CrmLearner
{
  gpointer (*fit)     (const CrmLearning *learning, const gsize *rows, gsize n, const CrmOptions *options,
                       const CrmRun *run, GError **error);
  void     (*predict) (gconstpointer model, const CrmLearning *learning, gsize row, double *predicted);
  void     (*explain) (gconstpointer model, const CrmLearning *learning, gsize row, guint of, double *contributions);
  void     (*free)    (gpointer model);
  void     (*write)   (gconstpointer model, const CrmLearning *learning, CrmResultBuilder *builder);
  gpointer (*read)    (CrmResultValue object, const CrmLearning *learning);
};

/* Needs the option "ridge". */
extern const CrmLearner crm_learner_logistic;

gboolean crm_learning_judge (const CrmLearning *self, const CrmLearner *learner, gconstpointer model,
                             const CrmOptions *options, const CrmRun *run, CrmResultBuilder *builder, GError **error);
gboolean crm_learning_write_quality (const CrmLearning *self, const double *predicted, const CrmOptions *options,
                                     const CrmRun *run, CrmResultBuilder *builder, GError **error);
void     crm_learning_write_head (const CrmLearning *self, CrmResultBuilder *builder);

gboolean  crm_learning_write_predictions (const CrmLearning *self, const CrmLearner *learner, gconstpointer model,
                                          const CrmOptions *options, const CrmRun *run, CrmResultBuilder *builder,
                                          GError **error);

/* Models that are kept */
void      crm_learning_write_model (const CrmLearning *self, const CrmMethod *method, const CrmLearner *learner,
                                    gconstpointer model, CrmResultBuilder *builder);
void      crm_learning_write_columns (CrmResultBuilder *builder, const CrmColumn *const *columns, guint n);
CrmFrame *crm_learning_adapt       (const CrmFrame *frame, CrmResultValue model, CrmResultBuilder *builder,
                                    const CrmRun *run, GError **error);
gboolean  crm_learning_init_model  (CrmLearning *self, CrmFrame *adapted, CrmResultValue model, const CrmRun *run,
                                    GError **error);

/* How good any of them is: at rows that it has not seen, if there were folds. */
#define CRM_LEARNING_MEASURE \
  "cross_validation.auc|cross_validation.accuracy|cross_validation.r2|auc|accuracy|r2"

/* Options that all of them have. */
#define CRM_LEARNING_OPTION_ROWS \
  { "target", N_("Column that holds the answer"), CRM_OPTION_COLUMN, .required = TRUE }, \
  { "positive", N_("The answer whose probability is told; without it the last one"), CRM_OPTION_TEXT }, \
  { "id", N_("Column that names the rows; with it every row is predicted"), CRM_OPTION_COLUMN }, \
  { "columns", N_("Columns to learn from; without it all that fit"), CRM_OPTION_COLUMNS }, \
  { "folds", N_("Folds of the cross-validation; 0 for none"), CRM_OPTION_INTEGER, "5", 0, 100 }, \
  { "threshold", N_("From which probability on a row counts as positive"), CRM_OPTION_NUMBER, "0.5", 0, 1 }, \
  { "hit-value", N_("What a positive row that is contacted brings"), CRM_OPTION_NUMBER, NULL, 0, 1e15 }, \
  { "contact-cost", N_("What a contact costs"), CRM_OPTION_NUMBER, "0", 0, 1e15 }, \
  { "reasons", N_("How many reasons to tell for each prediction"), CRM_OPTION_INTEGER, "3", 0, 100 }

#define CRM_LEARNING_ANSWER_ROW \
  { "answer", N_("Whether the answers are classes or numbers; by itself few whole numbers are classes"), \
    CRM_OPTION_CHOICE, "auto", .choices = "auto|classes|numbers" }

#define CRM_LEARNING_MISSING_ROW \
  { "missing", N_("Rows that lack a value are dropped, or get the mean"), CRM_OPTION_CHOICE, "drop", \
    .choices = "drop|mean" }

G_END_DECLS
