import { signatureLength } from '../text/shingles.ts';
import type { CopyGroup, ItemDraft, SettledPage } from './dedupe-page.ts';
import { sharedKinds } from './find-clusters.ts';

const noNumbers = new Uint32Array(0);
const noSignature = new Uint32Array(signatureLength).fill(0xffffffff);

/**
 * The items of one agency without what only work inside the agency needs, so that all agencies fit into memory:
 * signatures stay with the chosen pages that may be shared, packed into one buffer.
 */
export function slimDrafts(drafts: readonly ItemDraft[]): ItemDraft[] {
  const kept = drafts.flatMap(({ versions }) => versions).filter(isCandidate).length;
  const buffer = new Uint32Array(kept * signatureLength);
  let used = 0;
  const signatureFor = (group: CopyGroup): Uint32Array => {
    if (!isCandidate(group)) return noSignature;
    const place = buffer.subarray(used, used + signatureLength);
    used += signatureLength;
    place.set(group.chosen.signature);
    return place;
  };
  return drafts.map(({ agency, versions, pairing }) => ({
    agency,
    pairing,
    versions: versions.map((group) => {
      const chosen = slimPage(group.chosen, signatureFor(group));
      const others = group.pages.slice(1).map((page) => slimPage(page, noSignature));
      return { chosen, aliases: group.aliases, pages: [chosen, ...others] };
    }),
  }));
}

function isCandidate({ chosen }: CopyGroup): boolean {
  return sharedKinds.includes(chosen.kind);
}

function slimPage(page: SettledPage, signature: Uint32Array): SettledPage {
  return {
    ...page,
    signature,
    numbers: noNumbers,
    alternates: [],
    canonical: null,
    assets: [],
    section: [],
    template: '',
  };
}
