/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-duplicates-view.h"

#include "analytics/crm-match-merge.h"
#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"
#include "ui/quality/crm-merge-dialog.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 100
#define PROGRESS_MS 100

/* A pair as it is shown. */
typedef struct
{
  gint64 ids[2];
  char  *titles[2];
  double score;
  char  *agree, *differ;
} Pair;

typedef struct
{
  GPtrArray *pairs;    /* of Pair: the likeliest */
  gsize      n_pairs;
  CrmMerge  *sure;
} Found;

/* What the worker and the window both look at. */
typedef struct
{
  gatomicrefcount  references;
  const CrmEntity *entity;
  int              permille;   /* atomic */
} Search;

/**
 * CrmDuplicatesView:
 *
 * Finds records that are the same in the background, lists them with the reasons, and merges them.
 */
struct _CrmDuplicatesView
{
  AdwBin               parent_instance;

  /* Template */
  GtkButton           *merge_button;
  GtkWidget           *progress_row;
  GtkProgressBar      *progress;
  AdwActionRow        *note_row;
  GtkListBox          *list;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  GCancellable        *cancellable;   /* of the search that goes on */
  Search              *search;
  guint                progress_source;
  CrmMerge            *sure;
};

G_DEFINE_FINAL_TYPE (CrmDuplicatesView, crm_duplicates_view, ADW_TYPE_BIN)

static void
free_pair (gpointer data)
{
  Pair *pair = data;

  g_free (pair->titles[0]);
  g_free (pair->titles[1]);
  g_free (pair->agree);
  g_free (pair->differ);
  g_free (pair);
}

static void
free_found (gpointer data)
{
  Found *found = data;

  g_ptr_array_unref (found->pairs);
  g_clear_pointer (&found->sure, crm_merge_free);
  g_free (found);
}

static void
unref_search (gpointer data)
{
  Search *search = data;

  if (g_atomic_ref_count_dec (&search->references))
    g_free (search);
}

static void
progressed (double share,
            gpointer data)
{
  Search *search = data;

  g_atomic_int_set (&search->permille, (int) (share * 1000));
}

static char *
list_fields (const CrmMatchSource *source,
             const CrmMatchReason *reasons,
             gboolean agree)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < source->fields->len; i++)
    {
      const CrmField *field = crm_entity_field (source->entity, source->fields->pdata[i]);

      if (reasons[i].level == CRM_MATCH_MISSING || (reasons[i].level != CRM_MATCH_DIFFERENT) != agree)
        continue;
      if (text->len > 0)
        g_string_append (text, _(", "));
      g_string_append (text, crm_field_get_label (field));
    }
  return g_string_free (text, FALSE);
}

static Pair *
describe_pair (CrmReader *reader,
               const CrmMatchSource *source,
               const CrmMatches *matches,
               const CrmMatchPair *match)
{
  const guint32 rows[2] = { match->first, match->second };
  CrmMatchReason reasons[CRM_MATCH_MOST_FIELDS];
  Pair *pair = g_new0 (Pair, 1);

  crm_matches_explain (matches, source->table, match, reasons);
  pair->score = match->score;
  pair->agree = list_fields (source, reasons, TRUE);
  pair->differ = list_fields (source, reasons, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CrmRecord) record = NULL;

      pair->ids[i] = g_array_index (source->ids, gint64, rows[i]);
      record = crm_reader_get (reader, source->entity, pair->ids[i], NULL);
      pair->titles[i] = g_strdup (record != NULL ? crm_record_get_title (record) : "");
    }
  return pair;
}

static gpointer
find (CrmReader *reader,
      gpointer data,
      GCancellable *cancellable,
      GError **error)
{
  Search *search = data;
  const CrmRun run = { .cancellable = cancellable, .progress = progressed, .data = search };
  g_autoptr (CrmQuery) query = crm_query_new (search->entity);
  g_autoptr (CrmMatchSource) source = crm_match_source_load (reader, query, CRM_RUN_PART (&run, 0, 0.2), error);
  g_autoptr (CrmMatches) matches = NULL;
  Found *found;

  if (source != NULL)
    matches = crm_matches_find (source->table, CRM_MATCH_PERHAPS, CRM_RUN_PART (&run, 0.2, 1), error);
  if (matches == NULL)
    return NULL;
  found = g_new0 (Found, 1);
  found->n_pairs = matches->n_pairs;
  found->pairs = g_ptr_array_new_with_free_func (free_pair);
  for (gsize i = 0; i < MIN (matches->n_pairs, MOST_SHOWN); i++)
    g_ptr_array_add (found->pairs, describe_pair (reader, source, matches, &matches->pairs[i]));
  found->sure = crm_match_merge_new (reader, source, matches, CRM_MATCH_SURE, error);
  if (found->sure == NULL)
    g_clear_pointer (&found, free_found);
  return found;
}

