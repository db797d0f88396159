/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* A list on paper. The first rows are kept until the columns are as wide as what is in them; from there on each row is
 * drawn as it comes, and pages are written as they are full. All rows are of one height, so that it is known from the
 * start how many pages there will be; what does not fit ends with an ellipsis. */

#define SAMPLE 500
#define MARGIN 40.0         /* points, as all below */
#define FOOTER 24.0
#define CELL_MARGIN 6.0
#define ROW_MARGIN 3.0
#define NARROWEST 28.0
#define TOO_NARROW 64.0     /* for columns that are cut: a larger sheet is taken */
#define WIDEST 260.0
#define MOST_STRETCH 1.6
#define MOST_LINES 3
#define MOST_CHARACTERS 400 /* of a cell: more are never seen */
#define TITLE_FONT "Sans Bold 16"
#define NOTE_FONT "Sans 9"
#define HEADER_FONT "Sans Bold 8.5"
#define CELL_FONT "Sans 8.5"

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  guint            n_rows;
  GPtrArray       *sample;        /* of GStrv; NULL once pages are drawn */
  GError          *error;         /* of the file */

  cairo_surface_t *surface;
  cairo_t         *cr;
  PangoLayout     *layout;
  PangoFontDescription *title_font, *note_font, *header_font, *cell_font;
  double           width, height; /* of the page */
  double          *widths;        /* of columns, with their margins */
  double           header_height, row_height;
  guint            n_lines;       /* of a row */
  guint            n_pages, page;
  double           y;
} Pdf;

static const CrmField *
get_field (const Pdf *self,
           guint i)
{
  return &self->entity->fields[g_array_index (self->fields, guint, i)];
}

static cairo_status_t
write_cb (void *data,
          const unsigned char *bytes,
          unsigned int length)
{
  Pdf *self = data;

  return self->error == NULL && crm_output_file_write (self->file, (const char *) bytes, length, &self->error)
         ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* Millimetres of the locale's paper to points: A4, or Letter. */
static void
find_paper (double *width,
            double *height)
{
  int wide = GPOINTER_TO_INT (nl_langinfo (_NL_PAPER_WIDTH)), high = GPOINTER_TO_INT (nl_langinfo (_NL_PAPER_HEIGHT));

  *width = round ((wide > 0 ? wide : 210) * 72 / 25.4);
  *height = round ((high > 0 ? high : 297) * 72 / 25.4);
}

static gpointer
open_pdf (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  Pdf *self = g_new0 (Pdf, 1);
  PangoContext *context;

  self->file = file;
  self->entity = entity;
  self->fields = fields;
  self->n_rows = n_rows;
  self->sample = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->widths = g_new0 (double, fields->len);
  find_paper (&self->width, &self->height);
  self->surface = cairo_pdf_surface_create_for_stream (write_cb, self, self->width, self->height);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, crm_entity_get_label_plural (entity));
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR, "Clientele");
  self->cr = cairo_create (self->surface);
  self->layout = pango_cairo_create_layout (self->cr);
  context = pango_layout_get_context (self->layout);
  pango_cairo_context_set_resolution (context, 72);
  /* On paper nothing is fitted to pixels. */
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  self->title_font = pango_font_description_from_string (TITLE_FONT);
  self->note_font = pango_font_description_from_string (NOTE_FONT);
  self->header_font = pango_font_description_from_string (HEADER_FONT);
  self->cell_font = pango_font_description_from_string (CELL_FONT);
  return self;
}

static gboolean
is_number (const CrmField *field)
{
  return field->kind == CRM_FIELD_INTEGER || field->kind == CRM_FIELD_DECIMAL || field->kind == CRM_FIELD_PERCENT ||
         field->kind == CRM_FIELD_MONEY;
}

/* What a cell shows: one paragraph, and no more of it than there can be room for. */
static char *
dup_cell (const CrmField *field,
          const CrmValue *value,
          const char *text)
{
  g_autofree char *whole = text != NULL ? g_strdup (text) : crm_field_format (field, value);

  g_strdelimit (whole, "\r\n\t\v\f", ' ');
  if (strlen (whole) <= MOST_CHARACTERS || g_utf8_strlen (whole, -1) <= MOST_CHARACTERS)
    return g_steal_pointer (&whole);
  return g_utf8_substring (whole, 0, MOST_CHARACTERS);
}

/* Measuring */

