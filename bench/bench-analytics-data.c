/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* Made data: the same for the same name and number of rows, on every machine. */

typedef struct
{
  CrmRandom random;
  gsize     n;
  double   *matrix;   /* n · d */
  double   *columns;  /* each of n */
} Making;

static double
draw_exponential (CrmRandom *random)
{
  return -log1p (-crm_random_double (random));
}

/* Eight clusters in eight dimensions, some of which overlap. */
static void
make_points (Making *self)
{
  double centers[8 * 8];

  for (guint i = 0; i < G_N_ELEMENTS (centers); i++)
    centers[i] = 6 * crm_random_normal (&self->random);
  for (gsize i = 0; i < self->n; i++)
    {
      const double *center = centers + 8 * crm_random_below (&self->random, 8);

      for (guint j = 0; j < 8; j++)
        self->matrix[i * 8 + j] = center[j] + 2 * crm_random_normal (&self->random);
    }
}

/* Twenty columns, five of them small whole numbers, and an answer that they tell but for chance. */
static void
make_table (Making *self)
{
  double slopes[20];

  for (guint j = 0; j < 20; j++)
    slopes[j] = crm_random_normal (&self->random) / 2;
  for (gsize i = 0; i < self->n; i++)
    {
      double *row = self->matrix + i * 20, logit = 0;

      for (guint j = 0; j < 20; j++)
        {
          row[j] = j < 15 ? crm_random_normal (&self->random) : (double) crm_random_below (&self->random, 5);
          logit += slopes[j] * row[j];
        }
      logit += 1.6 * (row[0] > 0 && row[1] > 0.5) - 1;
      self->columns[i] = crm_random_double (&self->random) < 1 / (1 + exp (-logit));
    }
}

/* One row of fifty lies wider than the others, which the column behind says. */
static void
make_strange (Making *self)
{
  for (gsize i = 0; i < self->n; i++)
    {
      self->columns[i] = crm_random_double (&self->random) < 0.02;
      for (guint j = 0; j < 20; j++)
        self->matrix[i * 20 + j] = crm_random_normal (&self->random) * (self->columns[i] > 0 ? 1.5 : 1);
    }
}

/* Lines of invoices of three lines over two years: customer, day, invoice, amount. Some customers have very many. */
static void
make_lines (Making *self)
{
  gsize n = self->n, most = MAX (n / 25, 10);

  for (gsize i = 0; i < n; i++)
    {
      double pareto = pow (1 - crm_random_double (&self->random), -1 / 1.2) - 1;

      self->columns[i] = fmin (floor (most / 10.0 * pareto), most - 1);
      self->columns[n + i] = crm_random_below (&self->random, 730);
      self->columns[2 * n + i] = i / 3;
      self->columns[3 * n + i] = rint (100 * exp (3 + crm_random_normal (&self->random))) / 100;
    }
}

/* Ten lines for each customer on average. */
static void
make_orders (Making *self)
{
  make_lines (self);
  for (gsize i = 0; i < self->n; i++)
    self->columns[i] = crm_random_below (&self->random, MAX (self->n / 10, 1));
}

/* About as CDNOW's customers: who began within twelve weeks, over 39 weeks; purchases, the last of them, the age. */
static void
make_histories (Making *self)
{
  gsize n = self->n;

  for (gsize i = 0; i < n; i++)
    {
      /* Three of five buy next to never. */
      double rate = crm_random_double (&self->random) < 0.6 ? 0.002 : 0.1 * draw_exponential (&self->random);
      double leaves = crm_random_double (&self->random) / 2, age, week = 0;

      age = self->columns[2 * n + i] = (272.0 - crm_random_below (&self->random, 84)) / 7;
      do
        {
          week += ceil (draw_exponential (&self->random) / rate * 7) / 7;
          if (week > age)
            break;
          self->columns[i]++;
          self->columns[n + i] = week;
        }
      while (crm_random_double (&self->random) >= leaves);
    }
}

/* How long, whether it ended, one of three groups, and six columns, of which the first two tell something. */
static void
make_durations (Making *self)
{
  gsize n = self->n;

  for (gsize i = 0; i < n; i++)
    {
      double risk;

      for (guint j = 3; j < 9; j++)
        self->columns[j * n + i] = crm_random_normal (&self->random);
      risk = exp (0.5 * self->columns[3 * n + i] - 0.3 * self->columns[4 * n + i]);
      self->columns[i] = fmin (ceil (60 * draw_exponential (&self->random) / risk), 72);
      self->columns[n + i] = self->columns[i] < 72 && crm_random_double (&self->random) < 0.4;
      self->columns[2 * n + i] = i % 3;
    }
}

/* Customers over twelve periods, one of six states in each: who, when, which. They mostly stay. */
static void
make_states (Making *self)
{
  gsize n = self->n, state = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (i % 12 == 0 || crm_random_double (&self->random) < 0.3)
        state = crm_random_below (&self->random, 6);
      self->columns[i] = i / 12;
      self->columns[n + i] = i % 12;
      self->columns[2 * n + i] = state;
    }
}

