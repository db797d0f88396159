/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-cultures.h"

/* Numbers are from the ranges that Ofcom, ARCEP, the Bundesnetzagentur, PTS, ComReg and the North American plan set
 * aside for fiction; elsewhere from blocks of 555 0xxx. Chinese mobile numbers begin with 100, which none does. */

#define CN_MOBILE "+86 100 5550 ####"
#define FR_MOBILE "+33 6 39 98 ## ##"
#define DE_MOBILE "+49 176 040690##"
#define UK_MOBILE "+44 7700 900###"

const CrmSamplePlace crm_sample_places[] = {
  { "Hangzhou", "杭州|Hangzhou", "China", &crm_sample_chinese, CRM_SAMPLE_EAST, 9, "3100##", "+86 571 5550 ####",
    CN_MOBILE },
  { "Shanghai", "上海|Shanghai", "China", &crm_sample_chinese, CRM_SAMPLE_EAST, 6, "2000##", "+86 21 5550 ####",
    CN_MOBILE },
  { "Suzhou", "苏州|Suzhou", "China", &crm_sample_chinese, CRM_SAMPLE_EAST, 4, "2150##", "+86 512 5550 ####", CN_MOBILE },
  { "Chengdu", "成都|Chengdu", "China", &crm_sample_chinese, CRM_SAMPLE_EAST, 4, "6100##", "+86 28 5550 ####",
    CN_MOBILE },
  { "İzmir", "İzmir", "Türkiye", &crm_sample_turkish, CRM_SAMPLE_EAST, 4, "35###", "+90 232 555 0###", NULL },
  { "Kraków", "Kraków", "Poland", &crm_sample_polish, CRM_SAMPLE_EAST, 7, "30-0##", "+48 12 555 0# ##", NULL },
  { "Gdańsk", "Gdańsk", "Poland", &crm_sample_polish, CRM_SAMPLE_EAST, 4, "80-8##", "+48 58 555 0# ##", NULL },
  { "Brno", "Brno", "Czechia", &crm_sample_czech, CRM_SAMPLE_EAST, 4, "602 0#", "+420 555 0## ###", NULL },
  { "Lyon", "Lyon", "France", &crm_sample_french, CRM_SAMPLE_SOUTH, 9, "6900#", "+33 4 65 71 ## ##", FR_MOBILE },
  { "Nantes", "Nantes", "France", &crm_sample_french, CRM_SAMPLE_SOUTH, 5, "44#00", "+33 2 61 91 ## ##", FR_MOBILE },
  { "Montréal", "Montréal", "Canada", &crm_sample_french, CRM_SAMPLE_SOUTH, 3, "H2X 1L#", "+1 514-555-01##", NULL },
  { "Porto", "Porto", "Portugal", &crm_sample_portuguese, CRM_SAMPLE_SOUTH, 7, "4000-###", "+351 22 555 0###", NULL },
  { "Coimbra", "Coimbra", "Portugal", &crm_sample_portuguese, CRM_SAMPLE_SOUTH, 3, "3000-###", "+351 239 555 0##",
    NULL },
  { "A Coruña", "Coruña", "Spain", &crm_sample_spanish, CRM_SAMPLE_SOUTH, 4, "1500#", "+34 981 55 50 ##", NULL },
  { "Málaga", "Málaga", "Spain", &crm_sample_spanish, CRM_SAMPLE_SOUTH, 4, "290##", "+34 952 55 50 ##", NULL },
  { "Bologna", "Bologna", "Italy", &crm_sample_italian, CRM_SAMPLE_SOUTH, 6, "401##", "+39 051 555 0###", NULL },
  { "Zürich", "Zürich", "Switzerland", &crm_sample_german, CRM_SAMPLE_SOUTH, 7, "80##", "+41 44 555 0# ##", NULL },
  { "München", "München", "Germany", &crm_sample_german, CRM_SAMPLE_NORTH, 8, "803##", "+49 89 99998 ###", DE_MOBILE },
  { "Köln", "Köln", "Germany", &crm_sample_german, CRM_SAMPLE_NORTH, 6, "506##", "+49 221 4710 ###", DE_MOBILE },
  { "Wien", "Wien", "Austria", &crm_sample_german, CRM_SAMPLE_NORTH, 4, "10#0", "+43 1 555 0###", NULL },
  { "Bristol", "Bristol", "United Kingdom", &crm_sample_english, CRM_SAMPLE_NORTH, 6, "BS1 #AB", "+44 117 496 0###",
    UK_MOBILE },
  { "Leeds", "Leeds", "United Kingdom", &crm_sample_english, CRM_SAMPLE_NORTH, 5, "LS1 #AB", "+44 113 496 0###",
    UK_MOBILE },
  { "Galway", "Galway", "Ireland", &crm_sample_english, CRM_SAMPLE_NORTH, 3, "H91 ##AB", "+353 20 91# ####", NULL },
  { "Portland", "Portland", "United States", &crm_sample_english, CRM_SAMPLE_NORTH, 4, "972##", "+1 503-555-01##",
    NULL },
  { "Utrecht", "Utrecht", "Netherlands", &crm_sample_dutch, CRM_SAMPLE_NORTH, 5, "35## AB", "+31 30 555 0###", NULL },
  { "Tromsø", "Tromsø", "Norway", &crm_sample_norse, CRM_SAMPLE_NORTH, 3, "90##", "+47 55 50 0# ##", NULL },
  { "Bergen", "Bergen", "Norway", &crm_sample_norse, CRM_SAMPLE_NORTH, 3, "50##", "+47 55 50 1# ##", NULL },
  { "Århus", "Århus", "Denmark", &crm_sample_norse, CRM_SAMPLE_NORTH, 4, "80##", "+45 55 50 0# ##", NULL },
  { "Göteborg", "Göteborg", "Sweden", &crm_sample_swedish, CRM_SAMPLE_NORTH, 5, "411 0#", "+46 31 390 06 ##",
    "+46 70 174 06 ##" },
  { "Tampere", "Tampere", "Finland", &crm_sample_finnish, CRM_SAMPLE_NORTH, 3, "331##", "+358 3 555 0###", NULL },
};

const guint crm_sample_n_places = G_N_ELEMENTS (crm_sample_places);
