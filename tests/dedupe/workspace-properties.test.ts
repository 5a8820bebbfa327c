import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { agencyIds, pagesIdea, pagesOf } from './copying-agencies.ts';
import { type Deduped, deduped } from './deduped-workspace.ts';
import { type ExtractedPage, MadeWorkspace } from './made-workspace.ts';

/** Items and shared items without what the last run's choice decides: which copy stands for all, and why. */
function grouping({ items, shared }: Deduped) {
  return {
    items: [...items].map(([agency, all]) => [
      agency,
      [...all].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ]),
    shared: shared
      .map(({ item, decision, members }) => ({
        id: item.id,
        decision,
        members: members
          .map(({ agency, lang, key, aliases }) => `${agency} ${lang} ${key} ${aliases}`)
          .sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** The same agencies and registry in a workspace where dedupe never ran. */
function afresh(
  made: MadeWorkspace,
  agencies: ReadonlyMap<string, readonly ExtractedPage[]>,
): Deduped {
  const root = temporaryFolder();
  const fresh = new MadeWorkspace(root);
  for (const [id, pages] of agencies) fresh.agency(id, pages);
  mkdirSync(join(root, 'data'), { recursive: true });
  copyFileSync(join(made.workspace.dataFolder, 'ids.ndjson'), join(root, 'data', 'ids.ndjson'));
  return deduped(fresh);
}

const sites = fc.tuple(pagesIdea, pagesIdea, pagesIdea, pagesIdea);

test('what is stored does not depend on the order of mappings, agencies and pages', () => {
  fc.assert(
    fc.property(sites, (ideas) => {
      const straight = new MadeWorkspace(temporaryFolder());
      const turned = new MadeWorkspace(temporaryFolder());
      for (const [at, id] of agencyIds.entries()) straight.agency(id, pagesOf(id, ideas[at] ?? []));
      for (const [at, id] of [...agencyIds.entries()].reverse()) {
        turned.agency(id, pagesOf(id, ideas[at] ?? []).reverse());
      }
      const { items, shared, findings } = deduped(straight);
      const other = deduped(turned);
      expect([...other.items]).toEqual([...items]);
      expect(other.shared).toEqual(shared);
      expect([...other.findings]).toEqual([...findings]);
    }),
    { numRuns: 8 },
  );
});

test('a second run changes nothing, and says so', () => {
  fc.assert(
    fc.property(sites, (ideas) => {
      const made = new MadeWorkspace(temporaryFolder());
      for (const [at, id] of agencyIds.entries()) made.agency(id, pagesOf(id, ideas[at] ?? []));
      const first = deduped(made);
      const second = deduped(made);
      expect(first.changed).toBe(true);
      expect(second).toEqual({ ...first, changed: false });
      // A run over part of the agencies and then over all again ends where it began.
      deduped(made, agencyIds.slice(0, 2));
      expect(grouping(deduped(made))).toEqual(grouping(first));
    }),
    { numRuns: 6 },
  );
});

/** What happens to a workspace between two runs: an agency comes or its pages are others, or it goes. */
const step = fc.record({
  agency: fc.constantFrom(...agencyIds),
  pages: fc.option(pagesIdea, { nil: null, freq: 4 }),
});

test('agency after agency, changed and taken out, gives what a run over all of them gives', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 6 }), (steps) => {
      const made = new MadeWorkspace(temporaryFolder());
      const agencies = new Map<string, ExtractedPage[]>();
      let last: Deduped | undefined;
      for (const { agency, pages } of steps) {
        if (pages === null) {
          agencies.delete(agency);
          made.remove(agency);
        } else {
          agencies.set(agency, pagesOf(agency, pages));
          made.agency(agency, pagesOf(agency, pages));
        }
        last = deduped(made);
      }
      if (last !== undefined) expect(grouping(last)).toEqual(grouping(afresh(made, agencies)));
    }),
    { numRuns: 12 },
  );
});
