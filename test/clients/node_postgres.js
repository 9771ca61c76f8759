// Asks a server through node-postgres, with libpq's PG... variables set.  What
// is read and printed is told in README.md.

const { Client } = require('pg');
const readline = require('node:readline');

function printed(value) {
  if (value === null || value === undefined) return '\\N';
  return String(value);
}

async function answer(client, form, text, ...parameters) {
  // A Buffer is sent in binary form.  Read in binary form, this driver takes
  // any bytes for UTF-8 and loses those that are not.
  const values = form === 'sent' ? parameters.map((hex) => Buffer.from(hex, 'hex')) : parameters;
  const { rows } = await client.query({ text, values, rowMode: 'array' });
  for (const row of rows) console.log(row.map(printed).join('\t'));
}

async function main() {
  const client = new Client();

  await client.connect();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      await answer(client, ...line.split('\t'));
    } catch (error) {
      console.log(['ERROR', error.code, error.message, error.hint].map(printed).join('\t'));
    }
    console.log('.');
  }
  await client.end();
}

main();