static void
pair_activated_cb (CrmDuplicatesView *self,
                   AdwActionRow *row)
{
  const gint64 *ids = g_object_get_data (G_OBJECT (row), "ids");

  adw_dialog_present (crm_merge_dialog_new (self->store, self->entity, ids, GTK_WIDGET (self)), GTK_WIDGET (self));
}

static void
add_pair (CrmDuplicatesView *self,
          const Pair *pair)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *score, *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *title = g_strdup_printf ("%s · %s", pair->titles[0], pair->titles[1]);
  g_autofree char *subtitle = *pair->differ != '\0'
    ? g_strdup_printf (_("Agree: %s. Differ: %s"), pair->agree, pair->differ)
    : g_strdup_printf (_("Agree: %s"), pair->agree);
  g_autofree char *percent = pair->score >= CRM_MATCH_SURE ? g_strdup (_("Sure"))
                                                           : g_strdup_printf ("%.0f %%", pair->score * 100);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  score = gtk_label_new (percent);
  gtk_widget_add_css_class (score, "numeric");
  if (pair->score >= CRM_MATCH_SURE)
    gtk_widget_add_css_class (score, "success");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), score);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Merge"), -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "ids", g_memdup2 (pair->ids, sizeof pair->ids), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (pair_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

static void
set_busy (CrmDuplicatesView *self,
          gboolean busy)
{
  gtk_widget_set_visible (self->progress_row, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.find", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-sure", !busy);
  if (!busy)
    g_clear_handle_id (&self->progress_source, g_source_remove);
}

static void
set_note (CrmDuplicatesView *self,
          const char *title,
          const char *subtitle)
{
  gtk_widget_set_visible (GTK_WIDGET (self->note_row), title != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), title != NULL ? title : "");
  adw_action_row_set_subtitle (self->note_row, subtitle);
}

static void
show_found (CrmDuplicatesView *self,
            Found *found)
{
  g_autofree char *more = NULL, *merge = NULL;
  guint n_sure = crm_merge_n_gone (found->sure);

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < found->pairs->len; i++)
    add_pair (self, found->pairs->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->list), found->pairs->len > 0);
  if (found->n_pairs > found->pairs->len)
    {
      g_autofree char *count = crm_number_format (found->n_pairs - found->pairs->len);

      more = g_strdup_printf (ngettext ("%s more pair", "%s more pairs", (gulong) (found->n_pairs - found->pairs->len)),
                              count);
    }
  if (found->n_pairs == 0)
    set_note (self, _("No duplicates found"), _("All records are different."));
  else
    set_note (self, more, more != NULL ? _("They are listed when those above are merged.") : "");
  merge = g_strdup_printf (ngettext ("_Merge %u That Is Sure", "_Merge %u That Are Sure", n_sure), n_sure);
  gtk_button_set_label (self->merge_button, merge);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), n_sure > 0 && !crm_store_is_read_only (self->store));
  g_clear_pointer (&self->sure, crm_merge_free);
  self->sure = g_steal_pointer (&found->sure);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (CrmDuplicatesView) self = user_data;
  g_autoptr (GError) error = NULL;
  Found *found = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (self->store != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    {
      set_busy (self, FALSE);
      if (found != NULL)
        show_found (self, found);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_note (self, _("The search was cancelled"), _("Nothing was changed."));
      else
        set_note (self, _("Duplicates could not be found"), error->message);
    }
  g_clear_pointer (&found, free_found);
}

