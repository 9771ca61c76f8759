"""Figures of drawn tallies to 40 digits, by the formulas' definitions and root
finding alone: what test/t/006_figures.pl compares a server's with.  Counts go
up to 10^12, weights from 10^-150 to 10^150.  Needs mpmath:

    python3 test/statistics/figures.py > test/statistics/figures.txt
"""
import random
from mpmath import mp, mpf, sqrt, hypot, erfc, erfinv, gammainc, betainc, nstr

mp.dps = 60
random.seed(26)
LEVEL = mpf(0.95)  # as double precision has it
Z = sqrt(2) * erfinv(LEVEL)


def bisect(f, low, high):
    """Where f, positive at low and not at high, changes its sign."""
    for _ in range(170):
        middle = (low + high) / 2
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return low


def mean_of(p):
    return sum(i * x for i, x in enumerate(p))


def variance_of(p, theta):
    """Of the likeliest distribution on 0, 1 ... with the mean theta, below that of p."""
    slope = 1 / theta
    total = lambda l: sum(x * (i - theta) / (1 + l * (i - theta)) for i, x in enumerate(p) if x)
    if p[0] == 0 and total(slope) > 0:
        l = slope
    else:
        l = bisect(total, mpf(0), slope)
    q = [x / (1 + l * (i - theta)) if x else mpf(0) for i, x in enumerate(p)]
    if p[0] == 0:
        q[0] = 1 - sum(q)
    return sum(x * (i - theta) ** 2 for i, x in enumerate(q))


def low_of(p, n, z, check=False):
    """With u as in score_method.c; the check is by the definition."""
    m, k = mean_of(p), z * z / n
    if m == 0:
        return m
    squares = [x * (m - i) ** 2 for i, x in enumerate(p)]
    excess = lambda w: sum(s / (w + i) for i, s in enumerate(squares) if s) - k * (m + w)
    w = bisect(excess, mpf(0), len(p) * (2 + 1 / sqrt(k)))
    low = m - k * (m + w) / (1 + k)
    if check and low > 0:
        assert abs((m - low) - z * sqrt(variance_of(p, low) / n)) < mpf(10) ** -35 * m, (p, n, low)
    return low


def limits(p, n, z=Z):
    return low_of(p, n, z, True), len(p) - 1 - low_of(p[::-1], n, z, True)


def change(p, n, q, m, z=Z):
    (l1, u1), (l2, u2) = limits(p, n, z), limits(q, m, z)
    t1, t2 = mean_of(p), mean_of(q)
    return t2 - t1 - hypot(t2 - l2, u1 - t1), t2 - t1 + hypot(u2 - t2, t1 - l1)


def p_of_change(p, n, q, m):
    if mean_of(q) < mean_of(p):
        p, n, q, m = q, m, p, n
    difference = mean_of(q) - mean_of(p)
    reach = lambda z: hypot(mean_of(q) - low_of(q, m, z), mean_of(p[::-1]) - low_of(p[::-1], n, z))
    z = bisect(lambda z: difference - reach(z), mpf(0), mpf(40))
    return erfc(z / sqrt(2))


def chi_square(x, df):
    return gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf, regularized=True)


def t_quantile(df):
    tail = lambda t: betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)
    return bisect(lambda t: tail(t) - (1 - LEVEL), mpf(0), mpf(1000))


# Tallies, and how SQL writes them

def count():
    return int(10 ** random.uniform(0, 12)) if random.random() < 0.8 else 0


def counts(points):
    while True:
        c = [count() for _ in range(points)]
        if sum(1 for x in c if x) > 1:
            return c


def tally(c, lowest=1):
    return "'{%s}'::score_tally" % ', '.join('"%d": %d' % (lowest + i, x) for i, x in enumerate(c))


def nps_tally(c):
    return tally([c[0], 0, 0, 0, 0, 0, 0, c[1], 0, 0, c[2]], 0)


