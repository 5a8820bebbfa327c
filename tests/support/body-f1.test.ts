import { describe, expect, it } from 'vitest';
import { addressKey } from './address-key.ts';
import { bodyF1, htmlText, markdownText } from './body-f1.ts';

describe('bodyF1', () => {
  it('counts word 4-grams, Kazakh letters in any case', () => {
    // Truth: 5 words, 2 grams. Out: the same 5 and 2 more, 4 grams. Common 2: P 2/4, R 2/2.
    // F1 = 2 * 0.5 * 1 / 1.5 = 2/3.
    const truth = 'Ауыл әкімі тұрғындарды қабылдады, үйде.';
    const out = 'АУЫЛ ӘКІМІ ТҰРҒЫНДАРДЫ ҚАБЫЛДАДЫ ҮЙДЕ мен өңірде';
    expect(bodyF1(truth, out)).toBeCloseTo(2 / 3, 10);
    // One Kazakh letter lost in the last word: one gram of two survives on both sides, P = R = 1/2.
    expect(bodyF1(truth, 'Ауыл әкімі тұрғындарды қабылдады уйде')).toBe(1 / 2);
  });

  it('takes grams as multisets', () => {
    // Truth a b c d a b c d: grams abcd x2, bcda, cdab, dabc (5). Out a b c d: abcd x1 (1).
    // Common 1: F1 = 2 * 1 / (5 + 1) = 1/3.
    expect(bodyF1('a b c d a b c d', 'a b c d')).toBeCloseTo(1 / 3, 10);
  });

  it('lowers the 4 for texts of fewer words', () => {
    expect(bodyF1('Қош келдіңіз', 'қош келдіңіз!')).toBe(1);
    // n = 2: truth 1 gram, out "қош келдіңіз", "келдіңіз достар", 2 grams; common 1: 2 / 3.
    expect(bodyF1('Қош келдіңіз', 'қош келдіңіз достар')).toBeCloseTo(2 / 3, 10);
    expect(bodyF1('', '')).toBe(1);
    expect(bodyF1('', 'бір')).toBe(0);
    expect(bodyF1('бір', '…')).toBe(0);
  });

  it('composes letters: й of two code points is й', () => {
    expect(bodyF1('май айы', 'маи\u0306 аи\u0306ы')).toBe(1);
  });
});

describe('text of markup', () => {
  it('parts cells and blocks but not inline marks', () => {
    expect(words(htmlText('<b>Қ</b>азақ<td>бір</td><td>екі</td>үш<br>төрт'))).toBe(
      'Қазақ бір екі үш төрт',
    );
    expect(words(htmlText('<p>a&nbsp;b &amp; c</p><script>x</script><p>d</p>'))).toBe('a b & c d');
    expect(words(markdownText('## А\n\n- б\n- в\n\n| г | д |\n|---|---|\n| *е* | ж<br>з |'))).toBe(
      'А б в г д е ж з',
    );
  });
});

describe('addressKey', () => {
  it('drops scheme, fragment and default port, keeps www and query', () => {
    expect(addressKey('HTTPS://WWW.A.kz:443/X?b=1#top')).toBe('www.a.kz/X?b=1');
    expect(addressKey('http://a.kz')).toBe('a.kz/');
    expect(addressKey('http://a.kz?x=1')).toBe('a.kz/?x=1');
  });

  it('decodes UTF-8 and windows-1251 bytes', () => {
    expect(addressKey('http://a.kz/%D2%9B%d0%b0')).toBe('a.kz/қа');
    expect(addressKey('http://a.kz/%D8%E5%F8%B3%EC%205')).toBe('a.kz/Шешім 5');
    expect(addressKey('http://a.kz/100%')).toBe('a.kz/100%');
  });
});

function words(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
