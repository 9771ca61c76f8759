// How figures and dates are set: minus signs, thousands, decimals.

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const set = (number, digits, sign = 'auto') => number === null ? '–'
	: number.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign }).replace('-', '−');
export const figure = number => set(number, 1);
export const points = number => set(number, 1, 'exceptZero');
export const exactPoints = number => set(number, 2, 'exceptZero');
export const count = number => set(number, 0);
export const date = text => dates.format(new Date(`${text}T00:00Z`));
export const day = text => date(text).replace(/ \d+$/, '');
export const weekday = text => new Date(`${text}T00:00Z`).toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
