import { describe, expect, test } from 'vitest';
import { IisSite } from './iis-rewrite.ts';

function site(rules: string, maps = ''): IisSite {
  const config = `<?xml version="1.0" encoding="utf-8"?><configuration><system.webServer>
    <security><requestFiltering allowDoubleEscaping="true" /></security>
    <rewrite><rules>${rules}</rules><rewriteMaps configSource="maps.config" /></rewrite>
    </system.webServer></configuration>`;
  const files = new Map([
    ['web.config', config],
    ['maps.config', `<rewriteMaps>${maps}</rewriteMaps>`],
  ]);
  return new IisSite(files, 'web.config', { missing: 'nothing', equal: 'ordinal' });
}

describe('a replayed site of IIS', () => {
  test('matches the decoded path without its first slash, and appends the query unless told not to', () => {
    const own = site(`<rule name="a" stopProcessing="true"><match url="^бет/([0-9]+)$" />
      <action type="Redirect" url="https://www.gov.kz/{R:1}" /></rule>`);
    expect(own.answer('a.kz', '/%D0%B1%D0%B5%D1%82//x/../7?q=%20')).toEqual({
      status: 301,
      location: 'https://www.gov.kz/7?q=%20',
    });
    expect(own.answer('a.kz', '/x')).toEqual({ status: 200, file: 'x' });
  });

  test('tracks captures across conditions, first the earlier ones', () => {
    const own = site(`<rule name="a"><match url=".*" /><conditions trackAllCaptures="true">
      <add input="{QUERY_STRING}" pattern="p1=([a-z]+)" /><add input="{QUERY_STRING}" pattern="p2=([0-9]+)" />
      </conditions><action type="Redirect" url="/{C:1}/{C:2}" appendQueryString="false" redirectType="Found" /></rule>`);
    expect(own.answer('a.kz', '/?p2=5&p1=ab')).toEqual({ status: 302, location: '/ab/5' });
    expect(own.answer('a.kz', '/?p1=ab').status).toBe(200);
  });

  test('without tracking, back-references are those of the last condition', () => {
    const own = site(`<rule name="a"><match url=".*" /><conditions>
      <add input="{HTTP_HOST}" pattern="^(www\\.)(.*)$" /><add input="{QUERY_STRING}" pattern="(.)" />
      </conditions><action type="Redirect" url="/{C:1}/{C:2}" appendQueryString="false" /></rule>`);
    expect(own.answer('www.a.kz', '/?b').location).toBe('/b/');
  });

  test('looks maps up without letter case, in conditions too', () => {
    const own = site(
      `<rule name="a"><match url=".*" /><conditions><add input="{m:{UNENCODED_URL}}" pattern="^https://.+" />
      </conditions><action type="Redirect" url="{C:0}" appendQueryString="false" /></rule>`,
      '<rewriteMap name="m"><add key="/A&amp;b?%d3" value="https://www.gov.kz/?x={y}" /></rewriteMap>',
    );
    expect(own.answer('a.kz', '/a&B?%D3').location).toBe('https://www.gov.kz/?x={y}');
    expect(own.answer('a.kz', '/other').status).toBe(200);
  });

  test.each([
    [
      'a key that differs by letter case alone',
      '<rewriteMap name="m"><add key="Ә" value="1" /><add key="ә" value="2" /></rewriteMap>',
    ],
    ['a bare ampersand', '<rewriteMap name="m"><add key="a&b" value="1" /></rewriteMap>'],
    ['a control character', '<rewriteMap name="m"><add key="a\u0001" value="1" /></rewriteMap>'],
    ['an open element', '<rewriteMap name="m">'],
    ['an empty key', '<rewriteMap name="m"><add key="" value="1" /></rewriteMap>'],
  ])('refuses %s', (_, maps) => {
    expect(() => site('', maps)).toThrow();
  });

  test('filters requests before the rules', () => {
    const own = site(
      '<rule name="a"><match url=".*" /><action type="CustomResponse" statusCode="410" /></rule>',
    );
    expect(own.answer('a.kz', '/a+b%252F').status).toBe(410);
    expect(own.answer('a.kz', '/bin/қаулы').status).toBe(404);
    expect(own.answer('a.kz', '/base.mdb').status).toBe(404);
    expect(own.answer('a.kz', '/%').status).toBe(400);
    expect(own.answer('a.kz', '/a%00').status).toBe(400);
  });
});
