/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/exchange/crm-import-mapping-page.h"

#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_EXAMPLES 3

/**
 * CrmImportMappingPage:
 *
 * What the rows of a table are, and which column fills which field.
 */
struct _CrmImportMappingPage
{
  AdwNavigationPage    parent_instance;

  /* Template */
  AdwPreferencesGroup *file_group;
  AdwPreferencesGroup *columns_group;
  AdwComboRow         *entity_row;
  AdwComboRow         *policy_row;
  AdwComboRow         *dates_row;
  AdwSwitchRow        *header_row;
  AdwComboRow         *sheet_row;
  GtkWidget           *spinner;
  AdwSwitchRow        *create_row;
  AdwSwitchRow        *strangers_row;
  GtkWidget           *continue_button;
  GtkWidget           *rest_button;

  /* Owned */
  CrmImport           *import;
  GPtrArray           *entities;  /* of CrmEntity: what rows can be */
  GArray              *fields;    /* of CrmImportField: what the combo rows offer, after "not imported" and new ones */
  GArray              *kinds;     /* of CrmFieldKind: of a field that takes the column as a whole */
  GPtrArray           *columns;   /* of AdwComboRow, borrowed */
  gboolean             updating;  /* the rows follow the import, not the other way round */
};

enum { SIGNAL_WISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmImportMappingPage, crm_import_mapping_page, ADW_TYPE_NAVIGATION_PAGE)

/**
 * crm_import_mapping_page_is_ready:
 *
 * Returns: whether enough is known to check the rows
 */
gboolean
crm_import_mapping_page_is_ready (CrmImportMappingPage *self)
{
  if (self->import == NULL || crm_import_get_entity (self->import) == NULL)
    return FALSE;
  if (gtk_widget_get_visible (GTK_WIDGET (self->dates_row)) && adw_combo_row_get_selected (self->dates_row) == 0)
    return FALSE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (crm_import_get_field (self->import, i) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
update_actions (CrmImportMappingPage *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_DIALOG);

  if (dialog != NULL)
    gtk_widget_action_set_enabled (dialog, "import.prepare", crm_import_mapping_page_is_ready (self));
}

/* "|" stands between alternatives. */
static void
append_key (GString *labels,
            const CrmEntity *entity,
            const char *key)
{
  gboolean first = labels->len == 0 || g_str_has_suffix (labels->str, " / ");

  if (strcmp (key, "|") == 0)
    g_string_append (labels, " / ");
  else
    g_string_append_printf (labels, "%s%s", first ? "" : C_("list", ", "),
                            crm_field_get_label (crm_entity_field (entity, key)));
}

static void
show_match (CrmImportMappingPage *self)
{
  g_auto (GStrv) keys = crm_import_get_entity (self->import) != NULL ? crm_import_dup_match (self->import) : NULL;
  g_autoptr (GString) labels = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    append_key (labels, crm_import_get_entity (self->import), keys[i]);
  /* Translators: the placeholder is the name of a field, such as Number */
  text = labels->len > 0 ? g_strdup_printf (_("Compared by: %s"),
                                            labels->str) : g_strdup (_("Nothing tells which; all are added"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->policy_row), text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->policy_row), labels->len > 0);
}

/* A column may become a new field of the kind that takes all of it, or of text. */
static guint
count_new (CrmImportMappingPage *self,
           guint column)
{
  const CrmEntity *entity = crm_import_get_entity (self->import);

  if (entity == NULL || !crm_import_can_add_fields (entity) || crm_import_keeps_column (self->import, column))
    return 0;
  return g_array_index (self->kinds, CrmFieldKind, column) == CRM_FIELD_TEXT ? 1 : 2;
}

