/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmTreeCriterion:
 * @CRM_TREE_ENTROPY: information gain, as ID3
 * @CRM_TREE_GAIN_RATIO: by the information of the split itself, among those of at least average gain, as C4.5
 * @CRM_TREE_GINI: Gini's diversity, as CART
 *
 * What a split is chosen by. Trees of numbers go by the variance, whatever the criterion.
 */
typedef enum { CRM_TREE_ENTROPY, CRM_TREE_GAIN_RATIO, CRM_TREE_GINI } CrmTreeCriterion;

/**
 * CrmTreePruning:
 * @CRM_TREE_PRUNE_COST: the subtrees whose leaves are worth least (Breiman et al.)
 * @CRM_TREE_PRUNE_ERROR: the subtrees that a pessimist expects to err more than a leaf (Quinlan); for trees of numbers
 *   as %CRM_TREE_PRUNE_COST
 */
typedef enum { CRM_TREE_PRUNE_NONE, CRM_TREE_PRUNE_COST, CRM_TREE_PRUNE_ERROR } CrmTreePruning;

/**
 * CrmTreeOptions:
 * @two_way: categories are split into two groups, as with Gini always; else into a branch for each level
 * @max_depth: 0 is the root alone
 * @min_leaf: least weight of a branch (of at least two of them where there are more)
 * @min_split: least weight of a node that is split
 * @cp: price of a leaf as a share of the root's risk; NaN to choose it by cross-validation
 * @n_folds: for that, at least 2
 */
typedef struct
{
  CrmTreeCriterion criterion;
  gboolean         two_way;
  guint            max_depth;
  double           min_leaf, min_split;
  CrmTreePruning   pruning;
  double           cp;
  guint            n_folds;
} CrmTreeOptions;

/**
 * CrmTreeTarget:
 * @classes: (nullable): class of each row of the frame, 0 up
 * @numbers: (nullable): else number of each row
 */
typedef struct
{
  const gint32 *classes;
  guint         n_classes;
  const double *numbers;
} CrmTreeTarget;

/**
 * CrmTreeNode:
 * @column: what it is split by, −1 for a leaf
 * @threshold: of numbers and dates: the first branch is up to this
 * @branches: (nullable): of categories: the branch of each level, −1 where no row had it
 * @children: (array length=n_children): places of the nodes of the branches
 * @shares: (array length=n_children): of the rows whose value is known
 * @counts: (array length=n_classes): weight of each class
 * @mean: of numbers
 * @majority: the class with the largest weight
 * @risk: weight of the rows of other classes, or squares around the mean
 * @gain: by how much the split betters the criterion, a row of the node
 * @complexity: the price of a leaf, a share of the root's risk, from which on it would be pruned
 */
typedef struct
{
  int     parent;
  guint   depth;
  int     column;
  double  threshold;
  gint32 *branches;
  guint   n_children;
  guint  *children;
  double *shares;
  double  weight, risk, gain, complexity;
  double *counts;
  double  mean;
  guint   majority;
} CrmTreeNode;

/**
 * CrmTree:
 * @nodes: (element-type CrmTreeNode): the root first
 * @cp: what it was pruned with, NaN where not by cost
 * @width: how many numbers it predicts: one for each class, or one
 */
typedef struct
{
  GPtrArray  *nodes;
  guint       n_columns, width;
  gboolean    of_classes;
  double      cp;
  guint       max_depth;
} CrmTree;

CrmTree *crm_tree_new       (const CrmColumn *const *columns, guint n_columns, const CrmTreeTarget *target,
                             const gsize *rows, gsize n_rows, const CrmTreeOptions *options, const CrmRun *run,
                             GError **error);
void     crm_tree_free      (CrmTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTree, crm_tree_free)

static inline const CrmTreeNode *
crm_tree_node (const CrmTree *self,
               guint index)
{
  return self->nodes->pdata[index];
}

guint    crm_tree_n_leaves   (const CrmTree *self);
void     crm_tree_predict    (const CrmTree *self, const CrmColumn *const *columns, gsize row, double cp,
                              double *predicted);
void     crm_tree_explain    (const CrmTree *self, const CrmColumn *const *columns, gsize row, guint of,
                              double *contributions);
void     crm_tree_importance (const CrmTree *self, double *importance);

/**
 * CrmTreeGain:
 * @gain: of information, bits
 * @split_info: information of the split itself, bits
 * @gini: of the best split into two groups: by how much it lowers the diversity
 * @gini_multiway: of a branch for each level
 * @variance: trees of numbers: by how much the best split into two groups lowers the variance
 * @threshold: of numbers: of the split with the highest @gain
 *
 * What splitting all rows by a column would bring.
 */
typedef struct
{
  double gain, split_info, gain_ratio, gini, gini_multiway, variance, threshold;
} CrmTreeGain;

CrmTreeGain *crm_tree_gains (const CrmColumn *const *columns, guint n_columns, const CrmTreeTarget *target,
                             const gsize *rows, gsize n_rows, const CrmRun *run, GError **error);

/**
 * CrmTreeCondition:
 * @above: of numbers: more than this, −∞ where there is no bound
 * @up_to: of numbers: at most this, ∞ where there is no bound
 * @levels: (nullable) (element-type gint32): of categories: one of these
 */
typedef struct
{
  guint   column;
  double  above, up_to;
  GArray *levels;
} CrmTreeCondition;

/**
 * CrmTreeRule:
 * @conditions: (element-type CrmTreeCondition): all hold
 * @coverage: share of the rows for which they do
 * @accuracy: share of these that have the leaf's class; NaN for trees of numbers
 */
typedef struct
{
  guint   leaf;
  GArray *conditions;
  double  coverage, accuracy;
} CrmTreeRule;

GPtrArray *crm_tree_rules     (const CrmTree *self, const CrmColumn *const *columns);
char      *crm_tree_rule_text (const CrmTreeRule *rule, const CrmColumn *const *columns);

G_END_DECLS
