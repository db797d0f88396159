/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sample/crm-sample.h"

G_BEGIN_DECLS

/* How people and firms are called in a country. A name in another script than Latin is followed by | and how it is
 * written in an e-mail address. */
typedef struct
{
  const char *format;        /* of a firm: {f} a family, {o} another family, {m} a motif, {c} the city */
  const char *industry;
  const char *latin;         /* what its web address is made of, where that is not the name */
} CrmSamplePattern;

typedef struct
{
  const char *const *given;
  const char *const *family;
  const char *const *motifs;
  const CrmSamplePattern *patterns;
  guint n_patterns;
  const char *const *streets;
  const char *address;       /* {s} street, {n} number */
  gboolean family_first;
} CrmSampleCulture;

typedef enum { CRM_SAMPLE_NORTH, CRM_SAMPLE_SOUTH, CRM_SAMPLE_EAST, CRM_SAMPLE_N_TEAMS } CrmSampleTeam;

/* A city. In patterns of numbers # is any digit. */
typedef struct
{
  const char *city;
  const char *local;         /* as firms there write it, with | as above */
  const char *country;
  const CrmSampleCulture *culture;
  CrmSampleTeam team;
  guint weight;
  const char *postcode;
  const char *phone;
  const char *mobile;        /* NULL where no range is set aside for fiction */
} CrmSamplePlace;

extern const CrmSamplePlace crm_sample_places[];
extern const guint crm_sample_n_places;

#define CRM_SAMPLE_N_PEOPLE 8
#define CRM_SAMPLE_N_PRODUCTS 18
#define CRM_SAMPLE_MAX_STAGES 16

typedef enum { CRM_SAMPLE_EQUIPMENT, CRM_SAMPLE_SUPPLY, CRM_SAMPLE_SERVICE } CrmSampleUse;

typedef struct
{
  const char  *code;
  const char  *name;
  const char  *category;
  CrmSampleUse use;
  double       price, cost;  /* in units of the currency */
  guint        weight;       /* how often it is what a deal is about */
  double       quantity;     /* median in a deal with a customer of usual size */
} CrmSampleProduct;

extern const CrmSampleProduct crm_sample_products[CRM_SAMPLE_N_PRODUCTS];

typedef struct
{
  CrmSampleTeam team;
  double        win_rate;
} CrmSampleSeller;

extern const CrmSampleSeller crm_sample_sellers[CRM_SAMPLE_N_PEOPLE];

typedef struct
{
  gint64 id;
  gint64 rotting_days;
} CrmSampleStage;

typedef struct
{
  const char *key;
  guint       weight;
} CrmSampleShare;

/* The work in progress. */
typedef struct
{
  CrmStore       *store;
  CrmChangeSet   *changes;
  GRand          *random;
  const char     *currency;
  gint64          scale;            /* minor units in a unit of the currency */
  gint64          today;
  gint64          start;            /* first day of the history */
  gint64          midnight;         /* the instant today begins, in the local zone */
  guint           n_customers;
  guint           n_deals;
  GHashTable     *names;            /* hashes of the names of firms that are taken */
  CrmSampleStage  stages[CRM_SAMPLE_MAX_STAGES];   /* open ones, in order */
  guint           n_stages;
  gint64          won, lost;
  gint64          people[CRM_SAMPLE_N_PEOPLE];
  gint64          products[CRM_SAMPLE_N_PRODUCTS];
  GArray         *tags[4];          /* of gint64, by family */
} CrmSample;

typedef struct
{
  gint64 engaged;
  gint64 closed;                    /* 0: open */
  gboolean won;
  double progress;                  /* how far an open one has come, 0–1 */
} CrmSampleDeal;

typedef struct
{
  gint64                id;
  guint                 index;
  char                 *name;
  char                 *domain;
  const char           *industry;
  const char           *source;
  const CrmSamplePlace *place;
  gboolean              person;
  guint                 seller;
  guint                 employees;
  double                size;       /* 1 is usual */
  gint64                since;
  GArray               *deals;      /* of CrmSampleDeal, in the order they began */
  gint64                contacts[3];
  char                 *contact_names[3];
  guint                 n_contacts;
} CrmSampleCustomer;

/* crm-sample-random.c */
guint       crm_sample_pick      (CrmSample *self, guint n);
double      crm_sample_uniform   (CrmSample *self);
gboolean    crm_sample_chance    (CrmSample *self, double probability);
double      crm_sample_lognormal (CrmSample *self, double median, double sigma);
guint       crm_sample_poisson   (CrmSample *self, double mean);
const char *crm_sample_choose    (CrmSample *self, const char *const *texts);
guint       crm_sample_weighted  (CrmSample *self, const guint *weights, guint n);
const char *crm_sample_share     (CrmSample *self, const CrmSampleShare *shares, guint n);
gint64      crm_sample_date      (CrmSample *self, gint64 first, gint64 last);
gint64      crm_sample_workday   (gint64 date);
gint64      crm_sample_instant   (CrmSample *self, gint64 date);
char       *crm_sample_digits    (CrmSample *self, const char *pattern);
char       *crm_sample_expand    (const char *pattern, const char *const *pairs);
void        crm_sample_take_text (CrmSample *self, const char *field, char *text);

/* crm-sample-names.c */
const CrmSamplePlace *crm_sample_choose_place (CrmSample *self);
char *crm_sample_person_name (CrmSample *self, const CrmSampleCulture *culture, char **mailbox);
char *crm_sample_firm_name   (CrmSample *self, const CrmSamplePlace *place, const char **industry, char **domain);
char *crm_sample_street      (CrmSample *self, const CrmSampleCulture *culture);

/* crm-sample-company.c: what the company has before it has customers. */
void crm_sample_add_company  (CrmSample *self);
void crm_sample_set_tags     (CrmSample *self, guint family, guint also);

/* crm-sample-customer.c, -deal.c, -activity.c, -lead.c */
void crm_sample_add_customer (CrmSample *self, guint index);
void crm_sample_plan_deals   (CrmSample *self, CrmSampleCustomer *customer);
void crm_sample_add_deals    (CrmSample *self, CrmSampleCustomer *customer);
void crm_sample_add_visits   (CrmSample *self, CrmSampleCustomer *customer);
void crm_sample_add_followup (CrmSample *self, CrmSampleCustomer *customer, gint64 deal, const CrmSampleDeal *plan,
                              const CrmSampleProduct *product, gint64 last_touch);
void crm_sample_add_lead     (CrmSample *self, guint number, const CrmSampleCustomer *customer);

G_END_DECLS
