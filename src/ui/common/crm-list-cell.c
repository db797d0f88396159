/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-list-cell.h"

#include "base/crm-date.h"

#include <string.h>

/* Cells of tables and rows of narrow lists. A cell is one GtkInscription: it never asks for another size, so that
 * scrolling does not lay the list out again. */

#define ITEM_KEY "crm-list-item"

/**
 * crm_field_is_numeric:
 *
 * Returns: whether values of the field are compared digit by digit, so that they are set flush at the end
 */
gboolean
crm_field_is_numeric (const CrmField *field)
{
  return field->kind == CRM_FIELD_INTEGER || field->kind == CRM_FIELD_DECIMAL || field->kind == CRM_FIELD_PERCENT ||
         field->kind == CRM_FIELD_MONEY;
}

/* Languages write dates at very different lengths, so a long one is measured. */
static guint
date_width (CrmFieldKind kind)
{
  gint64 date = crm_date_from_ymd (2025, 12, 28);
  g_autofree char *text = kind == CRM_FIELD_DATE ? crm_date_format (date)
                                                 : crm_instant_format (date * CRM_MICROSECONDS_PER_DAY);
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return width;
}

static guint
natural_width (const CrmField *field,
               guint index)
{
  if (index == 0)
    return 26;
  if (field->kind == CRM_FIELD_EMAIL || field->kind == CRM_FIELD_URL)
    return 22;
  if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    return date_width (field->kind);
  if (field->kind == CRM_FIELD_LONG_TEXT)
    return 30;
  return crm_field_is_numeric (field) || field->kind == CRM_FIELD_BOOLEAN ? 11 : 14;
}

/* What tells that the text may have changed. */
static char *
text_signal (const CrmField *field)
{
  g_autofree char *key = g_strdelimit (g_strdup (field->key), "_", '-');

  return field->flags & CRM_FIELD_CUSTOM ? g_strdup ("notify::custom") : g_strconcat ("notify::", key, "-text", NULL);
}

/* A text that may be cut short is told in full. Asked for rather than set: setting one asks the display where the
 * pointer is, for each cell that scrolls by. */
static gboolean
query_tooltip_cb (GtkWidget *inscription,
                  int x,
                  int y,
                  gboolean keyboard,
                  GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (inscription));

  if (text == NULL || g_utf8_strlen (text, -1) <= 20)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
update_cell (GtkWidget *cell,
             CrmRecord *record)
{
  guint field = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "crm-field"));
  g_autofree char *text = crm_record_dup_display (record, field);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}

static void
record_changed_cb (GtkWidget *cell,
                   GParamSpec *pspec,
                   CrmRecord *record)
{
  update_cell (cell, record);
}

static GtkWidget *
new_inscription (guint min_chars,
                 guint nat_chars)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), nat_chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (inscription), 0);
  gtk_widget_add_css_class (inscription, "crm-line");
  gtk_widget_set_hexpand (inscription, TRUE);
  gtk_widget_set_has_tooltip (inscription, TRUE);
  g_signal_connect (inscription, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  return inscription;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory,
               GtkListItem *item,
               gpointer data)
{
  const CrmField *field = data;
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "crm-field"));
  guint width = natural_width (field, index);
  GtkWidget *cell = new_inscription (index == 0 ? width * 7 / 8 : width * 5 / 8, width);

  g_object_set_data (G_OBJECT (cell), "crm-field", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (cell), ITEM_KEY, item);
  if (crm_field_is_numeric (field))
    gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
  if (crm_field_is_numeric (field) || field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory,
              GtkListItem *item,
              gpointer data)
{
  const CrmField *field = data;
  CrmRecord *record = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *signal = text_signal (field);

  g_signal_connect_swapped (record, signal, G_CALLBACK (record_changed_cb), cell);
  update_cell (cell, record);
}

static void
unbind_cell_cb (GtkSignalListItemFactory *factory,
                GtkListItem *item,
                gpointer data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), gtk_list_item_get_child (item));
}

/**
 * crm_list_cell_factory_new:
 * @field: which field of the entity the column shows
 *
 * Returns: (transfer full): makes the cells of a column
 */
GtkListItemFactory *
crm_list_cell_factory_new (const CrmEntity *entity,
                           guint field)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  gpointer data = (gpointer) &entity->fields[field];

  g_object_set_data (G_OBJECT (factory), "crm-field", GUINT_TO_POINTER (field));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), data);
  return factory;
}

/* Rows of two lines */

typedef struct
{
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *value;
} Row;

