/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ui-check FILE…: reads .ui files without building what they describe, so that templates of our own types can be checked
 * too: classes, properties and their values, signals, accessibility, breakpoints, references, and that no text is left
 * untranslatable. Linked with the whole window library, so that GtkBuilder finds our types by name. */
#include <adwaita.h>

typedef struct
{
  GType type;   /* of the innermost object */
  int depth;    /* of its element */
} Object;

typedef struct
{
  const char *file;
  GtkBuilder *builder;
  GArray *objects;      /* of Object */
  GPtrArray *elements;  /* names of the open elements */
  GHashTable *ids;      /* id → GType */
  GPtrArray *references; /* ids that must exist */
  GPtrArray *properties; /* "id\nproperty" that must exist */
  GString *text;        /* of the innermost element */
  GParamSpec *property; /* that the text is the value of */
  gboolean bound;
  gboolean read;        /* by a person */
  gboolean translated;
  guint *n_faults;
} Check;

static void check_markup (const char *file, const char *markup, gssize length, guint *n_faults);

static void G_GNUC_PRINTF (3, 4)
fault (Check               *self,
       GMarkupParseContext *context,
       const char          *format,
       ...)
{
  g_autofree char *message = NULL;
  int line = 0;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (context != NULL)
    g_markup_parse_context_get_position (context, &line, NULL);
  g_printerr ("%s:%d: %s\n", self->file, line, message);
  *self->n_faults += 1;
}

static const char *
get_attribute (const char **names,
               const char **values,
               const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], name))
        return values[i];
    }
  return NULL;
}

static const char *
get_outer (Check *self,
           guint  above)
{
  if (self->elements->len <= above)
    return "";
  return g_ptr_array_index (self->elements, self->elements->len - 1 - above);
}

static GType
get_type (Check *self)
{
  return self->objects->len > 0 ? g_array_index (self->objects, Object, self->objects->len - 1).type : G_TYPE_INVALID;
}

static GParamSpec *
find_property (GType       type,
               const char *name)
{
  if (G_TYPE_IS_INTERFACE (type))
    return g_object_interface_find_property (g_type_default_interface_get (type), name);
  /* Classes stay referenced: this is a short program. */
  return g_object_class_find_property (g_type_class_ref (type), name);
}

static GType
resolve_type (Check               *self,
              GMarkupParseContext *context,
              const char          *name)
{
  GType type = name != NULL ? gtk_builder_get_type_from_name (self->builder, name) : G_TYPE_INVALID;

  if (type == G_TYPE_INVALID || !(G_TYPE_IS_OBJECT (type) || G_TYPE_IS_INTERFACE (type)))
    {
      fault (self, context, "there is no class %s", name != NULL ? name : "without a name");
      return G_TYPE_INVALID;
    }
  return type;
}

static void
open_object (Check               *self,
             GMarkupParseContext *context,
             const char          *element,
             const char         **names,
             const char         **values)
{
  const char *class_name = get_attribute (names, values, "class"), *id = get_attribute (names, values, "id");
  Object object = { resolve_type (self, context, class_name), (int) self->elements->len };

  if (object.type != G_TYPE_INVALID && g_str_equal (element, "template"))
    {
      const char *parent = get_attribute (names, values, "parent");

      if (parent != NULL && g_type_parent (object.type) != gtk_builder_get_type_from_name (self->builder, parent))
        fault (self, context, "%s is not derived from %s", class_name, parent);
      id = class_name;
    }
  if (id != NULL && g_hash_table_contains (self->ids, id))
    fault (self, context, "the id %s is there twice", id);
  if (id != NULL)
    g_hash_table_insert (self->ids, g_strdup (id), GSIZE_TO_POINTER (object.type));
  g_array_append_val (self->objects, object);
}

static void
open_property (Check               *self,
               GMarkupParseContext *context,
               const char         **names,
               const char         **values)
{
  const char *name = get_attribute (names, values, "name"), *source = get_attribute (names, values, "bind-source");
  const char *bound = get_attribute (names, values, "bind-property");
  GType type = get_type (self);

  self->bound = source != NULL;
  if (source != NULL)
    g_ptr_array_add (self->properties, g_strdup_printf ("%s\n%s", source, bound != NULL ? bound : name));
  if (type == G_TYPE_INVALID || g_str_equal (get_outer (self, 0), "layout"))
    return;
  self->property = find_property (type, name);
  if (self->property == NULL)
    fault (self, context, "%s has no property %s", g_type_name (type), name);
  else if (self->property->flags & G_PARAM_DEPRECATED)
    fault (self, context, "the property %s of %s is deprecated", name, g_type_name (type));
}