def shares(c):
    return [mpf(x) / sum(c) for x in c]


def emit(call, *figures):
    print('%s\t%s' % (call, ' '.join(nstr(x, 40) for x in figures)))


def two_of(kind, c):
    """The shares of CSAT's two categories, of NPS's three, or of all scores."""
    return {'csat': lambda: [sum(c[:-2]), sum(c[-2:])], 'nps': lambda: c, 'mean': lambda: c}[kind]()


def row(function, columns):
    return 'SELECT %s FROM %s r' % (', '.join('(r).' + c for c in columns.split()), function)


KINDS = {'csat': (5, tally, 100, 0), 'nps': (3, nps_tally, 100, -1), 'mean': (5, tally, 1, 1)}
for kind, (points, text, unit, lowest) in KINDS.items():
    for _ in range(8):
        a = counts(points)
        b = random.choice([counts(points), [abs(int(x + 2 * random.gauss(0, 1) * x ** 0.5)) for x in a]])
        p, q = shares(two_of(kind, a)), shares(two_of(kind, b))
        if max(p) == 1 or max(q) == 1:
            continue
        low, high = limits(p, sum(a))
        emit('SELECT lower(i), upper(i) FROM %s_interval(%s) i' % (kind, text(a)), unit * (low + lowest), unit * (high + lowest))
        low, high = change(p, sum(a), q, sum(b))
        emit(row('%s_change(%s, %s)' % (kind, text(a), text(b)), 'low high p_value'), unit * low, unit * high, p_of_change(p, sum(a), q, sum(b)))


