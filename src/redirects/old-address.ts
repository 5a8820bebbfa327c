import { longestAddress, parseAddress } from '../text/address.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';

/** An address of the agency as a person gave it: absolute, and the key it has. Or what is wrong with it. */
export type OldAddress =
  | { address: string; key: string; fault?: never }
  | { fault: string; address?: never; key?: never };

/** Nobody types these into an address; the WHATWG parser would drop tabs and line breaks, and join what they part. */
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;

/**
 * Reads an old address as people write it in lists: absolute, without scheme (`aqsu.gov.kz/ru`), or a path on the
 * agency's first host. It must be on one of the agency's hosts. The home page has to be named plainly: an address whose
 * parameters or fragment choose nothing would else decide about the page most people visit.
 */
export function readOldAddress(raw: string, firstHost: string, rules: KeyRules): OldAddress {
  const text = raw.trim().replace(/^'/, '');
  if (text === '') return { fault: 'no old address' };
  if (text.length > longestAddress) return { fault: `longer than ${longestAddress} characters` };
  if (control.test(text)) return { fault: 'the old address holds a control character' };
  if (text.includes('\ufffd')) {
    return { fault: `"${text}" holds a character that could not be read: save the file as UTF-8` };
  }
  const absolute = absoluteOf(text, firstHost, rules);
  if (absolute === undefined) {
    return { fault: `"${text}" is no address: write it from http://, or from / on the first host` };
  }
  if (/^[^/]*\/\/[^/?#\\]*@/.test(absolute)) return { fault: 'the old address holds credentials' };
  const address = parseAddress(absolute);
  if (address === undefined) return { fault: `"${text}" is no web address` };
  const key = urlKey(address, rules);
  const host = key.slice(0, key.indexOf('/'));
  if (!Object.values(rules.hosts).includes(host)) {
    return { fault: `${host} is no host of this agency` };
  }
  if (key === `${host}/` && /[?#]./.test(text)) {
    return {
      fault: `what follows ? or # in "${text}" chooses no page, so this is the home page: write it as /, or name the parameter in significantParameters`,
    };
  }
  return { address, key };
}

function absoluteOf(text: string, firstHost: string, rules: KeyRules): string | undefined {
  if (/^https?:\/\//i.test(text)) return text;
  if (text.startsWith('//')) return `http:${text}`;
  if (text.startsWith('/')) return `http://${firstHost}${text}`;
  const host = /^[^/?#\\]+/.exec(text)?.[0].toLowerCase() ?? '';
  return host in rules.hosts ? `http://${text}` : undefined;
}
