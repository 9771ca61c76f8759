// The charts, each with a table of its figures beside it. Their labels are SVG
// text, and what they show is what the server sent.

import { count, date, day, exactPoints, figure, weekday } from './format.js';

const minus = text => String(text).replace('-', '−');
const charts = new Map();
let color;
const font = 'system-ui, sans-serif';

const text = size => ({ color: color.ink, fontSize: size ?? 12, fontFamily: font });
const aboveLines = size => ({ ...text(size), textBorderColor: color.card, textBorderWidth: 3 });
const faint = () => ({ color: color.faint, fontSize: 12, fontFamily: font, formatter: minus });
const valueAxis = more => ({ type: 'value', axisLabel: faint(), splitLine: { lineStyle: { color: color.line } }, ...more });
const categoryAxis = (data, more) => ({
	type: 'category', data, axisTick: { show: false }, axisLine: { lineStyle: { color: color.line } },
	axisLabel: { ...text(), width: 110, overflow: 'truncate' }, ...more,
});

// An axis from the data: the intervals, out to the next round numbers.
function around(rows) {
	const [low, high] = [Math.min(...rows.map(row => row.low)), Math.max(...rows.map(row => row.high))];
	const interval = [1, 2, 5, 10, 20].find(step => high - low <= 6 * step) ?? 50;
	return { interval, min: Math.floor(low / interval) * interval, max: Math.ceil(high / interval) * interval };
}

// Fades what is not of the chosen segment.
const opacity = row => row.chosen === false ? 0.3 : 1;

// Rows of a horizontal chart need the same height each, however many.
const rowsHeight = rows => Math.max(240, 34 * rows.length + 90);

// Steps of a day bear its weekday, on an axis in place of the year.
const daily = rows => rows.every((other, i) => i === 0 || new Date(other.start) - new Date(rows[i - 1].start) < 7 * 864e5);
const stepName = (row, rows) => daily(rows) ? `${weekday(row.start)} ${date(row.start)}` : date(row.start);
const stepOnAxis = (row, rows) => daily(rows) ? `${weekday(row.start)}\n${day(row.start)}` : date(row.start).replace(/ (?=\d+$)/, '\n');

function trend(rows, { score, unit }) {
	const limits = rows.map(row => ({ low: row[`${score}_low`], high: row[`${score}_high`] }));
	const band = {
		type: 'custom', silent: true, z: 1, dimensions: ['start', 'low', 'high'], data: [0], encode: { x: -1, y: -1 },
		renderItem: (params, api) => {
			const edge = side => limits.map((of, i) => api.coord([i, of[side]]));
			const [low, high] = [edge('low'), edge('high')];
			return rows.length > 1
				? { type: 'polygon', shape: { points: [...low, ...high.reverse()] }, style: { fill: color.band } }
				: { type: 'line', shape: { x1: low[0][0], y1: low[0][1], x2: high[0][0], y2: high[0][1] }, style: { stroke: color.band, lineWidth: 3 } };
		},
	};
	return {
		height: 260,
		grid: { left: 8, right: 14, top: 22, bottom: 4, containLabel: true },
		xAxis: categoryAxis(rows.map(row => stepOnAxis(row, rows)), { boundaryGap: rows.length < 12, axisLabel: { ...faint(), formatter: undefined, hideOverlap: true, lineHeight: 15 } }),
		yAxis: valueAxis({ ...around(limits), axisLabel: { ...faint(), formatter: value => `${minus(value)}${unit}` } }),
		series: [band, {
			type: 'line', z: 2, symbol: 'circle', symbolSize: rows.length < 40 ? 8 : 4, lineStyle: { width: 2.5, color: color.accent },
			data: rows.map(row => ({ value: row[score], itemStyle: { color: row.chosen ? color.accent : color.before } })),
			label: { show: rows.length < 16, position: 'top', ...aboveLines(), formatter: ({ value }) => figure(value) },
		}],
	};
}

const trendOf = (score, question, title, unit) => ({
	draw: rows => trend(rows, { score, unit }),
	rows: answer => answer.trend.filter(row => row[`${question}_answers`] > 0),
	columns: { From: (row, rows) => stepName(row, rows), Answers: row => count(row[`${question}_answers`]), [title]: row => figure(row[score]), Low: row => figure(row[`${score}_low`]), High: row => figure(row[`${score}_high`]) },
});