static gboolean
show_progress (gpointer data)
{
  CrmDuplicatesView *self = data;

  gtk_progress_bar_set_fraction (self->progress, g_atomic_int_get (&self->search->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
stop (CrmDuplicatesView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_pointer (&self->search, unref_search);
}

static void
find_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);

  stop (self);
  self->cancellable = g_cancellable_new ();
  self->search = g_new0 (Search, 1);
  g_atomic_ref_count_init (&self->search->references);
  self->search->entity = self->entity;
  gtk_progress_bar_set_fraction (self->progress, 0);
  set_note (self, NULL, "");
  set_busy (self, TRUE);
  self->progress_source = g_timeout_add (PROGRESS_MS, show_progress, self);
  g_atomic_ref_count_inc (&self->search->references);
  crm_store_read_async (self->store, find, self->search, unref_search, free_found, self->cancellable, found_cb,
                        g_object_ref (self));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  g_cancellable_cancel (CRM_DUPLICATES_VIEW (widget)->cancellable);
}

typedef struct
{
  CrmStore *store;
  CrmMerge *merge;
  char     *label;
  gint64    action;
} Merging;

static void
free_merging (gpointer data)
{
  Merging *merging = data;

  g_object_unref (merging->store);
  crm_merge_free (merging->merge);
  g_free (merging->label);
  g_free (merging);
}

static void
merge_in_thread (GTask *task,
                 gpointer source,
                 gpointer data,
                 GCancellable *cancellable)
{
  Merging *merging = data;
  GError *error = NULL;

  if (crm_merge_apply (merging->merge, merging->store, merging->label, &merging->action, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
merged_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (source);
  Merging *merging = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return;
  set_busy (self, FALSE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    crm_feedback_undo_toast (GTK_WIDGET (self), merging->label, merging->action);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crm_feedback_error (GTK_WIDGET (self), _("The Records Were Not Merged"), error);
  gtk_widget_activate_action (GTK_WIDGET (self), "duplicates.find", NULL);
}

static void
merge_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);
  g_autoptr (GTask) task = NULL;
  Merging *merging;

  if (self->sure == NULL)
    return;
  merging = g_new0 (Merging, 1);
  merging->store = g_object_ref (self->store);
  merging->merge = g_steal_pointer (&self->sure);
  merging->label = crm_match_merge_label (merging->merge);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), FALSE);
  stop (self);
  set_busy (self, TRUE);
  gtk_progress_bar_set_fraction (self->progress, 0);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, merged_cb, NULL);
  g_task_set_task_data (task, merging, free_merging);
  g_task_run_in_thread (task, merge_in_thread);
}

/* Pairs of which one record is gone are pairs no more. */
static void
store_changed_cb (CrmDuplicatesView *self,
                  CrmEvents *events)
{
  const CrmEvent *event = crm_events_find (events, self->entity->name);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  while (event != NULL && event->deleted && row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      const gint64 *ids = g_object_get_data (G_OBJECT (row), "ids");

      if (ids != NULL && (crm_events_touch (events, self->entity->name, ids[0]) ||
                          crm_events_touch (events, self->entity->name, ids[1])))
        gtk_list_box_remove (self->list, row);
      row = next;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL);
}

static void
crm_duplicates_view_dispose (GObject *object)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (object);

  stop (self);
  g_clear_pointer (&self->sure, crm_merge_free);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_DUPLICATES_VIEW);
  G_OBJECT_CLASS (crm_duplicates_view_parent_class)->dispose (object);
}

static void
crm_duplicates_view_class_init (CrmDuplicatesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_duplicates_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-duplicates-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, merge_button);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, progress_row);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, progress);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, note_row);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, list);
  gtk_widget_class_install_action (widget_class, "duplicates.find", NULL, find_activated);
  gtk_widget_class_install_action (widget_class, "duplicates.cancel", NULL, cancel_activated);
  gtk_widget_class_install_action (widget_class, "duplicates.merge-sure", NULL, merge_activated);
}

static void
crm_duplicates_view_init (CrmDuplicatesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_duplicates_view_set:
 *
 * Says whose duplicates are looked for. What was found of others goes.
 */
void
crm_duplicates_view_set (CrmDuplicatesView *self,
                         CrmStore *store,
                         const CrmEntity *entity)
{
  stop (self);
  if (g_set_object (&self->store, store))
    g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  self->entity = entity;
  g_clear_pointer (&self->sure, crm_merge_free);
  set_busy (self, FALSE);
  gtk_list_box_remove_all (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), FALSE);
  set_note (self, _("Not looked for yet"), _("Names, addresses, telephone numbers and more are compared."));
}
