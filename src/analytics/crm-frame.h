/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmColumnKind:
 * @CRM_COLUMN_NUMBER: a double
 * @CRM_COLUMN_CATEGORY: a code, the place of a level
 * @CRM_COLUMN_DATE: days since 1970-01-01
 */
typedef enum { CRM_COLUMN_NUMBER, CRM_COLUMN_CATEGORY, CRM_COLUMN_DATE } CrmColumnKind;

#define CRM_CODE_MISSING (-1)
#define CRM_DAY_MISSING G_MININT32

/**
 * CrmColumn:
 * @missing: (nullable): a bit for each row without a value, lowest first; %NULL where there is none
 * @levels: (element-type utf8) (nullable): of a category: text of each code; all different
 * @ids: (nullable): of a category that stands for records: id of each code
 * @note: (nullable): what a person should know of how the values were read
 *
 * The values of all rows, side by side. Where one is missing there is NaN, %CRM_CODE_MISSING or %CRM_DAY_MISSING, and
 * the bit in the mask is set. A number that is not missing is never NaN, but may be infinite.
 */
typedef struct
{
  char          *name;
  CrmColumnKind  kind;
  gsize          n;
  union
  {
    double      *numbers;
    gint32      *codes;
    gint32      *days;
    gpointer     values;
  };
  guint64       *missing;
  gsize          n_missing;
  GPtrArray     *levels;
  GArray        *ids;      /* of gint64 */
  char          *note;
} CrmColumn;

static inline gboolean
crm_column_is_missing (const CrmColumn *self,
                       gsize row)
{
  return self->missing != NULL && (self->missing[row / 64] >> row % 64 & 1) != 0;
}

guint       crm_column_n_levels (const CrmColumn *self);
const char *crm_column_level    (const CrmColumn *self, gint32 code);
int         crm_column_find_level (const CrmColumn *self, const char *text);
char       *crm_column_text     (const CrmColumn *self, gsize row);
guint       crm_levels_choose_positive (const char *const *levels, guint n);
void        crm_column_find_missing (CrmColumn *self);

/**
 * CrmFrame:
 *
 * A table in memory: columns of equal length, each of one kind. Methods read frames and never change them.
 */
typedef struct _CrmFrame CrmFrame;

CrmFrame  *crm_frame_new       (gsize n_rows);
CrmFrame  *crm_frame_ref       (CrmFrame *self);
void       crm_frame_unref     (CrmFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmFrame, crm_frame_unref)

gsize      crm_frame_n_rows    (const CrmFrame *self);
guint      crm_frame_n_columns (const CrmFrame *self);
CrmColumn *crm_frame_column    (const CrmFrame *self, guint index);
CrmColumn *crm_frame_find      (const CrmFrame *self, const char *name);
CrmColumn *crm_frame_require   (const CrmFrame *self, const char *name, GError **error);

CrmColumn *crm_frame_take_numbers (CrmFrame *self, const char *name, double *numbers);
CrmColumn *crm_frame_take_codes   (CrmFrame *self, const char *name, gint32 *codes, GPtrArray *levels);
CrmColumn *crm_frame_take_days    (CrmFrame *self, const char *name, gint32 *days);
CrmColumn *crm_frame_add_texts    (CrmFrame *self, const char *name, const char *const *texts);

void       crm_frame_add_copy    (CrmFrame *self, const CrmColumn *column);
void       crm_frame_add_linked  (CrmFrame *self, const char *name, const CrmColumn *column, const gssize *rows);
CrmFrame  *crm_frame_take_rows (const CrmFrame *self, const gsize *rows, gsize n, const CrmRun *run,
                                 GError **error);
CrmFrame  *crm_frame_select    (const CrmFrame *self, const char *const *names, GError **error);

/* Numbers for the groups of equal values, in the order in which they first occur, or from the lowest value on. */
gint32    *crm_column_group    (const CrmColumn *self, guint *n_groups, const CrmRun *run);
gint32    *crm_column_group_in_order (const CrmColumn *self, guint *n_groups, const CrmRun *run);
double    *crm_column_numbers  (const CrmColumn *self);

G_END_DECLS
