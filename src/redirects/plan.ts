import { UserError } from '../errors.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import { offerHandPatterns, offerHandRows, offerHostWide, offerImportedRows } from './by-hand.ts';
import { collisionFindings } from './collisions.ts';
import { offerAsset, offerItem, offerPage, offerShared } from './content-offers.ts';
import { offerCrawled } from './crawled.ts';
import { type Folded, foldChains } from './fold.ts';
import { OfferTable } from './offer-table.ts';
import type { PlanInput } from './plan-input.ts';
import { homeTarget } from './portal-target.ts';
import { compareText } from './precedence.ts';
import { checkForm, checkTarget } from './target.ts';

/** Spellings kept with a decision; the others are counted. */
const mostSpellings = 50;

/** Decisions sorted by key, one for every known key; findings sorted; addresses of other sites, which get none. */
export interface RedirectPlan {
  redirects: Redirect[];
  findings: Finding[];
  foreign: number;
}

/**
 * Decides every known key of one agency. Pure, and independent of the order of its inputs. Throws a
 * UserError when the portal itself is not an allowed target, since then no target could be.
 */
export function planRedirects(input: PlanInput): RedirectPlan {
  const { mapping, settings, rules } = input;
  const { allowedHosts } = settings.portal;
  requireUsableSettings(input);
  const table = new OfferTable(rules, allowedHosts);
  for (const known of input.addresses) offerCrawled(table, known);
  for (const page of input.pages) offerPage(table, input, page);
  for (const item of input.items) offerItem(table, input, item);
  for (const shared of input.shared) offerShared(table, input, shared);
  for (const asset of input.assets) offerAsset(table, input, asset);
  offerImportedRows(table, input.imported, mapping);
  offerHandRows(table, mapping);
  offerHandPatterns(table, mapping, rules);
  offerHostWide(table, mapping, allowedHosts);

  const { folded, loops } = foldChains(table.offers);
  const redirects = [...folded.keys()]
    .sort(compareText)
    .flatMap((key) => rowOf(key, table, folded, input) ?? []);
  const findings = [
    ...table.findings,
    ...loops.map(loopFinding),
    ...redirects.flatMap((row) => missingTarget(row, table) ?? []),
    ...collisionFindings(redirects),
  ];
  return { redirects, findings: findings.sort(compareFindings), foreign: table.foreign.size };
}

function requireUsableSettings(input: PlanInput): void {
  requireArchiveTemplate(input.settings.archiveTemplate);
  const { target } = homeTarget({ ...input, portalAddress: () => null }, 'kk');
  const { fault } = checkTarget(target, input.settings.portal.allowedHosts);
  if (fault === undefined) return;
  throw new UserError(
    `kosh.yaml: no redirect may lead to the portal's own home ${target}: ${fault}. Correct portal.base, portal.home or portal.allowedHosts.`,
  );
}

function requireArchiveTemplate(template: string | undefined): void {
  if (template === undefined) return;
  const { fault } = checkForm(archiveLink(template, 'http://old.example/'));
  if (fault === undefined) return;
  throw new UserError(`kosh.yaml: archiveTemplate ${template} ${fault}. Correct it.`);
}

function archiveLink(template: string, address: string): string {
  return template.replaceAll('{address}', () => address);
}

function rowOf(
  key: string,
  table: OfferTable,
  folded: ReadonlyMap<string, Folded>,
  input: PlanInput,
): Redirect | undefined {
  const end = folded.get(key);
  const best = table.offers.get(key)?.best;
  if (!end || !best) return undefined;
  const followed = end.by !== key || end.loop;
  const settled = end.settled;
  const spellings = [...(table.spellings.get(key) ?? [])].sort(compareText);
  const lost = end.loop || settled.follow !== null;
  const decision = lost ? 'unresolved' : settled.decision;
  const own = followed ? best : settled;
  return {
    agency: input.mapping.id,
    key,
    spellings: spellings.slice(0, mostSpellings),
    moreSpellings: Math.max(0, spellings.length - mostSpellings),
    decision,
    target: targetOf(decision, settled.target, spellings[0] ?? `http://${key}`, input),
    itemId: lost ? null : settled.itemId,
    lang: lost ? null : settled.lang,
    provisional: !lost && settled.provisional,
    source: own.source,
    reason: followed ? followedReason(own.reason, end) : own.reason,
  };
}

function followedReason(reason: string, end: Folded): string {
  if (end.loop) return `${reason}: it leads in a circle`;
  const { settled, by } = end;
  if (settled.follow !== null) return `${reason}: ${by}, which is not known`;
  return settled.decision === 'unresolved'
    ? `${reason}: ${by}, which has no target (${settled.reason})`
    : `${reason}: ${by}`;
}

/** An archive link is made of the raw address, since archives know no keys, unless a person named the copy. */
function targetOf(
  decision: Redirect['decision'],
  target: string | null,
  spelling: string,
  input: PlanInput,
): string | null {
  if (decision !== 'archive' || target !== null) return target;
  const template = input.settings.archiveTemplate;
  if (template === undefined) return null;
  return checkForm(archiveLink(template, spelling)).target ?? null;
}

function loopFinding(loop: readonly string[]): Finding {
  const subject = loop[0] ?? '';
  const detail = [...loop.slice(0, 10), loop.length > 10 ? '...' : subject].join(' -> ');
  return finding('redirects', 'redirect-loop', { subject }, detail);
}

/** Says so when a person's row leads nowhere, or a page that answered has no place on the portal. */
function missingTarget(row: Redirect, table: OfferTable): Finding | undefined {
  if (row.decision !== 'unresolved') return undefined;
  const best = table.offers.get(row.key)?.best;
  const byPerson = row.source === 'hand' || row.source === 'import';
  const wanted = byPerson || best?.wantsTarget === true;
  if (!wanted) return undefined;
  const address = row.spellings[0] ?? '';
  return finding('redirects', 'target-missing', { address, subject: row.key }, row.reason);
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.code, b.code) ||
    compareText(a.subject, b.subject) ||
    compareText(a.detail, b.detail)
  );
}
