import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import { HitsReading } from '../../src/pipeline/hits-stage.ts';
import { openLogFile } from '../../src/pipeline/log-source.ts';

/**
 * Counts a log in a process of its own, to be killed, in small batches: `hits-child.ts <workspace> <log> [octets of a chunk]`.
 * With chunks it counts in threads.
 */
const [folder = '', log = '', chunk] = process.argv.slice(2);
const workspace = openWorkspace(folder);
const reading = new HitsReading({
  workspace,
  mappings: readMappings(workspace).flatMap((file) => file.value ?? []),
  format: 'auto',
  host: '',
  again: false,
  batch: 500,
  ...(chunk && { threads: { most: 3, fewestBytes: 1, chunkBytes: Number(chunk) } }),
  onProgress: () => process.stdout.write('.'),
});
const source = await openLogFile(log);
await reading.read(source, true, new AbortController().signal);
await source.close();
reading.close();
