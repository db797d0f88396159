# SPDX-License-Identifier: GPL-3.0-or-later
# peers.R TASK FILE: a piece of work as R and its packages do it, on a file of bench-analytics --make. Prints CPU
# seconds, the peak of memory in MB and how good the result is, as bench-analytics does. Reading is not counted, unless
# the task is to read.

use <- function(name) suppressMessages(library(name, character.only = TRUE))

read_columns <- function(path, names) {
  values <- readBin(path, "double", file.size(path) / 8)
  n <- length(values) / length(names)
  table <- lapply(seq_along(names), function(j) values[(j - 1) * n + 1:n])
  setNames(table, names)
}

# Twenty columns of a matrix, and what is to be learned.
read_table <- function(path) {
  n <- file.size(path) / 8 / 21
  values <- readBin(path, "double", 21 * n)
  table <- as.data.frame(matrix(values[1:(20 * n)], n, byrow = TRUE, dimnames = list(NULL, paste0("x", 0:19))))
  table$y <- values[20 * n + 1:n]
  table
}

read_lines <- function(path) {
  use("data.table")
  setDTthreads(1)
  table <- as.data.table(read_columns(path, c("customer", "day", "invoice", "amount")))
  table[, `:=`(customer = as.integer(customer), day = as.integer(day), invoice = as.integer(invoice))]
}

cpu <- 0
timed <- function(work) {
  start <- proc.time()
  result <- eval.parent(substitute(work))
  used <- proc.time() - start
  cpu <<- cpu + used[[1]] + used[[2]]
  result
}

area <- function(scores, y) {
  positive <- sum(y > 0)
  (sum(rank(scores)[y > 0]) - positive * (positive + 1) / 2) / positive / (length(y) - positive)
}

rfm <- function(table) {
  groups <- table[, .(last = max(day), often = uniqueN(invoice), value = sum(amount)), keyby = customer]
  score <- function(values) ceiling(frank(values, ties.method = "first") * 5 / length(values))
  groups[score(last) == 5 & score(often) == 5 & score(value) == 5, sum(value)]
}

passengers <- function(path) ts(read_columns(path, "value")$value, frequency = 12)

again <- function(times, work) {
  call <- substitute(work)
  frame <- parent.frame()
  timed(for (i in seq_len(times)) result <- eval(call, frame))
  result
}

squares <- function(remainder) sum(remainder^2, na.rm = TRUE)

tasks <- list(
  "customers-rfm" = function(path) {
    table <- read_lines(path)
    timed(rfm(table))
  },
  "customers-file" = function(path) {
    use("data.table")
    setDTthreads(1)
    timed(rfm(fread(path)))
  },
  "customers-cohorts" = function(path) {
    table <- read_lines(path)
    counts <- timed({
      table[, month := year(as.IDate(day)) * 12L + month(as.IDate(day))]
      table[, start := min(month), by = customer]
      table[, .(customers = uniqueN(customer), value = sum(amount)), by = .(start, later = month - start)]
    })
    sum(counts$customers)
  },
  "customers-markov" = function(path) {
    use("data.table")
    setDTthreads(1)
    table <- as.data.table(lapply(read_columns(path, c("id", "period", "state")), as.integer))
    counts <- timed({
      setorder(table, id, period)
      table[, `:=`(after = shift(state, -1L), follows = shift(period, -1L) == period + 1L & shift(id, -1L) == id)]
      table[follows == TRUE, .N, by = .(state, after)][, share := N / sum(N), by = state]
    })
    sum(counts$share^2)
  },
  "customers-survival" = function(path) {
    use("survival")
    table <- as.data.frame(read_columns(path, c("time", "event", "group", paste0("x", 1:6))))
    answer <- Surv(table$time, table$event)
    again(50, survfit(answer ~ group, table))
    again(20, coxph(answer ~ x1 + x2 + x3 + x4 + x5 + x6, table))$loglik[2]
  },
  "learn-linear" = function(path) {
    table <- read_table(path)[, 1:20]
    summary(timed(lm(x0 ~ ., table)))$sigma
  },
  "learn-logistic" = function(path) {
    table <- read_table(path)
    area(timed(glm(y ~ ., binomial, table))$fitted.values, table$y)
  },
  "learn-tree-pruned" = function(path) {
    use("rpart")
    table <- read_table(path)
    y <- table$y
    table$y <- factor(y)
    settings <- rpart.control(cp = 0.0005, xval = 0, maxdepth = 8, maxsurrogate = 0, maxcompete = 0)
    scores <- timed(predict(rpart(y ~ ., table, control = settings))[, 2])
    area(scores, y)
  },
  "series-arima" = function(path) {
    use("forecast")
    x <- passengers(path)
    again(3, auto.arima(x))$aicc
  },
  "series-decompose" = function(path) {
    x <- passengers(path)
    squares(again(1000, decompose(x))$random)
  },
  "series-ets" = function(path) {
    use("forecast")
    x <- passengers(path)
    again(5, ets(x))$aicc
  },
  "series-holt-winters" = function(path) {
    x <- passengers(path)
    again(100, HoltWinters(x, seasonal = "mult"))$SSE
  },
  "series-periods" = function(path) {
    x <- as.numeric(passengers(path))
    waves <- again(1000, spec.pgram(x, taper = 0, fast = FALSE, plot = FALSE))$spec
    max(waves) / (sum(waves) - waves[length(waves)] / 2)
  },
  "series-stl" = function(path) {
    x <- passengers(path)
    squares(again(1000, stl(x, "periodic"))$time.series[, 3])
  },
  "series-stl-robust" = function(path) {
    x <- passengers(path)
    squares(again(200, stl(x, s.window = 7, robust = TRUE))$time.series[, 3])
  },
  "series-theta" = function(path) {
    use("forecast")
    x <- passengers(path)
    sum(again(100, thetaf(x, 12))$mean)
  },
  "tables-pearson" = function(path) {
    table <- as.matrix(read_table(path)[, 1:20])
    found <- timed(cor(table, use = "pairwise.complete.obs"))
    sum(found[lower.tri(found)]^2)
  },
  "tables-spearman" = function(path) {
    table <- as.matrix(read_table(path)[, 1:20])
    found <- timed(cor(table, use = "pairwise.complete.obs", method = "spearman"))
    sum(found[lower.tri(found)]^2)
  },
  "tables-pivot" = function(path) {
    table <- read_lines(path)
    table[, channel := invoice %% 10L]
    cells <- timed({
      table[, month := year(as.IDate(day)) * 12L + month(as.IDate(day))]
      table[, .(sum = sum(amount)), by = .(month, channel)]
    })
    sum(cells$sum^2)
  }
)

arguments <- commandArgs(TRUE)
quality <- tasks[[arguments[1]]](arguments[2])
memory <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
cat(sprintf("{\"cpu\": %.6f, \"peak_mb\": %.1f, \"quality\": %.15g}\n", cpu, as.numeric(gsub("[^0-9]", "", memory)) / 1024,
            quality))