static void
open_accessible (Check               *self,
                 GMarkupParseContext *context,
                 const char          *element,
                 const char          *name)
{
  GType type = GTK_TYPE_ACCESSIBLE_STATE;

  if (g_str_equal (element, "property"))
    type = GTK_TYPE_ACCESSIBLE_PROPERTY;
  else if (g_str_equal (element, "relation"))
    type = GTK_TYPE_ACCESSIBLE_RELATION;
  if (name == NULL || g_enum_get_value_by_nick (g_type_class_ref (type), name) == NULL)
    fault (self, context, "there is no accessible %s %s", element, name);
}

static void
open_signal (Check               *self,
             GMarkupParseContext *context,
             const char          *name)
{
  GType type = get_type (self);
  g_auto(GStrv) parts = g_strsplit (name, "::", 2);

  if (type == G_TYPE_INVALID)
    return;
  if (g_signal_lookup (parts[0], type) == 0)
    fault (self, context, "%s has no signal %s", g_type_name (type), parts[0]);
  else if (g_str_equal (parts[0], "notify") && parts[1] != NULL && find_property (type, parts[1]) == NULL)
    fault (self, context, "%s has no property %s", g_type_name (type), parts[1]);
}

static void
open_lookup (Check               *self,
             GMarkupParseContext *context,
             const char         **names,
             const char         **values)
{
  const char *type_name = get_attribute (names, values, "type"), *name = get_attribute (names, values, "name");
  GType type = type_name != NULL ? resolve_type (self, context, type_name) : G_TYPE_INVALID;

  if (type != G_TYPE_INVALID && find_property (type, name) == NULL)
    fault (self, context, "%s has no property %s", type_name, name);
}

/* Text that a person reads must be marked for translation, or expressly not. */
static gboolean
is_read (const char *element,
         const char *outer,
         const char *name)
{
  static const char *const names[] = {
    "body", "description", "heading", "help-text", "label", "placeholder", "placeholder-text", "role-description",
    "subtitle", "text", "title", "tooltip-text", "value-text", NULL,
  };

  if (g_str_equal (element, "item"))
    return g_str_equal (outer, "items");
  return name != NULL && g_strv_contains (names, name) &&
         (g_str_equal (element, "property") || g_str_equal (element, "attribute"));
}

static void
open_element (GMarkupParseContext *context,
              const char          *element,
              const char         **names,
              const char         **values,
              gpointer             data,
              GError             **error)
{
  Check *self = data;
  const char *name = get_attribute (names, values, "name");

  /* What stands inside a property is its value instead of text. */
  self->property = NULL;
  g_string_truncate (self->text, 0);
  self->read = is_read (element, get_outer (self, 0), name);
  self->translated = get_attribute (names, values, "translatable") != NULL;

  if (g_str_equal (element, "object") || g_str_equal (element, "template"))
    open_object (self, context, element, names, values);
  else if (g_str_equal (get_outer (self, 0), "accessibility"))
    open_accessible (self, context, element, name);
  else if (g_str_equal (element, "property"))
    open_property (self, context, names, values);
  else if (g_str_equal (element, "signal"))
    open_signal (self, context, name);
  else if (g_str_equal (element, "lookup"))
    open_lookup (self, context, names, values);
  else if (g_str_equal (element, "binding") && get_type (self) != G_TYPE_INVALID &&
           find_property (get_type (self), name) == NULL)
    fault (self, context, "%s has no property %s", g_type_name (get_type (self)), name);
  else if (g_str_equal (element, "setter"))
    g_ptr_array_add (self->properties, g_strdup_printf ("%s\n%s", get_attribute (names, values, "object"),
                                                     get_attribute (names, values, "property")));
  else if (g_str_equal (element, "menu") && get_attribute (names, values, "id") != NULL)
    g_hash_table_insert (self->ids, g_strdup (get_attribute (names, values, "id")), GSIZE_TO_POINTER (G_TYPE_MENU));
  g_ptr_array_add (self->elements, g_strdup (element));
}

static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_isalpha (g_utf8_get_char (text)))
        return TRUE;
    }
  return FALSE;
}

