import type { Candidate } from './candidate.ts';
import { KeyAnswers } from './key-answers.ts';
import { KeyOffers } from './key-offers.ts';
import { OfferIntake } from './offer-intake.ts';
import { takeOffers } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { compareStrength } from './precedence.ts';

/** What the sources offer for one key of the agency, strongest first: the first is what planning goes by, it beats the others. */
export function offersForKey(key: string, input: PlanInput): Candidate[] {
  const group = new KeyOffers(key, true);
  const intake = new OfferIntake({
    rules: input.rules,
    allowedHosts: input.settings.portal.allowedHosts,
    keyElsewhere: input.keyElsewhere,
    sorter: {
      put: (one, record) => {
        if (one === key) group.addRecord(record);
      },
      sorted: () => [],
    },
    find: () => undefined,
  });
  takeOffers(intake, input);
  new KeyAnswers(intake, input).complete(group, [...input.addresses]);
  return group.beaten.sort(compareStrength);
}
