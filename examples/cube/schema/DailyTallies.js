// The same scores over stored tallies, a row for each day, channel and region:
// csat() and nps() of tallies merge them, so that any grouping and any range of
// days is right, and few rows are read.  No rows have no tally to count in.
cube('DailyTallies', {
  sql: 'SELECT * FROM daily_tallies',

  measures: {
    answers: {
      sql: `coalesce(responses(sum(${CUBE}.satisfaction)), 0)`,
      type: 'number',
    },
    csat: {
      sql: `csat(${CUBE}.satisfaction)`,
      type: 'number',
    },
    nps: {
      sql: `nps(${CUBE}.recommend)`,
      type: 'number',
    },
    promoters: {
      sql: `coalesce(promoters(sum(${CUBE}.recommend)), 0)`,
      type: 'number',
    },
    csatLow: {
      sql: `lower(csat_interval(sum(${CUBE}.satisfaction)))`,
      type: 'number',
    },
    csatHigh: {
      sql: `upper(csat_interval(sum(${CUBE}.satisfaction)))`,
      type: 'number',
    },
  },

  dimensions: {
    channel: {
      sql: 'channel',
      type: 'string',
    },
    region: {
      sql: 'region',
      type: 'string',
    },
    day: {
      sql: 'day',
      type: 'time',
    },
  },
});
