import { type Mapping, mappingSchema } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { type Settings, settingsSchema } from '../../src/model/settings.ts';
import type { KnownAddress, PlanInput } from '../../src/redirects/plan-input.ts';
import { pathAndQuery } from '../../src/text/address.ts';
import { compileGlob } from '../../src/text/glob.ts';
import { compareKeys } from '../../src/text/key-order.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';
import { memorySorter } from './memory-sorter.ts';

/** A valid mapping of an invented agency with one host and its www alias. */
export function mappingWith(parts: Record<string, unknown> = {}): Mapping {
  return mappingSchema.parse({
    id: 'sarkol-akimat',
    entity: 'sarkol',
    names: { kk: 'Саркөл ауданының әкімдігі', ru: 'Акимат Саркольского района' },
    hosts: [{ host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz'] }],
    ...parts,
  });
}

/** Settings of a workspace, defaults unless given. */
export function settingsWith(parts: Record<string, unknown> = {}): Settings {
  return settingsSchema.parse(parts);
}

/** What planning needs, empty but for what is given; addresses are brought in order. */
export function planInput(mapping: Mapping, parts: Partial<PlanInput> = {}): PlanInput {
  const rules = mapping.rules.map((rule) => ({ rule, matches: compileGlob(rule.match) }));
  return {
    mapping,
    settings: settingsWith(),
    rules: keyRules(mapping),
    rulesFor: (address) =>
      rules.filter(({ matches }) => matches(pathAndQuery(address))).map(({ rule }) => rule),
    languageOf: (address) =>
      pathAndQuery(address).startsWith('/ru') ? 'ru' : mapping.defaultLanguage,
    pages: [],
    items: [],
    shared: [],
    portalAddress: () => null,
    imported: [],
    logged: [],
    keyElsewhere: () => undefined,
    newSorter: memorySorter,
    ...parts,
    addresses: [...(parts.addresses ?? [])].sort(
      (a, b) => compareKeys(a.key, b.key) || compareKeys(a.address, b.address),
    ),
  };
}

/** An address that was captured with status 200, unless said otherwise. */
export function known(
  mapping: Mapping,
  address: string,
  parts: Partial<KnownAddress> = {},
): KnownAddress {
  const key = urlKey(address, keyRules(mapping));
  const rule = 'in-scope';
  return {
    address,
    key,
    state: 'done',
    rule,
    reason: '',
    status: 200,
    location: null,
    asset: null,
    ...parts,
  };
}

/** A finished decision for all given spellings of one key. */
export function redirectRow(
  mapping: Mapping,
  spellings: readonly [string, ...string[]],
  parts: Partial<Redirect> = {},
): Redirect {
  return {
    agency: mapping.id,
    key: urlKey(spellings[0], keyRules(mapping)),
    spellings: [...spellings].sort(),
    moreSpellings: 0,
    decision: 'redirect',
    target: 'https://www.gov.kz/memleket/entities/sarkol?lang=kk',
    itemId: null,
    lang: null,
    provisional: false,
    source: 'item',
    reason: 'the page moved',
    ...parts,
  };
}

/** Redirects in the order in which they are stored and emitted. */
export function byKey(redirects: readonly Redirect[]): Redirect[] {
  return [...redirects].sort((a, b) => (a.key < b.key ? -1 : 1));
}