static guint
find_choice (CrmImportMappingPage *self,
             guint column)
{
  const char *key = crm_import_get_field (self->import, column);
  const CrmField *field = key != NULL ? crm_entity_field (crm_import_get_entity (self->import), key) : NULL;

  if (field != NULL && field->flags & CRM_FIELD_DRAFT)
    return field->kind == g_array_index (self->kinds, CrmFieldKind, column) ? 1 : 2;
  for (guint i = 0; key != NULL && i < self->fields->len; i++)
    {
      if (strcmp (g_array_index (self->fields, CrmImportField, i).key, key) == 0)
        return i + 1 + count_new (self, column);
    }
  return 0;
}

/* What columns can become: nothing first. */
static GListModel *
new_choices (CrmImportMappingPage *self,
             guint column)
{
  gboolean kept = crm_import_keeps_column (self->import, column);
  GtkStringList *labels =
    gtk_string_list_new ((const char *[]) { kept ? _("Kept in Further Details") : _("Not Imported"), NULL });
  const CrmField *kind_field = crm_entity_field (crm_entity_find ("custom_field"), "kind");
  const CrmFieldKind kinds[] = { g_array_index (self->kinds, CrmFieldKind, column), CRM_FIELD_TEXT };

  for (guint i = 0; i < count_new (self, column); i++)
    {
      const CrmChoice *kind = crm_field_find_choice (kind_field, crm_field_kind_name (kinds[i]));
      /* Translators: what a column becomes; the placeholder is a kind of field, such as Whole Number */
      g_autofree char *label = g_strdup_printf (_("New Field: %s"), crm_choice_get_label (kind));

      gtk_string_list_append (labels, label);
    }
  for (guint i = 0; i < self->fields->len; i++)
    gtk_string_list_append (labels, g_array_index (self->fields, CrmImportField, i).label);
  return G_LIST_MODEL (labels);
}

static gboolean
has_rest (CrmImportMappingPage *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (count_new (self, i) > 0 && crm_import_get_field (self->import, i) == NULL &&
          crm_import_get_profile (self->import, i)->n_filled > 0)
        return TRUE;
    }
  return FALSE;
}

/* The rows of the columns show what the import has: choosing a field for one column takes it from another. Whether what
 * is in no field is kept depends on that of others. */
static void
show_mapping (CrmImportMappingPage *self)
{
  self->updating = TRUE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      gboolean kept = crm_import_keeps_column (self->import, i);
      AdwComboRow *row = self->columns->pdata[i];

      if (adw_combo_row_get_model (row) == NULL || kept != GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "kept")))
        {
          g_autoptr (GListModel) choices = new_choices (self, i);

          adw_combo_row_set_model (row, choices);
          g_object_set_data (G_OBJECT (row), "kept", GINT_TO_POINTER (kept));
        }
      adw_combo_row_set_selected (row, find_choice (self, i));
    }
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->strangers_row), crm_import_tells_strangers (self->import));
  gtk_widget_set_visible (self->rest_button, has_rest (self));
  show_match (self);
  update_actions (self);
}

static void
field_selected_cb (CrmImportMappingPage *self,
                   GParamSpec *pspec,
                   AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);
  guint column, n_new;
  const char *key = NULL;
  g_autoptr (GError) error = NULL;

  if (self->updating || selected == GTK_INVALID_LIST_POSITION || !g_ptr_array_find (self->columns, row, &column))
    return;
  n_new = count_new (self, column);
  if (selected > n_new)
    key = g_array_index (self->fields, CrmImportField, selected - 1 - n_new).key;
  else if (selected > 0)
    key = selected == 1 ? CRM_IMPORT_NEW : CRM_IMPORT_NEW ":text";
  if (!crm_import_set_field (self->import, column, key, &error))
    crm_feedback_error (GTK_WIDGET (self), _("No New Field"), error);
  show_mapping (self);
}

static void
rest_clicked_cb (CrmImportMappingPage *self)
{
  g_autoptr (GError) error = NULL;

  if (!crm_import_add_fields (self->import, &error))
    crm_feedback_error (GTK_WIDGET (self), _("No New Field"), error);
  show_mapping (self);
}

