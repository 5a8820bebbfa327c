import { readFileSync } from 'node:fs';
import { mappingSchema } from '../../src/model/mapping.ts';
import { runCrawl } from '../../src/pipeline/crawl-stage.ts';
import { labSettings, quick } from './crawl-lab.ts';

/** A crawl in a process of its own, to be killed: `crawl-child.ts <mapping.json> <folder>`. Exits with 0 when complete. */
const [mappingFile = '', folder = ''] = process.argv.slice(2);
const mapping = mappingSchema.parse(JSON.parse(readFileSync(mappingFile, 'utf8')));
process.stdout.write('start\n');
const summary = await runCrawl({
  mapping,
  settings: labSettings(),
  siteFolder: folder,
  signal: new AbortController().signal,
  timing: quick,
  ratePerSecond: Math.max(300, mapping.crawl.ratePerSecond),
});
process.exitCode = summary.complete ? 0 : 3;
