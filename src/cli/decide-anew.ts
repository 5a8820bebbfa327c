import { readMappings, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { CliContext } from './context.ts';

/** Decides the addresses of an agency from what is known now, without writing tables. Throws what made it fail. */
export async function decideAnew(
  workspace: Workspace,
  mapping: Mapping,
  context: CliContext,
): Promise<void> {
  const none = () => undefined;
  // With all stages comes the crawl, which few commands that decide something want.
  const { runAgencies } = await import('../pipeline/run.ts');
  const { agencies } = await runAgencies({
    workspace,
    chosen: [mapping],
    all: readMappings(workspace).flatMap((file) => (file.value ? [file.value] : [])),
    stages: ['redirects'],
    parallel: { crawl: 1, others: 1 },
    keepGoing: false,
    crawl: { recrawl: false, retryFailed: false, anyHour: false },
    tables: null,
    signal: context.signal,
    onProgress: none,
    onEvent: none,
    onStage: none,
  });
  const failed = agencies.find(({ error }) => error !== null);
  if (failed?.error) throw failed.error;
}
