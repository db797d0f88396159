/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_PINYIN_MOST_READINGS 4

guint crm_pinyin_readings (gunichar character, const char *readings[CRM_PINYIN_MOST_READINGS]);

G_END_DECLS
