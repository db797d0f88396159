/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pipeline/crm-board-column.h"

G_BEGIN_DECLS

#define CRM_TYPE_BOARD (crm_board_get_type ())
G_DECLARE_FINAL_TYPE (CrmBoard, crm_board, CRM, BOARD, GtkWidget)

void            crm_board_set_store    (CrmBoard *self, CrmStore *store);
void            crm_board_update       (CrmBoard *self, const CrmPipelineSummary *summary, CrmQuery *deals);
guint           crm_board_get_n_columns (CrmBoard *self);
CrmBoardColumn *crm_board_get_column   (CrmBoard *self, guint index);
CrmBoardColumn *crm_board_find_column  (CrmBoard *self, gint64 stage);
CrmBoardColumn *crm_board_find_kind    (CrmBoard *self, const char *kind);
int             crm_board_get_index    (CrmBoard *self, CrmBoardColumn *column);
CrmBoard       *crm_board_of           (GtkWidget *widget);
void            crm_board_focus_later  (CrmBoard *self, gint64 deal);
void            crm_board_column_filled (CrmBoard *self, CrmBoardColumn *column);

/* crm-board-move.c */
#define CRM_BOARD_TOP G_MAXUINT
void            crm_board_move         (CrmBoard *self, CrmRecord *deal, CrmBoardColumn *target, guint index);
void            crm_board_move_across  (CrmBoard *self, CrmDealCard *card, int distance);
void            crm_board_move_along   (CrmBoard *self, CrmDealCard *card, int distance);
void            crm_board_delete       (CrmBoard *self, CrmDealCard *card);

/* crm-board-focus.c */
void            crm_board_setup_keys   (CrmBoard *self);
void            crm_board_focus_across (CrmBoard *self, CrmDealCard *card, int distance);

/* crm-board-drag.c */
void            crm_board_begin_drag   (CrmBoard *self, CrmRecord *deal);
void            crm_board_end_drag     (CrmBoard *self);
CrmRecord      *crm_board_get_dragged  (CrmBoard *self);
void            crm_board_setup_drag   (CrmBoard *self);
void            crm_board_fill_drop_bar (CrmBoard *self);

G_END_DECLS
