/** HTML that is safe to write as it stands; made by `html` and `trusted` only. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | undefined | readonly Value[];

/** Builds HTML: every value is escaped unless it is Markup; lists are joined, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  let markup = parts[0] ?? '';
  values.forEach((value, index) => {
    markup += written(value) + (parts[index + 1] ?? '');
  });
  return { markup };
}

/** Takes text as HTML unescaped: for constants of this program and output of a sanitiser only. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Text for HTML content and double-quoted attributes; control characters, which HTML forbids, show as `·`. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, (c) => escapes[c] ?? '·');
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function written(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(written).join('');
}
