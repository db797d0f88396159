/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-csv.h"

#include "entity/crm-entity.h"

G_BEGIN_DECLS

/* What files of other programs look like. */

typedef enum
{
  CRM_PRESET_MARK  = 1 << 0,   /* a file without this column is not one of these */
  CRM_PRESET_BY_ID = 1 << 1,   /* it has ids of the other program: records are looked up by them, never made */
  CRM_PRESET_NEVER = 1 << 2,   /* a file with this column is not one of these */
  CRM_PRESET_SIGN  = 1 << 3,   /* a file without any of the columns that are signs is not one of these */
  CRM_PRESET_TAIL  = 1 << 4,   /* behind what links stands more, in brackets */
} CrmPresetFlags;

/**
 * CrmPresetColumn:
 * @header: but for case, blanks and punctuation; several names of the same, in other versions or languages, with bars
 *   between them
 * @field: (nullable): what it fills, as crm_import_set_field() calls it; of several for one the first here does. %NULL:
 *   it says nothing that is kept
 */
typedef struct
{
  const char    *header;
  const char    *field;
  CrmPresetFlags flags;
} CrmPresetColumn;

/**
 * CrmPresetValue:
 * @text: in the file, but for case, blanks and punctuation
 * @meaning: the key of our choice, or the kind of a stage; "" for nothing
 */
typedef struct
{
  const char *field;
  const char *text;
  const char *meaning;
} CrmPresetValue;

/**
 * CrmPreset:
 * @product: not translated
 * @values: (nullable)
 */
typedef struct
{
  const char            *product;
  const char            *entity;
  const CrmPresetColumn *columns;   /* end with a NULL header */
  const CrmPresetValue  *values;    /* end with a NULL field */
} CrmPreset;

/* crm-preset-table.c: facts alone; ends with a NULL product */
extern const CrmPreset crm_presets[];

const CrmPreset       *crm_preset_find        (const CrmCsv *csv, const CrmEntity *entity);
const CrmPresetColumn *crm_preset_find_column (const CrmPreset *self, const char *header);
int                    crm_preset_find_in     (const CrmPresetColumn *self, const CrmCsv *csv);
const char            *crm_preset_translate   (const CrmPreset *self, const CrmField *field, const char *text);

G_END_DECLS
