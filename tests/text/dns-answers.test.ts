import { describe, expect, it } from 'vitest';
import { placeOf, readDnsAnswers } from '../../src/text/dns-answers.ts';

const answers = readDnsAnswers(`; <<>> DiG 9.18 <<>> +noall +answer
sarkol.gov.kz.		300	IN	A	10.0.0.5
www.sarkol.gov.kz.	3600	IN	CNAME	Sarkol.gov.kz.
aqsu.gov.kz.		60	IN	AAAA	2001:db8::1
aqsu.gov.kz.		60	IN	TXT	"v=spf1 -all"
a.gov.kz. 10 IN CNAME b.gov.kz.
b.gov.kz. 20 IN CNAME a.gov.kz.
`);

describe('answers of a resolver', () => {
  it('lead a name to its addresses, by other names too', () => {
    expect(placeOf('www.sarkol.gov.kz', answers)).toEqual({
      path: ['sarkol.gov.kz', '10.0.0.5'],
      ttl: 300,
    });
    expect(placeOf('AQSU.gov.kz.', answers)).toEqual({ path: ['2001:db8::1'], ttl: 60 });
    expect(placeOf('aqsu.gov.kz:8080', answers).path).toEqual(['2001:db8::1']);
  });

  it('lead nowhere for a name that is not among them', () => {
    expect(placeOf('жоқ.gov.kz', answers)).toEqual({ path: [], ttl: null });
  });

  it('may go in a circle', () => {
    expect(placeOf('a.gov.kz', answers)).toEqual({ path: ['b.gov.kz', 'a.gov.kz'], ttl: 10 });
  });

  it('are refused with the line that is none', () => {
    expect(() => readDnsAnswers('\n\nsarkol.gov.kz has address 10.0.0.5\n')).toThrow('line 3');
  });
});