static char *
join_examples (CrmImportMappingPage *self,
               guint column)
{
  g_auto (GStrv) examples = crm_import_dup_examples (self->import, column, N_EXAMPLES);
  g_autofree char *joined = g_strjoinv (" · ", examples);

  g_strdelimit (joined, "\r\n\t", ' ');
  return *joined != '\0' ? g_steal_pointer (&joined) : g_strdup (_("empty"));
}

/* "98 % filled · 12 different" */
static char *
describe_column (CrmImportMappingPage *self,
                 guint column)
{
  const CrmImportProfile *profile = crm_import_get_profile (self->import, column);
  guint n_rows = MAX (crm_import_get_n_rows (self->import), 1);
  guint share = (guint) (100.0 * profile->n_filled / n_rows);
  /* Translators: how many texts of a column differ from each other */
  g_autofree char *distinct = profile->n_distinct > 1000 ? g_strdup (_("more than 1,000 different"))
                            : g_strdup_printf (ngettext ("%u different", "%u different", profile->n_distinct),
                                               profile->n_distinct);

  /* Translators: about a column: 98 % filled · 12 different */
  return profile->ambiguous ? g_strdup_printf (_("%u %% filled · %s · day or month first?"), share, distinct)
                            : g_strdup_printf (_("%u %% filled · %s"), share, distinct);
}

static void
add_column (CrmImportMappingPage *self,
            guint column)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_autofree char *examples = join_examples (self, column), *profile = describe_column (self, column);
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", examples, profile);
  g_autoptr (GtkExpression) expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), crm_import_get_column_label (self->import, column));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_combo_row_set_expression (row, expression);
  adw_combo_row_set_enable_search (row, TRUE);
  g_ptr_array_add (self->columns, row);
  adw_preferences_group_add (self->columns_group, GTK_WIDGET (row));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (field_selected_cb), self);
}

static void
remove_columns (CrmImportMappingPage *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    adw_preferences_group_remove (self->columns_group, self->columns->pdata[i]);
  g_ptr_array_set_size (self->columns, 0);
}

static void
show_columns (CrmImportMappingPage *self)
{
  const CrmEntity *entity = crm_import_get_entity (self->import);

  remove_columns (self);
  g_clear_pointer (&self->fields, g_array_unref);
  self->fields = entity != NULL ? crm_import_list_fields (entity) : g_array_new (FALSE, FALSE, sizeof (CrmImportField));
  g_array_set_size (self->kinds, 0);
  self->updating = TRUE;
  for (guint i = 0; i < crm_csv_get_n_columns (crm_import_get_csv (self->import)); i++)
    {
      CrmFieldKind kind = crm_import_guess_kind (self->import, i);

      g_array_append_val (self->kinds, kind);
      add_column (self, i);
    }
  show_mapping (self);
}

static void
show_entity (CrmImportMappingPage *self)
{
  const CrmEntity *entity = crm_import_get_entity (self->import);
  guint selected = 0;

  for (guint i = 0; entity != NULL && i < self->entities->len; i++)
    {
      if (crm_entity_is (self->entities->pdata[i], entity))
        selected = i + 1;
    }
  self->updating = TRUE;
  adw_combo_row_set_selected (self->entity_row, selected);
  self->updating = FALSE;
}

static const char *
name_delimiter (const char *delimiter)
{
  switch (strlen (delimiter) == 1 ? *delimiter : '\0')
    {
    case ',': return _("commas");
    case ';': return _("semicolons");
    case '\t': return _("tabs");
    case '|': return _("vertical bars");
    default: return _("other marks");
    }
}

