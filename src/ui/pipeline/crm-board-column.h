/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-pipeline-summary.h"
#include "store/crm-list-model.h"
#include "ui/pipeline/crm-deal-card.h"
#include "ui/pipeline/crm-next-steps.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_BOARD_COLUMN (crm_board_column_get_type ())
G_DECLARE_FINAL_TYPE (CrmBoardColumn, crm_board_column, CRM, BOARD_COLUMN, GtkWidget)

CrmBoardColumn *crm_board_column_new       (CrmStore *store, CrmNextSteps *steps, const CrmStageSummary *stage,
                                            CrmQuery *deals);
void            crm_board_column_set_deals (CrmBoardColumn *self, CrmQuery *deals);

CrmNextSteps   *crm_board_column_get_steps   (CrmBoardColumn *self);
gint64          crm_board_column_get_stage   (CrmBoardColumn *self);
const char     *crm_board_column_get_name    (CrmBoardColumn *self);
const char     *crm_board_column_get_kind    (CrmBoardColumn *self);
gboolean        crm_board_column_is_open     (CrmBoardColumn *self);
gint64          crm_board_column_get_rotting_days (CrmBoardColumn *self);
gboolean        crm_board_column_get_folded  (CrmBoardColumn *self);
CrmListModel   *crm_board_column_get_model   (CrmBoardColumn *self);
guint           crm_board_column_get_n_shown (CrmBoardColumn *self);

void            crm_board_column_set_width   (CrmBoardColumn *self, int width);
void            crm_board_column_set_accent  (CrmBoardColumn *self, const char *css_class);

/* crm-board-column-header.c */
void            crm_board_column_update         (CrmBoardColumn *self, const CrmStageSummary *stage);
void            crm_board_column_set_activities (CrmBoardColumn *self, gint64 late, gint64 planned);

/* crm-board-column-focus.c */
gboolean        crm_board_column_focus_deal    (CrmBoardColumn *self, gint64 deal);
gboolean        crm_board_column_focus_again   (CrmBoardColumn *self);
gboolean        crm_board_column_focus_nearest (CrmBoardColumn *self, double y);

/* crm-board-column-drop.c */
void            crm_board_column_setup_drop    (CrmBoardColumn *self);
void            crm_board_column_snapshot_drop (CrmBoardColumn *self, GtkSnapshot *snapshot);

/* crm-board-column-add.c */
void            crm_board_column_setup_add   (CrmBoardColumn *self);
void            crm_board_column_start_add   (CrmBoardColumn *self);

G_END_DECLS