// The two questions beside each other, and where that is too narrow for the
// percentages, one above the other.
function distribution(rows, answer) {
	const asked = [['satisfaction', 'Satisfaction'], ['recommend', 'Recommendation']];
	const of = question => rows.filter(row => row.question === question);
	const place = (lefts, tops, widths, height) => ({
		title: asked.map((_, i) => ({ left: lefts[i], top: tops[i] })),
		grid: asked.map((_, i) => ({ left: lefts[i], width: widths[i], top: tops[i] + 44, height })),
	});
	const height = Math.min(420, rowsHeight(answer.segments));
	return {
		height,
		title: asked.map(([, name]) => ({ text: name, textStyle: { ...text(12), fontWeight: 'normal' } })),
		grid: asked.map(() => ({})),
		xAxis: asked.map(([question], gridIndex) => categoryAxis(of(question).map(row => String(row.score)), { gridIndex, axisLabel: { ...text(), interval: 0 } })),
		yAxis: asked.map((_, gridIndex) => valueAxis({ gridIndex, show: false })),
		series: asked.map(([question], i) => ({
			type: 'bar', xAxisIndex: i, yAxisIndex: i, barCategoryGap: '18%',
			data: of(question).map(row => ({ value: row.percent, itemStyle: { color: color[row.counts], borderRadius: [3, 3, 0, 0] } })),
			label: { show: true, position: 'top', ...text(11), formatter: ({ value }) => value > 0 && value < 0.5 ? '<1%' : `${value.toFixed(0)}%` },
		})),
		media: [
			{ query: { minWidth: 480 }, option: place(['3%', '40%'], [0, 0], ['30%', '58%'], height - 66) },
			{ option: place(['3%', '3%'], [0, height / 2], ['94%', '94%'], height / 2 - 66) },
		],
	};
}

function shares(rows) {
	const parts = [['detractors', color.poor], ['passives', color.fair], ['promoters', color.good]];
	return {
		height: rowsHeight(rows),
		legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: text(), selectedMode: false },
		grid: { left: 8, right: 20, top: 34, bottom: 4, containLabel: true },
		xAxis: valueAxis({ max: 100, axisLabel: { ...faint(), formatter: value => `${value}%` } }),
		yAxis: categoryAxis(rows.map(row => row.segment)),
		series: parts.map(([name, fill]) => ({
			name: name[0].toUpperCase() + name.slice(1), type: 'bar', stack: 'all', barWidth: '62%', itemStyle: { color: fill },
			data: rows.map(row => ({ value: row[`${name}_percent`], itemStyle: { opacity: opacity(row) } })),
			label: { show: true, ...text(11), color: name === 'passives' ? color.ink : color.card, formatter: ({ value }) => value < 7 ? '' : value.toFixed(0) },
		})),
	};
}

function scores(rows) {
	const whiskers = {
		type: 'custom', z: 1, silent: true, data: rows.map((row, i) => [i, row.low, row.high]), encode: { x: [1, 2], y: 0 },
		renderItem: (params, api) => {
			const [low, high] = [1, 2].map(end => api.coord([api.value(end), api.value(0)]));
			return { type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: color.accent, lineWidth: 3, opacity: 0.45 * opacity(rows[params.dataIndex]), lineCap: 'round' } };
		},
	};
	return {
		height: rowsHeight(rows),
		grid: { left: 8, right: 24, top: 34, bottom: 4, containLabel: true },
		xAxis: valueAxis(around(rows)),
		yAxis: categoryAxis(rows.map(row => row.segment)),
		series: [whiskers, {
			type: 'scatter', z: 2, symbolSize: 12,
			data: rows.map((row, i) => ({ value: [row.nps, i], itemStyle: { color: row.differs ? color.accent : color.card, borderColor: color.accent, borderWidth: 2.5, opacity: opacity(row) } })),
			label: { show: true, position: 'top', distance: 3, ...aboveLines(11), formatter: ({ value }) => figure(value[0]) },
			markLine: { silent: true, symbol: 'none', lineStyle: { color: color.faint, type: 'dashed' }, data: [{ xAxis: rows[0].whole }],
				label: { ...faint(), position: 'end', formatter: () => `all ${figure(rows[0].whole)}` } },
		}],
	};
}

function contribution(rows) {
	const parts = [['rate', 'its score', color.good], ['mix', 'its share', color.fair]];
	return {
		height: rowsHeight(rows),
		legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: text(), selectedMode: false, data: [...parts.map(part => part[1]), 'together'] },
		grid: { left: 8, right: 24, top: 34, bottom: 4, containLabel: true },
		xAxis: valueAxis(),
		yAxis: categoryAxis(rows.map(row => row.segment), { axisLine: { show: false } }),
		series: [...parts.map(([name, title, fill]) => ({
			name: title, type: 'bar', stack: 'all', barWidth: '34%', itemStyle: { color: fill },
			data: rows.map(row => ({ value: row[name], itemStyle: { opacity: opacity(row) } })),
		})), {
			name: 'together', type: 'scatter', symbol: 'diamond', symbolSize: 12, z: 3, itemStyle: { color: color.ink },
			data: rows.map((row, i) => ({ value: [row.change, i], itemStyle: { opacity: opacity(row) } })),
			label: { show: true, position: 'top', distance: 4, ...aboveLines(11), formatter: ({ value }) => exactPoints(value[0]) },
		}],
	};
}

