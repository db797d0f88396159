/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmTimelineItem:
 *
 * Something that happened to a record, or is going to.
 */
typedef struct
{
  gint64           at;        /* instant */
  const char      *kind;      /* key of an activity's kind, or "change" */
  const char      *icon;
  char            *title;
  char            *detail;    /* who, or what else there is to say */
  char            *notes;
  const CrmEntity *entity;    /* what opens */
  gint64           id;
  gboolean         planned;
  gboolean         overdue;
  gboolean         date_only; /* the time of day means nothing */
} CrmTimelineItem;

gboolean    crm_timeline_items_suit (const CrmEntity *entity);
const char *crm_timeline_items_icon (const char *kind);
GPtrArray  *crm_timeline_items_read (CrmReader *reader, const CrmEntity *entity, gint64 id, const char *kind,
                                     guint limit, GError **error);

G_END_DECLS
