import { z } from 'zod';
import { bundleFormat, bundleLineSchemas, bundleManifestSchema } from '../model/bundle.ts';

/** JSON Schema files of a bundle, by path in the bag: one per NDJSON file and one for bundle.json, sorted. */
export function schemaFiles(): { path: string; text: string }[] {
  const schemas: [data: string, schema: z.ZodType][] = [
    ['data/bundle.json', bundleManifestSchema],
    ...Object.entries(bundleLineSchemas),
  ];
  return schemas
    .map(([data, schema]) => {
      const path = schemaPath(data);
      const name = path.slice('schema/'.length, -'.schema.json'.length);
      const json = {
        $id: `urn:kosh:bundle:${bundleFormat}:${name}`,
        title: data.endsWith('.ndjson') ? `A line of ${data}` : data,
        ...z.toJSONSchema(schema, { target: 'draft-2020-12' }),
      };
      return { path, text: `${JSON.stringify(json, undefined, 2)}\n` };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Path of the schema of a data file: `data/items.ndjson` → `schema/items.schema.json`. */
function schemaPath(data: string): string {
  return `schema/${data.replace(/^data\//, '').replace(/\.(?:ndjson|json)$/, '')}.schema.json`;
}
