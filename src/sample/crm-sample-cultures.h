/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sample/crm-sample-private.h"

extern const CrmSampleCulture crm_sample_english, crm_sample_french, crm_sample_german, crm_sample_italian,
  crm_sample_spanish, crm_sample_portuguese, crm_sample_polish, crm_sample_norse, crm_sample_swedish,
  crm_sample_finnish, crm_sample_dutch, crm_sample_czech, crm_sample_turkish, crm_sample_chinese;

#define CRM_SAMPLE_DEFINE_CULTURE(name, address_format, is_family_first) \
  const CrmSampleCulture crm_sample_##name = { \
    .given = name##_given, .family = name##_family, .motifs = name##_motifs, \
    .patterns = name##_patterns, .n_patterns = G_N_ELEMENTS (name##_patterns), \
    .streets = name##_streets, .address = address_format, .family_first = is_family_first, \
  };
