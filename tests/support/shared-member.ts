import type { CatalogueMember, SharedItem } from '../../src/model/item.ts';

/** A member of a shared item of which only what a test is about is said: a Kazakh page equal to the chosen copy. */
export function sharedMember(
  said: Pick<CatalogueMember, 'agency' | 'key'> & Partial<CatalogueMember>,
): CatalogueMember {
  return {
    lang: 'kk',
    aliases: [],
    similarity: 1,
    address: `http://${said.key}`,
    title: 'Ортақ бет',
    published: null,
    role: 'copy',
    roleConfidence: 1,
    roleReason: '',
    diff: { common: 1, added: 0, removed: 0, changes: [], more: 0, whole: true },
    ...said,
  };
}

/** What the catalogue tells of a shared item of which nothing is known. */
export const untoldStory: Pick<
  SharedItem,
  'titles' | 'copies' | 'since' | 'common' | 'decidedBy' | 'known'
> = { titles: {}, copies: [], since: null, common: 1, decidedBy: 'detection', known: null };
