// Scores over answers, one row each.  "number" is Cube's type for a measure
// whose SQL aggregates by itself.
cube('SurveyAnswers', {
  sql: 'SELECT * FROM survey_answers',

  measures: {
    answers: {
      sql: 'satisfaction',
      type: 'count',
    },
    csat: {
      sql: `csat(${CUBE}.satisfaction)`,
      type: 'number',
    },
    // Codes that are no answer are left out in SQL: Cube applies a measure's
    // own "filters" to its simple types only.
    nps: {
      sql: `nps(${CUBE}.recommend) FILTER (WHERE ${CUBE}.recommend <= 10)`,
      type: 'number',
    },
    promoters: {
      sql: `promoters(nps_tally(${CUBE}.recommend) FILTER (WHERE ${CUBE}.recommend <= 10))`,
      type: 'number',
    },
    csatLow: {
      sql: `lower(csat_interval(csat_tally(${CUBE}.satisfaction)))`,
      type: 'number',
    },
    csatHigh: {
      sql: `upper(csat_interval(csat_tally(${CUBE}.satisfaction)))`,
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
    answeredAt: {
      sql: 'answered_at',
      type: 'time',
    },
  },
});
