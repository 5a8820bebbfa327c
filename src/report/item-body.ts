import sanitizeHtml from 'sanitize-html';
import { parseAddress } from '../text/address.ts';
import { type Markup, trusted } from './markup.ts';

const marked = ['b', 'code', 'del', 'em', 'i', 'ins', 's', 'strong', 'sub', 'sup', 'u'];
const blocks = ['blockquote', 'br', 'dd', 'dl', 'dt', 'hr', 'li', 'ol', 'p', 'pre', 'ul'];
const tables = ['caption', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'];

/**
 * A rendered body as the report shows it. The report loads nothing from anywhere, so pictures stand as
 * their texts; links to items and files, whose addresses only the portal knows, as marked text; headings
 * as bold paragraphs, so that a body cannot pose as a part of the report.
 */
export function itemBody(rendered: string): Markup {
  return trusted(
    sanitizeHtml(rendered, {
      allowedTags: ['a', 'span', ...marked, ...blocks, ...tables],
      allowedAttributes: {
        a: ['href', 'rel', 'target'],
        span: ['class', 'title'],
        p: ['class'],
        td: ['colspan', 'rowspan'],
        th: ['colspan', 'rowspan'],
        ol: ['start'],
      },
      allowedSchemes: ['http', 'https'],
      allowProtocolRelative: false,
      transformTags: {
        td: (tagName, { colspan, rowspan }) => sized(tagName, { colspan, rowspan }),
        th: (tagName, { colspan, rowspan }) => sized(tagName, { colspan, rowspan }),
        ol: (tagName, { start }) => sized(tagName, { start }),
        ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, heading])),
        a: (_, attributes) => link(attributes.href ?? ''),
        img: (_, attributes) => picture(attributes.alt ?? ''),
      },
    }),
  );
}

function heading(): sanitizeHtml.Tag {
  return { tagName: 'p', attribs: { class: 'heading' } };
}

function link(href: string): sanitizeHtml.Tag {
  const address = /^https?:/i.test(href) ? parseAddress(href) : undefined;
  if (address !== undefined) {
    return {
      tagName: 'a',
      attribs: { href: address, rel: 'noopener noreferrer', target: '_blank' },
    };
  }
  const title = href.startsWith('kosh:item/')
    ? 'Link to another item; the portal puts its address here.'
    : 'Link to a file that moves with the site, or by mail or telephone.';
  return { tagName: 'span', attribs: { class: 'reference', title } };
}

function picture(alt: string): sanitizeHtml.Tag {
  const text = `Picture${alt.trim() === '' ? '' : `: ${alt.trim()}`}`;
  return { tagName: 'span', attribs: { class: 'picture' }, text };
}

/** Keeps numbers of at most four digits: a table of the body cannot blow up the page. */
function sized(tagName: string, attributes: Record<string, string | undefined>): sanitizeHtml.Tag {
  const attribs: sanitizeHtml.Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && /^[1-9][0-9]{0,3}$/.test(value)) attribs[name] = value;
  }
  return { tagName, attribs };
}
