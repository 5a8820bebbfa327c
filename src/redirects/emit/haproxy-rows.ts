import type { Redirect } from '../../model/redirect.ts';
import { type Encoding, encodeQueryText } from '../../text/encodings.ts';
import { requestKey } from '../../text/request-key.ts';
import { type KeyRules, urlKey } from '../../text/url-key.ts';
import { type Forms, longestRequest } from './haproxy-form.ts';
import { encodeOctets } from './haproxy-steps.ts';

/** The forms that one decision is found by. */
export interface RedirectForms {
  forms: string[];
  /** Spellings whose form would stand for another key too, or that HAProxy does not read. */
  refused: { address: string; reason: string }[];
}

/** Addresses that HAProxy brings to the form of their key, whatever it is: nothing escaped, no session, nothing it would read otherwise. */
const plainAddress = /^https?:\/\/[a-z0-9.:-]+\/[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~=&-]*)?$/;

/**
 * The form of the key, then those of its other encodings (decomposed, the site's legacy charset) and of seen spellings that come to
 * none of these. A form is taken only if it reads as the key, so that no two keys share one.
 */
export function redirectForms(
  redirect: Pick<Redirect, 'key' | 'spellings'>,
  rules: KeyRules,
  forms: Forms,
): RedirectForms {
  const { key, spellings } = redirect;
  const own = forms.ofKey(key);
  if (mayShareForm(key, rules) && keyOf(own, rules) !== key) {
    const addresses = spellings.length > 0 ? spellings : [`http://${key}`];
    return { forms: [], refused: addresses.map((address) => ({ address, reason: otherAddress })) };
  }
  const slash = key.indexOf('/');
  const odd = spellings.filter((one) => !plainAddress.test(one) && !isForm(one, own, slash));
  if (odd.length === 0 && isAscii.test(key)) return { forms: [own], refused: [] };
  const found = new Set([own, ...otherEncodings(key, rules, forms)]);
  const refused: RedirectForms['refused'] = [];
  for (const address of odd) {
    const reason = addSeen(address, key, found, rules, forms);
    if (reason !== undefined) refused.push({ address, reason });
  }
  return { forms: [...found], refused };
}

const isAscii = /^[\x00-\x7f]*$/;

/** Adds the form of a seen spelling, or tells why it has none. */
function addSeen(
  address: string,
  key: string,
  found: Set<string>,
  rules: KeyRules,
  { ofRequest }: Forms,
): string | undefined {
  const { host, pathname, search } = new URL(address);
  const target = pathname + search;
  const form = ofRequest(key.slice(0, key.indexOf('/')), target);
  if (found.has(form) || requestKey(host, target, rules) !== key) return undefined;
  if (target.length > longestRequest) return 'longer than HAProxy reads';
  if (keyOf(form, rules) !== key) return otherAddress;
  found.add(form);
  return undefined;
}

const otherAddress = 'HAProxy reads it as another address';

/** Keys whose form may be that of another key: an escaped `=` in a parameter's name, capitals where letter case is ignored. */
function mayShareForm(key: string, { caseInsensitive }: KeyRules): boolean {
  return key.includes('%3D') || (caseInsensitive && /[A-Z]/.test(key));
}

/** Tells whether an address without parameters is the form but for its host and a slash at its end. */
function isForm(address: string, form: string, slash: number): boolean {
  const start = address.indexOf('/', 8);
  const end = address.endsWith('/') ? address.length - 1 : address.length;
  return (
    end - start === form.length - slash &&
    !form.includes('?') &&
    address.startsWith(form.slice(slash), start)
  );
}

/** Forms of a key whose letters beyond ASCII are decomposed, or encoded in the charset of the site. */
function otherEncodings(key: string, rules: KeyRules, { ofKey }: Forms): Set<string> {
  const forms = new Set<string>();
  if (isAscii.test(key)) return forms;
  const decomposed = key.normalize('NFD');
  if (decomposed !== key && decomposed.normalize('NFC') === key) forms.add(ofKey(decomposed));
  const { charset } = rules;
  if (charset !== null && charset !== 'utf-8' && !lacksLetter(key, charset)) {
    const form = ofKey(key, (letters) => encodeLegacy(letters, charset));
    // Octets of a legacy charset may read as UTF-8, and letters may be unknown to it.
    if (keyOf(form, rules) === key) forms.add(form);
  }
  return forms;
}

/** Tells whether a charset lacks a letter of the path, where nobody would send a reference to it. */
function lacksLetter(key: string, charset: Encoding): boolean {
  const letters = key.split('?', 1)[0]?.match(/[^\x00-\x7f]+/g) ?? [];
  return letters.some((some) => encodeLegacy(some, charset).includes('%26'));
}

const escapesOf = new Map<Encoding, Map<string, string>>();

/** Letters as escaped octets of a charset, as references (`&#1179;`) where it lacks them. */
function encodeLegacy(letters: string, charset: Encoding): string {
  const known = escapesOf.get(charset) ?? new Map<string, string>();
  escapesOf.set(charset, known);
  let out = '';
  for (const letter of letters) {
    let escaped = known.get(letter);
    if (escaped === undefined) {
      const octets = Buffer.from(encodeQueryText(letter, charset));
      escaped = encodeOctets(octets.toString('latin1'));
      known.set(letter, escaped);
    }
    out += escaped;
  }
  return out;
}

function keyOf(form: string, rules: KeyRules): string | undefined {
  const address = `http://${form}`;
  return URL.canParse(address) ? urlKey(address, rules) : undefined;
}
