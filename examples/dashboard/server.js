// Serves the dashboard on this machine: the files of page/, and the answers to
// queries.sql as JSON. It connects as psql does: PGHOST, PGDATABASE, PGUSER and
// so on, PGOPTIONS=-csearch_path=... for a view in another schema.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const port = Number(process.env.PORT ?? 8080);

// The names that the page is served under. Any other in a request is that of a
// page which had its own name lead here, to read what is not its own.
const names = ['localhost', '127.0.0.1', ...(process.env.NAMES ?? '').split(',').filter(name => name)];

const files = {
	'/': ['page/index.html', 'text/html'],
	'/page.js': ['page/page.js', 'text/javascript'],
	'/format.js': ['page/format.js', 'text/javascript'],
	'/charts.js': ['page/charts.js', 'text/javascript'],
	'/page.css': ['page/page.css', 'text/css'],
	'/icon.svg': ['page/icon.svg', 'image/svg+xml'],
	'/echarts.js': ['node_modules/echarts/dist/echarts.min.js', 'text/javascript'],
};

// The page asks nobody else. ECharts styles its text with style attributes.
const headers = {
	'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
};

const local = path => fileURLToPath(new URL(path, import.meta.url));

// numeric and bigint as numbers: these are rounded, and counts of answers. A
// date stays the text that it is.
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, text => text);

const settings = { user: process.env.PGUSER ?? userInfo().username, connectionTimeoutMillis: 5000, options: `${process.env.PGOPTIONS ?? ''} -cstatement_timeout=30s` };
const pool = new pg.Pool({ ...settings, max: 4 });
pool.on('error', () => {});   // an idle connection that broke; the next request says so
pool.on('connect', client => client.on('error', () => {}));   // one that breaks at work: its query says so

// Ends what a connection does for a reader who has left.
async function cancel(client) {
	const other = new pg.Client(settings);
	other.on('error', () => {});
	await other.connect();
	await other.query('SELECT pg_cancel_backend($1)', [client.processID]).finally(() => other.end());
}

// A query's name stands before it, as in "-- cards: ...". Its psql variables
// become parameters, in the order in which they are first used.
async function readQueries() {
	const queries = {};
	for (const statement of (await readFile(local('queries.sql'), 'utf8')).split(/;\n/)) {
		const name = statement.match(/^-- (\w+): /m)?.[1];
		const text = statement.replace(/^--.*$/gm, '');
		const variables = [...new Set([...text.matchAll(/:'(\w+)'/g)].map(match => match[1]))];
		queries[name] = { variables, text: text.replace(/:'(\w+)'/g, (_, variable) => `$${variables.indexOf(variable) + 1}`) };
	}
	return queries;
}

// All figures of one answer are of one moment.
async function answer(chosen, left) {
	const queries = await readQueries();
	const client = await pool.connect();
	const leave = () => cancel(client).catch(error => console.error(error.message));
	left.addEventListener('abort', leave);
	const ask = async name => (await client.query(queries[name].text, queries[name].variables.map(variable => chosen[variable]))).rows;
	try {
		left.throwIfAborted();
		await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
		const [choices] = await ask('choices');
		const periods = choices.first === null ? [] : await ask('periods');
		chosen = { from: chosen.from || periods[0]?.from, to: chosen.to || periods[0]?.to, segment: chosen.segment ?? '' };
		const result = { choices, periods, chosen };
		if (periods.length > 0)
			for (const name of ['cards', 'trend', 'distribution', 'segments', 'contribution'])
				result[name] = name === 'cards' ? (await ask(name))[0] : await ask(name);
		return result;
	} finally {
		left.removeEventListener('abort', leave);
		client.release(await client.query('ROLLBACK').then(() => false, error => error));
	}
}

// What is wrong with the question is the reader's to mend and told; all else is
// for whoever runs this, and may name what a reader need not know.
function refusal(error) {
	if (/^22/.test(error.code ?? ''))
		return [400, error.message];
	console.error(error.message || error.code);
	return [503, error.code === '57014' ? 'it took too long' : 'it cannot be asked now'];
}

async function respond(request, response) {
	const url = new URL(request.url, 'http://localhost');
	const send = (code, type, body) => {
		response.writeHead(code, { ...headers, 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' });
		response.end(request.method === 'HEAD' ? undefined : body);
	};
	if (!names.includes((request.headers.host ?? '').replace(/:\d*$/, '')))
		return send(421, 'text/plain', 'this name is not served here\n');
	if (!['GET', 'HEAD'].includes(request.method))
		return send(405, 'text/plain', 'GET and HEAD only\n');
	if (url.pathname === '/data') {
		const left = new AbortController();
		response.on('close', () => response.writableFinished || left.abort());
		return await answer(Object.fromEntries(url.searchParams), left.signal).then(
			result => send(200, 'application/json', JSON.stringify(result)),
			error => left.signal.aborted || (([code, why]) => send(code, 'application/json', JSON.stringify({ error: why })))(refusal(error)));
	}
	const [path, type] = files[url.pathname] ?? [];
	return path ? send(200, type, await readFile(local(path))) : send(404, 'text/plain', 'no such page\n');
}

const server = createServer((request, response) => respond(request, response).catch(error => {
	console.error(error.message);
	response.writableEnded || response.destroy();
}));
server.on('error', error => {
	console.error(error.code === 'EADDRINUSE' ? `port ${port} is taken: name another in PORT` : error.message);
	process.exit(1);
});
server.listen(port, 'localhost', () => console.log(`http://localhost:${server.address().port}/`));

for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => process.exit(0));
