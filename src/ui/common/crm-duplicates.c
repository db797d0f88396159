/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-duplicates.h"

#include "base/crm-text.h"

#include <glib/gi18n.h>

#define SIMILAR 0.86
#define N_CANDIDATES 20

/**
 * CrmDuplicates:
 *
 * A banner that says if there is a record like the one being typed: of the same e-mail address or much the same name.
 */
struct _CrmDuplicates
{
  AdwBin           parent_instance;

  AdwBanner       *banner;
  CrmStore        *store;
  const CrmEntity *entity;
  const CrmField  *field;        /* that gave what is shown */
  gint64           found;
  guint            generation;
};

G_DEFINE_FINAL_TYPE (CrmDuplicates, crm_duplicates, ADW_TYPE_BIN)

typedef struct
{
  CrmDuplicates  *self;
  const CrmField *field;
  char           *text;
  guint           generation;
} Look;

static void
free_look (Look *look)
{
  g_object_unref (look->self);
  g_free (look->text);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, free_look)

static gpointer
find_by_email (CrmReader *reader,
               Look *look,
               GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (look->self->entity);
  CrmFilter *filter = crm_filter_new_test (look->field->key, CRM_TEST_EQUAL);
  CrmOperand operand = { .kind = CRM_OPERAND_TEXT, .text = g_strdup (look->text) };
  g_autoptr (GPtrArray) records = NULL;

  g_array_append_val (filter->operands, operand);
  crm_query_take_filter (query, filter);
  records = crm_reader_records (reader, query, 1, 0, error);
  return records != NULL && records->len > 0 ? g_object_ref (records->pdata[0]) : NULL;
}

static gboolean
is_like (const char *a,
         const char *b)
{
  return crm_text_similarity (a, b) >= SIMILAR;
}

static gpointer
find_by_name (CrmReader *reader,
              Look *look,
              GError **error)
{
  g_autoptr (GPtrArray) hits = crm_reader_search (reader, look->text, look->self->entity, N_CANDIDATES, error);

  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const CrmHit *hit = hits->pdata[i];

      if (is_like (hit->title, look->text))
        return crm_reader_get (reader, look->self->entity, hit->id, error);
    }
  return NULL;
}

static gpointer
find (CrmReader *reader,
      gpointer data,
      GCancellable *cancellable,
      GError **error)
{
  Look *look = data;

  if (look->field->kind == CRM_FIELD_EMAIL)
    return find_by_email (reader, look, error);
  return find_by_name (reader, look, error);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  g_autoptr (CrmRecord) record = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmDuplicates *self = look->self;
  g_autofree char *title = NULL;

  if (look->generation != self->generation || self->banner == NULL)
    return;
  if (record == NULL)
    {
      /* Another name says nothing about an e-mail address that is taken. */
      if (self->field == NULL || self->field == look->field)
        adw_banner_set_revealed (self->banner, FALSE);
      return;
    }
  self->field = look->field;
  self->found = crm_record_get_id (record);
  title = look->field->kind == CRM_FIELD_EMAIL
    ? g_strdup_printf (_("“%s” has this e-mail address already"), crm_record_get_title (record))
    : g_strdup_printf (_("There is “%s” already"), crm_record_get_title (record));
  adw_banner_set_title (self->banner, title);
  adw_banner_set_revealed (self->banner, TRUE);
}

/**
 * crm_duplicates_look:
 * @field: in which something was typed
 * @value: what it is now
 *
 * Looks whether another record is like that. Other fields than the title and e-mail addresses tell nothing.
 */
void
crm_duplicates_look (CrmDuplicates *self,
                     const CrmField *field,
                     const CrmValue *value)
{
  Look *look;

  if (!crm_entity_searchable (self->entity) || (field != &self->entity->fields[0] && field->kind != CRM_FIELD_EMAIL))
    return;
  self->generation++;
  if (value->type != CRM_VALUE_TEXT || g_utf8_strlen (value->text, -1) < 2)
    {
      if (self->field == field)
        adw_banner_set_revealed (self->banner, FALSE);
      return;
    }
  look = g_new0 (Look, 1);
  look->self = g_object_ref (self);
  look->field = field;
  look->text = g_strdup (value->text);
  look->generation = self->generation;
  crm_store_read_async (self->store, find, look, NULL, g_object_unref, NULL, found_cb, look);
}

static void
open_clicked_cb (CrmDuplicates *self)
{
  g_autofree char *reference = g_strdup_printf ("%s:%" G_GINT64_FORMAT, self->entity->name, self->found);
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_DIALOG);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (dialog != NULL)
    adw_dialog_force_close (ADW_DIALOG (dialog));
  gtk_widget_activate_action (root, "win.show-record", "s", reference);
}

static void
crm_duplicates_dispose (GObject *object)
{
  CrmDuplicates *self = CRM_DUPLICATES (object);

  self->banner = NULL;
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_duplicates_parent_class)->dispose (object);
}

static void
crm_duplicates_class_init (CrmDuplicatesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_duplicates_dispose;
}

static void
crm_duplicates_init (CrmDuplicates *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_button_label (self->banner, _("_Open It"));
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (open_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

/**
 * crm_duplicates_new:
 *
 * Returns: (transfer floating): a banner that is not shown yet
 */
GtkWidget *
crm_duplicates_new (CrmStore *store,
                    const CrmEntity *entity)
{
  CrmDuplicates *self = g_object_new (CRM_TYPE_DUPLICATES, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  return GTK_WIDGET (self);
}
