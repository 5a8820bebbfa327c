import type { Mapping } from '../model/mapping.ts';
import type { LanguageFact, SiteFacts } from '../model/site-facts.ts';
import { type EntityGuess, likelyEntities } from './entity-likeness.ts';
import { flowScalar, idOfHost, yamlComment, yamlScalar } from './yaml-scalar.ts';

/** What a draft is made with beside the facts. */
export interface DraftOptions {
  /** Id of the agency; made of the host when not given. */
  id: string | undefined;
  codes: readonly string[];
  connectTo: Readonly<Record<string, string>>;
}

/** A drafted mapping. */
export interface Draft {
  id: string;
  /** YAML, each line with its reason. */
  yaml: string;
  entities: EntityGuess[];
}

/** Score under which a likeness is a guess. */
const likely = 0.75;

/**
 * Drafts a mapping. What was measured stands in it; what was only supposed stands as a comment, so that the
 * draft loses no page of the site: a parameter is ignored only when two pages were the same with and without.
 */
export function draftMapping(facts: SiteFacts, options: DraftOptions): Draft {
  const id = options.id ?? idOfHost(facts.host);
  const names = Object.values(facts.names).map((one) => one.value);
  const entities = likelyEntities(facts.host, names, options.codes);
  const lines = [
    `# Drafted by kosh agencies probe ${facts.asked} from ${facts.pages} pages. Check every line.`,
    line(`id: ${id}`, options.id ? 'as given' : 'from the host name; permanent, so choose it now'),
    ...entityLines(entities),
    ...nameLines(facts),
    line(`kind: ${kindOf(names)}`, 'by the words of its name'),
    ...hostLines(facts, options.connectTo),
    line(
      'timeZone: Asia/Almaty',
      'one for the whole country since 1 March 2024; older dates of western regions are an hour earlier',
    ),
    ...languageLines(facts),
    ...parameterLines(facts),
    ...caseLines(facts),
    ...charsetLines(facts),
    facts.cms
      ? line(`cms: ${facts.cms.value}`, facts.cms.reason)
      : '# cms: no known system shows signs on half of the pages',
    ...crawlLines(facts),
    ...facts.notes.map(yamlComment),
  ];
  return { id, yaml: `${lines.join('\n')}\n`, entities };
}

/** A line and why it is there; a comment of many lines or odd characters is one plain line. */
function line(text: string, reason: string): string {
  return `${text}  ${yamlComment(reason)}`;
}

function entityLines(entities: readonly EntityGuess[]): string[] {
  const [best, ...others] = entities;
  if (best === undefined)
    return [
      '# entity: no code is like the host or the names; look it up on the portal',
      'entity: unknown',
    ];
  const score = `likeness ${best.score.toFixed(2)} by ${best.matched.join(', ') || 'the host'}`;
  const rest = others.map((one) => `${one.code} ${one.score.toFixed(2)}`).join(', ');
  return [
    line(
      `entity: ${best.code}`,
      best.score >= likely ? score : `GUESS, ${score}; look it up on the portal`,
    ),
    ...(rest === '' ? [] : [`# entity, next: ${rest}`]),
  ];
}

function nameLines(facts: SiteFacts): string[] {
  const { kk, ru, en } = facts.names;
  const fallback = kk ?? ru ?? en;
  const nameLine = (lang: string, told: typeof kk) =>
    told
      ? line(`  ${lang}: ${yamlScalar(told.value)}`, told.reason)
      : line(
          `  ${lang}: ${yamlScalar(fallback?.value ?? facts.host)}`,
          'NOT FOUND on the pages read: translate',
        );
  return ['names:', nameLine('kk', kk), nameLine('ru', ru), ...(en ? [nameLine('en', en)] : [])];
}

const kinds: readonly [Mapping['kind'], RegExp][] = [
  ['akimat', /әкім|аким|akim/i],
  ['ministry', /министрліг|министерств|ministry/i],
  ['committee', /комитет|committee/i],
  ['department', /департамент|управлени|басқарма|отдел\b|бөлім|department/i],
];

function kindOf(names: readonly string[]): Mapping['kind'] {
  return kinds.find(([, pattern]) => names.some((name) => pattern.test(name)))?.[0] ?? 'other';
}

