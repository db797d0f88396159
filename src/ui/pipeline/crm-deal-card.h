/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-record.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_DEAL_CARD (crm_deal_card_get_type ())
G_DECLARE_FINAL_TYPE (CrmDealCard, crm_deal_card, CRM, DEAL_CARD, GtkWidget)

typedef struct _CrmBoardColumn CrmBoardColumn;

GtkWidget      *crm_deal_card_new        (CrmBoardColumn *column);
void            crm_deal_card_set_record (CrmDealCard *self, CrmRecord *record);
CrmRecord      *crm_deal_card_get_record (CrmDealCard *self);
CrmBoardColumn *crm_deal_card_get_column (CrmDealCard *self);

/* crm-deal-card-actions.c */
void            crm_deal_card_class_add_actions (GtkWidgetClass *klass);
void            crm_deal_card_popup_menu        (CrmDealCard *self, double x, double y);

G_END_DECLS
