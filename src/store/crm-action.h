/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store-private.h"

G_BEGIN_DECLS

/* See crm-action.c. Lives on the writer's thread. */
typedef struct
{
  CrmTransaction transaction;
  CrmActionKind  kind;
  gint64         target;
  char          *label;
  gboolean       permanent;
  gint64         id;          /* 0 while nothing has been changed */
  gboolean       committed;   /* slices of it are */
  CrmEvents     *events;      /* of the slice at hand */
  GPtrArray     *doubtful;    /* of CrmChange */
  GPtrArray     *runs;        /* (nullable): bulk inserts of the slice at hand that are not in the journal yet */
} CrmAction;

void     crm_action_init        (CrmAction *self, CrmStore *store, CrmActionKind kind, gint64 target,
                                 const char *label);
void     crm_action_clear       (CrmAction *self);
gboolean crm_action_begin_slice (CrmAction *self, CrmDb *db, GError **error);
gboolean crm_action_apply       (CrmAction *self, CrmChangeSet *changes, guint *position, gboolean whole,
                                 GCancellable *cancellable, GError **error);
gboolean crm_action_end_slice   (CrmAction *self, gboolean last, GError **error);
void     crm_action_abort_slice (CrmAction *self);

gboolean crm_action_take_back   (CrmStore *store, CrmDb *db, gint64 id, gboolean *more, GError **error);
gint64   crm_action_find_unfinished (CrmDb *db);

/* crm-journal.c */
gboolean crm_journal_write (CrmAction *action, CrmChangeSet *changes, guint first, guint last, GError **error);
gboolean crm_journal_end_slice (CrmAction *action, gboolean last, GError **error);

/* crm-undo.c */
typedef struct
{
  gint64 source;      /* the action whose changes are inverted */
  gint64 row;         /* of the journal: those before it are to come */
} CrmUndoCursor;

gboolean crm_undo_begin (CrmStore *store, CrmDb *db, CrmActionKind kind, gint64 *target, char **label,
                         CrmUndoCursor *cursor, GError **error);
gboolean crm_undo_prepare (CrmDb *db, const CrmUndoCursor *cursor, gboolean *loosened, GError **error);
gboolean crm_undo_next  (CrmDb *db, CrmUndoCursor *cursor, CrmChangeSet *changes, gboolean *more, GError **error);
gboolean crm_undo_is_made_by (CrmDb *db, gint64 action, const char *entity, gint64 id);
void     crm_undo_invert_plainly (const CrmChange *change, CrmChangeSet *changes);

G_END_DECLS
