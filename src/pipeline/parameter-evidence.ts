import { languageName } from '../crawl/address-parts.ts';
import { comparePages, verdictOf } from '../crawl/trials.ts';
import type { AddressPair, ParameterEvidence } from '../mapping/parameter-verdicts.ts';
import type { Page } from '../model/page.ts';
import { type KnownAddress, knownAddress } from '../store/address-keys.ts';
import { textsOf } from '../store/page-texts.ts';
import { pagesOfAddress } from '../store/pages.ts';
import {
  type AskedAddress,
  addParameterUses,
  askedAddresses,
  beginParameterUses,
  endParameterUses,
  type ParameterUse,
  parameterCounts,
  type VariedAddress,
  variedAddresses,
} from '../store/parameter-uses.ts';
import type { SiteDb } from '../store/site-db.ts';
import { seenTexts } from '../store/templates.ts';
import { hash52 } from '../text/hash.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';
import { type KeyRules, wholeKey } from '../text/url-key.ts';

/** Names that are looked into, the most frequent ones; others are counted. */
const mostNames = 200;
/** Groups of addresses that differ in one parameter alone, and addresses of a group, that are compared. */
const mostGroups = 60;
const mostMembers = 4;
/** More parameters than this in one address are a trap or a form. */
const mostInAddress = 16;

/** What the captures of a site show of its parameters. */
export interface ParameterStudy {
  parameters: ParameterEvidence[];
  /** Names that were not looked into, being rarer than the others; addresses with too many parameters. */
  moreNames: number;
  crowded: number;
}

/** Compares captured pages whose addresses differ in one parameter alone. Reads the database and fills temporary tables of it. */
export function studyParameters(db: SiteDb, rules: KeyRules): ParameterStudy {
  beginParameterUses(db);
  try {
    const crowded = gatherUses(db, rules);
    const { counts, all } = parameterCounts(db, mostNames);
    const parameters = counts.map(({ name, addresses, values, folds }) => {
      const varied = variedAddresses(db, name, mostGroups, mostMembers);
      return { name, addresses, values, folds, ...compareGroups(db, name, varied) };
    });
    return { parameters, moreNames: all - counts.length, crowded };
  } finally {
    endParameterUses(db);
  }
}

function gatherUses(db: SiteDb, rules: KeyRules): number {
  let crowded = 0;
  for (let after = 0; ; ) {
    const batch = askedAddresses(db, after);
    const last = batch.at(-1);
    if (!last) return crowded;
    after = last.addressId;
    db.transaction(() => {
      for (const asked of batch) if (!noteUses(db, asked, rules)) crowded += 1;
    })();
  }
}

/** False for an address with too many parameters. */
function noteUses(db: SiteDb, asked: AskedAddress, rules: KeyRules): boolean {
  const key = wholeKey(asked.address, rules);
  if (!Object.hasOwn(rules.hosts, key.slice(0, key.indexOf('/')))) return true;
  const cut = key.indexOf('?');
  const place = cut < 0 ? key : key.slice(0, cut);
  const pairs = cut < 0 ? [] : key.slice(cut + 1).split('&');
  const names = new Set(pairs.map(nameOf));
  if (names.size > mostInAddress) return false;
  const { addressId } = asked;
  const isAnswered = asked.isAnswered === 1;
  const plain = pairs.filter((pair) => !isNoiseParameter(nameOf(pair)));
  const text = (list: readonly string[]) => hash52(`${place}?${list.join('&')}`);
  const uses = [...names].map((name): ParameterUse => {
    const own = pairs.filter((pair) => nameOf(pair) === name);
    const others = plain.filter((pair) => nameOf(pair) !== name);
    const whole = text([...others, ...own]);
    return { name, whole, base: text(others), value: hash52(own.join('&')), addressId, isAnswered };
  });
  // With noise in it, it is not the address without a parameter.
  const whole = plain.length === pairs.length ? text(plain) : null;
  addParameterUses(db, { whole, addressId, isAnswered }, uses);
  return true;
}

function nameOf(pair: string): string {
  return (pair.split('=', 1)[0] ?? '').toLowerCase();
}

type Comparison = Omit<ParameterEvidence, 'name' | 'addresses' | 'values' | 'folds'>;

function compareGroups(db: SiteDb, name: string, varied: readonly VariedAddress[]): Comparison {
  const found = { same: 0, differs: 0, unclear: 0 };
  let sameExample: AddressPair | null = null;
  let differsExample: AddressPair | null = null;
  let first: VariedAddress | undefined;
  for (const one of varied) {
    if (first?.base !== one.base) {
      first = one;
      continue;
    }
    const told = compareAddresses(db, one.address, first.address);
    const outcome = told === 'differs' && givesAddress(one.address, name) ? 'unclear' : told;
    found[outcome] += 1;
    if (outcome === 'same') sameExample ??= [first.address, one.address];
    if (outcome === 'differs') differsExample ??= [first.address, one.address];
  }
  const isLanguage = languageName.test(name);
  return {
    ...found,
    sameExample,
    differsExample,
    shown: verdictOf({ ...found, tried: 0 }, isLanguage),
  };
}

/** A page that was given an address says it again, in its links and forms: that it differs proves nothing. */
function givesAddress(address: string, name: string): boolean {
  const { searchParams } = new URL(address);
  return [...searchParams].some(
    ([given, value]) => given.toLowerCase() === name && /^(?:\/|https?:)/i.test(value),
  );
}

/** Bytes first, then the texts that the crawl kept, then the pages that were made of them. */
function compareAddresses(
  db: SiteDb,
  address: string,
  base: string,
): 'same' | 'differs' | 'unclear' {
  const one = knownAddress(db, address);
  const other = knownAddress(db, base);
  if (!one || !other) return 'unclear';
  if (one.sha256 === other.sha256) return 'same';
  const own = textsOf(db, address);
  const known = textsOf(db, base);
  if (own && known) {
    const seen = { seenTexts: (texts: readonly number[]) => seenTexts(db, texts) };
    return comparePages(seen, own, known);
  }
  if (!isPage(one) && !isPage(other)) return 'differs';
  const pages = [address, base].map((at) => pagesOfAddress(db, at).map(({ page }) => textOf(page)));
  const [mine = [], its = []] = pages;
  if (mine.length + its.length === 0) return 'unclear';
  return mine.join('\n') === its.join('\n') ? 'same' : 'differs';
}

function isPage({ mediaType }: KnownAddress): boolean {
  return mediaType?.includes('html') ?? false;
}

function textOf({ lang, title, text }: Page): string {
  return `${lang}\n${title}\n${text}`;
}
