/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/exchange/crm-import-decision-row.h"

#include <glib/gi18n.h>

/**
 * CrmImportDecisionRow:
 *
 * A text of the file that is not quite anything known, and what it is to become.
 */
struct _CrmImportDecisionRow
{
  AdwComboRow       parent_instance;

  guint             column;
  char             *value;
  CrmImportDecision decisions[5];   /* in the order they are offered */
  guint             n_decisions;
};

G_DEFINE_FINAL_TYPE (CrmImportDecisionRow, crm_import_decision_row, ADW_TYPE_COMBO_ROW)

static void
crm_import_decision_row_finalize (GObject *object)
{
  g_free (CRM_IMPORT_DECISION_ROW (object)->value);
  G_OBJECT_CLASS (crm_import_decision_row_parent_class)->finalize (object);
}

static void
crm_import_decision_row_class_init (CrmImportDecisionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_import_decision_row_finalize;
}

static void
crm_import_decision_row_init (CrmImportDecisionRow *self)
{
}

static void
offer (CrmImportDecisionRow *self,
       GtkStringList *labels,
       CrmImportDecision decision,
       const char *format,
       const char *name)
{
  g_autofree char *label = g_strdup_printf (format, name);

  gtk_string_list_append (labels, label);
  self->decisions[self->n_decisions++] = decision;
}

static CrmImportDecision
decision_of (CrmImportHow how)
{
  switch (how)
    {
    case CRM_IMPORT_FUZZY: return CRM_IMPORT_DECIDE_ACCEPT;
    case CRM_IMPORT_CREATED: return CRM_IMPORT_DECIDE_CREATE;
    case CRM_IMPORT_KEPT: return CRM_IMPORT_DECIDE_KEEP;
    case CRM_IMPORT_NONE: return CRM_IMPORT_DECIDE_EMPTY;
    case CRM_IMPORT_EXACT:
    case CRM_IMPORT_REFUSED:
    default: return CRM_IMPORT_DECIDE_DEFAULT;
    }
}

static void
offer_decisions (CrmImportDecisionRow *self,
                 const CrmImportResolution *resolution)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  if (resolution->how == CRM_IMPORT_REFUSED)
    offer (self, labels, CRM_IMPORT_DECIDE_DEFAULT, "%s", _("Reject the Rows"));
  if (resolution->decisions & CRM_IMPORT_DECIDE_ACCEPT)
    offer (self, labels, CRM_IMPORT_DECIDE_ACCEPT, _("Use “%s”"), resolution->closest);
  if (resolution->decisions & CRM_IMPORT_DECIDE_CREATE)
    offer (self, labels, CRM_IMPORT_DECIDE_CREATE, _("Add “%s”"), resolution->value);
  if (resolution->decisions & CRM_IMPORT_DECIDE_KEEP)
    offer (self, labels, CRM_IMPORT_DECIDE_KEEP, _("Keep “%s”"), resolution->value);
  if (resolution->decisions & CRM_IMPORT_DECIDE_EMPTY)
    offer (self, labels, CRM_IMPORT_DECIDE_EMPTY, "%s", _("Leave Empty"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  for (guint i = 0; i < self->n_decisions; i++)
    {
      if (self->decisions[i] == decision_of (resolution->how))
        adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
    }
}

/**
 * crm_import_decision_row_new:
 * @header: name of the column
 */
GtkWidget *
crm_import_decision_row_new (const CrmImportResolution *resolution,
                             const char *header)
{
  CrmImportDecisionRow *self = g_object_new (CRM_TYPE_IMPORT_DECISION_ROW, "use-markup", FALSE, NULL);
  g_autofree char *rows = g_strdup_printf (ngettext ("%u row", "%u rows", resolution->n_rows), resolution->n_rows);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", header, rows);

  self->column = resolution->column;
  self->value = g_strdup (resolution->value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), resolution->value);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  offer_decisions (self, resolution);
  return GTK_WIDGET (self);
}

void
crm_import_decision_row_apply (CrmImportDecisionRow *self,
                               CrmImport *import)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (selected < self->n_decisions)
    crm_import_set_resolution (import, self->column, self->value, self->decisions[selected]);
}
