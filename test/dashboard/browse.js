// Opens the dashboard in Chromium and tells as JSON what it shows, and asks of
// whom, for test/t/026_dashboard.pl.
//
//     node browse.js URL filters           each period, segment and two dates
//     node browse.js URL narrow            a telephone, by keyboard, in the dark
//     node browse.js URL after COMMAND     once more when COMMAND has run
//     node browse.js URL pictures FILE     README's picture, and FILE-dark beside it

const { execSync } = require('child_process');
const { chromium } = require('playwright-core');

const [url, task, argument] = process.argv.slice(2);
const told = { requests: [], errors: [], states: [] };

async function open(options) {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
	const page = await browser.newPage(options);
	page.setDefaultTimeout(120000);   // a machine may have more to do
	page.on('request', request => told.requests.push(new URL(request.url()).origin));
	page.on('pageerror', error => told.errors.push(error.message));
	await settled(page, () => page.goto(url));
	return page;
}

// Does something that asks the server, and waits until the page shows the answer.
async function settled(page, action) {
	const answer = page.waitForResponse(response => response.url().includes('/data?')).catch(() => null);
	await action();
	await answer;
	await page.waitForFunction(() => document.getElementById('figures').ariaBusy === 'false');
}

// In the page: the text of each card, of each chart's labels, of each table.
function read() {
	const text = element => element.textContent.trim();
	const of = (selector, value) => Object.fromEntries([...document.querySelectorAll(selector)].map(element => [element.id || element.closest('figure').querySelector('.chart').id, value(element)]));
	return {
		title: text(document.querySelector('h1')),
		notice: document.getElementById('notice').hidden ? '' : text(document.getElementById('notice')),
		pressed: [...document.querySelectorAll('[aria-pressed=true]')].map(text),
		cards: of('#cards [id]', text),
		labels: of('.chart', chart => [...chart.querySelectorAll('svg text')].map(text)),
		tables: of('table', table => [...table.querySelectorAll('tbody tr')].map(row => [...row.children].map(text))),
		csv: of('details a', link => decodeURIComponent(link.href).split(/^.*?,|\r\n/).slice(1, -1)),
		visible: !document.getElementById('figures').hidden,
		width: document.documentElement.scrollWidth,
	};
}

async function look(page) {
	const query = Object.fromEntries(new URL(page.url()).searchParams);
	told.states.push({ ...query, ...await page.evaluate(read) });
}

const tasks = {
	async filters(page) {
		await look(page);
		for (let i = 1; i < await page.locator('#periods button').count(); i++) {
			await settled(page, () => page.locator('#periods button').nth(i).click());
			await look(page);
		}
		await settled(page, () => page.locator('#periods button').first().click());
		for (let i = 1; i < await page.locator('select option').count(); i++) {
			await settled(page, () => page.locator('select').selectOption({ index: i }));
			await look(page);
		}
		await settled(page, () => page.locator('select').selectOption(''));
		await settled(page, () => page.locator('[name=from]').fill('2017-05-03'));
		await settled(page, () => page.locator('[name=to]').fill('2017-05-04'));
		await look(page);
	},
	async narrow(page) {
		await look(page);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await settled(page, () => page.keyboard.press('Enter'));
		await look(page);
	},
	async after(page) {
		await look(page);
		execSync(argument, { stdio: 'ignore' });
		if (await page.locator('#periods button').count() > 0)
			await settled(page, () => page.locator('#periods button').last().click());
		await look(page);
	},
	async pictures(page) {
		const last = await page.locator('figure', { has: page.locator('#scores') }).boundingBox();
		for (const scheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme: scheme });
			await page.screenshot({ path: scheme === 'dark' ? argument.replace(/\.png$/, '-dark.png') : argument,
				clip: { x: 0, y: 0, width: 1200, height: Math.round(last.y + last.height + 14) }, fullPage: true });
		}
	},
};

const views = { narrow: { viewport: { width: 375, height: 720 }, colorScheme: 'dark' } };

(async () => {
	const page = await open(views[task] ?? { viewport: { width: 1200, height: 800 } });
	await tasks[task](page);
	console.log(JSON.stringify(told));
	await page.context().browser().close();
})().catch(error => {
	console.error(error.message);
	process.exit(1);
});
