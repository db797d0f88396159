/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-search-elsewhere.h"

#include "base/crm-money.h"

#include <glib/gi18n.h>

#define MOST 1000   /* as far as is counted */

/**
 * CrmSearchElsewhere:
 *
 * A thin row that tells how many records of other kinds have what is searched for in a list, each a button that leads
 * to them. Not there where there are none.
 */
struct _CrmSearchElsewhere
{
  AdwBin           parent_instance;

  AdwWrapBox      *box;
  CrmStore        *store;
  const CrmEntity *entity;        /* of the list itself */
  char            *text;
  GCancellable    *cancellable;   /* of the counting under way */
};

G_DEFINE_FINAL_TYPE (CrmSearchElsewhere, crm_search_elsewhere, ADW_TYPE_BIN)

/* What is counted, on a thread of its own. */
typedef struct
{
  char            *text;
  const CrmEntity *except;
} Counting;

static void
free_counting (gpointer data)
{
  Counting *counting = data;

  g_free (counting->text);
  g_free (counting);
}

typedef struct
{
  const CrmEntity *entity;
  guint            n;
} Count;

static gpointer
count (CrmReader *reader,
       gpointer data,
       GCancellable *cancellable,
       GError **error)
{
  const Counting *counting = data;
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (Count));
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      gint64 n = 0;

      if (entities[i] == counting->except || !crm_entity_searchable (entities[i]))
        continue;
      n = crm_reader_count_found (reader, entities[i], counting->text, MOST + 1, error);
      if (n < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (n > 0)
        g_array_append_vals (counts, &(Count) { entities[i], n }, 1);
    }
  return g_steal_pointer (&counts);
}

static char *
describe (const Count *found)
{
  g_autofree char *number = crm_number_format (MIN (found->n, MOST));
  g_autofree char *many = g_strdup_printf (found->n > MOST ? "%s+" : "%s", number);
  const char *label = found->n == 1 ? crm_entity_get_label (found->entity)
                                    : crm_entity_get_label_plural (found->entity);

  /* Translators: how many records of a kind there are, such as "12 Deals" or "1,000+ Activities" */
  return g_strdup_printf (_("%1$s %2$s"), many, label);
}

static void
add_button (CrmSearchElsewhere *self,
            const Count *found)
{
  g_autofree char *words = describe (found);
  /* Translators: a button; the placeholders are like "12 Deals", and what is searched for */
  g_autofree char *what = g_strdup_printf (_("Show %s with “%s”"), words, self->text);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "crm-elsewhere");
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.search-list");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", found->entity->name, self->text);
  adw_wrap_box_append (self->box, button);
}

static void
show_counts (CrmSearchElsewhere *self,
             GArray *counts)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    adw_wrap_box_remove (self->box, child);
  gtk_widget_set_visible (GTK_WIDGET (self), counts != NULL && counts->len > 0);
  if (counts == NULL || counts->len == 0)
    return;
  /* Translators: before a row of buttons that tell what else a search finds, such as "12 Deals" */
  child = gtk_label_new (_("Also:"));
  gtk_widget_add_css_class (child, "dim-label");
  gtk_widget_add_css_class (child, "caption");
  adw_wrap_box_append (self->box, child);
  for (guint i = 0; i < counts->len; i++)
    add_button (self, &g_array_index (counts, Count, i));
}

static void
counted_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (CrmSearchElsewhere) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->box == NULL)
    return;   /* something else is searched for by now */
  if (counts == NULL)
    g_warning ("What else fits could not be counted: %s", error->message);
  show_counts (self, counts);
}

static void
stop (CrmSearchElsewhere *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What was counted stays until the new counts are there. */
static void
start (CrmSearchElsewhere *self)
{
  Counting *counting;

  stop (self);
  if (self->text == NULL)
    return;
  counting = g_new (Counting, 1);
  *counting = (Counting) { g_strdup (self->text), self->entity };
  self->cancellable = g_cancellable_new ();
  crm_store_read_async (self->store, count, counting, free_counting, (GDestroyNotify) g_array_unref, self->cancellable,
                        counted_cb, g_object_ref (self));
}

static void
crm_search_elsewhere_dispose (GObject *object)
{
  CrmSearchElsewhere *self = CRM_SEARCH_ELSEWHERE (object);

  stop (self);
  self->box = NULL;
  g_clear_object (&self->store);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (crm_search_elsewhere_parent_class)->dispose (object);
}

static void
crm_search_elsewhere_class_init (CrmSearchElsewhereClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_search_elsewhere_dispose;
}

static void
crm_search_elsewhere_init (CrmSearchElsewhere *self)
{
  self->box = ADW_WRAP_BOX (adw_wrap_box_new ());
  adw_wrap_box_set_child_spacing (self->box, 2);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 6);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * crm_search_elsewhere_new:
 * @entity: what the list itself holds
 *
 * Returns: (transfer floating): a row that is not there yet
 */
GtkWidget *
crm_search_elsewhere_new (CrmStore *store,
                          const CrmEntity *entity)
{
  CrmSearchElsewhere *self = g_object_new (CRM_TYPE_SEARCH_ELSEWHERE, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  g_signal_connect_object (store, "changed", G_CALLBACK (start), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * crm_search_elsewhere_set_text:
 * @text: what is searched for; blank if nothing is
 */
void
crm_search_elsewhere_set_text (CrmSearchElsewhere *self,
                               const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (!g_set_str (&self->text, *stripped != '\0' ? stripped : NULL))
    return;
  start (self);
  if (self->text == NULL)
    show_counts (self, NULL);
}
