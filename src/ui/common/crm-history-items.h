/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmHistoryLine:
 *
 * What became of one field. @before and @after are for people.
 */
typedef struct
{
  guint    field;
  CrmValue old;
  char    *before;
  char    *after;
} CrmHistoryLine;

/**
 * CrmHistoryItem:
 *
 * One action, as far as it touched the record.
 */
typedef struct
{
  gint64     at;       /* instant */
  char      *by;
  char      *label;
  gboolean   undone;
  gboolean   created;
  gboolean   imported;
  GPtrArray *lines;    /* of CrmHistoryLine */
} CrmHistoryItem;

GPtrArray *crm_history_items_read    (CrmReader *reader, const CrmEntity *entity, gint64 id, guint limit,
                                      GError **error);
gboolean   crm_history_items_restore (GPtrArray *items, guint index, const CrmEntity *entity, CrmChangeSet *changes);

G_END_DECLS
