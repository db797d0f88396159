/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-frame-load.h"

#include <string.h>

/**
 * crm_test_data_path:
 *
 * Returns: (transfer full) (nullable): where the file is
 */
char *
crm_test_data_path (const char *name)
{
  const char *folder = g_getenv ("CLIENTELE_REFERENCE_DATA");
  char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("no reference data");
  return NULL;
}

CrmFrame *
crm_test_data_csv (const char *name)
{
  g_autofree char *path = crm_test_data_path (name);
  GError *error = NULL;
  CrmFrame *frame;

  if (path == NULL)
    return NULL;
  frame = crm_frame_load_csv (path, NULL, NULL, &error);
  g_assert_no_error (error);
  return frame;
}

/**
 * crm_test_expected:
 *
 * Returns: (transfer full): the member, which must exist as the file must
 */
JsonNode *
crm_test_expected (const char *file,
                   const char *path)
{
  g_autofree char *name = g_build_filename ("reference", file, NULL);
  g_autofree char *whole = crm_test_data_path (name);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (GStrv) members = g_strsplit (path, "/", -1);
  GError *error = NULL;
  JsonNode *node;

  g_assert_nonnull (whole);
  json_parser_load_from_file (parser, whole, &error);
  g_assert_no_error (error);
  node = json_parser_get_root (parser);
  for (guint i = 0; members[i] != NULL; i++)
    {
      node = json_object_get_member (json_node_get_object (node), members[i]);
      if (node == NULL)
        g_error ("“%s” has no %s", file, path);
    }
  return json_node_copy (node);
}

double
crm_test_expected_number (const char *file,
                          const char *path)
{
  g_autoptr (JsonNode) node = crm_test_expected (file, path);

  return json_node_get_double (node);
}

static const char *
rename_service (const char *text)
{
  return g_strcmp0 (text, "No internet service") == 0 || g_strcmp0 (text, "No phone service") == 0 ? "No" : text;
}

static void
add_texts (CrmFrame *to,
           const CrmColumn *from,
           const char *(*rename) (const char *text))
{
  g_autofree const char **texts = g_new (const char *, from->n);

  for (gsize row = 0; row < from->n; row++)
    texts[row] = rename (crm_column_level (from, from->codes[row]));
  crm_frame_add_texts (to, from->name, texts);
}

static CrmFrame *
clean (const CrmFrame *raw,
       const char *id,
       const char *(*rename) (const char *text))
{
  CrmFrame *frame = crm_frame_new (crm_frame_n_rows (raw));

  for (guint i = 0; i < crm_frame_n_columns (raw); i++)
    {
      const CrmColumn *column = crm_frame_column (raw, i);

      if (strcmp (column->name, id) == 0)
        continue;
      if (column->kind == CRM_COLUMN_CATEGORY)
        add_texts (frame, column, rename);
      else
        crm_frame_take_numbers (frame, column->name, crm_column_numbers (column));
    }
  return frame;
}

/**
 * crm_test_data_telco:
 *
 * Returns: (transfer full) (nullable): the 7,032 customers whose charges are known
 */
CrmFrame *
crm_test_data_telco (void)
{
  g_autoptr (CrmFrame) raw = crm_test_data_csv ("telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv");
  g_autoptr (CrmFrame) frame = raw != NULL ? clean (raw, "customerID", rename_service) : NULL;
  g_autofree gsize *rows = NULL;
  gsize n = 0;

  if (frame == NULL)
    return NULL;
  rows = g_new (gsize, crm_frame_n_rows (frame));
  for (gsize row = 0; row < crm_frame_n_rows (frame); row++)
    {
      if (!crm_column_is_missing (crm_frame_find (frame, "TotalCharges"), row))
        rows[n++] = row;
    }
  return crm_frame_take_rows (frame, rows, n, NULL, NULL);
}

static const char *
name_missing (const char *text)
{
  return text != NULL ? text : "(missing)";
}

static void
replace_rare (CrmFrame *to,
              const CrmColumn *from)
{
  g_autofree const char **texts = g_new (const char *, from->n);
  g_autofree guint *counts = g_new0 (guint, crm_column_n_levels (from));

  for (gsize row = 0; row < from->n; row++)
    counts[from->codes[row]]++;
  for (gsize row = 0; row < from->n; row++)
    texts[row] = counts[from->codes[row]] < 50 ? "(rare)" : crm_column_level (from, from->codes[row]);
  crm_frame_add_texts (to, from->name, texts);
}

/**
 * crm_test_data_leads:
 *
 * Returns: (transfer full) (nullable): the 9,240 leads, whose rare values are one level
 */
CrmFrame *
crm_test_data_leads (void)
{
  g_autoptr (CrmFrame) raw = crm_test_data_csv ("leads_xeducation/leads.csv");
  g_autoptr (CrmFrame) named = raw != NULL ? clean (raw, "ProspectID", name_missing) : NULL;
  CrmFrame *frame;

  if (named == NULL)
    return NULL;
  frame = crm_frame_new (crm_frame_n_rows (named));
  for (guint i = 0; i < crm_frame_n_columns (named); i++)
    {
      const CrmColumn *column = crm_frame_column (named, i);

      if (column->kind == CRM_COLUMN_CATEGORY)
        replace_rare (frame, column);
      else
        crm_frame_take_numbers (frame, column->name, crm_column_numbers (column));
    }
  return frame;
}
