/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/crm-chart-theme.h"

#define HEX(rgb) { ((rgb) >> 16 & 0xff) / 255.0, ((rgb) >> 8 & 0xff) / 255.0, ((rgb) & 0xff) / 255.0, 1 }
#define INK(level, alpha) { level, level, level, alpha }
#define FILE_FONT "Adwaita Sans, Cantarell, Inter, Noto Sans, sans 11"

/* Shades of the libadwaita palette, chosen so that any two stay apart under protanopia, deuteranopia and tritanopia
 * (smallest distance in Oklab 0.08) and every one stands out from its background. */
#define COLORS_FOR_LIGHT \
  { HEX (0x3584e4), HEX (0xff7800), HEX (0x613583), HEX (0x2ec27e), HEX (0xc64d88), HEX (0x865e3c) }
#define COLORS_FOR_DARK \
  { HEX (0x62a0ea), HEX (0xffa348), HEX (0xd56199), HEX (0x8ff0a4), HEX (0x5bc8d6), HEX (0xcdab8f) }
#define COLORS_FOR_CONTRAST \
  { HEX (0x1a5fb4), HEX (0xc64600), HEX (0x613583), HEX (0x26a269), HEX (0xc64d88), HEX (0x63452c) }

static const CrmChartTheme themes[] = {
  [CRM_CHART_STYLE_LIGHT] = { INK (0, 0.8), INK (0, 0.6), INK (0, 0.09), INK (1, 0), HEX (0x3584e4),
                              COLORS_FOR_LIGHT, FALSE, "" },
  [CRM_CHART_STYLE_DARK] = { INK (1, 1), INK (1, 0.65), INK (1, 0.1), INK (0.2, 0), HEX (0x62a0ea),
                             COLORS_FOR_DARK, FALSE, "" },
  [CRM_CHART_STYLE_CONTRAST] = { INK (0, 1), INK (0, 0.9), INK (0, 0.35), INK (1, 0), HEX (0x1a5fb4),
                                 COLORS_FOR_CONTRAST, TRUE, "" },
  [CRM_CHART_STYLE_CONTRAST_DARK] = { INK (1, 1), INK (1, 0.95), INK (1, 0.4), INK (0.1, 0), HEX (0x62a0ea),
                                      COLORS_FOR_DARK, TRUE, "" },
  [CRM_CHART_STYLE_PRINT] = { INK (0, 0.85), INK (0, 0.62), INK (0, 0.12), INK (1, 1), HEX (0x3584e4),
                              COLORS_FOR_LIGHT, FALSE, FILE_FONT },
};

/**
 * crm_chart_theme_init:
 * @theme: (out caller-allocates): where to put the theme
 * @style: which theme
 */
void
crm_chart_theme_init (CrmChartTheme *theme,
                      CrmChartStyle style)
{
  g_return_if_fail (style < G_N_ELEMENTS (themes));
  *theme = themes[style];
}

/**
 * crm_chart_theme_mark_color:
 *
 * Returns: the colour of the marks of a series; the colours repeat after %CRM_CHART_N_COLORS series
 */
CrmChartColor
crm_chart_theme_mark_color (const CrmChartTheme *theme,
                            guint series,
                            guint n_series)
{
  return n_series > 1 ? theme->series[series % CRM_CHART_N_COLORS] : theme->accent;
}

/**
 * crm_chart_color_mix:
 * @share: how much of @b, from 0 to 1
 *
 * Returns: a colour between two others, as opaque as the first
 */
CrmChartColor
crm_chart_color_mix (CrmChartColor a,
                     CrmChartColor b,
                     double share)
{
  return (CrmChartColor) {
    a.red + (b.red - a.red) * share,
    a.green + (b.green - a.green) * share,
    a.blue + (b.blue - a.blue) * share,
    a.alpha,
  };
}
