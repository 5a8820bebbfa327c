import { decodeText } from '../text/charset.ts';

/**
 * File name of a Content-Disposition field (one character per byte), decoded, without folders; null when it
 * names none. `filename*` (RFC 8187) wins; the plain form comes percent-encoded or in raw UTF-8 or windows-1251.
 */
export function dispositionName(field: string | null): string | null {
  if (field === null) return null;
  const extended = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(field);
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(field);
  const raw = extended
    ? percentBytes(extended[2] ?? '')
    : percentBytes((plain?.[1] ?? plain?.[2] ?? '').replace(/\\(["\\])/g, '$1').trim());
  const charset = extended?.[1] ?? '';
  const name = decodeText(raw, `text/plain; charset=${charset}`).text;
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return clean === '' || clean === '.' || clean === '..' ? null : clean.slice(0, 255);
}

function percentBytes(text: string): Buffer {
  const unescaped = text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(unescaped, 'latin1');
}
