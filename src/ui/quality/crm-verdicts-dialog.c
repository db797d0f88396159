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

static GtkWidget *
new_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
setup_cb (CrmVerdictsDialog *self,
          GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = new_label (), *about = new_label ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");

  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dimmed");
  gtk_box_append (GTK_BOX (labels), title);
  gtk_box_append (GTK_BOX (labels), about);
  gtk_widget_set_hexpand (labels, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Take Back"));
  gtk_widget_set_visible (button, !crm_store_is_read_only (self->store));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), item);
  gtk_box_append (GTK_BOX (box), labels);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_selectable (item, FALSE);
}

/* "Phone · Northwind Traders": the field whose value is right, and the record. A pair is named in full already. */
static char *
describe (CrmRecord *verdict)
{
  static const char *const judged[] = { "customer", "contact", "lead" };
  const char *key = crm_record_get_text (verdict, "field");
  g_autofree char *refused = crm_record_dup_display_by_key (verdict, "created_at");

  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (judged); i++)
    {
      const CrmField *field = crm_entity_field (crm_entity_find (judged[i]), key);
      g_autofree char *title = crm_record_dup_display_by_key (verdict, judged[i]);

      if (*title != '\0' && field != NULL)
        return g_strdup_printf ("%s · %s · %s", crm_field_get_label (field), title, refused);
    }
  return g_steal_pointer (&refused);
}

static void
show (GtkListItem *item)
{
  CrmRecord *verdict = gtk_list_item_get_item (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (gtk_list_item_get_child (item)));
  g_autofree char *about = describe (verdict);

  gtk_label_set_label (GTK_LABEL (title), crm_record_get_title (verdict));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), about);
}

/* A record is filled in when it was read. */
static void
bind_cb (CrmVerdictsDialog *self,
         GtkListItem *item)
{
  g_signal_connect_swapped (gtk_list_item_get_item (item), "notify::title", G_CALLBACK (show), item);
  show (item);
}

static void
unbind_cb (CrmVerdictsDialog *self,
           GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show, item);
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
