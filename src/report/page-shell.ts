import { createHash } from 'node:crypto';
import { escapeHtml, html, type Markup, trusted } from './markup.ts';
import { pageStyle } from './page-style.ts';

/**
 * Start of a report page. Its Content-Security-Policy lets nothing act or load but this style sheet and
 * the one given script, by their hashes: what slips in from a legacy site stays text.
 */
export function pageStart(title: string, script = ''): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(pageStyle)}`,
    ...(script === '' ? [] : [`script-src ${hashSource(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
`;
}

/** End of a report page, with the script that `pageStart` was given. */
export function pageEnd(script = ''): string {
  return `${script === '' ? '' : `<script>${script}</script>\n`}</body>\n</html>\n`;
}

/** Text of a legacy site: isolated, so that its writing direction and marks reach no further (UAX #9). */
export function foreign(text: string, lang?: string): Markup {
  return lang === undefined ? html`<bdi>${text}</bdi>` : html`<bdi lang="${lang}">${text}</bdi>`;
}

/** A link to an old address in a new window, only for http(s); the address as text for anything else. */
export function oldAddress(address: string): Markup {
  if (!/^https?:\/\//i.test(address)) return foreign(address);
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer">${foreign(readable(address))}</a>`;
}

/** Percent-encoded UTF-8 as letters, where that is all it holds: addresses in Kazakh can be read. */
function readable(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** Markup of a page fragment as text for a stream. */
export function written(markup: Markup): string {
  return `${markup.markup}\n`;
}

/** A dash for what is not known. */
export const unknown = trusted('<span class="quiet">–</span>');

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
