import { z } from 'zod';

/**
 * A date as far as it is known. `value` is `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or, with precision minute,
 * an ISO instant with the offset of the agency's time zone as in force then.
 */
export const knownDateSchema = z.object({
  value: z.string(),
  precision: z.enum(['year', 'month', 'day', 'minute']),
  /** Where it was read; `list` is a list page that shows a date beside the link. */
  source: z.enum(['mapping', 'meta', 'time', 'text', 'address', 'list']),
});

export type KnownDate = z.infer<typeof knownDateSchema>;
