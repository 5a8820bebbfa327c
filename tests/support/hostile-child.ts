import { readFileSync } from 'node:fs';
import { mappingSchema } from '../../src/model/mapping.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { runCrawl } from '../../src/pipeline/crawl-stage.ts';
import { quick } from './crawl-lab.ts';

/**
 * A crawl with the usual limit of page sizes in a process of its own, whose memory can be told: `hostile-child.ts
 * <mapping.json> <folder>`. Prints JSON: how it ended, and the most memory it held.
 */
const [mappingFile = '', folder = ''] = process.argv.slice(2);
const summary = await runCrawl({
  mapping: mappingSchema.parse(JSON.parse(readFileSync(mappingFile, 'utf8'))),
  settings: settingsSchema.parse({
    limits: { requestSeconds: 5, freeDiskMiB: 0, documentBytes: 64 * 1024 * 1024 },
  }),
  siteFolder: folder,
  signal: new AbortController().signal,
  timing: quick,
  ratePerSecond: 2000,
});
// Not resourceUsage().maxRSS: that begins with what the parent held when it forked.
const status = readFileSync('/proc/self/status', 'utf8');
const peakMiB = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
process.stdout.write(JSON.stringify({ complete: summary.complete, peakMiB }));
