# Compares the extension's normal quantile with R's qnorm over (1e-300, 1 - 1e-16),
# at 200,000 probabilities.  From the project's top:
#   cc -I src -o /tmp/quantile test/statistics/quantile.c src/formulas/normal.c -lm && Rscript test/statistics/compare.R /tmp/quantile
program <- commandArgs(trailingOnly = TRUE)[1]
set.seed(1)
p <- c(10^runif(100000, -300, log10(0.5)), runif(50000), 1 - 10^runif(50000, -16, -1), 0.025, 0.075, 0.925, 0.975)
p <- p[p > 1e-300 & p <= 1 - 1e-16]
ours <- as.numeric(system2(program, input = sprintf("%.17g", p), stdout = TRUE))
theirs <- qnorm(p)
difference <- ifelse(theirs == 0, abs(ours), abs(ours - theirs) / abs(theirs))
cat(length(p), "probabilities, largest relative difference", max(difference), "at", p[which.max(difference)], "\n")
quit(status = if (length(ours) == length(p) && max(difference) <= 1e-12) 0 else 1)
