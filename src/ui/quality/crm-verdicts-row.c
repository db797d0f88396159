/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-verdicts-row.h"

#include "base/crm-money.h"
#include "store/crm-list-model.h"
#include "ui/quality/crm-verdicts-dialog.h"

#include <glib/gi18n.h>

/**
 * CrmVerdictsRow:
 *
 * How many proposals were refused; opens the list of them. It is not there where none was.
 */
struct _CrmVerdictsRow
{
  AdwActionRow    parent_instance;

  CrmStore       *store;
  CrmListModel   *verdicts;
  CrmVerdictKind  kind;
};

G_DEFINE_FINAL_TYPE (CrmVerdictsRow, crm_verdicts_row, ADW_TYPE_ACTION_ROW)

static void
verdicts_changed_cb (CrmVerdictsRow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->verdicts));
  g_autofree char *count = crm_number_format (n), *title = NULL;

  if (self->kind == CRM_VERDICT_DIFFERENT)
    title = g_strdup_printf (ngettext ("%s pair is not shown, because you said they are not duplicates",
                                       "%s pairs are not shown, because you said they are not duplicates", n), count);
  else
    title = g_strdup_printf (ngettext ("%s correction was refused", "%s corrections were refused", n), count);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
crm_verdicts_row_activate (AdwActionRow *row)
{
  CrmVerdictsRow *self = CRM_VERDICTS_ROW (row);

  adw_dialog_present (crm_verdicts_dialog_new (self->store, self->verdicts, self->kind), GTK_WIDGET (self));
}

static void
crm_verdicts_row_dispose (GObject *object)
{
  CrmVerdictsRow *self = CRM_VERDICTS_ROW (object);

  g_clear_object (&self->verdicts);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_verdicts_row_parent_class)->dispose (object);
}

static void
crm_verdicts_row_class_init (CrmVerdictsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_verdicts_row_dispose;
  ADW_ACTION_ROW_CLASS (klass)->activate = crm_verdicts_row_activate;
}

static void
crm_verdicts_row_init (CrmVerdictsRow *self)
{
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * crm_verdicts_row_set:
 * @entity: for which verdicts are possible
 */
void
crm_verdicts_row_set (CrmVerdictsRow *self,
                      CrmStore *store,
                      const CrmEntity *entity,
                      CrmVerdictKind kind)
{
  g_autoptr (CrmQuery) query = crm_verdicts_query (entity, kind);

  g_set_object (&self->store, store);
  self->kind = kind;
  g_clear_object (&self->verdicts);
  self->verdicts = crm_list_model_new (store, query);
  g_signal_connect_object (self->verdicts, "items-changed", G_CALLBACK (verdicts_changed_cb), self, G_CONNECT_SWAPPED);
  verdicts_changed_cb (self);
}