static void
describe_file (CrmImportMappingPage *self)
{
  const CrmCsv *csv = crm_import_get_csv (self->import);
  guint n_rows = crm_import_get_n_rows (self->import);
  g_autofree char *number = crm_number_format (n_rows);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", n_rows), number);
  g_autofree char *title = g_markup_escape_text (crm_import_get_name (self->import), -1);
  const CrmCsvDialect *dialect = crm_csv_get_dialect (csv);
  /* Translators: about a file: 8,800 rows · UTF-8 · between commas */
  g_autofree char *text = dialect->sheet != NULL ? g_strdup_printf (_("%s · sheet “%s”"), rows, dialect->sheet)
                        : dialect->typed ? g_strdup (rows)
                        : g_strdup_printf (_("%s · %s · between %s"), rows, dialect->encoding,
                                           name_delimiter (dialect->delimiter));
  g_autofree char *description = NULL;

  if (crm_import_get_source (self->import) != NULL)
    {
      g_autofree char *bare = g_steal_pointer (&text);

      /* Translators: behind what is known of a file; the second placeholder is a program, such as HubSpot */
      text = g_strdup_printf (_("%s · an export of %s"), bare, crm_import_get_source (self->import));
    }
  if (crm_import_is_recalled (self->import))
    {
      g_autofree char *bare = g_steal_pointer (&text);

      /* Translators: behind what is known of a file: its columns are mapped as the last time */
      text = g_strdup_printf (_("%s · mapped as the last time"), bare);
    }
  adw_preferences_group_set_title (self->file_group, title);
  description = g_markup_escape_text (text, -1);
  adw_preferences_group_set_description (self->file_group, description);
}

static void
entity_selected_cb (CrmImportMappingPage *self)
{
  guint selected = adw_combo_row_get_selected (self->entity_row);

  if (self->updating || self->import == NULL || selected > self->entities->len)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->dates_row), FALSE);
  crm_import_set_entity (self->import, selected > 0 ? self->entities->pdata[selected - 1] : NULL);
  show_columns (self);
}

static void
policy_selected_cb (CrmImportMappingPage *self)
{
  guint selected = adw_combo_row_get_selected (self->policy_row);

  if (self->import != NULL && selected != GTK_INVALID_LIST_POSITION)
    crm_import_set_policy (self->import, selected);
}

static void
dates_selected_cb (CrmImportMappingPage *self)
{
  guint selected = adw_combo_row_get_selected (self->dates_row);

  if (self->import == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  crm_import_set_dates (self->import, selected);
  update_actions (self);
}

static void
reading_changed_cb (CrmImportMappingPage *self)
{
  if (!self->updating && self->import != NULL)
    g_signal_emit (self, signals[SIGNAL_WISHED], 0);
}

/**
 * crm_import_mapping_page_get_wish:
 * @wish: (out): how the file is to be read now; to be cleared
 */
void
crm_import_mapping_page_get_wish (CrmImportMappingPage *self,
                                  CrmCsvDialect *wish)
{
  const char *const *sheets = crm_import_get_sheets (self->import);
  guint sheet = adw_combo_row_get_selected (self->sheet_row);

  crm_csv_dialect_copy (crm_csv_get_dialect (crm_import_get_csv (self->import)), wish);
  if (sheets != NULL && sheet != GTK_INVALID_LIST_POSITION && g_strcmp0 (sheets[sheet], wish->sheet) != 0)
    {
      g_set_str (&wish->sheet, sheets[sheet]);
      wish->header = CRM_CSV_HEADER_GUESS;
    }
  else
    wish->header = adw_switch_row_get_active (self->header_row) ? CRM_CSV_HEADER_PRESENT : CRM_CSV_HEADER_ABSENT;
}

/**
 * crm_import_mapping_page_set_busy:
 * @busy: whether the file is being read again
 */
void
crm_import_mapping_page_set_busy (CrmImportMappingPage *self,
                                  gboolean busy)
{
  gtk_widget_set_visible (self->spinner, busy);
}

static void
show_sheets (CrmImportMappingPage *self)
{
  const char *const *sheets = crm_import_get_sheets (self->import);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (sheets);
  const char *title = crm_csv_get_dialect (crm_import_get_csv (self->import))->sheet;

  adw_combo_row_set_model (self->sheet_row, G_LIST_MODEL (titles));
  for (guint i = 0; sheets != NULL && sheets[i] != NULL; i++)
    {
      if (strcmp (sheets[i], title) == 0)
        adw_combo_row_set_selected (self->sheet_row, i);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->sheet_row), sheets != NULL && sheets[0] != NULL && sheets[1] != NULL);
}

