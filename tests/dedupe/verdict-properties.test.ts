import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SharedItem, SharedMember } from '../../src/model/item.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { agencyIds, pagesIdea, pagesOf } from './copying-agencies.ts';
import { type Deduped, deduped } from './deduped-workspace.ts';
import { MadeWorkspace } from './made-workspace.ts';

const sites = fc.tuple(pagesIdea, pagesIdea, pagesIdea, pagesIdea);
/** Which of the things that could be decided about is, and how the other agencies are afterwards. */
const choice = fc.record({ which: fc.nat(), later: fc.tuple(pagesIdea, pagesIdea) });

/** A workspace of made agencies in which people say things. */
class Spoken {
  readonly root = temporaryFolder();
  readonly made = new MadeWorkspace(this.root);

  constructor(ideas: typeof sites extends fc.Arbitrary<infer T> ? T : never) {
    for (const [at, id] of agencyIds.entries()) this.made.agency(id, pagesOf(id, ideas[at] ?? []));
  }

  async say(...words: string[]): Promise<void> {
    const who = ['--actor', 'Айгүл Сәрсенова', '--reason', 'екеуін де оқыдым'];
    const { code, stderr } = await runKosh([...words, ...who, '-w', this.root]);
    expect(code, stderr).toBe(0);
  }

  /** What stands after the verdict, and again after agencies that it does not name have other pages. */
  *afterwards(untouched: readonly string[], later: Parameters<typeof pagesOf>[1][]) {
    yield deduped(this.made);
    const others = agencyIds.filter((id) => !untouched.includes(id));
    for (const [at, id] of others.entries()) {
      this.made.agency(id, pagesOf(id, later[at % later.length] ?? []));
    }
    yield deduped(this.made);
  }
}

const address = ({ key }: { key: string }) => `http://${key}`;

/** Whether two pages stand in one shared item that is adopted, or in one item of their agency. */
function together({ items, shared }: Deduped, a: SharedMember, b: SharedMember): boolean {
  const adopted = shared.filter(({ decision }) => decision === 'adopt');
  const groups = [
    ...adopted.map(({ members }) => members),
    ...[...items.values()].flat().map(({ versions }) => versions),
  ];
  const holds = (group: (typeof groups)[number], page: SharedMember) =>
    group.some(
      ({ agency, lang, key, aliases }) =>
        agency === page.agency && lang === page.lang && [key, ...aliases].includes(page.key),
    );
  return groups.some((group) => holds(group, a) && holds(group, b));
}

function one<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

test('a shared item that a person refused is apart, and one that was adopted is adopted, in every later run', async () => {
  await fc.assert(
    fc.asyncProperty(sites, choice, fc.boolean(), async (ideas, { which, later }, refuses) => {
      const spoken = new Spoken(ideas);
      const item: SharedItem | undefined = one(deduped(spoken.made).shared, which);
      if (item === undefined) return;
      await spoken.say('shared', refuses ? 'refuse' : 'adopt', item.item.id);
      const agencies = item.members.map(({ agency }) => agency);
      for (const { shared } of spoken.afterwards(agencies, later)) {
        const now = shared.find(({ item: { id } }) => id === item.item.id);
        expect(now?.decision).toBe(refuses ? 'apart' : 'adopt');
      }
    }),
    { numRuns: 8 },
  );
});

test('a page that a person split off is nobody’s copy, in every later run', async () => {
  await fc.assert(
    fc.asyncProperty(sites, choice, async (ideas, { which, later }) => {
      const spoken = new Spoken(ideas);
      const item = one(deduped(spoken.made).shared, which);
      const page = item && one(item.members, which);
      if (item === undefined || page === undefined) return;
      await spoken.say('shared', 'split', item.item.id, address(page));
      for (const { shared } of spoken.afterwards([page.agency], later)) {
        const members = shared.flatMap((found) =>
          found.members.map((member) => ({ member, alone: found.members.length === 1 })),
        );
        const found = members.filter(
          ({ member: { agency, lang, key } }) =>
            agency === page.agency && lang === page.lang && key === page.key,
        );
        expect(found.filter(({ alone }) => !alone)).toEqual([]);
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
});

test('pages of two agencies that a person merged are one item, however unlike, in every later run', async () => {
  await fc.assert(
    fc.asyncProperty(sites, choice, async (ideas, { which, later }) => {
      const spoken = new Spoken(ideas);
      const { items } = deduped(spoken.made);
      const [a, b] = ['aqsu', 'sarkol'].map((agency) => {
        const own = items.get(agency)?.flatMap(({ versions }) => versions) ?? [];
        return one(
          own.filter(({ lang }) => lang === 'kk'),
          which,
        );
      });
      if (a === undefined || b === undefined) return;
      await spoken.say('shared', 'merge', address(a), address(b));
      for (const after of spoken.afterwards(['aqsu', 'sarkol'], later)) {
        expect(together(after, { ...a, similarity: 1 }, { ...b, similarity: 1 })).toBe(true);
      }
    }),
    { numRuns: 8 },
  );
});

test('language versions that a person paired or parted stay so in every later run', async () => {
  await fc.assert(
    fc.asyncProperty(sites, choice, fc.boolean(), async (ideas, { which, later }, pairs) => {
      const spoken = new Spoken(ideas);
      const before = deduped(spoken.made);
      const own = before.items.get('aqsu')?.flatMap(({ versions }) => versions) ?? [];
      const [kk, ru] = (['kk', 'ru'] as const).map((lang) =>
        one(
          own.filter((version) => version.lang === lang),
          which,
        ),
      );
      if (kk === undefined || ru === undefined) return;
      await spoken.say('pages', pairs ? 'pair' : 'unpair', address(kk), address(ru));
      for (const after of spoken.afterwards(['aqsu'], later)) {
        expect(together(after, { ...kk, similarity: 1 }, { ...ru, similarity: 1 })).toBe(pairs);
      }
    }),
    { numRuns: 8 },
  );
});
