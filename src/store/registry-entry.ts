import { z } from 'zod';
import { UserError } from '../errors.ts';

const entrySchema = z.strictObject({
  id: z.uuid(),
  agency: z.string(),
  anchor: z.string(),
  keys: z.array(z.string()).optional(),
  same_as: z.uuid().optional(),
});

/** An id once given: see `ids.ndjson`. `keys` are further keys of the item, sorted; `sameAs` the item it was merged into. */
export interface IdEntry {
  id: string;
  agency: string;
  anchor: string;
  keys: string[];
  sameAs: string | null;
}

/** Reads a line of the registry; a bad one is a UserError that names its place, `file:line`. */
export function parseEntry(line: string, place: string): IdEntry {
  try {
    const { same_as: sameAs = null, keys = [], ...rest } = entrySchema.parse(JSON.parse(line));
    return { ...rest, keys, sameAs };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UserError(
      `${place} is no entry of the id registry: ${why}. ` +
        'Restore the file from a backup; ids that are lost change the addresses on the portal.',
    );
  }
}

/** An entry as its line of the registry, with the line feed. */
export function lineOfEntry({ id, agency, anchor, keys, sameAs }: IdEntry): string {
  const line = {
    id,
    agency,
    anchor,
    ...(keys.length > 0 && { keys }),
    ...(sameAs !== null && { same_as: sameAs }),
  };
  return `${JSON.stringify(line)}\n`;
}
