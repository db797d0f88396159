/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pipeline/crm-card-order.h"

/* Positions of new cards are instants in microseconds, negated: one second is a generous step beyond the ends. */
#define STEP 1e6

static gboolean
lies_between (double position,
              double low,
              double high)
{
  return low < position && position < high;
}

/* Where the card and the ones from `first` to before `last` share the room between their outer neighbours. */
static double
spread (const double *positions,
        guint n_positions,
        guint index,
        guint first,
        guint last,
        GArray *moved)
{
  guint n = last - first + 1;
  double low = first > 0 ? positions[first - 1] : positions[first] - STEP * (n + 1);
  double high = last < n_positions ? positions[last] : positions[last - 1] + STEP * (n + 1);
  double gap = (high - low) / (n + 1);

  for (guint i = first; i < last; i++)
    {
      CrmCardPlace place = { i, low + gap * (i - first + (i < index ? 1 : 2)) };

      g_array_append_val (moved, place);
    }
  return low + gap * (index - first + 1);
}

/**
 * crm_card_order_place:
 * @positions: positions of the other cards around, ascending
 * @index: before which of them the card is put; @n_positions to put it last
 * @moved: (element-type CrmCardPlace): grows by the cards that have to move a little because two of them are so close
 *   that no number lies between
 *
 * Returns: the position of the card
 */
double
crm_card_order_place (const double *positions,
                      guint n_positions,
                      guint index,
                      GArray *moved)
{
  double middle;

  g_return_val_if_fail (index <= n_positions, 0);
  if (n_positions == 0)
    return 0;
  if (index == 0)
    return positions[0] - STEP;
  if (index == n_positions)
    return positions[n_positions - 1] + STEP;
  middle = positions[index - 1] + (positions[index] - positions[index - 1]) / 2;
  if (lies_between (middle, positions[index - 1], positions[index]))
    return middle;

  for (guint reach = 1;; reach++)
    {
      guint first = index > reach ? index - reach : 0;
      guint last = MIN (index + reach, n_positions);
      double room = first > 0 && last < n_positions ? positions[last] - positions[first - 1] : STEP;

      if (room >= last - first + 2)
        return spread (positions, n_positions, index, first, last, moved);
    }
}
