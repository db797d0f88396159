-- Scores of one to five by recency, frequency and value; what those with the highest scores throughout spent.
WITH buyer AS (
  SELECT customer, max(day) AS last, count(DISTINCT invoice) AS often, sum(amount) AS value FROM line GROUP BY customer
), place AS (
  SELECT value, count(*) OVER () AS n, row_number() OVER (ORDER BY last, customer) AS r,
    row_number() OVER (ORDER BY often, customer) AS f, row_number() OVER (ORDER BY value, customer) AS m FROM buyer
)
SELECT sum(value) FROM place WHERE (5 * r + n - 1) / n = 5 AND (5 * f + n - 1) / n = 5 AND (5 * m + n - 1) / n = 5;