/* International airline passengers in thousands, 1949–1960: G. E. P. Box and G. M. Jenkins, "Time Series Analysis",
 * 1970, series G. */
static const double passengers[] = {
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149,
  170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
  171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243,
  264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
  242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
  413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
  340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
  548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
};

/* The passengers, or where other than 144 months are asked for, a line, a wave and chance. */
static void
make_series (Making *self)
{
  for (gsize i = 0; i < self->n; i++)
    self->columns[i] = self->n == G_N_ELEMENTS (passengers) ? passengers[i] :
                       300 + 100.0 * i / self->n + 40 * sin (G_PI * i / 6) + 10 * crm_random_normal (&self->random);
}

/* Five years of months for each, which remember the month before. */
static void
make_many_series (Making *self)
{
  for (gsize i = 0; i < self->n * 60; i++)
    self->matrix[i] = crm_random_normal (&self->random) + (i % 60 > 0 ? 0.8 * self->matrix[i - 1] : 0);
}

static void
make_baskets (Making *self)
{
  bench_draw_baskets (&self->random, self->n, self->columns, self->columns + self->n);
}

static const struct
{
  const char *name;
  guint       d, n_columns;
  void      (*make) (Making *self);
} kinds[] = {
  { "points", 8, 0, make_points },
  { "table", 20, 1, make_table },
  { "strange", 20, 1, make_strange },
  { "lines", 0, 4, make_lines },
  { "orders", 0, 4, make_orders },
  { "histories", 0, 3, make_histories },
  { "durations", 0, 9, make_durations },
  { "states", 0, 3, make_states },
  { "baskets", 0, 2, make_baskets },
  { "series", 0, 1, make_series },
  { "many-series", 60, 0, make_many_series },
};

static void
find_kind (BenchData *self,
           const char *name,
           guint *kind)
{
  for (*kind = 0; *kind < G_N_ELEMENTS (kinds) && strcmp (kinds[*kind].name, name) != 0;)
    (*kind)++;
  if (*kind == G_N_ELEMENTS (kinds))
    {
      g_printerr ("There is no data “%s”.\n", name);
      exit (1);
    }
  self->d = kinds[*kind].d;
  self->n_columns = kinds[*kind].n_columns;
}

static void
write_text (FILE *file,
            const Making *making)
{
  fprintf (file, "customer,day,invoice,amount\n");
  for (gsize i = 0; i < making->n; i++)
    fprintf (file, "%.0f,%.0f,%.0f,%.2f\n", making->columns[i], making->columns[making->n + i],
             making->columns[2 * making->n + i], making->columns[3 * making->n + i]);
}

/* “NAME.csv” is the data as text. */
void
bench_data_make (const char *name,
                 gsize n,
                 const char *path)
{
  gboolean text = g_str_has_suffix (path, ".csv");
  BenchData data = { path, n };
  Making making = { .n = n };
  gsize size;
  guint kind;
  FILE *file;

  find_kind (&data, name, &kind);
  size = n * data.d;
  making.matrix = g_new0 (double, n * (data.d + data.n_columns) + 1);
  making.columns = making.matrix + size;
  crm_random_init (&making.random, 20240901, 0);
  kinds[kind].make (&making);
  file = g_fopen (path, "wb");
  if (file == NULL)
    g_error ("%s: %s", path, g_strerror (errno));
  if (text)
    write_text (file, &making);
  else
    fwrite (making.matrix, sizeof (double), size + n * data.n_columns, file);
  if (ferror (file) || fclose (file) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
  g_free (making.matrix);
}

void
bench_data_open (BenchData *self,
                 const char *name,
                 const char *path)
{
  struct stat status;
  guint kind;

  *self = (BenchData) { path };
  find_kind (self, name, &kind);
  if (stat (path, &status) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
  self->n = status.st_size / sizeof (double) / (self->d + self->n_columns);
}

static double *
read_part (const BenchData *self,
           gsize first,
           gsize n)
{
  double *values = g_new (double, n + 1);
  FILE *file = g_fopen (self->path, "rb");

  if (file == NULL || fseeko (file, first * sizeof (double), SEEK_SET) != 0 ||
      fread (values, sizeof (double), n, file) != n)
    g_error ("%s: %s", self->path, g_strerror (errno));
  fclose (file);
  return values;
}

/* (transfer full): rows one after the other */
double *
bench_data_matrix (const BenchData *self)
{
  return read_part (self, 0, self->n * self->d);
}

double *
bench_data_column (const BenchData *self,
                   guint column)
{
  return read_part (self, self->n * (self->d + column), self->n);
}

/* A column of whole numbers. */
gint32 *
bench_data_whole (const BenchData *self,
                  guint column)
{
  g_autofree double *values = bench_data_column (self, column);
  gint32 *whole = g_new (gint32, self->n + 1);

  for (gsize i = 0; i < self->n; i++)
    whole[i] = values[i];
  return whole;
}
