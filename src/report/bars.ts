import { count, percent } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** One value of a chart; `tone` is a colour class of the style sheet, the plain bar colour when left out. */
export interface Bar {
  label: string;
  value: number;
  tone?: string;
}

const row = 26;
const wide = 420;
/** Labels take at least this much, and as much as the longest needs at some width of a letter. */
const leastLabel = 108;
const letter = 6.6;
/** Room behind a bar for its number. */
const numberRoom = 62;

/** Horizontal bars with label and value, longest = full width; says "none" when nothing counts. */
export function barChart(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(0, ...bars.map((bar) => bar.value));
  if (most === 0)
    return html`<figure class="chart"><figcaption>${title}</figcaption><p class="quiet">none</p></figure>`;
  const height = bars.length * row;
  const labelEnd = Math.max(leastLabel, ...bars.map(({ label }) => label.length * letter));
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${wide} ${height}" role="img" aria-label="${title}">${bars.map((bar, index) => chartRow(bar, { index, most, labelEnd: Math.ceil(labelEnd) }))}</svg></figure>`;
}

function chartRow(
  bar: Bar,
  { index, most, labelEnd }: { index: number; most: number; labelEnd: number },
): Markup {
  const longest = wide - labelEnd - 10 - numberRoom;
  const middle = index * row + row / 2;
  const width = bar.value === 0 ? 0 : Math.max(2, (bar.value / most) * longest);
  return html`
<text class="label" x="${labelEnd}" y="${middle + 4.5}">${bar.label}</text><rect class="${bar.tone ?? 'bar'}" x="${labelEnd + 10}" y="${middle - 8}" width="${width.toFixed(1)}" height="16" rx="3"></rect><text x="${(labelEnd + 17 + width).toFixed(1)}" y="${middle + 4.5}">${count(bar.value)}</text>`;
}

/** One bar split by share, as wide as its place; readers of the page hear its values. */
export function shareBar(name: string, bars: readonly Bar[]): Markup {
  const all = bars.reduce((sum, bar) => sum + bar.value, 0);
  const spoken = bars.filter((bar) => bar.value > 0).map((bar) => `${bar.label} ${bar.value}`);
  let from = 0;
  const parts = bars.map((bar) => {
    const width = all === 0 ? 0 : (bar.value / all) * 100;
    const part = html`<rect class="${bar.tone ?? 'bar'}" x="${from.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="10"><title>${bar.label}: ${count(bar.value)} (${percent(bar.value / all)})</title></rect>`;
    from += width;
    return width === 0 ? undefined : part;
  });
  return html`<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${name}: ${spoken.join(', ') || 'none'}">${parts}</svg>`;
}

/** What the colours of share bars mean. */
export function legend(bars: readonly Bar[]): Markup {
  return html`<ul class="legend">${bars.map((bar) => html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${bar.tone ?? 'bar'}" width="10" height="10" rx="2"></rect></svg>${bar.label} <b>${count(bar.value)}</b></li>`)}</ul>`;
}
