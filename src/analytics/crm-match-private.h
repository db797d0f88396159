/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-match.h"

G_BEGIN_DECLS

#define CRM_MATCH_NO_VALUE (-1)

/* The different values of a field, one after the other in @text. */
typedef struct
{
  CrmMatchKind kind;
  GString     *text;
  GArray      *starts;    /* of guint32 */
  GArray      *counts;    /* of guint32: rows that have it */
  GArray      *letters;   /* of guint64: a bit for each letter that it has */
  guint32     *slots;     /* of a hash table: code + 1 */
  guint        n_slots;   /* a power of two */
  gsize        n_known;   /* rows that have a value */
} CrmMatchField;

struct _CrmMatchTable
{
  CrmMatchField *fields;
  guint          n_fields;
  GArray        *codes;   /* of gint32, row by row */
};

static inline const gint32 *
crm_match_table_row (const CrmMatchTable *self,
                     gsize row)
{
  return &g_array_index (self->codes, gint32, row * self->n_fields);
}

static inline const char *
crm_match_field_text (const CrmMatchField *self,
                      gint32 code)
{
  return self->text->str + g_array_index (self->starts, guint32, code);
}

static inline guint32
crm_match_field_count (const CrmMatchField *self,
                       gint32 code)
{
  return g_array_index (self->counts, guint32, code);
}

/* crm-match-text.c */
char         *crm_match_normalize (CrmMatchKind kind, const char *text);
guint64       crm_match_letters   (const char *text);
gboolean      crm_match_may_agree (guint64 a, guint64 b);
CrmMatchLevel crm_match_compare   (CrmMatchKind kind, const char *a, const char *b);
guint32       crm_match_hash      (const char *text, gsize length);
guint32       crm_match_sound     (const char *word, gsize length);

/* crm-match-model.c: what agreement and disagreement of each field say. */
typedef struct
{
  double same[CRM_MATCH_N_LEVELS];     /* share of each level among records that are the same (m) */
  double other[CRM_MATCH_N_LEVELS];    /* … and among others (u) */
  double weights[CRM_MATCH_N_LEVELS];  /* log2 of their ratio; that of equal values also depends on how rare they are */
  double base;                         /* chance that others agree, before the data are known */
  int    parent;                       /* field with which this one agrees more often than by chance, or −1 */
  double given[CRM_MATCH_N_LEVELS];    /* what @other is where the parent agrees */
} CrmMatchFieldModel;

typedef struct
{
  CrmMatchFieldModel fields[CRM_MATCH_MOST_FIELDS];
  guint              n_fields;
  double             prior;   /* log2 of the odds that two rows are the same */
} CrmMatchModel;

/* A pair that was compared: its levels, three bits each. */
typedef struct
{
  guint32 first, second;
  guint64 levels;
} CrmMatchCandidate;

static inline CrmMatchLevel
crm_match_candidate_level (const CrmMatchCandidate *self,
                           guint field)
{
  return (CrmMatchLevel) (self->levels >> (3 * field) & 7);
}

CrmMatchLevel crm_match_table_compare (const CrmMatchTable *self, guint field, gint32 a, gint32 b);

gboolean crm_match_model_init   (CrmMatchModel *self, const CrmMatchTable *table, const CrmRun *run, GError **error);
gboolean crm_match_model_learn  (CrmMatchModel *self, const CrmMatchTable *table, const GArray *candidates,
                                 const CrmRun *run, GError **error);
double   crm_match_model_weigh  (const CrmMatchModel *self, const CrmMatchTable *table,
                                 const CrmMatchCandidate *candidate, guint field);
double   crm_match_model_score  (const CrmMatchModel *self, const CrmMatchTable *table,
                                 const CrmMatchCandidate *candidate);
gboolean crm_match_model_compare (const CrmMatchModel *self, const CrmMatchTable *table, CrmMatchCandidate *candidate,
                                  double least);

/* crm-match-depend.c */
gboolean crm_match_model_find_parents (CrmMatchModel *self, const CrmMatchTable *table, const CrmRun *run,
                                       GError **error);

/* crm-match-keys.c: which pairs are worth comparing. */
#define CRM_MATCH_MOST_KEYS 16
#define CRM_MATCH_MOST_BLOCKINGS (2 + CRM_MATCH_MOST_KEYS + CRM_MATCH_MOST_KEYS * (CRM_MATCH_MOST_KEYS - 1) / 2)

typedef struct
{
  guint32 *keys;     /* row by row; 0 for none */
  guint    n_keys;
} CrmMatchKeys;

gboolean crm_match_keys_init  (CrmMatchKeys *self, const CrmMatchTable *table, const CrmRun *run, GError **error);

/* crm-match-block.c: pairs worth comparing, each once. */
typedef void (*CrmMatchPairFunc) (guint32 first, guint32 second, guint piece, gpointer data);
typedef struct
{
  void (*begin) (guint n_pieces, gpointer data);
  CrmMatchPairFunc pair;
  void (*end) (gpointer data);
  gpointer data;
} CrmMatchSink;

gboolean crm_match_block (const CrmMatchTable *table, const CrmMatchKeys *keys, const CrmMatchSink *sink,
                          const CrmRun *run, GError **error);

G_END_DECLS
