import { loggedReason } from '../model/hit.ts';
import { candidate } from './candidate.ts';
import type { OfferIntake } from './offer-intake.ts';

/** Of what nobody has decided, the word of a person comes first. */
const weakest = 1_000_000_000;

/** Offers that an address is known at all, since people asked for it; all else that knows it is stronger. */
export function offerLogged(
  intake: OfferIntake,
  { key, address }: { key: string; address: string },
): void {
  if (!intake.isOurs(key)) return;
  intake.addSpelling(key, address);
  const said = { decision: 'unresolved', source: 'log', reason: loggedReason } as const;
  intake.offer(key, candidate({ ...said, line: weakest }));
}
