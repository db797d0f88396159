/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-quality.h"

#include "store/crm-store.h"

#define MOST_POINTS 400

static char *
note_key (const CrmEntity *entity)
{
  return g_strconcat ("quality.", entity->name, NULL);
}

/**
 * crm_quality_history:
 *
 * Returns: (transfer full) (element-type CrmQualityPoint): what crm_quality_remember() kept, by date
 */
GArray *
crm_quality_history (CrmReader *reader,
                     const CrmEntity *entity)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrmQualityPoint));
  g_autofree char *key = note_key (entity);
  g_autofree char *note = crm_reader_dup_note (reader, key);
  g_auto (GStrv) lines = g_strsplit (note != NULL ? note : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", -1);
      CrmQualityPoint point;

      if (g_strv_length (parts) != 3 || !g_ascii_string_to_signed (parts[0], 10, -1000000, 1000000, &point.date, NULL))
        continue;
      point.completeness = CLAMP (g_ascii_strtod (parts[1], NULL), 0, 1);
      point.validity = CLAMP (g_ascii_strtod (parts[2], NULL), 0, 1);
      g_array_append_val (points, point);
    }
  return points;
}

/**
 * crm_quality_remember:
 * @date: days since 1970-01-01
 *
 * Keeps how good the data are in the workspace, one measurement a day, so that it can be seen whether they get better.
 */
gboolean
crm_quality_remember (CrmReader *reader,
                      const CrmQuality *quality,
                      gint64 date,
                      GError **error)
{
  CrmStore *store = crm_reader_get_store (reader);
  g_autoptr (GArray) points = crm_quality_history (reader, quality->entity);
  g_autofree char *key = note_key (quality->entity);
  g_autoptr (GString) note = g_string_new (NULL);
  CrmQualityPoint today = { date, quality->completeness, quality->validity };

  if (points->len > 0 && g_array_index (points, CrmQualityPoint, points->len - 1).date >= date)
    g_array_set_size (points, points->len - 1);
  g_array_append_val (points, today);
  for (guint i = points->len > MOST_POINTS ? points->len - MOST_POINTS : 0; i < points->len; i++)
    {
      const CrmQualityPoint *point = &g_array_index (points, CrmQualityPoint, i);
      char completeness[G_ASCII_DTOSTR_BUF_SIZE], validity[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (note, "%" G_GINT64_FORMAT " %s %s\n", point->date,
                              g_ascii_formatd (completeness, sizeof completeness, "%.6f", point->completeness),
                              g_ascii_formatd (validity, sizeof validity, "%.6f", point->validity));
    }
  return crm_store_is_read_only (store) || crm_store_set_note (store, key, note->str, error);
}
