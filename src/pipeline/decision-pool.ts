import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { type ExitCode, UserError } from '../errors.ts';
import type { Mapping } from '../model/mapping.ts';
import { type DecisionContext, decideAgency, publishAgency } from './agency-decisions.ts';
import type { RedirectsSummary } from './redirects-stage.ts';
import type { StageReport } from './stage-report.ts';
import { workerFile } from './worker-file.ts';

/** Decides and publishes agencies, several at the same time where there are many. */
export interface Decisions {
  decide(mapping: Mapping): Promise<RedirectsSummary>;
  publish(mapping: Mapping, summary: RedirectsSummary): Promise<StageReport>;
  close(): Promise<void>;
}

/** What a worker tells: a result, or what the user has to mend. */
export type Told<Result> =
  | { result: Result; fault?: undefined }
  | { fault: { message: string; exitCode: ExitCode } };

/** Fewer agencies are decided before threads have started (a third of a second each). */
const fewestAgencies = 8;
/** Most threads: each holds up to 150 MiB. */
const mostThreads = 8;

/** Decides `agencies` agencies, at most `atOnce` at the same time, in this thread, or in a thread a core when they are many. */
export function startDecisions(
  context: DecisionContext,
  agencies: number,
  atOnce: number,
): Decisions {
  const threads = Math.min(mostThreads, atOnce, availableParallelism());
  if (agencies < fewestAgencies || threads < 2) return inThisThread(context);
  const pool = new Piscina<unknown, Told<RedirectsSummary> | Told<StageReport>>({
    filename: workerFile('decision-worker'),
    minThreads: threads,
    maxThreads: threads,
    // What this process was started with (a loader of TypeScript, a profiler) is not the workers'.
    execArgv: [],
    workerData: context,
  });
  const run = async <Result>(name: string, task: unknown): Promise<Result> => {
    const told = (await pool.run(task, { name })) as Told<Result>;
    if (told.fault === undefined) return told.result;
    throw new UserError(told.fault.message, told.fault.exitCode);
  };
  return {
    decide: ({ id: agency }) => run('decide', { agency }),
    publish: ({ id: agency }, summary) => run('publish', { agency, summary }),
    close: () => pool.close(),
  };
}

function inThisThread(context: DecisionContext): Decisions {
  return {
    decide: (mapping) => decideAgency(context, mapping),
    publish: (mapping, summary) => publishAgency(context, mapping, summary),
    close: async () => {},
  };
}
