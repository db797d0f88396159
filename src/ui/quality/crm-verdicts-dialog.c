/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-verdicts-dialog.h"

#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>

/**
 * CrmVerdictsDialog:
 *
 * Proposals that were refused. Each may be taken back, so that it is made again.
 */
struct _CrmVerdictsDialog
{
  AdwDialog       parent_instance;

  /* Template */
  GtkStack       *stack;
  GtkListView    *list;

  /* Owned */
  CrmStore       *store;
  CrmListModel   *verdicts;
};

G_DEFINE_FINAL_TYPE (CrmVerdictsDialog, crm_verdicts_dialog, ADW_TYPE_DIALOG)

static void
take_back (CrmVerdictsDialog *self,
           CrmRecord *verdict)
{
  g_autofree char *label = g_strdup_printf (_("Take back the refusal of “%s”"), crm_record_get_title (verdict));
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_delete (changes, "verdict", crm_record_get_id (verdict));
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, _("Taken back"), NULL, NULL);
}

static void
activated_cb (CrmVerdictsDialog *self,
              guint position)
{
  g_autoptr (CrmRecord) verdict = g_list_model_get_item (G_LIST_MODEL (self->verdicts), position);

  if (!crm_store_is_read_only (self->store))
    take_back (self, verdict);
}

static void
clicked_cb (GtkListItem *item)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (gtk_list_item_get_child (item), CRM_TYPE_VERDICTS_DIALOG);

  take_back (CRM_VERDICTS_DIALOG (dialog), gtk_list_item_get_item (item));
}

static void
setup_cb (CrmVerdictsDialog *self,
          GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL), *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Take Back"));
  gtk_widget_set_visible (button, !crm_store_is_read_only (self->store));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), item);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_selectable (item, FALSE);
}

/* A record is filled in when it was read. */
static void
bind_cb (CrmVerdictsDialog *self,
         GtkListItem *item)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (item), "title", label, "label",
                                              G_BINDING_SYNC_CREATE);

  g_object_set_data (G_OBJECT (item), "binding", binding);
}

static void
unbind_cb (CrmVerdictsDialog *self,
           GtkListItem *item)
{
  g_binding_unbind (g_object_steal_data (G_OBJECT (item), "binding"));
}

static void
verdicts_changed_cb (CrmVerdictsDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->verdicts)) > 0
                                                 ? "list" : "none");
}

static void
crm_verdicts_dialog_dispose (GObject *object)
{
  CrmVerdictsDialog *self = CRM_VERDICTS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_VERDICTS_DIALOG);
  g_clear_object (&self->verdicts);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_verdicts_dialog_parent_class)->dispose (object);
}

static void
crm_verdicts_dialog_class_init (CrmVerdictsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_verdicts_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-verdicts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmVerdictsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmVerdictsDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
crm_verdicts_dialog_init (CrmVerdictsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_verdicts_dialog_new:
 * @verdicts: of that kind
 *
 * Returns: (transfer floating): a dialog that lists them
 */
AdwDialog *
crm_verdicts_dialog_new (CrmStore *store,
                         CrmListModel *verdicts,
                         CrmVerdictKind kind)
{
  CrmVerdictsDialog *self = g_object_new (CRM_TYPE_VERDICTS_DIALOG, "title", kind == CRM_VERDICT_DIFFERENT
                                          ? _("Not Duplicates") : _("Refused Corrections"), NULL);
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (verdicts)));

  self->store = g_object_ref (store);
  self->verdicts = g_object_ref (verdicts);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (verdicts, "items-changed", G_CALLBACK (verdicts_changed_cb), self, G_CONNECT_SWAPPED);
  verdicts_changed_cb (self);
  return ADW_DIALOG (self);
}