// A chart: how it is drawn, of which rows, and the columns of its table.
const all = {
	trend: trendOf('csat', 'satisfaction', 'CSAT', '%'),
	'nps-trend': trendOf('nps', 'recommend', 'NPS', ''),
	distribution: { draw: distribution, rows: answer => answer.distribution.some(row => row.responses > 0) ? answer.distribution : [], columns: { Question: row => row.question, Score: row => String(row.score), Answers: row => count(row.responses), Percent: row => figure(row.percent) } },
	shares: { draw: shares, rows: answer => answer.segments, columns: { Segment: row => row.segment, Promoters: row => count(row.promoters), Passives: row => count(row.passives), Detractors: row => count(row.detractors), Answers: row => count(row.responses) } },
	scores: { draw: scores, rows: answer => answer.segments, columns: { Segment: row => row.segment, NPS: row => figure(row.nps), Low: row => figure(row.low), High: row => figure(row.high), 'Differs from the rest': row => row.differs === null ? '–' : row.differs ? 'more than noise' : 'within noise' } },
	contribution: { draw: contribution, rows: answer => answer.contribution, columns: { Segment: row => row.segment, Points: row => exactPoints(row.change), 'By its score': row => exactPoints(row.rate), 'By its share': row => exactPoints(row.mix) } },
};

function element(name, content, attributes = {}) {
	const made = document.createElement(name);
	made.append(...[content].flat());
	for (const [attribute, value] of Object.entries(attributes))
		made.setAttribute(attribute, value);
	return made;
}

function table(rows, columns) {
	const cells = Object.entries(columns);
	const line = row => element('tr', cells.map(([, format], i) => element(i ? 'td' : 'th', format(row, rows), i ? {} : { scope: 'row' })));
	return element('table', [
		element('thead', element('tr', cells.map(([name]) => element('th', name, { scope: 'col' })))),
		element('tbody', rows.map(line)),
	]);
}

// What the server sent, as a spreadsheet reads it.
function download(id, rows) {
	const cell = value => value === null ? '' : /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value;
	const lines = [Object.keys(rows[0]), ...rows.map(Object.values)].map(line => line.map(cell).join(','));
	return element('a', 'Download as CSV', { href: `data:text/csv;charset=utf-8,${encodeURIComponent(lines.join('\r\n') + '\r\n')}`, download: `${id}.csv` });
}

function drawOne(id, answer) {
	const container = document.getElementById(id);
	const { draw: option, rows: choose, columns } = all[id];
	const rows = choose(answer);
	const figureElement = container.parentElement;
	const open = figureElement.querySelector('details')?.open;
	charts.get(id)?.dispose();
	charts.delete(id);
	figureElement.querySelector('details')?.remove();
	container.style.height = '';
	figureElement.hidden = id === 'contribution' && rows.length === 0;   // the cards say that nobody answered before
	if (rows.length === 0)
		return container.replaceChildren(element('p', 'No answers.'));
	container.replaceChildren();
	const { height, ...options } = option(rows, answer);
	container.style.height = `${height}px`;
	container.setAttribute('role', 'img');
	container.setAttribute('aria-label', `${figureElement.querySelector('h2').textContent}, as a chart; its figures are in the table that follows`);
	const chart = echarts.init(container, null, { renderer: 'svg' });
	chart.setOption({ animation: false, textStyle: { fontFamily: font }, ...options });
	charts.set(id, chart);
	const details = element('details', [element('summary', 'Figures, CSV'), element('div', table(rows, columns), { class: 'scroll', tabindex: '0' }), download(id, rows)]);
	details.open = open ?? false;
	figureElement.append(details);
}

export function draw(answer) {
	const style = getComputedStyle(document.documentElement);
	color = Object.fromEntries(['ink', 'faint', 'line', 'card', 'accent', 'good', 'fair', 'poor', 'band', 'before'].map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
	for (const id of Object.keys(all))
		drawOne(id, answer);
}

let waiting;
addEventListener('resize', () => {
	cancelAnimationFrame(waiting);
	waiting = requestAnimationFrame(() => charts.forEach(chart => chart.resize()));
});