static void
set_text (Pdf *self,
          const PangoFontDescription *font,
          const char *text,
          double width,
          guint n_lines)
{
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_width (self->layout, width < 0 ? -1 : (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (self->layout, n_lines > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_height (self->layout, n_lines > 0 ? -(int) n_lines : -1);
  pango_layout_set_text (self->layout, text, -1);
}

static double
measure (Pdf *self,
         const PangoFontDescription *font,
         const char *text)
{
  int width;

  set_text (self, font, text, -1, 0);
  pango_layout_get_size (self->layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

static double
get_line_height (Pdf *self,
                 const PangoFontDescription *font)
{
  int height;

  set_text (self, font, "Äg", -1, 0);
  pango_layout_get_size (self->layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
measure_columns (Pdf *self)
{
  double sum = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      double width = measure (self, self->header_font, crm_field_get_label (get_field (self, i)));

      for (guint row = 0; row < self->sample->len && width < WIDEST; row++)
        width = MAX (width, measure (self, self->cell_font, ((char **) self->sample->pdata[row])[i]));
      self->widths[i] = CLAMP (ceil (width) + 1, NARROWEST, WIDEST) + 2 * CELL_MARGIN;
      sum += self->widths[i];
    }
  return sum;
}

static int
compare_widths (gconstpointer a,
                gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : *(const double *) a > *(const double *) b;
}

/* The width that no column may have more of, so that all of them fit: narrow ones keep theirs. */
static double
find_cap (const Pdf *self,
          double room)
{
  g_autofree double *sorted = g_memdup2 (self->widths, self->fields->len * sizeof (double));
  guint n = self->fields->len;

  qsort (sorted, n, sizeof (double), compare_widths);
  for (guint i = 0; i < n; i++)
    {
      if (sorted[i] * (n - i) > room)
        return room / (n - i);
      room -= sorted[i];
    }
  return WIDEST + 2 * CELL_MARGIN;
}

/* Upright, on its side, or the next larger size on its side. */
static void
choose_page (Pdf *self,
             double wanted)
{
  double width = self->width, height = self->height;

  if (wanted <= width - 2 * MARGIN)
    return;
  self->width = height;
  self->height = width;
  if (find_cap (self, self->width - 2 * MARGIN) >= TOO_NARROW)
    return;
  self->width = 2 * width;
  self->height = height;
}

static void
fit_columns (Pdf *self)
{
  double room = self->width - 2 * MARGIN, cap = find_cap (self, room), sum = 0, stretch;

  for (guint i = 0; i < self->fields->len; i++)
    {
      self->widths[i] = MIN (self->widths[i], cap);
      sum += self->widths[i];
    }
  stretch = MIN (room / sum, MOST_STRETCH);
  for (guint i = 0; i < self->fields->len; i++)
    self->widths[i] *= stretch;
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

/* As many lines as nine of ten rows need. */
static guint
choose_lines (Pdf *self)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint row = 0; row < self->sample->len; row++)
    {
      guint n = 1;

      for (guint i = 0; i < self->fields->len; i++)
        {
          set_text (self, self->cell_font, ((char **) self->sample->pdata[row])[i],
                    self->widths[i] - 2 * CELL_MARGIN, 0);
          n = MAX (n, (guint) pango_layout_get_line_count (self->layout));
        }
      g_array_append_val (counts, n);
    }
  g_array_sort (counts, compare_counts);
  return counts->len > 0 ? MIN (g_array_index (counts, guint, counts->len * 9 / 10), MOST_LINES) : 1;
}

/* Drawing */

static void
show (Pdf *self,
      double x,
      double y,
      double gray)
{
  cairo_set_source_rgb (self->cr, gray, gray, gray);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, self->layout);
}

static void
draw_line (Pdf *self,
           double y,
           double gray)
{
  double width = 0;

  for (guint i = 0; i < self->fields->len; i++)
    width += self->widths[i];
  cairo_set_source_rgb (self->cr, gray, gray, gray);
  cairo_set_line_width (self->cr, 0.5);
  cairo_move_to (self->cr, MARGIN, y);
  cairo_rel_line_to (self->cr, width, 0);
  cairo_stroke (self->cr);
}

static void
draw_title (Pdf *self)
{
  g_autofree char *date = crm_date_format (crm_date_today ()), *number = crm_number_format (self->n_rows);
  /* Translators: a number of records, such as 8,800 */
  g_autofree char *records = g_strdup_printf (ngettext ("%s record", "%s records", self->n_rows), number);
  g_autofree char *note = g_strdup_printf ("%s · %s", date, records);

  pango_layout_set_alignment (self->layout, PANGO_ALIGN_LEFT);
  set_text (self, self->title_font, crm_entity_get_label_plural (self->entity), self->width - 2 * MARGIN, 1);
  show (self, MARGIN, self->y, 0);
  self->y += get_line_height (self, self->title_font);
  set_text (self, self->note_font, note, self->width - 2 * MARGIN, 1);
  show (self, MARGIN, self->y, 0.4);
  self->y += get_line_height (self, self->note_font) + 12;
}

static void
draw_footer (Pdf *self)
{
  /* Translators: at the foot of a page */
  g_autofree char *pages = g_strdup_printf (_("Page %u of %u"), self->page, self->n_pages);
  double y = self->height - MARGIN - get_line_height (self, self->note_font) + 8;

  pango_layout_set_alignment (self->layout, PANGO_ALIGN_LEFT);
  set_text (self, self->note_font, crm_entity_get_label_plural (self->entity), self->width / 2 - MARGIN, 1);
  show (self, MARGIN, y, 0.4);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_RIGHT);
  set_text (self, self->note_font, pages, self->width / 2 - MARGIN, 1);
  show (self, self->width / 2, y, 0.4);
}

static void
draw_cells (Pdf *self,
            char *const *cells,
            const PangoFontDescription *font,
            guint n_lines)
{
  double x = MARGIN;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = get_field (self, i);

      pango_layout_set_alignment (self->layout, is_number (field) ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
      set_text (self, font, cells != NULL ? cells[i] : crm_field_get_label (field), self->widths[i] - 2 * CELL_MARGIN,
                n_lines);
      show (self, x + CELL_MARGIN, self->y + ROW_MARGIN, 0);
      x += self->widths[i];
    }
}

static void
draw_header (Pdf *self)
{
  draw_cells (self, NULL, self->header_font, 1);
  self->y += self->header_height;
  draw_line (self, self->y, 0.3);
}

static void
begin_page (Pdf *self)
{
  self->page++;
  self->y = MARGIN;
  if (self->page == 1)
    draw_title (self);
  draw_header (self);
  draw_footer (self);
}

static gboolean
has_room (const Pdf *self,
          double y)
{
  return y + self->row_height <= self->height - MARGIN - FOOTER;
}

static void
draw_row (Pdf *self,
          char *const *cells)
{
  if (!has_room (self, self->y))
    {
      cairo_show_page (self->cr);
      begin_page (self);
    }
  draw_cells (self, cells, self->cell_font, self->n_lines);
  self->y += self->row_height;
  draw_line (self, self->y, 0.85);
}

static guint
count_rows (const Pdf *self,
            double y)
{
  guint n = 0;

  for (; has_room (self, y); y += self->row_height)
    n++;
  return MAX (n, 1);
}

static void
count_pages (Pdf *self)
{
  double title = get_line_height (self, self->title_font) + get_line_height (self, self->note_font) + 12;
  guint n_first = count_rows (self, MARGIN + title + self->header_height);
  guint n_other = count_rows (self, MARGIN + self->header_height);

  self->n_pages = self->n_rows <= n_first ? 1 : 1 + (self->n_rows - n_first + n_other - 1) / n_other;
}

/* How the pages look follows from the rows so far, which are drawn. */
static void
begin_list (Pdf *self)
{
  g_autoptr (GPtrArray) sample = NULL;

  choose_page (self, measure_columns (self));
  cairo_pdf_surface_set_size (self->surface, self->width, self->height);
  fit_columns (self);
  self->n_lines = choose_lines (self);
  self->header_height = get_line_height (self, self->header_font) + 2 * ROW_MARGIN;
  self->row_height = self->n_lines * get_line_height (self, self->cell_font) + 2 * ROW_MARGIN;
  count_pages (self);
  begin_page (self);
  sample = g_steal_pointer (&self->sample);
  for (guint i = 0; i < sample->len; i++)
    draw_row (self, sample->pdata[i]);
}

static gboolean
check (Pdf *self,
       GError **error)
{
  cairo_status_t status = cairo_status (self->cr);

  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (self->surface);
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FAILED, _("The list could not be drawn: %s. Nothing was written. Export "
                 "it as a spreadsheet."), cairo_status_to_string (status));
  else
    return TRUE;
  return FALSE;
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  Pdf *self = data;
  g_auto (GStrv) cells = g_new0 (char *, self->fields->len + 1);

  for (guint i = 0; i < self->fields->len; i++)
    cells[i] = dup_cell (get_field (self, i), &values[i], texts[i]);
  if (self->sample == NULL)
    draw_row (self, cells);
  else
    g_ptr_array_add (self->sample, g_steal_pointer (&cells));
  if (self->sample != NULL && self->sample->len == SAMPLE)
    begin_list (self);
  return check (self, error);
}

static gboolean
finish_pdf (gpointer data,
            GError **error)
{
  Pdf *self = data;

  if (self->sample != NULL)
    begin_list (self);
  cairo_show_page (self->cr);
  cairo_surface_finish (self->surface);
  return check (self, error);
}

static void
free_pdf (gpointer data)
{
  Pdf *self = data;

  g_clear_pointer (&self->sample, g_ptr_array_unref);
  g_object_unref (self->layout);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  pango_font_description_free (self->title_font);
  pango_font_description_free (self->note_font);
  pango_font_description_free (self->header_font);
  pango_font_description_free (self->cell_font);
  g_clear_error (&self->error);
  g_free (self->widths);
  g_free (self);
}

const CrmExportWriter crm_export_pdf = { open_pdf, write_row, finish_pdf, free_pdf };
