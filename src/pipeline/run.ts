import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';
import { exitCodes, UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { countFindings } from '../store/findings.ts';
import { lookAtAgency, withSession } from './agency-session.ts';
import { type CrawlEvent, CrawlFleet, type CrawlWishes } from './crawl-fleet.ts';
import type { ExtractPool } from './extract-pool.ts';
import type { TableOptions } from './redirect-tables.ts';
import type { RedirectsSummary } from './redirects-stage.ts';
import type { AgencyOutcome, RunStage, StageReport } from './stage-report.ts';
import { bundleReport, crawlReport, dedupeReport, extractReport } from './stage-texts.ts';

/** A run over agencies. */
export interface RunContext {
  workspace: Workspace;
  /** The agencies to work on. */
  chosen: readonly Mapping[];
  /** Every faultless mapping of the workspace: dedupe and links look at all of them. */
  all: readonly Mapping[];
  stages: readonly RunStage[];
  /** Agencies crawled at the same time, which mostly wait, and worked on in the other stages. */
  parallel: { crawl: number; others: number };
  /** Go on with the other agencies when one fails. */
  keepGoing: boolean;
  crawl: CrawlWishes;
  /** How tables of servers are written; null leaves those on disk as they are. */
  tables: TableOptions | null;
  signal: AbortSignal;
  onProgress(text: string): void;
  onEvent(event: CrawlEvent): void;
  onStage(agency: string, report: StageReport): void;
}

/** What a run came to. */
export interface RunResult {
  agencies: AgencyOutcome[];
  /** The stage over all agencies and the shared bundle. */
  common: StageReport[];
}

/**
 * Runs stages in their order: crawl and extract agency by agency, side by side; dedupe over all; then
 * decisions of every agency before the first bundle, because bundles hold links between agencies.
 * A UserError of one agency ends the run unless `keepGoing`. A stage's code is loaded when the stage is wanted: a
 * crawl of weeks would carry the others' 40 MB along.
 */
export async function runAgencies(context: RunContext): Promise<RunResult> {
  const outcomes = new Map(context.chosen.map((mapping) => [mapping.id, newOutcome(mapping.id)]));
  const common: StageReport[] = [];
  const pool = wants(context, 'extract')
    ? (await import('./extract-pool.ts')).startExtractPool()
    : undefined;
  const crawls = new CrawlFleet({
    ...context,
    agencies: context.chosen.length,
    size: context.parallel.crawl,
    otherDatabases: wants(context, 'extract') ? context.parallel.others : 0,
    wishes: context.crawl,
  });
  const shared: Gathering = { pool, crawls, extracts: pLimit(context.parallel.others) };
  try {
    await eachAgency(context, outcomes, ['crawl', 'extract'], (mapping, note) =>
      gather(context, mapping, shared, note),
    );
    crawls.close();
    if (wants(context, 'dedupe')) {
      const { dedupeSteps } = await import('./dedupe-stage.ts');
      const report = dedupeReport(
        await inSteps(dedupeSteps(context.workspace, context.all), context),
      );
      common.push(report);
      context.onStage('', report);
    }
    await decideAddresses(context, outcomes);
    if (wants(context, 'redirects') && context.tables) {
      const { writeJointTables } = await import('./joint-tables.ts');
      await writeJointTables(context.workspace, context.all, context.tables);
    }
    await eachAgency(context, outcomes, ['bundle'], async (mapping, note) => {
      const { runBundle } = await import('./bundle-stage.ts');
      note(bundleReport(await runBundle(bundleContext(context), mapping)));
    });
    if (wants(context, 'bundle')) common.push(...(await sharedBundle(context)));
  } finally {
    crawls.close();
    await pool?.close();
  }
  for (const mapping of context.chosen)
    countInto(context.workspace, mapping, outcomes.get(mapping.id));
  return { agencies: [...outcomes.values()], common };
}

/** Takes steps to their end, with a break now and then in which progress is shown and an interruption is heard. */
async function inSteps<Result>(
  steps: Generator<string, Result>,
  { signal, onProgress }: Pick<RunContext, 'signal' | 'onProgress'>,
): Promise<Result> {
  try {
    let paused = performance.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      if (performance.now() - paused < 200) continue;
      onProgress(step.value);
      await setImmediate();
      signal.throwIfAborted();
      paused = performance.now();
    }
  } finally {
    // The end of the generator gives back leases and undoes what is half written.
    steps.return(undefined as never);
  }
}