function hostLines(facts: SiteFacts, connectTo: Readonly<Record<string, string>>): string[] {
  const reasons = facts.aliases.map((one) => `${one.value} ${one.reason}`).join('; ');
  const aliases = facts.aliases.map((one) => one.value);
  const hosts = [
    'hosts:',
    line(`  - host: ${facts.host}`, `answers on ${facts.origin}`),
    ...(aliases.length > 0 ? [line(`    aliases: [${aliases.join(', ')}]`, reasons)] : []),
  ];
  const connections = Object.entries(connectTo);
  const isSecure = facts.origin.startsWith('https:');
  return [
    ...hosts,
    ...(connections.length > 0 ? ['connectTo:  # as given to probe'] : []),
    ...connections.map(([host, place]) => `  ${yamlScalar(host)}: ${yamlScalar(place)}`),
    ...(isSecure
      ? [line(`seeds: [${yamlScalar(`${facts.origin}/`)}]`, 'http is silent or redirects there')]
      : []),
  ];
}

function languageLines(facts: SiteFacts): string[] {
  const { languages, defaultLanguage } = facts;
  const rules = languages.map((one) =>
    line(`  - { lang: ${one.lang}, ${markOf(one)} }`, one.reason),
  );
  return [
    ...(rules.length > 0
      ? ['languages:', ...rules]
      : ['# languages: no mark of a language in addresses']),
    ...(defaultLanguage
      ? [line(`defaultLanguage: ${defaultLanguage.value}`, defaultLanguage.reason)]
      : ['# defaultLanguage: pages without a mark are in several languages, or there are none']),
  ];
}

function markOf({ mark }: LanguageFact): string {
  if (mark.by === 'path') return `path: ${yamlScalar(mark.glob)}`;
  const { name, value } = mark.by === 'parameter' ? mark : mark.cookie;
  return `${mark.by}: { name: ${flowScalar(name)}, value: ${flowScalar(value)} }`;
}

function parameterLines(facts: SiteFacts): string[] {
  const noise = facts.parameters.filter((one) => one.verdict === 'noise');
  const kept = facts.parameters.filter((one) => one.verdict === 'significant');
  const untested = facts.parameters.filter((one) => one.verdict === 'untested');
  const names = (list: typeof noise) => list.map((one) => flowScalar(one.name)).join(', ');
  const lines = noise.length > 0 ? [`ignoredParameters: [${names(noise)}]`] : [];
  lines.push(...noise.map((one) => yamlComment(`  ${one.name}: ${one.reason}`)));
  if (kept.length > 0) {
    lines.push(
      yamlComment(
        `significantParameters: [${names(kept)}]: not set, so that parameters not met yet count too`,
      ),
    );
    lines.push(...kept.map((one) => yamlComment(`  ${one.name}: ${one.reason}`)));
  }
  if (untested.length > 0) lines.push(yamlComment(`not tried, kept in keys: ${names(untested)}`));
  return lines;
}

function caseLines(facts: SiteFacts): string[] {
  if (facts.caseInsensitive === null) return [];
  const { value, reason } = facts.caseInsensitive;
  return value
    ? [line('caseInsensitive: true', reason)]
    : [yamlComment(`caseInsensitive: false: ${reason}`)];
}

function charsetLines(facts: SiteFacts): string[] {
  const { charset } = facts;
  if (charset === null || charset.value.startsWith('utf')) {
    return charset ? [yamlComment(`charset ${charset.value}: ${charset.reason}`)] : [];
  }
  return [line(`queryCharset: ${charset.value}`, `the charset of ${charset.reason}`)];
}

function crawlLines(facts: SiteFacts): string[] {
  const { estimate, crawlDelay, sitemap } = facts;
  const { pages, hours, bytes, files } = estimate;
  const megabytes = Math.max(1, Math.round(bytes / 1024 ** 2));
  return [
    ...(crawlDelay === null
      ? []
      : [yamlComment(`robots.txt asks for ${crawlDelay} s between requests, which is kept`)]),
    yamlComment(sitemap === null ? 'sitemap: none' : `sitemap: ${sitemap.reason}`),
    yamlComment(
      `about ${pages.likely} pages (${pages.low} to ${pages.high}) and ${files} files, ${hoursText(hours.likely)} (at most ${hoursText(hours.high)}), ${megabytes} MiB of pages; by ${estimate.basis}: ${estimate.reason}`,
    ),
  ];
}

/** Hours for people: minutes when there are few. */
export function hoursText(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
}
