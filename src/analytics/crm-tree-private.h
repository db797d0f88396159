/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-tree.h"

G_BEGIN_DECLS

/* A row in the order of a column; equal values have the same rank, so that values need not be looked up. */
typedef struct
{
  guint32 row, rank;
} CrmTreeEntry;

/* Rows in a node: all of them, and for each column of numbers those that have one, in its order. */
typedef struct
{
  guint32       *rows;
  gsize          n;
  CrmTreeEntry **sorted;    /* NULL for categories */
  gsize         *n_sorted;
} CrmTreePart;

/* What a tree grows from. A row that lacks the value it is to be split by goes down every branch with a part of its
 * weight (J. R. Quinlan, "C4.5: Programs for Machine Learning", 1993, chapter 3), so weights belong to the node at
 * work. */
typedef struct
{
  const CrmColumn *const *columns;
  guint                n_columns;
  const CrmTreeTarget *target;
  guint                width;      /* of counts: classes, or 1 for the sum of numbers */
  const double       **values;     /* of columns of numbers and dates */
  GPtrArray           *owned;      /* those that had to be made */
  double              *weights;    /* by row */
  gboolean             whole;      /* all weights are 1, as no value lacks */
  double              *x_log_x;    /* of whole numbers, where they are */
} CrmTreeData;

/* A way to split a part. */
typedef struct
{
  double  gain, split_info;
  double  threshold;
  gint32 *branches;     /* NULL for numbers */
  guint   n_branches;   /* 0 where there is no way */
} CrmTreeSplit;

/* The node is told by its counts (of sums for numbers: around `mean`) and its weight. */
void crm_tree_split_find (const CrmTreeData *data, const CrmTreePart *part, const CrmTreeNode *node, guint column,
                          CrmTreeCriterion criterion, gboolean two_way, double min_leaf, CrmTreeSplit *split,
                          const CrmRun *run);

gboolean crm_tree_data_init  (CrmTreeData *self, CrmTreePart *part, const CrmColumn *const *columns, guint n_columns,
                              const CrmTreeTarget *target, const gsize *rows, gsize n_rows, const CrmRun *run,
                              GError **error);
void     crm_tree_data_clear (CrmTreeData *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmTreeData, crm_tree_data_clear)
void     crm_tree_part_clear (CrmTreePart *self, guint n_columns);
CrmTreeNode *crm_tree_node_new  (const CrmTreeData *data, const CrmTreePart *part);
void     crm_tree_node_free  (CrmTreeNode *self);

CrmTree *crm_tree_grow       (const CrmTreeData *data, CrmTreePart *root, const CrmTreeOptions *options,
                              const CrmRun *run, GError **error);
gboolean crm_tree_find_complexities (CrmTree *self, const CrmRun *run, GError **error);
void     crm_tree_prune_cost  (CrmTree *self, double cp);
void     crm_tree_prune_error (CrmTree *self);

G_END_DECLS