/* Objects that GtkBuilder makes from their text; of all others the text is the id. */
static gboolean
is_made_from_text (GType type)
{
  return g_type_is_a (type, GTK_TYPE_SHORTCUT_TRIGGER) || g_type_is_a (type, GTK_TYPE_SHORTCUT_ACTION) ||
         g_type_is_a (type, GDK_TYPE_PAINTABLE) || g_type_is_a (type, G_TYPE_FILE);
}

static void
close_property (Check               *self,
                GMarkupParseContext *context)
{
  GParamSpec *property = g_steal_pointer (&self->property);
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strdup (self->text->str);

  if (property == NULL || (self->bound && *g_strstrip (text) == '\0'))
    return;
  if (property->owner_type == GTK_TYPE_BUILDER_LIST_ITEM_FACTORY && g_str_equal (property->name, "bytes"))
    check_markup (self->file, self->text->str, (gssize) self->text->len, self->n_faults);
  else if (G_IS_PARAM_SPEC_STRING (property) || is_made_from_text (property->value_type))
    return;
  else if (G_IS_PARAM_SPEC_GTYPE (property))
    resolve_type (self, context, g_strstrip (text));
  else if (G_TYPE_IS_OBJECT (property->value_type) || G_TYPE_IS_INTERFACE (property->value_type))
    g_ptr_array_add (self->references, g_strdup (g_strstrip (text)));
  else if (!gtk_builder_value_from_string (self->builder, property, text, &value, &error))
    fault (self, context, "%s: %s", property->name, error->message);
}

static void
close_element (GMarkupParseContext *context,
               const char          *element,
               gpointer             data,
               GError             **error)
{
  Check *self = data;

  g_ptr_array_remove_index (self->elements, self->elements->len - 1);
  if (self->read && !self->translated && has_letters (self->text->str))
    fault (self, context, "“%s” is not marked for translation", self->text->str);
  self->read = FALSE;
  if (g_str_equal (element, "relation"))
    g_ptr_array_add (self->references, g_strdup (g_strstrip (self->text->str)));
  else if (g_str_equal (element, "property"))
    close_property (self, context);
  else if (self->objects->len > 0 &&
           g_array_index (self->objects, Object, self->objects->len - 1).depth == (int) self->elements->len)
    g_array_set_size (self->objects, self->objects->len - 1);
}

static void
read_text (GMarkupParseContext *context,
           const char          *text,
           gsize                length,
           gpointer             data,
           GError             **error)
{
  Check *self = data;

  g_string_append_len (self->text, text, (gssize) length);
}

static void
check_references (Check *self)
{
  for (guint i = 0; i < self->references->len; i++)
    {
      if (!g_hash_table_contains (self->ids, g_ptr_array_index (self->references, i)))
        fault (self, NULL, "there is no object %s", (char *) g_ptr_array_index (self->references, i));
    }
  for (guint i = 0; i < self->properties->len; i++)
    {
      g_auto(GStrv) parts = g_strsplit (g_ptr_array_index (self->properties, i), "\n", 2);
      GType type = GPOINTER_TO_SIZE (g_hash_table_lookup (self->ids, parts[0]));

      if (type == G_TYPE_INVALID || find_property (type, parts[1]) == NULL)
        fault (self, NULL, "there is no object %s with a property %s", parts[0], parts[1]);
    }
}

static void
check_markup (const char *file,
              const char *markup,
              gssize      length,
              guint      *n_faults)
{
  static const GMarkupParser parser = { open_element, close_element, read_text, NULL, NULL };
  g_autoptr(GtkBuilder) builder = gtk_builder_new ();
  g_autoptr(GArray) objects = g_array_new (FALSE, FALSE, sizeof (Object));
  g_autoptr(GPtrArray) elements = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) properties = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  Check self = { file, builder, objects, elements, ids, references, properties, text, NULL, FALSE, FALSE, FALSE, n_faults };
  g_autoptr(GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &self, NULL);
  g_autoptr(GError) error = NULL;

  if (!g_markup_parse_context_parse (context, markup, length, &error) ||
      !g_markup_parse_context_end_parse (context, &error))
    fault (&self, context, "%s", error->message);
  check_references (&self);
}

int
main (int    argc,
      char **argv)
{
  guint n_faults = 0;

  adw_init ();
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *markup = NULL;
      g_autoptr(GError) error = NULL;
      gsize length = 0;

      if (!g_file_get_contents (argv[i], &markup, &length, &error))
        g_error ("%s", error->message);
      check_markup (argv[i], markup, (gssize) length, &n_faults);
    }
  return n_faults == 0 ? 0 : 1;
}
