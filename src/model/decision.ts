import { z } from 'zod';

/** What people decide about: url keys; the others are for verdicts on content. */
const subjectKinds = ['key', 'item', 'page', 'block', 'cluster'] as const;

/**
 * What a person says of a url key. `unresolved` takes back what was said before: nobody has decided, and detection and
 * mapping answer.
 */
export const keyVerdicts = ['redirect', 'archive', 'gone', 'unresolved'] as const;

export type KeyVerdict = (typeof keyVerdicts)[number];

/** How a decision came: one by one, or as a row of a table. */
const decisionOrigins = ['hand', 'import'] as const;

const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$/, 'no control characters');

/** Who decided: a name, not blank, on one line. */
export const actorSchema = z
  .string()
  .trim()
  .min(1, 'say who decides')
  .max(200)
  .regex(/^[^\x00-\x1f\x7f-\x9f]*$/, 'no control characters');

const shape = {
  subjectKind: z.enum(subjectKinds),
  subject: text(8192).min(1),
  decision: text(40).min(1),
  /** Absolute address of a redirect, or of an archived copy; else null. */
  target: text(2048).nullable(),
  reason: text(4000).trim(),
  actor: actorSchema,
  /** When: ISO 8601 in UTC with milliseconds, so that text order is time order. */
  at: z.iso.datetime({ precision: 3 }),
  /** What was decided in one go: a file, a revert, or one address. */
  batch: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,79}$/),
  source: z.enum(decisionOrigins),
  /** Where the row came from: `list.csv:12`, `revert of <batch>`; empty for decisions one by one. */
  origin: text(400).trim(),
  /** The address as it was given; keys are made from it again when their rules change. */
  address: text(8192),
  /** Hash of what the subject showed; null binds the decision to nothing. See design.md, Decisions by people. */
  seen: text(64).nullable(),
};

/** A decision before it has its identity. */
export const decisionDraftSchema = z.strictObject(shape);

/** One entry of decisions.db; `id` is a digest of all the rest. */
export const decisionSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  ...shape,
});

export type DecisionDraft = z.infer<typeof decisionDraftSchema>;
export type Decision = z.infer<typeof decisionSchema>;
