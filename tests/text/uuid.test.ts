import { expect, test } from 'vitest';
import { dnsNamespace, uuidV5 } from '../../src/text/uuid.ts';

test('the version 5 vector of RFC 9562, appendix A.4, comes out', () => {
  expect(uuidV5(dnsNamespace, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('names are UTF-8: Kazakh letters give ids of their own', () => {
  const ids = ['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'].map((one) => uuidV5(dnsNamespace, one));
  expect(new Set(ids).size).toBe(9);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
