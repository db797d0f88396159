/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-arima-private.h"

#include <string.h>

/* What an order is: polynomials and differences. */

/**
 * crm_arima_order_parse:
 * @text: such as "0,1,1" or "0,1,1,0,1,1": p, d, q and with a season P, D, Q; with ",c" at the end where there is a
 *   constant
 *
 * Returns: whether it is an order
 */
gboolean
crm_arima_order_parse (const char *text,
                       guint period,
                       CrmArimaOrder *order)
{
  guint *const places[] = { &order->p, &order->d, &order->q, &order->P, &order->D, &order->Q };
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);

  *order = (CrmArimaOrder) { .period = MAX (period, 1) };
  if (n > 0 && strcmp (parts[n - 1], "c") == 0)
    {
      order->constant = TRUE;
      n--;
    }
  if (n != 3 && (n != 6 || period < 2))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, i % 3 == 1 ? 2 : CRM_ARIMA_MOST, &number, NULL))
        return FALSE;
      *places[i] = number;
    }
  return !order->constant || order->d + order->D < 2;
}

/**
 * crm_arima_order_name:
 *
 * Returns: (transfer full): such as "ARIMA(0,1,1)(0,1,1)[12]", as R writes it
 */
char *
crm_arima_order_name (const CrmArimaOrder *order)
{
  g_autofree char *season = order->P + order->D + order->Q == 0 ? NULL :
                            g_strdup_printf ("(%u,%u,%u)[%u]", order->P, order->D, order->Q, order->period);

  return g_strdup_printf ("ARIMA(%u,%u,%u)%s%s", order->p, order->d, order->q, season != NULL ? season : "",
                          !order->constant ? "" : order->d + order->D > 0 ? " with drift" : " with non-zero mean");
}

guint
crm_arima_n_ar (const CrmArimaOrder *order)
{
  return order->p + order->P * order->period;
}

guint
crm_arima_n_ma (const CrmArimaOrder *order)
{
  return order->q + order->Q * order->period;
}

/* (1 + s Σ a B^k) (1 + s Σ b B^(k · period)) − 1, divided by s. */
static void
multiply_out (const double *a,
              guint n_a,
              const double *b,
              guint n_b,
              guint period,
              double sign,
              double *result)
{
  memset (result, 0, (n_a + n_b * period) * sizeof (double));
  for (guint i = 0; i <= n_a; i++)
    {
      for (guint j = 0; j <= n_b; j++)
        {
          double first = i > 0 ? a[i - 1] : 1, second = j > 0 ? b[j - 1] : 1;

          if (i + j > 0)
            result[i + j * period - 1] += first * second * (i > 0 && j > 0 ? sign : 1);
        }
    }
}

/* Seasonal factors multiplied out; there must be room for crm_arima_n_ar() and crm_arima_n_ma(). */
void
crm_arima_expand (const CrmArimaOrder *order,
                  const double *coefficients,
                  CrmArma *arma)
{
  const double *ar = coefficients, *ma = ar + order->p, *seasonal_ar = ma + order->q;
  const double *seasonal_ma = seasonal_ar + order->P;

  arma->n_ar = crm_arima_n_ar (order);
  arma->n_ma = crm_arima_n_ma (order);
  multiply_out (ar, order->p, seasonal_ar, order->P, order->period, -1, arma->ar);
  multiply_out (ma, order->q, seasonal_ma, order->Q, order->period, 1, arma->ma);
}

/**
 * crm_arima_difference:
 * @weights: (out): (1 − B)^d (1 − B^period)^D = 1 − Σ weights B^k; room for d + D · period
 *
 * Returns: how many there are
 */
guint
crm_arima_difference (const CrmArimaOrder *order,
                      double *weights)
{
  static const double once[] = { 1 }, twice[] = { 2, -1 };

  multiply_out (order->d == 2 ? twice : once, order->d, order->D == 2 ? twice : once, order->D, order->period, -1,
                weights);
  return order->d + order->D * order->period;
}

/**
 * crm_arima_differences:
 *
 * Returns: (transfer full) (array length=n_left): the differences, NaN where one of the values is missing
 */
double *
crm_arima_differences (const double *values,
                       gsize n,
                       const CrmArimaOrder *order,
                       gsize *n_left)
{
  g_autofree double *weights = g_new (double, order->d + order->D * order->period + 1);
  guint lost = crm_arima_difference (order, weights);
  double *differences;

  *n_left = n > lost ? n - lost : 0;
  differences = g_new (double, MAX (*n_left, 1));
  for (gsize i = 0; i < *n_left; i++)
    {
      differences[i] = values[i + lost];
      for (guint k = 0; k < lost; k++)
        {
          if (weights[k] != 0)
            differences[i] -= weights[k] * values[i + lost - 1 - k];
        }
    }
  return differences;
}
