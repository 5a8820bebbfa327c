import { longestAddress } from '../text/address.ts';

/** A target that may be emitted, in WHATWG form and pure ASCII; or what is wrong with it. */
export type CheckedTarget = { target: string; fault?: never } | { target?: never; fault: string };

/** Control characters, spaces and backslashes: browsers drop or turn them, so nobody means them in a target. */
const unclean = /[\x00-\x20\x7f-\x9f\\\u2028\u2029]/;
/** The same once decoded: a NUL or a line break never belongs in an address of the portal. */
const uncleanOctet = /%(?:[01][0-9a-f]|7f)/i;

/** Targets that the URL parser leaves as they are (property), as nearly all are: a host of letters, no dot segment, nothing escaped. */
const plainTarget =
  /^https:\/\/((?:[a-z][a-z0-9]*\.)+[a-z]+)(?:\/(?!\.)[\w\-.~$*+,;:@=&!()]*)+(?:\?[\w\-.~/?$*+,;:@=&!()]*)?$/;

/**
 * Guards against open redirects: absolute https, a host of `allowedHosts` exactly (with its port when it is
 * not 443), no credentials, no control characters raw or encoded, at most 2048 characters.
 */
export function checkTarget(raw: string, allowedHosts: readonly string[]): CheckedTarget {
  const plain = raw.length <= longestAddress ? plainTarget.exec(raw)?.[1] : undefined;
  if (plain !== undefined && allowedHosts.includes(plain)) return { target: raw };
  const form = checkForm(raw);
  if (form.target === undefined) return form;
  const host = new URL(form.target).host;
  if (!allowedHosts.some((allowed) => allowed.toLowerCase() === host)) {
    return { fault: `${host} is not among portal.allowedHosts` };
  }
  return form;
}

/** As checkTarget, for any host: what an archive link must be, whose host kosh.yaml names. */
export function checkForm(raw: string): CheckedTarget {
  if (raw.length > longestAddress) return { fault: `longer than ${longestAddress} characters` };
  if (unclean.test(raw)) return { fault: 'holds a space, control character or backslash' };
  if (uncleanOctet.test(raw)) return { fault: 'holds an encoded control character' };
  if (!/^https:\/\/[^/?#]/i.test(raw)) return { fault: 'is no absolute https address' };
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    return { fault: 'is no address' };
  }
  if (url.username !== '' || url.password !== '' || /^https:\/\/[^/?#]*@/i.test(raw)) {
    return { fault: 'holds credentials' };
  }
  const target = url.href;
  return target.length > longestAddress
    ? { fault: `longer than ${longestAddress} characters` }
    : { target };
}

/** Fills `{name}` in a template of kosh.yaml; every value but `base` is percent-encoded. */
export function fillTemplate(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return name === 'base' ? value.replace(/\/+$/, '') : encodeURIComponent(value);
  });
}

/** The address of a section below a page of the portal: `press/news` under the entity's home, query kept. */
export function sectionTarget(home: string, section: string): string {
  const cut = home.indexOf('?');
  const path = (cut < 0 ? home : home.slice(0, cut)).replace(/\/+$/, '');
  const segments = section.split('/').filter((segment) => segment !== '');
  const query = cut < 0 ? '' : home.slice(cut);
  return `${path}/${segments.map(encodeURIComponent).join('/')}${query}`;
}
