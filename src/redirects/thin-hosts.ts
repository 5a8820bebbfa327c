import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Candidate } from './candidate.ts';
import { sameContent } from './content-offers.ts';

/** Pages that a host must have for a suggestion, and the share of them that must be thin or copies. */
const fewestPages = 20;
const thinShare = 0.8;

/** Counts, host by host, pages with content of their own and pages that are copies or gave nothing. */
export class ThinHosts {
  readonly #counts = new Map<string, { own: number; thin: number }>();

  /** Takes the strongest offer for a key. */
  add(key: string, best: Candidate): void {
    const isThin = best.wantsTarget || (best.source === 'alias' && best.reason === sameContent);
    const isOwn = best.lang !== null && (best.source === 'item' || best.source === 'shared');
    if (!isThin && !isOwn) return;
    const host = key.slice(0, key.indexOf('/'));
    const count = this.#counts.get(host) ?? { own: 0, thin: 0 };
    count[isThin ? 'thin' : 'own']++;
    this.#counts.set(host, count);
  }

  /** Hosts without a host-wide answer that one may serve as well. */
  findings({ hosts }: Pick<Mapping, 'hosts'>): Finding[] {
    return hosts.flatMap(({ host, hostWide }) => {
      const { own, thin } = this.#counts.get(host) ?? { own: 0, thin: 0 };
      const pages = own + thin;
      if (hostWide !== undefined || pages < fewestPages || thin < thinShare * pages) return [];
      const detail = `${thin} of ${pages} pages gave nothing of their own`;
      return [finding('redirects', 'host-wide-suggested', { subject: host }, detail)];
    });
  }
}
