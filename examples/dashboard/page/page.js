// What is chosen, asked of the server and shown.

import { draw } from './charts.js';
import { count, date, figure, points, set } from './format.js';

const $ = id => document.getElementById(id);
const form = $('choice');
const bands = { good: 'above\u00a080', fair: '60\u00a0to\u00a080', poor: 'below\u00a060' };   // csat_band's
let shown;   // the last answer
let asked = 0;

function notice(text) {
	$('notice').textContent = text;
	$('notice').hidden = !text;
}

function change(id, score, value, low, high, changed) {
	const element = $(id);
	element.className = `change ${changed ? value > 0 ? 'better' : 'worse' : ''}`;
	if (value === null)
		return element.replaceChildren(score === null ? '' : 'no answers before');
	const bold = document.createElement('b');
	bold.textContent = `${points(value)} points`;
	element.replaceChildren(bold, changed ? ', more than noise' : ', within noise');
	element.title = `Change against the days before; 95% interval ${points(low)} to ${points(high)}`;
}

function cards(of) {
	$('csat').textContent = of.csat === null ? '–' : `${figure(of.csat)}%`;
	$('nps').textContent = figure(of.nps);
	$('csat-within').textContent = of.csat === null ? '' : `95% interval ${figure(of.csat_low)} to ${figure(of.csat_high)}; ${of.csat_band} (${bands[of.csat_band]})`;
	$('nps-within').textContent = of.nps === null ? '' : `95% interval ${figure(of.nps_low)} to ${figure(of.nps_high)}`;
	change('csat-change', of.csat, of.csat_change, of.csat_change_low, of.csat_change_high, of.csat_changed);
	change('nps-change', of.nps, of.nps_change, of.nps_change_low, of.nps_change_high, of.nps_changed);
	$('satisfaction-answers').textContent = count(of.satisfaction_answers);
	$('recommend-answers').textContent = count(of.recommend_answers);
	$('mean').textContent = of.mean === null ? '' : `${set(of.mean, 2)} of 5 on average`;
	$('recommend-shares').textContent = of.recommend_answers ? `${count(of.promoters)} promoters, ${count(of.detractors)} detractors` : '';
	for (const question of ['satisfaction', 'recommend'])
		$(`${question}-before`).textContent = of[`${question}_answers_before`] === null ? 'none before' : `${count(of[`${question}_answers_before`])} before`;
}

function summary({ cards: of, chosen }) {
	const verdict = (value, changed) => value === null ? '' : `, ${points(value)} points, ${changed ? 'more than noise' : 'within noise'}`;
	return `${chosen.segment || 'All segments'}, ${date(chosen.from)} to ${date(chosen.to)}: CSAT ${figure(of.csat)} percent${verdict(of.csat_change, of.csat_changed)}; `
		+ `NPS ${figure(of.nps)}${verdict(of.nps_change, of.nps_changed)}; ${count(of.satisfaction_answers)} answers.`;
}

function periodButton({ days, from, to }, chosen) {
	const button = document.createElement('button');
	button.type = 'button';
	button.textContent = days === null ? 'All days' : days === 1 ? 'Last day' : `Last ${days} days`;
	button.setAttribute('aria-pressed', from === chosen.from && to === chosen.to);
	button.onclick = () => load({ ...shown.chosen, from, to });
	return button;
}

function controls({ choices, periods, chosen }) {
	const focused = [...$('periods').querySelectorAll('button')].indexOf(document.activeElement);
	$('periods').replaceChildren($('periods').firstElementChild, ...periods.map(period => periodButton(period, chosen)));
	$('periods').querySelectorAll('button')[focused]?.focus();
	for (const field of ['from', 'to'])
		Object.assign(form.elements[field], { value: chosen[field], min: choices.first, max: choices.last });
	form.elements.segment.replaceChildren(new Option('All', ''), ...choices.segments.filter(name => name !== null).map(name => new Option(name, name)));
	form.elements.segment.value = chosen.segment;
}

function show(answer) {
	shown = answer;
	const [title, ...note] = (answer.choices.title ?? 'Survey').split('\n');
	document.title = $('title').textContent = title;
	$('note').textContent = note.join(' ');
	if (answer.choices.first === null) {
		$('figures').hidden = true;
		return notice('The view survey has no rows yet.');
	}
	controls(answer);
	history.replaceState(null, '', `?${new URLSearchParams(answer.chosen)}`);
	notice(answer.cards.satisfaction_answers + answer.cards.recommend_answers > 0 ? '' : 'Nobody answered in these days and this segment.');
	$('figures').hidden = false;
	cards(answer.cards);
	draw(answer);
	$('summary').textContent = summary(answer);
	$('state').textContent = `As of ${new Date().toLocaleTimeString('en-GB')}. Every figure is computed in PostgreSQL by csat; the page adds up and averages nothing.`;
}

// What the server answers, or a sentence that says why there is nothing new.
async function ask(chosen) {
	const response = await fetch(`data?${new URLSearchParams(chosen)}`).catch(() => null);
	const answer = await response?.json().catch(() => null);
	if (!answer)
		return { problem: 'No connection to the dashboard’s server. What stands below is from before.' };
	if (response.status === 400)
		return { problem: `This cannot be shown: ${answer.error}.` };
	if (!response.ok)
		return { problem: `No answer from the database: ${answer.error}. What stands below is from before.` };
	return answer;
}

async function load(chosen) {
	const mine = ++asked;
	$('figures').ariaBusy = 'true';
	const answer = await ask(chosen);
	if (mine !== asked)
		return;
	if (answer.problem)
		notice(answer.problem);
	else
		show(answer);
	$('figures').ariaBusy = 'false';
}

form.onsubmit = event => {
	event.preventDefault();
	load(Object.fromEntries(new FormData(form)));
};
form.onchange = () => form.reportValidity() && load(Object.fromEntries(new FormData(form)));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => shown && draw(shown));
setInterval(() => document.hidden || load(shown?.chosen ?? Object.fromEntries(new URLSearchParams(location.search))), 60000);
load(Object.fromEntries(new URLSearchParams(location.search)));
