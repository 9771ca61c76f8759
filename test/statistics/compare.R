# Compares the extension's normal, Student's t and chi-square distributions with
# R's at 230,000 places: tails to 1e-300, degrees of freedom to 1e15.  From the
# project's top:
#   cc -I src -o /tmp/distributions test/statistics/distributions.c src/formulas/*.c -lm && Rscript test/statistics/compare.R /tmp/distributions
program <- commandArgs(trailingOnly = TRUE)[1]
set.seed(1)
ours <- function(name, x, df)
    as.numeric(system2(program, input = sprintf("%s %.17g %.17g", name, df, x), stdout = TRUE))
largest <- function(name, x, df, relative) {
    worst <- which.max(relative)
    cat(name, "at", length(x), "places, largest relative difference", relative[worst], "at", x[worst], df[worst], "\n")
    relative[worst] <= 1e-12
}
compare <- function(name, x, df, theirs)
    largest(name, x, df, ifelse(abs(theirs) < 1e-300, 0, abs(ours(name, x, df) - theirs) / abs(theirs)))
# R's own quantile is good to 1 part in 10 only where df is near 1 and p is
# small, so ours is put into R's distribution function.
compare_quantile <- function(p, df) {
    t <- ours("student_quantile", p, df)
    largest("student_quantile", p, df, abs(pt(t, df) - p) / exp(dt(t, df, log = TRUE) + log(abs(t))))
}
z <- c(10^runif(100000, -300, log10(0.5)), runif(50000), 1 - 10^runif(50000, -16, -1), 0.025, 0.075, 0.925, 0.975)
z <- z[z > 1e-300 & z <= 1 - 1e-16]
n <- 10000
df <- c(sample(1:50, n / 2, TRUE), 10^runif(n / 2, 0, 15))
p <- c(10^runif(n / 2, -300, log10(0.5)), runif(n / 2))[sample(n)]
t <- c(runif(n / 2, -40, 40), 10^runif(n / 2, -10, 100))[sample(n)]
whole <- c(sample(1:50, n / 2, TRUE), round(10^runif(n / 2, 0, 9)))
x <- c(runif(n / 2, 0, 3) * whole[1:(n / 2)], 10^runif(n / 2, -100, 3.1))
right <- c(compare("normal_quantile", z, rep(0, length(z)), qnorm(z)),
    compare("student_upper", t, df, pt(t, df, lower.tail = FALSE)),
    compare_quantile(p, df),
    compare("chi_square_upper", x, whole, pchisq(x, whole, lower.tail = FALSE)))
quit(status = if (all(right)) 0 else 1)
