import { z } from 'zod';
import { findingSchema } from '../model/finding.ts';
import { itemSchema, sharedItemSchema } from '../model/item.ts';
import { knownSharedSchema } from '../model/known-shared.ts';
import { mappingSchema } from '../model/mapping.ts';
import { pageSchema } from '../model/page.ts';
import { redirectSchema } from '../model/redirect.ts';
import { settingsSchema } from '../model/settings.ts';

const schemas = {
  mapping: mappingSchema,
  settings: settingsSchema,
  page: pageSchema,
  item: itemSchema,
  'shared-item': sharedItemSchema,
  'known-shared': knownSharedSchema,
  redirect: redirectSchema,
  finding: findingSchema,
};

export type SchemaName = keyof typeof schemas;

/** Names that `kosh schema` knows. */
export const schemaNames = Object.keys(schemas) as SchemaName[];

/** What a person writes. */
const written: ReadonlySet<SchemaName> = new Set(['mapping', 'settings', 'known-shared']);

/** JSON Schema 2020-12 of what a person writes (mapping, settings, known-shared) or kosh writes (the others). */
export function jsonSchemaOf(name: SchemaName): unknown {
  return z.toJSONSchema(schemas[name], {
    io: written.has(name) ? 'input' : 'output',
  });
}
