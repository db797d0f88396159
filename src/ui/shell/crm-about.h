/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *crm_about_new (CrmStore *store);

G_END_DECLS