type Note = (report: StageReport) => void;

function newOutcome(agency: string): AgencyOutcome {
  return { agency, stages: [], error: null, findings: { error: 0, warning: 0, info: 0 } };
}

function wants(context: RunContext, ...stages: RunStage[]): boolean {
  return stages.some((stage) => context.stages.includes(stage));
}

/** Runs a step for every agency that has not failed, some at the same time; a failure is kept with its agency. */
async function eachAgency(
  context: RunContext,
  outcomes: ReadonlyMap<string, AgencyOutcome>,
  stages: RunStage[],
  work: (mapping: Mapping, note: Note) => Promise<void>,
): Promise<void> {
  if (!wants(context, ...stages)) return;
  const { crawl, others } = context.parallel;
  const limit = pLimit(stages.includes('crawl') && wants(context, 'crawl') ? crawl : others);
  const failed: unknown[] = [];
  await Promise.all(
    context.chosen.map((mapping) =>
      limit(async () => {
        const outcome = outcomes.get(mapping.id);
        if (!outcome || outcome.error || (failed.length > 0 && !context.keepGoing)) return;
        try {
          context.signal.throwIfAborted();
          await work(mapping, (report) => {
            outcome.stages.push(report);
            context.onStage(mapping.id, report);
          });
        } catch (error) {
          if (error instanceof UserError && context.keepGoing) outcome.error = error;
          else failed.push(error);
        }
      }),
    ),
  );
  if (failed.length > 0) throw failed[0];
}

/** Decides the addresses of every agency, then, when all chains have an end, publishes them. */
async function decideAddresses(
  context: RunContext,
  outcomes: ReadonlyMap<string, AgencyOutcome>,
): Promise<void> {
  if (!wants(context, 'redirects')) return;
  const { startDecisions } = await import('./decision-pool.ts');
  const { workspace, all, tables, chosen, parallel } = context;
  const decisions = startDecisions({ workspace, all, tables }, chosen.length, parallel.others);
  try {
    const decided = new Map<string, RedirectsSummary>();
    await eachAgency(context, outcomes, ['redirects'], async (mapping) => {
      decided.set(mapping.id, await decisions.decide(mapping));
    });
    await eachAgency(context, outcomes, ['redirects'], async (mapping, note) => {
      const summary = decided.get(mapping.id);
      if (summary) note(await decisions.publish(mapping, summary));
    });
  } finally {
    await decisions.close();
  }
}

/** What the agencies that are crawled and extracted side by side share. */
interface Gathering {
  /** Undefined when nothing is extracted. */
  pool: ExtractPool | undefined;
  crawls: CrawlFleet;
  extracts: ReturnType<typeof pLimit>;
}

async function gather(
  context: RunContext,
  mapping: Mapping,
  { pool, crawls, extracts }: Gathering,
  note: Note,
): Promise<void> {
  const { workspace, signal, onProgress } = context;
  if (wants(context, 'crawl')) {
    const summary = await crawls.crawl(mapping);
    note(crawlReport(summary));
    signal.throwIfAborted();
    if (summary.pages === 0 && summary.findings.error > 0) {
      throw new UserError(
        `${mapping.id}: nothing could be fetched from ${mapping.hosts.map((one) => one.host).join(', ')}; see: kosh findings ${mapping.id}`,
        exitCodes.findings,
      );
    }
  }
  if (pool === undefined) return;
  const { runExtract } = await import('./extract-stage.ts');
  await extracts(() =>
    withSession(workspace, mapping, async (session) => {
      note(extractReport(await runExtract(session, { pool, signal, onProgress })));
    }),
  );
}

async function sharedBundle(context: RunContext): Promise<StageReport[]> {
  const { runSharedBundle } = await import('./bundle-stage.ts');
  const written = await runSharedBundle(bundleContext(context));
  if (!written) return [];
  const report = bundleReport(written);
  context.onStage('shared', report);
  return [report];
}

function bundleContext(context: RunContext) {
  return { workspace: context.workspace, mappings: context.all, signal: context.signal };
}

function countInto(
  workspace: Workspace,
  mapping: Mapping,
  outcome: AgencyOutcome | undefined,
): void {
  if (!outcome || outcome.error?.exitCode === exitCodes.inUse) return;
  const db = lookAtAgency(workspace, mapping.id);
  if (db === undefined) return;
  outcome.findings = countFindings(db);
  db.close();
}
