import { z } from 'zod';
import { findingCodes, severities } from './finding-codes.ts';

export const stages = ['crawl', 'extract', 'dedupe', 'bundle', 'redirects', 'check'] as const;

export type FindingCode = keyof typeof findingCodes;

const codes = Object.keys(findingCodes) as [FindingCode, ...FindingCode[]];

/** Something a person should know. `subject` names what it is about when that is not the address (a host, a template, an item id). */
export const findingSchema = z.object({
  stage: z.enum(stages),
  code: z.enum(codes),
  severity: z.enum(severities),
  address: z.string(),
  subject: z.string(),
  detail: z.string(),
});

export type Stage = (typeof stages)[number];
export type Finding = z.infer<typeof findingSchema>;

/** Makes a finding with the severity its code has. */
export function finding(
  stage: Stage,
  code: FindingCode,
  where: { address?: string; subject?: string },
  detail: string,
): Finding {
  return {
    stage,
    code,
    severity: findingCodes[code].severity,
    address: where.address ?? '',
    subject: where.subject ?? '',
    detail,
  };
}
