/** A rule of robots.txt; `pattern` as written, normalised for matching. */
interface RobotsRule {
  allow: boolean;
  pattern: string;
  /** Line number, from 1, for findings. */
  line: number;
}

interface Group {
  agents: string[];
  rules: RobotsRule[];
  crawlDelay: number | null;
}

/** A parsed robots.txt (RFC 9309). */
export interface RobotsTxt {
  groups: Group[];
  /** Sitemap lines, raw, in order; they belong to no group. */
  sitemaps: string[];
}

/** What robots.txt says of one address. */
export interface RobotsVerdict {
  allowed: boolean;
  /** The rule that decided: `Disallow: /admin (line 4)`; empty when none matched. */
  rule: string;
}

/** Bytes of a robots.txt that are read, as RFC 9309 (2.5) asks for at least. */
export const robotsBytes = 500 * 1024;

/**
 * Parses robots.txt by RFC 9309. Lines that are neither user-agent, allow, disallow, crawl-delay nor
 * sitemap are passed over, and only allow and disallow end a run of user-agent lines (2.1: other
 * records may stand anywhere). Misspelt names and a missing colon are read as Google's parser reads them: who wrote
 * them meant to keep crawlers out.
 */
export function parseRobots(text: string): RobotsTxt {
  const robots: RobotsTxt = { groups: [], sitemaps: [] };
  let inAgents = false;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, raw] of lines.entries()) {
    const line = readLine(raw);
    if (line === undefined) continue;
    const { key, value } = line;
    if (key === 'sitemap') robots.sitemaps.push(value);
    else if (key === 'user-agent') {
      if (!inAgents) robots.groups.push({ agents: [], rules: [], crawlDelay: null });
      robots.groups.at(-1)?.agents.push(value.toLowerCase());
      inAgents = true;
    } else if (addToGroup(robots.groups.at(-1), key, value, index + 1)) inAgents = false;
  }
  return robots;
}

const spellings: Readonly<Record<string, string>> = {
  useragent: 'user-agent',
  'user agent': 'user-agent',
  dissallow: 'disallow',
  dissalow: 'disallow',
  disalow: 'disallow',
  diasllow: 'disallow',
  disallaw: 'disallow',
  'site-map': 'sitemap',
  crawldelay: 'crawl-delay',
};

/** Name (in lower case, spelt right) and value of a line; undefined when it has none. */
function readLine(raw: string): { key: string; value: string } | undefined {
  const text = raw.replace(/#.*/s, '');
  const match =
    /^\s*([a-z-]+(?: agent)?)\s*:(.*)$/i.exec(text) ?? /^\s*([a-z-]+)\s+(\S+)\s*$/i.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toLowerCase();
  return { key: spellings[name] ?? name, value: (match[2] ?? '').trim() };
}

/** Adds a line to the group it stands in; tells whether it ends the group's user-agent lines. */
function addToGroup(group: Group | undefined, key: string, value: string, line: number): boolean {
  if (group === undefined) return false;
  if (key === 'allow' || key === 'disallow') {
    if (value === '') return true;
    const allow = key === 'allow';
    const pattern = patternOf(value);
    group.rules.push({ allow, pattern, line });
    // Who allows the default document means the folder too (Google).
    const folder = /^(.*\/)index\.html?$/.exec(pattern)?.[1];
    if (allow && folder !== undefined) group.rules.push({ allow, pattern: `${folder}$`, line });
    return true;
  }
  const seconds = Number(value);
  if (key === 'crawl-delay' && Number.isFinite(seconds) && seconds >= 0) {
    group.crawlDelay = seconds;
  }
  return false;
}

/** The groups for a product token, merged (RFC 9309, 2.2.1): those that name it, else those of `*`. */
export function groupFor(
  robots: RobotsTxt,
  product: string,
): { rules: readonly RobotsRule[]; crawlDelay: number | null } {
  const token = productToken(product);
  const named = robots.groups.filter((group) =>
    group.agents.some((agent) => productToken(agent) === token),
  );
  const chosen =
    named.length > 0 ? named : robots.groups.filter((group) => group.agents.includes('*'));
  const delays = chosen.flatMap((group) => (group.crawlDelay === null ? [] : [group.crawlDelay]));
  return {
    rules: chosen.flatMap((group) => group.rules),
    crawlDelay: delays.length === 0 ? null : Math.max(...delays),
  };
}

/** Judges a path with query: the longest matching rule decides, allow wins a tie; /robots.txt is always allowed. */
export function robotsVerdict(rules: readonly RobotsRule[], pathAndQuery: string): RobotsVerdict {
  const path = normalise(pathAndQuery).replace(/[*$]/g, encoded);
  if (path === '/robots.txt') return { allowed: true, rule: '' };
  let best: RobotsRule | undefined;
  for (const rule of rules) {
    if (best !== undefined && !isStronger(rule, best)) continue;
    if (matches(rule.pattern, path)) best = rule;
  }
  if (best === undefined) return { allowed: true, rule: '' };
  const name = best.allow ? 'Allow' : 'Disallow';
  return { allowed: best.allow, rule: `${name}: ${best.pattern} (line ${best.line})` };
}

function isStronger(rule: RobotsRule, than: RobotsRule): boolean {
  const difference = rule.pattern.length - than.pattern.length;
  return difference > 0 || (difference === 0 && rule.allow && !than.allow);
}

function productToken(agent: string): string {
  return /^[a-z_-]+/i.exec(agent)?.[0]?.toLowerCase() ?? '';
}

/** A pattern as it is compared: `$` is special at its end only, and `%24`, `%2A` stand for the characters (2.2.3). */
function patternOf(value: string): string {
  return normalise(value).replace(/\$(?!$)/g, encoded);
}

function encoded(character: string): string {
  return hex(character.charCodeAt(0));
}

/** Percent-encoding in one form: octets beyond ASCII encoded, unreserved ones decoded (RFC 9309, 2.2.2). */
function normalise(path: string): string {
  return path
    .replace(/[^\x21-\x7e]/gu, (character) =>
      [...Buffer.from(character, 'utf8')].map((octet) => hex(octet)).join(''),
    )
    .replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => {
      const character = String.fromCharCode(Number.parseInt(digits, 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : `%${digits.toUpperCase()}`;
    });
}

function hex(octet: number): string {
  return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Matches a pattern with `*` and a final `$` against the start of a path, without backtracking. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = pieces[0] ?? '';
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = pieces.length - 1;
  for (const piece of pieces.slice(1, anchored ? last : undefined)) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  if (!anchored) return true;
  const tail = pieces[last] ?? '';
  if (last === 0) return path.length === first.length;
  return path.length - tail.length >= at && path.endsWith(tail);
}
