import { describe, expect, it } from 'vitest';
import { readPath } from '../../src/redirects/emit/read-path.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';

const rules = keyRules({
  hosts: [{ host: 'sarkol.gov.kz', aliases: [] }],
  ignoredParameters: [],
  caseInsensitive: false,
});
const plain = Buffer.from('/жаңалық').toString('latin1');

describe('what url keys leave out of a path', () => {
  it.each([
    ['a session of a servlet', (path: string) => `${path};JSESSIONID=4F1C9A`],
    ['a session of PHP', (path: string) => `${path};phpsessid=4f1c9a/`],
    ['a session of ColdFusion', (path: string) => `${path};CFID=8812;cftoken=7741`],
    ['a session of ASP.NET, in either case', (path: string) => `/(s(ab12)f(cd))${path}`],
    ['a default document', (path: string) => `${path}/Default.ASPX`],
    ['slashes', (path: string) => `/${path}//`],
  ])('is left out of the forms of nginx and Apache too: %s', (_what, spelt) => {
    const asked = encodeURI(Buffer.from(spelt(plain), 'latin1').toString('utf8'));
    expect(urlKey(`http://sarkol.gov.kz${asked}`, rules)).toBe('sarkol.gov.kz/жаңалық');
    expect(readPath(asked, true)).toBe(plain);
    expect(readPath(asked, false)).toBe(plain);
  });
});