/* The field whose value stands at the end of a row: what the record is worth, else when it is due. */
static int
find_value_field (const CrmEntity *entity)
{
  for (guint i = 1; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & CRM_FIELD_LISTED && entity->fields[i].kind == CRM_FIELD_MONEY)
        return i;
    }
  for (guint i = 1; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & CRM_FIELD_LISTED &&
          (entity->fields[i].kind == CRM_FIELD_DATE || entity->fields[i].kind == CRM_FIELD_INSTANT))
        return i;
    }
  return -1;
}

static char *
describe_row (CrmRecord *record,
              int value_field,
              const char *hidden_field)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1, n = 0; i < entity->n_fields && n < 3; i++)
    {
      g_autofree char *display = NULL;

      if ((entity->fields[i].flags & CRM_FIELD_LISTED) == 0 || (int) i == value_field ||
          g_strcmp0 (entity->fields[i].key, hidden_field) == 0)
        continue;
      display = crm_record_dup_display (record, i);
      if (*display == '\0')
        continue;
      g_string_append_printf (text, "%s%s", n++ > 0 ? " · " : "", display);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_row (GtkWidget *widget,
            CrmRecord *record)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "crm-row");
  const char *hidden = g_object_get_data (G_OBJECT (widget), "crm-hidden-field");
  int value_field = find_value_field (crm_record_get_entity (record));
  g_autofree char *subtitle = describe_row (record, value_field, hidden);
  g_autofree char *value = value_field >= 0 ? crm_record_dup_display (record, value_field) : NULL;

  gtk_inscription_set_text (GTK_INSCRIPTION (row->title), crm_record_get_title (record));
  gtk_inscription_set_text (GTK_INSCRIPTION (row->subtitle), subtitle);
  gtk_label_set_label (GTK_LABEL (row->value), value != NULL ? value : "");
}

static void
row_record_changed_cb (GtkWidget *widget,
                       GParamSpec *pspec,
                       CrmRecord *record)
{
  update_row (widget, record);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Row *row = g_new0 (Row, 1);

  row->title = new_inscription (8, 24);
  row->subtitle = new_inscription (8, 24);
  row->value = gtk_label_new (NULL);
  gtk_widget_add_css_class (row->title, "heading");
  gtk_widget_add_css_class (row->subtitle, "dimmed");
  gtk_widget_add_css_class (row->subtitle, "caption");
  gtk_widget_add_css_class (row->value, "numeric");
  gtk_widget_set_valign (row->value, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), row->title);
  gtk_box_append (GTK_BOX (lines), row->subtitle);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), row->value);
  g_object_set_data_full (G_OBJECT (box), "crm-row", row, g_free);
  g_object_set_data (G_OBJECT (box), ITEM_KEY, item);
  g_object_set_data_full (G_OBJECT (box), "crm-hidden-field",
                          g_strdup (g_object_get_data (G_OBJECT (factory), "crm-hidden-field")), g_free);
  gtk_list_item_set_child (item, box);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem *item)
{
  CrmRecord *record = gtk_list_item_get_item (item);
  GtkWidget *widget = gtk_list_item_get_child (item);

  g_signal_connect_swapped (record, "notify", G_CALLBACK (row_record_changed_cb), widget);
  update_row (widget, record);
}

/**
 * crm_list_row_factory_new:
 * @hidden_field: (nullable): key of a field that is equal in all rows
 *
 * Returns: (transfer full): makes rows of two lines
 */
GtkListItemFactory *
crm_list_row_factory_new (const CrmEntity *entity,
                          const char *hidden_field)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (factory), "crm-hidden-field", g_strdup (hidden_field), g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  return factory;
}

static GtkListItem *
find_item_below (GtkWidget *widget,
                 guint depth)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (widget), ITEM_KEY);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); item == NULL && depth > 0 && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    item = find_item_below (child, depth - 1);
  return item;
}

/**
 * crm_list_cell_find:
 * @root: the list
 * @inside: a widget somewhere in it: what the pointer or the focus is on
 * @position: (out): which row that is
 *
 * Returns: whether @inside is part of a row
 */
gboolean
crm_list_cell_find (GtkWidget *root,
                    GtkWidget *inside,
                    guint *position)
{
  for (GtkWidget *widget = inside; widget != NULL && widget != root; widget = gtk_widget_get_parent (widget))
    {
      GtkListItem *item;

      /* Above a row stands the list of all rows: its first row would be found. */
      if (GTK_IS_LIST_BASE (widget))
        return FALSE;
      item = find_item_below (widget, 2);
      if (item == NULL)
        continue;
      *position = gtk_list_item_get_position (item);
      return *position != GTK_INVALID_LIST_POSITION;
    }
  return FALSE;
}
