/** A number of a person, and where it stands in the text (UTF-16 units). */
export interface FoundNumber {
  text: string;
  index: number;
}

const firstWeights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const secondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Tells whether twelve digits are an individual identification number (ИИН, ЖСН): date of birth YYMMDD, a
 * digit 0 to 6 for century and sex, and the check digit, which is the sum of the first eleven digits by
 * the weights 1 to 11 modulo 11, or by the second weights when that is 10; numbers where both are 10 are
 * never given out. Numbers of organisations (БИН, БСН) have 4, 5 or 6 where the day begins.
 */
export function isIin(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  const year = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  const century = Number(digits[6]);
  if (century > 6 || day < 1 || day > (daysOfMonth[month - 1] ?? 0)) return false;
  // Of a year 00 the number tells 2000, a leap year, and 1900, which was none: nobody born then is alive.
  if (month === 2 && day === 29 && year % 4 !== 0) return false;
  const first = checkSum(digits, firstWeights);
  const check = first === 10 ? checkSum(digits, secondWeights) : first;
  return check === Number(digits[11]);
}

function checkSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11;
}

/** Tells whether digits pass the Luhn check (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** A number of an organisation may look like one of a person: the label before it decides. */
const organisationLabel = /(?:БИН|БСН|BIN|РНН|СТН|ОКПО|КҰЖЖ)\s*[:№–—-]*\s*$/i;
const labelLength = 16;

/** Individual identification numbers of a text: twelve digits together, or in groups after their label. */
export function findIins(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (const match of text.matchAll(
    /(?<![\d\p{L}])\d(?:[ \u00A0-]?\d){11}(?![\d\p{L}]|[ \u00A0-]\d)/gu,
  )) {
    const digits = match[0].replace(/\D/g, '');
    const before = text.slice(Math.max(0, match.index - labelLength), match.index);
    const grouped = digits.length !== match[0].length;
    if (grouped && !/(?:ИИН|ЖСН|IIN)\s*[:№–—-]*\s*$/i.test(before)) continue;
    if (isIin(digits) && !organisationLabel.test(before)) {
      found.push({ text: match[0], index: match.index });
    }
  }
  return found;
}

/** First digits of the payment systems in use, by the length of their numbers: American Express 15, others 16. */
const issuer =
  /^(?:3[47]\d{13}|4\d{15}|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|220[0-5]\d{12}|62\d{14})$/;

/** Numbers of payment cards: all digits together or in fours, of a known payment system, that pass the Luhn check. */
export function findCards(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  const pattern =
    /(?<![\d\p{L}.,]|\d[ \u00A0-])(?:\d{4}[ \u00A0-]\d{4}[ \u00A0-]\d{4}[ \u00A0-]\d{4}|\d{4}[ \u00A0-]\d{6}[ \u00A0-]\d{5}|\d{15,16})(?![\d\p{L}]|[ \u00A0-]\d|[.,]\d)/gu;
  for (const match of text.matchAll(pattern)) {
    const digits = match[0].replace(/\D/g, '');
    if (issuer.test(digits) && !/^(\d)\1+$/.test(digits) && passesLuhn(digits)) {
      found.push({ text: match[0], index: match.index });
    }
  }
  return found;
}

/** Codes of the mobile networks of Kazakhstan: after +7 or 8. */
const mobile =
  /(?<![\d\p{L}])(?:\+?7|8)[ \u00A0(-]{0,3}7(?:0[0-8]|47|5[01]|6[0-4]|7[1-8])[ \u00A0)-]{0,3}\d{3}[ \u00A0-]?\d{2}[ \u00A0-]?\d{2}(?!\d|[ \u00A0-]\d{2}\b)/gu;

/** Numbers of mobile phones. Numbers of offices are mostly others: they begin with the code of a town. */
export function findMobilePhones(text: string): FoundNumber[] {
  return [...text.matchAll(mobile)].map((match) => ({ text: match[0], index: match.index }));
}

/** A number for a report: its first two digits, the others as dots. */
export function veiled(number: string): string {
  let shown = 0;
  return number.replace(/\d/g, (digit) => {
    shown += 1;
    return shown <= 2 ? digit : '•';
  });
}
