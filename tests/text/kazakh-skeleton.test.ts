import { expect, test } from 'vitest';
import { kazakhSkeleton } from '../../src/text/kazakh-skeleton.ts';
import { inAlphabet, kazakhAlphabets } from '../support/kazakh-alphabets.ts';

const sentence =
  'Әкімдік жаңа мектеп үйінің құрылысын аяқтап, ғимаратты күзде тұрғындарға ашық күйінде тапсырды.';

/** Written by hand from the published tables, to hold the tables of the tests themselves. */
const byHand = {
  '2017':
    "A'kimdik jan'a mektep u'i'inin' qurylysyn ai'aqtap, g'i'maratty ku'zde turg'yndarg'a as'yq ku'i'inde tapsyrdy.",
  '2018':
    'Ákimdik jańa mektep úıiniń qurylysyn aıaqtap, ǵımaratty kúzde turǵyndarǵa ashyq kúıinde tapsyrdy.',
  '2021':
    'Äkımdık jaña mektep üiınıñ qūrylysyn aiaqtap, ğimaratty küzde tūrğyndarğa aşyq küiınde tapsyrdy.',
  arabic:
    'اكىمدىك جاڭا مەكتەپ ٴۇيىنىڭ قۇرىلىسىن اياقتاپ، عيماراتتى كۇزدە تۇرعىندارعا اشىق كۇيىندە تاپسىردى.',
};

test('the tables of the alphabets give what a person writes by them', () => {
  for (const [alphabet, text] of Object.entries(byHand)) {
    expect(inAlphabet(sentence, alphabet as keyof typeof byHand)).toBe(text);
  }
});

test('one sentence is one form in every alphabet', () => {
  const form =
    'akimdik jana mektep inin kirilisin aiaktap gimarati kizde tirgindarga axik kinde tapsirdi';
  expect(kazakhSkeleton(sentence)).toBe(form);
  for (const alphabet of kazakhAlphabets) {
    expect(kazakhSkeleton(inAlphabet(sentence, alphabet)), alphabet).toBe(form);
  }
});

test('apostrophes, accents taken apart and dotted capitals do not tell texts apart', () => {
  expect(kazakhSkeleton('Jan’a oblysy')).toBe(kazakhSkeleton('JANʼA OBLYSY'));
  expect(kazakhSkeleton('Jan\u0303a o\u0308ŋir')).toBe('jana onir');
  expect(kazakhSkeleton('İNI')).toBe(kazakhSkeleton('іні'));
});

test('numbers keep their digits, in Arabic figures as well', () => {
  expect(kazakhSkeleton('2018 жылғы 11 тармақ')).toBe('2018 jilgi 11 tarmak');
  expect(kazakhSkeleton('١١ ٴۇي')).toBe('11 i');
});
