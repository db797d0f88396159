/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-column-private.h"

#include "base/crm-money.h"

#include <glib/gi18n.h>

/* What the head of a column says: count, sums, and what is going to happen. */

static char *
format_totals (const CrmStageSummary *stage,
               gboolean weighted,
               gboolean full)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < stage->totals->len; i++)
    {
      const CrmStageTotal *total = &g_array_index (stage->totals, CrmStageTotal, i);
      gint64 amount = weighted ? total->weighted : total->sum;
      g_autofree char *part = full ? crm_money_format (amount, total->currency)
                                   : crm_money_format_short (amount, total->currency);

      g_string_append_printf (text, "%s%s", i > 0 ? " + " : "", part);
    }
  return g_string_free (text, FALSE);
}

static char *
format_number (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

static char *
format_deals (gint64 count)
{
  g_autofree char *number = format_number (count);

  return g_strdup_printf (ngettext ("%s deal", "%s deals", count), number);
}

static void
update_count (CrmBoardColumn *self,
              const CrmStageSummary *stage)
{
  gboolean exceeded = stage->wip_limit > 0 && stage->count > stage->wip_limit;
  g_autofree char *count = format_number (stage->count);
  g_autofree char *limit = format_number (stage->wip_limit);
  g_autofree char *of_limit = g_strdup_printf ("%s / %s", count, limit);
  g_autofree char *tooltip = exceeded ? g_strdup_printf (_("More deals than the limit of %s"), limit)
                                      : format_deals (stage->count);

  gtk_label_set_label (self->count_label, stage->wip_limit > 0 ? of_limit : count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count_label), tooltip);
  if (exceeded)
    gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "exceeded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count_label), "exceeded");
}

static void
update_sums (CrmBoardColumn *self,
             const CrmStageSummary *stage)
{
  g_autofree char *sum = format_totals (stage, FALSE, FALSE);
  g_autofree char *sum_full = format_totals (stage, FALSE, TRUE);
  g_autofree char *weighted = format_totals (stage, TRUE, FALSE);
  g_autofree char *weighted_full = format_totals (stage, TRUE, TRUE);
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  /* Translators: the placeholder is the sum of amounts times their probability */
  text = g_strdup_printf (_("%s weighted"), weighted);
  tooltip = g_strdup_printf (_("%s, weighted with the probability of each deal"), weighted_full);
  gtk_label_set_label (self->sum_label, *sum != '\0' ? sum : "–");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sum_label), sum_full);
  gtk_label_set_label (self->weighted_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->weighted_label), tooltip);
  gtk_widget_set_visible (GTK_WIDGET (self->weighted_label), crm_board_column_is_open (self) && *weighted != '\0');
}

static void
update_labels (CrmBoardColumn *self,
               const CrmStageSummary *stage)
{
  g_autofree char *sum = format_totals (stage, FALSE, TRUE);
  g_autofree char *count = format_number (stage->count);
  g_autofree char *deals = format_deals (stage->count);
  g_autofree char *strip = g_strdup_printf ("%s  %s", self->name, count);
  g_autofree char *label = g_strdup_printf ("%s, %s%s%s", self->name, deals, *sum != '\0' ? ", " : "", sum);
  g_autofree char *unfold = g_strdup_printf (_("Show “%s”"), self->name);
  g_autofree char *fold = g_strdup_printf (_("Fold “%s”"), self->name);
  g_autofree char *add = g_strdup_printf (_("Add a Deal to “%s”"), self->name);
  /* Translators: a button; the placeholder is a count of deals */
  g_autofree char *all = g_strdup_printf (_("Show All %s"), count);

  gtk_label_set_label (self->name_label, self->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), self->name);
  crm_turned_label_set_label (self->strip_label, strip);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->strip), unfold);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fold_button), fold);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add_button), add);
  gtk_button_set_label (self->all_button, all);
  gtk_widget_set_visible (GTK_WIDGET (self->all_button),
                          !crm_board_column_is_open (self) && stage->count > CRM_CLOSED_SHOWN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->strip), GTK_ACCESSIBLE_PROPERTY_LABEL, unfold, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * crm_board_column_update:
 * @stage: the same stage, counted anew
 */
void
crm_board_column_update (CrmBoardColumn *self,
                         const CrmStageSummary *stage)
{
  g_set_str (&self->name, stage->name);
  self->count = stage->count;
  self->rotting_days = stage->rotting_days;
  update_count (self, stage);
  update_sums (self, stage);
  update_labels (self, stage);
}

/**
 * crm_board_column_set_activities:
 * @late: deals with an activity that should have been done before today
 * @planned: deals with any planned activity, late or not
 */
void
crm_board_column_set_activities (CrmBoardColumn *self,
                                 gint64 late,
                                 gint64 planned)
{
  gint64 shares[CRM_SHARES] = { late, planned - late, self->count - planned };
  g_autofree char *late_text = format_number (late);
  g_autofree char *planned_text = format_number (planned - late);
  g_autofree char *none_text = format_number (MAX (self->count - planned, 0));
  /* Translators: counts of deals, by their next activity */
  g_autofree char *text = g_strdup_printf (_("Next activity: %s late, %s planned, %s none"), late_text, planned_text,
                                           none_text);

  gtk_widget_set_visible (GTK_WIDGET (self->activity_bar), crm_board_column_is_open (self) && self->count > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->activity_bar), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->activity_bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  crm_share_bar_set_shares (self->activity_bar, shares);
}
