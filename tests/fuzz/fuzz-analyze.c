/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "analytics/crm-frame-load.h"
#include "analytics/crm-method.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What `analyze --csv` does: the file is read as a table, and a method, which its bytes choose, works on the columns that
 * are of the kinds it wants. */

/* The first column of a kind, from a place on that the data say. */
static const char *
find_column (const CrmFrame *frame,
             CrmColumnKind kind,
             guint start)
{
  guint n = crm_frame_n_columns (frame);

  for (guint i = 0; i < n; i++)
    {
      const CrmColumn *column = crm_frame_column (frame, (start + i) % n);

      if (column->kind == kind)
        return column->name;
    }
  return crm_frame_column (frame, start % n)->name;
}

static CrmColumnKind
wanted_kind (const char *key)
{
  if (strcmp (key, "date") == 0 || strcmp (key, "time") == 0)
    return CRM_COLUMN_DATE;
  return strcmp (key, "value") == 0 || strcmp (key, "duration") == 0 || strcmp (key, "revenue") == 0 ?
         CRM_COLUMN_NUMBER : CRM_COLUMN_CATEGORY;
}

/* All columns that are required, and little work. */
static void
choose_options (CrmOptions *options,
                const CrmMethod *method,
                const CrmFrame *frame,
                guint chance)
{
  static const struct { const char *key, *text; } cheap[] = {
    { "folds", "0" }, { "epochs", "3" }, { "trees", "10" }, { "support", "0.3" }, { "max-length", "3" },
    { "starts", "2" }, { "backtest", "0" }, { "horizon", "3" },
  };

  for (const CrmOption *option = method->options; option->key != NULL; option++)
    {
      if (option->required && (option->kind == CRM_OPTION_COLUMN || option->kind == CRM_OPTION_COLUMNS))
        crm_options_set (options, option->key, find_column (frame, wanted_kind (option->key), chance), NULL);
      for (guint i = 0; i < G_N_ELEMENTS (cheap); i++)
        {
          if (strcmp (option->key, cheap[i].key) == 0)
            crm_options_set (options, option->key, cheap[i].text, NULL);
        }
    }
}

static void
analyze (CrmFrame *frame,
         guint chance)
{
  guint n_methods;
  const CrmMethod *const *methods = crm_methods (&n_methods);
  const CrmMethod *method = methods[chance % n_methods];
  g_autoptr (CrmOptions) options = crm_options_new (method);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmResult) result = NULL;

  choose_options (options, method, frame, chance / n_methods);
  result = crm_method_run (method, frame, options, &(CrmRun) { .n_threads = 1 }, &error);
  if ((result == NULL) != (error != NULL))
    g_error ("%s says neither a result nor an error", method->name);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autofree char *path = NULL;
  g_autoptr (CrmFrame) frame = NULL;
  int file = memfd_create ("table", MFD_CLOEXEC);

  if (file < 0)
    return 0;
  path = g_strdup_printf ("/proc/self/fd/%d", file);
  if (write (file, data, size) == (gssize) size && (frame = crm_frame_load_csv (path, NULL, NULL, NULL)) != NULL &&
      crm_frame_n_columns (frame) > 0)
    analyze (frame, g_bytes_hash (bytes));
  close (file);
  return 0;
}
