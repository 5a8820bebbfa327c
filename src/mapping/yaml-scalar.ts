import { stringify } from 'yaml';

/** A text as a YAML scalar on one line; control characters become spaces. */
export function yamlScalar(text: string): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return stringify(plain, { lineWidth: 0, blockQuote: false }).trim();
}

/** A text within a flow collection, never read as a number or a truth value. */
export function flowScalar(text: string): string {
  return /^[a-z][\w-]*$/i.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** A comment on one line, at most 300 characters. */
export function yamlComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300)}`;
}

/** The id an agency gets of its host name: `www.edu.aqmola.gov.kz` → `edu-aqmola`. */
export function idOfHost(host: string): string {
  const labels = host
    .replace(/:\d+$/, '')
    .split('.')
    .filter((label) => !/^(?:www|gov|kz|org|com|net|info)$/.test(label));
  const id = labels
    .join('-')
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60);
  return id.length > 1 ? id : `site-${id || 'x'}`;
}