for kind, function, targets in (('csat', tally, (0.001, 12.5, 50, 80, 99.99999)), ('nps', nps_tally, (-99.999, -0.25, 0, 37.5, 99.9))):
    for target in targets:
        for _ in range(3):
            share, n = (mpf(target) / 100 if kind == 'csat' else (1 + mpf(target) / 100) / 2), 10 ** random.uniform(2, 12)
            a = max(int(n * share + random.gauss(0, 2) * float(n * share * (1 - share)) ** 0.5), 1)
            c = [int(n) - a + 1, 0, 0, a, 0] if kind == 'csat' else [int(n) - a + 1, random.randint(0, int(n) // 50), a]
            p = shares(two_of(kind, c))
            theta = mpf(target) / 100 + (kind == 'nps')
            d = mean_of(p) - theta
            q, t = (p, theta) if d > 0 else (p[::-1], len(p) - 1 - theta)
            z = d / sqrt(variance_of(q, t) / sum(c))
            emit(row('%s_test(%s, %r)' % (kind, function(c), target), 'z p_value'), z, erfc(abs(z) / sqrt(2)))


def moments(groups):
    """Of (n, shares): the statistic, n, the shares of all, and the groups' score."""
    n = sum(g[0] for g in groups)
    p = [sum(g[0] * g[1][i] for g in groups) / n for i in range(len(groups[0][1]))]
    m = mean_of(p)
    v = sum(x * (i - m) ** 2 for i, x in enumerate(p))
    return sum(g[0] * (mean_of(g[1]) - m) ** 2 for g in groups) / v, n, p


def homogeneity_p(groups):
    q, n, p = moments(groups)
    k = len(groups)
    least = min(g[0] for g in groups) * min(x for x in p if x > 0)
    if least >= 5:
        return q, chi_square(q, k - 1), least
    m = mean_of(p)
    v = sum(x * (i - m) ** 2 for i, x in enumerate(p))
    b = sum(x * (i - m) ** 4 for i, x in enumerate(p)) / v ** 2
    w1, w2 = (n * sum(1 / mpf(g[0]) for g in groups) - k * k) / (n - 2), (b - 1) / (n - 2)
    mean = (k - 1) * n / (n - 1)
    variance = 2 * n / (n - 3) * ((k - 1) * (n - k) / (n - 1) - w1) * ((n - 2) / (n - 1) - w2) + n * n / (n - 1) * w1 * w2
    p = chi_square(2 * q * mean / variance, 2 * mean * mean / variance)
    return q, max(p, chi_square(q, k - 1)) if q < mean else p, least


def rows(tallies):
    return '(VALUES %s) v(t)' % ', '.join('(%s)' % t for t in tallies)


for _ in range(15):
    size = 10 ** random.uniform(0.5, 12)
    rare = random.choice([1, 1, 1e3, 1e9])
    noise = lambda x: abs(int(x + 2 * random.gauss(0, 1) * x ** 0.5)) + 1
    groups = [[noise(size), noise(size / rare)] for size in [size * random.uniform(0.2, 1) for _ in range(random.randint(2, 6))]]
    emit('SELECT (h).statistic, (h).p_value, (h).least_expected FROM (SELECT csat_homogeneity(t) FROM %s) s(h)' % rows(tally([a, 0, 0, b, 0]) for a, b in groups),
         *homogeneity_p([(mpf(a + b), [mpf(a) / (a + b), mpf(b) / (a + b)]) for a, b in groups]))
    m, n = len(groups), mpf(sum(map(sum, groups)))
    theta = sum(b for a, b in groups) / n
    se = sqrt(mpf(m) / (m - 1) * sum((b - theta * (a + b)) ** 2 for a, b in groups)) / n
    v = theta * (1 - theta)
    n_eff = min(n, v / se ** 2) * (Z / t_quantile(m - 1)) ** 2
    low, high = limits([1 - theta, theta], n_eff)
    emit('SELECT (c).standard_error, (c).low, (c).high, (c).design_effect FROM (SELECT clustered_csat(t) FROM %s) s(c)' % rows(tally([a, 0, 0, b, 0]) for a, b in groups),
         100 * se, 100 * low, 100 * high, se ** 2 / (v / (n - 1)))
    share = 1 / mpf(m)
    theta = sum(share * b / mpf(a + b) for a, b in groups)
    se = sqrt(sum(share ** 2 * (mpf(a) * b / mpf(a + b) ** 2) / (a + b - 1) for a, b in groups))
    adjusted = sum(share ** 2 * (mpf(a + 1) * (b + 1) / mpf(a + b + 2) ** 2) / (a + b) for a, b in groups)
    low, high = limits([1 - theta, theta], theta * (1 - theta) / adjusted)
    emit('SELECT (s).standard_error, (s).low, (s).high FROM (SELECT stratified_csat(t, 1 / %d.0) FROM %s) s(s)' % (m, rows(tally([a, 0, 0, b, 0]) for a, b in groups)),
         100 * se, 100 * low, 100 * high)


def weighted(weights):
    """A weighted tally on 1 to 5, one weight for all answers of a score, and its sums."""
    return "'{%s}'::weighted_tally" % ', '.join('"%d": [%d, %r, %r]' % (i + 1, c, w, s) for i, (c, w, s) in enumerate(weights))


for _ in range(16):
    unit = 10.0 ** random.uniform(-150, 145)
    sums = []
    for i in range(5):
        c, w = random.randint(1, 10 ** random.randint(1, 6)), unit * random.uniform(0.1, 3)
        sums.append((c, c * w, c * w * w))
    n = sum(c for c, w, s in sums)
    total, squares = sum(mpf(w) for c, w, s in sums), sum(mpf(s) for c, w, s in sums)
    kish = total ** 2 / squares
    for kind, values, function in (('mean', [0, 1, 2, 3, 4], 'mean_interval'), ('csat', [0, 0, 0, 1, 1], 'csat_interval')):
        p = [sum(mpf(w) for v, (c, w, s) in zip(values, sums) if v == x) / total for x in range(max(values) + 1)]
        m = mean_of(p)
        se = sqrt(mpf(n) / (n - 1) * sum(mpf(s) * (v - m) ** 2 for v, (c, w, s) in zip(values, sums))) / total
        n_eff = min(kish, sum(x * (i - m) ** 2 for i, x in enumerate(p)) / se ** 2)
        low, high = limits(p, n_eff)
        scale, lowest = (1, 1) if kind == 'mean' else (100, 0)
        emit('SELECT %s_standard_error(t), lower(i), upper(i) FROM (SELECT %s) s(t), %s(t) i' % (kind, weighted(sums), function),
             scale * se, scale * (low + lowest), scale * (high + lowest))


# The rest: groups, periods, clusters, strata and pairs of both kinds of tally

def two_sided(z):
    return erfc(abs(z) / sqrt(2))


def weighted_group(unit, points=5):
    """Sums of each score, one weight for all of its answers, and the SQL for them."""
    sums = []
    for _ in range(points):
        c, w = random.randint(1, 10 ** random.randint(1, 6)), unit * random.uniform(0.1, 3)
        sums.append((c, c * w, c * w * w))
    return sums, weighted(sums) if points == 5 else weighted_nps(sums)


def weighted_nps(sums):
    sums = iter(sums)
    return "'{%s}'::weighted_tally" % ', '.join('"%d": %s' % (i, '[%d, %r, %r]' % next(sums) if i in (0, 7, 10) else '[0, 0, 0]') for i in range(11))


def counted_group(size, points=5):
    noise = lambda x: abs(int(x + 2 * random.gauss(0, 1) * x ** 0.5)) + 1
    c = [noise(size * random.choice([1, 1, 1e-3])) for _ in range(points)]
    return [(x, x, x) for x in c], tally(c) if points == 5 else nps_tally(c)


class Group:
    """Answers with values, their weights and squares: what the formulas need."""
    def __init__(self, sums, values, is_weighted):
        self.sums = [(v, mpf(c), mpf(w), mpf(s)) for v, (c, w, s) in zip(values, sums)]
        self.n = sum(c for v, c, w, s in self.sums)
        self.weight = sum(w for v, c, w, s in self.sums)
        self.score = sum(v * w for v, c, w, s in self.sums) / self.weight
        self.kish = self.weight ** 2 / sum(s for v, c, w, s in self.sums)
        self.p = [sum(w for v, c, w, s in self.sums if v == x) / self.weight for x in sorted(set(values))]
        self.v = sum(w * (v - self.score) ** 2 for v, c, w, s in self.sums) / self.weight
        squares = self.squares(self.score)
        self.se = sqrt((self.n / (self.n - 1) if is_weighted else 1) * squares) / self.weight
        self.n_eff = min(self.kish, self.v / self.se ** 2)

    def squares(self, score):
        return sum(s * (v - score) ** 2 for v, c, w, s in self.sums)


def interval_of(values, p, n):
    low, high = limits(p, n)
    return 100 * (low + min(values)), 100 * (high + min(values))


def select(columns, call, rows, alias='v(t)'):
    return 'SELECT %s FROM (SELECT %s FROM (VALUES %s) %s) s(r)' % (', '.join('(r).' + c for c in columns.split()), call, ', '.join('(%s)' % x for x in rows), alias)


CASES = [(kind, is_weighted) for kind in ('csat', 'nps') for is_weighted in (False, True) for _ in range(6)]
for kind, is_weighted in CASES:
    points, values = (5, [0, 0, 0, 1, 1]) if kind == 'csat' else (3, [-1, 0, 1])
    scale = 10.0 ** random.uniform(-150, 143) if is_weighted else 10 ** random.uniform(1, 11.3)
    made = [(weighted_group if is_weighted else counted_group)(scale * random.uniform(0.3, 3), points) for _ in range(random.randint(3, 6))]
    groups, texts = [Group(sums, values, is_weighted) for sums, _ in made], [text for _, text in made]
    k, n = len(groups), sum(g.kish for g in groups)

    theta = sum(g.kish * g.score for g in groups) / n
    p = [sum(g.kish * g.p[i] for g in groups) / n for i in range(len(groups[0].p))]
    pooled = sum((g.kish / g.weight) ** 2 * g.squares(theta) for g in groups) / n
    q = sum(g.kish * (g.score - theta) ** 2 for g in groups) / pooled
    least = min(g.kish for g in groups) * min(p)
    if least >= 5:
        emit(select('statistic p_value least_expected', '%s_homogeneity(t)' % kind, texts), q, chi_square(q, k - 1), least)

    x = [random.uniform(-1, 1) * 10 ** random.randint(-5, 5) for _ in groups]
    middle = sum(g.kish * mpf(a) for g, a in zip(groups, x)) / n
    xx = sum(g.kish * (a - middle) ** 2 for g, a in zip(groups, x))
    slope = sum(g.kish * (a - middle) * (g.score - theta) for g, a in zip(groups, x)) / xx
    z = slope * sqrt(xx / pooled)
    emit(select('slope standard_error z p_value departure departure_p_value', '%s_trend(t, x)' % kind, ['%s, %r' % row for row in zip(texts, x)], 'v(t, x)'),
         100 * slope, 100 * sqrt(pooled / xx), z, two_sided(z), q - z * z, chi_square(q - z * z, k - 2))

    together = sum(g.score * g.weight for g in groups) / sum(g.weight for g in groups)
    v = sum(y * (value - theta) ** 2 for value, y in zip(sorted(set(values)), p))
    rho = (q - (k - 1)) / sum((1 - g.kish / n) * (g.kish - 1) for g in groups)
    if rho > 0 and v / pooled > rho:
        weight = v / pooled / rho - 1
        emit(select('mean weight', '%s_prior(t)' % kind, texts), 100 * together, weight)
        m, g = random.randint(0, 99), groups[0]
        number = g.n_eff if is_weighted else g.n
        emit('SELECT shrunk_%s(%s, %d, 12.5)' % (kind, texts[0], m), (number * 100 * g.score + mpf(12.5) * m) / (number + mpf(12.5)))

    all_weight = sum(g.weight for g in groups)
    p = [sum(g.weight * g.p[i] for g in groups) / all_weight for i in range(len(p))]
    v = sum(y * (value - together) ** 2 for value, y in zip(sorted(set(values)), p))
    se = sqrt(mpf(k) / (k - 1) * sum((g.weight * (g.score - together)) ** 2 for g in groups)) / all_weight
    n, kish = sum(g.n for g in groups), all_weight ** 2 / sum(s for g in groups for _, _, _, s in g.sums)
    low, high = interval_of(values, p, min(kish, v / se ** 2) * (Z / t_quantile(k - 1)) ** 2)
    emit(select('standard_error low high design_effect', 'clustered_%s(t)' % kind, texts), 100 * se, low, high, se ** 2 / (v / (n - 1)))

    share = mpf(1.0 / k)
    total = share * k
    p = [sum(share * g.p[i] for g in groups) / total for i in range(len(p))]
    added = [1, 1] if kind == 'csat' else [mpf(3) / 4, mpf(3) / 2, mpf(3) / 4]
    se, adjusted = mpf(0), mpf(0)
    for g in groups:
        number = g.n_eff if is_weighted else g.n
        q = [(number * y + a) / (number + sum(added)) for y, a in zip(g.p, added)]
        mean = mean_of(q)
        adjusted += share ** 2 * sum(y * (i - mean) ** 2 for i, y in enumerate(q)) / number
        se += share ** 2 * (g.se ** 2 if is_weighted else g.v / (g.n - 1))
    mean = mean_of(p)
    low, high = interval_of(values, p, sum(y * (i - mean) ** 2 for i, y in enumerate(p)) / (adjusted / total ** 2))
    emit(select('standard_error low high', 'stratified_%s(t, %r)' % (kind, 1.0 / k), texts), 100 * sqrt(se) / total, low, high)

    a, b = groups[:2]
    low, high = change(a.p, a.n_eff, b.p, b.n_eff)
    emit(row('%s_change(%s, %s)' % (kind, texts[0], texts[1]), 'low high p_value'), 100 * low, 100 * high, p_of_change(a.p, a.n_eff, b.p, b.n_eff))

for is_weighted in [False, True] * 8:
    scale = 10.0 ** random.uniform(-150, 143) if is_weighted else 10 ** random.uniform(1, 11.3)
    make = weighted_group if is_weighted else counted_group
    (a, text_a), (b, text_b) = make(scale), make(scale * random.uniform(0.3, 1))
    sides = [Group(sums, range(5), is_weighted) for sums in (a, b)]
    leads = [[sum(y.p[:i]) - sum(y.p[i + 1:]) for i in range(5)] for y in sides]
    excess = sum(x * lead for x, lead in zip(sides[1].p, leads[0])) / 2
    n = []
    for side, other in zip(sides, leads[::-1]):
        g = Group(a if side is sides[0] else b, other, is_weighted)
        n.append(g.n_eff if is_weighted else g.n)
    m, total = n[0], sum(n)
    u = [(n[0] * x + n[1] * y) / total for x, y in zip(sides[0].p, sides[1].p)]
    z = excess * sqrt(12 * (n[0] / total) * (n[1] / total) * (total - 1) / (1 - sum(x ** 3 for x in u)))
    emit(row('rank_change(%s, %s)' % (text_a, text_b), 'probability z p_value'), mpf(1) / 2 + excess, z, two_sided(z))
    low, high = change(sides[0].p, sides[0].n_eff, sides[1].p, sides[1].n_eff)
    emit(row('mean_change(%s, %s)' % (text_a, text_b), 'low high p_value'), low, high, p_of_change(sides[0].p, sides[0].n_eff, sides[1].p, sides[1].n_eff))

for points, kind in ((3, 'csat'), (5, 'nps')) * 6:
    c = counts(points)
    p, half = shares(c), points // 2
    d = mean_of(p) - half
    q, t = (p, mpf(half)) if d > 0 else (p[::-1], mpf(half))
    low, high = limits(p, sum(c))
    z = d / sqrt(variance_of(q, t) / sum(c))
    emit(row('%s_pairs_final(%s)' % (kind, tally(c, -half)), 'low high p_value'), 100 * (low - half), 100 * (high - half), two_sided(z))

for _ in range(8):
    k, rest, spare = count() + 1, count() + 1, count() + 1
    n, population = k + rest, k + rest + spare
    low, high = limits([mpf(rest) / n, mpf(k) / n], mpf(n) * (population - 1) / spare)
    emit("SELECT lower(i), upper(i) FROM csat_interval(%s, 0.95, 'wilson', %d) i" % (tally([rest, 0, 0, k, 0]), population), 100 * low, 100 * high)
    before, answers = random.uniform(1, 99), random.randint(50, 10 ** 12)
    a, b = Z, sqrt(2) * erfinv(2 * mpf(0.8) - 1)
    size = lambda x: ((a * sqrt(2 * (before + x) / 2 * (1 - (before + x) / 2)) + b * sqrt(before * (1 - before) + x * (1 - x))) / (before - x)) ** 2
    text, before = repr(before), mpf(before) / 100
    fall = bisect(lambda x: size(before - x) - answers, mpf(10) ** -12, before) if size(mpf(0)) < answers else None
    rise = bisect(lambda x: size(before + x) - answers, mpf(10) ** -12, 1 - before) if size(mpf(1)) < answers else None
    if fall and rise:
        emit(row('csat_detectable_change(%s, %d)' % (text, answers), 'fall rise'), 100 * fall, 100 * rise)
