/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-field-row.h"

G_BEGIN_DECLS

/* The rows for each kind of field; made by crm_field_row_new(). */

/* Text, numbers, amounts, dates and instants: what can be typed on one line. */
#define CRM_TYPE_ENTRY_ROW (crm_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmEntryRow, crm_entry_row, CRM, ENTRY_ROW, AdwEntryRow)

#define CRM_TYPE_NOTE_ROW (crm_note_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmNoteRow, crm_note_row, CRM, NOTE_ROW, AdwPreferencesRow)

#define CRM_TYPE_TRUTH_ROW (crm_truth_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmTruthRow, crm_truth_row, CRM, TRUTH_ROW, AdwActionRow)

#define CRM_TYPE_CHOICE_ROW (crm_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmChoiceRow, crm_choice_row, CRM, CHOICE_ROW, AdwComboRow)

#define CRM_TYPE_LINK_ROW (crm_link_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmLinkRow, crm_link_row, CRM, LINK_ROW, AdwActionRow)
void crm_link_row_narrow (CrmLinkRow *self, const char *field, gint64 id);

#define CRM_TYPE_TAGS_ROW (crm_tags_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmTagsRow, crm_tags_row, CRM, TAGS_ROW, AdwPreferencesRow)

G_END_DECLS