static void
create_switched_cb (CrmImportMappingPage *self)
{
  if (self->import != NULL)
    crm_import_set_create_links (self->import, adw_switch_row_get_active (self->create_row));
}

static void
strangers_switched_cb (CrmImportMappingPage *self)
{
  if (self->import != NULL)
    crm_import_set_keep_strangers (self->import, adw_switch_row_get_active (self->strangers_row));
}

/**
 * crm_import_mapping_page_set_import:
 * @import: an import that has a file
 */
void
crm_import_mapping_page_set_import (CrmImportMappingPage *self,
                                    CrmImport *import)
{
  g_set_object (&self->import, import);
  self->updating = TRUE;
  adw_switch_row_set_active (self->header_row,
                             crm_csv_get_dialect (crm_import_get_csv (import))->header == CRM_CSV_HEADER_PRESENT);
  gtk_widget_set_visible (GTK_WIDGET (self->header_row), crm_import_is_table (import));
  adw_switch_row_set_active (self->create_row, crm_import_get_create_links (import));
  adw_switch_row_set_active (self->strangers_row, crm_import_get_keep_strangers (import));
  adw_combo_row_set_selected (self->policy_row, crm_import_get_policy (import));
  adw_combo_row_set_selected (self->dates_row, CRM_IMPORT_DATES_GUESS);
  gtk_widget_set_visible (GTK_WIDGET (self->dates_row), FALSE);
  show_sheets (self);
  self->updating = FALSE;
  describe_file (self);
  show_entity (self);
  show_columns (self);
}

/**
 * crm_import_mapping_page_ask_dates:
 *
 * Asks how dates are written, since the file does not tell.
 */
void
crm_import_mapping_page_ask_dates (CrmImportMappingPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->dates_row), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->dates_row));
  update_actions (self);
}

static void
fill_entities (CrmImportMappingPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  gtk_string_list_append (labels, _("Please Choose"));
  for (guint i = 0; i < n_entities; i++)
    {
      if (entities[i]->derived)
        continue;
      gtk_string_list_append (labels, crm_entity_get_label_plural (entities[i]));
      g_ptr_array_add (self->entities, (gpointer) entities[i]);
    }
  adw_combo_row_set_model (self->entity_row, G_LIST_MODEL (labels));
}

static void
crm_import_mapping_page_dispose (GObject *object)
{
  CrmImportMappingPage *self = CRM_IMPORT_MAPPING_PAGE (object);

  g_clear_object (&self->import);
  g_clear_pointer (&self->fields, g_array_unref);
  g_clear_pointer (&self->kinds, g_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_IMPORT_MAPPING_PAGE);
  G_OBJECT_CLASS (crm_import_mapping_page_parent_class)->dispose (object);
}

static void
crm_import_mapping_page_class_init (CrmImportMappingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_import_mapping_page_dispose;
  /**
   * CrmImportMappingPage::wished:
   *
   * The file is to be read in another way: see crm_import_mapping_page_get_wish().
   */
  signals[SIGNAL_WISHED] = g_signal_new ("wished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/exchange/crm-import-mapping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, file_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, columns_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, entity_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, policy_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, dates_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, header_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, sheet_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, create_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, strangers_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportMappingPage, rest_button);
  gtk_widget_class_bind_template_callback (widget_class, entity_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, rest_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, policy_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, dates_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, reading_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, strangers_switched_cb);
}

static void
crm_import_mapping_page_init (CrmImportMappingPage *self)
{
  self->columns = g_ptr_array_new ();
  self->entities = g_ptr_array_new ();
  self->kinds = g_array_new (FALSE, FALSE, sizeof (CrmFieldKind));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->updating = TRUE;
  fill_entities (self);
  self->updating = FALSE;
}
