import { workerData } from 'piscina';
import { UserError } from '../errors.ts';
import type { Mapping } from '../model/mapping.ts';
import { type DecisionContext, decideAgency, publishAgency } from './agency-decisions.ts';
import type { Told } from './decision-pool.ts';
import type { RedirectsSummary } from './redirects-stage.ts';
import type { StageReport } from './stage-report.ts';

/** What the pool starts its workers with. */
const context: DecisionContext = workerData;

/** Decides the addresses of one agency. */
export function decide({ agency }: { agency: string }): Promise<Told<RedirectsSummary>> {
  return told(() => decideAgency(context, mappingOf(agency)));
}

/** Follows an agency's chains and writes its tables. */
export function publish(task: {
  agency: string;
  summary: RedirectsSummary;
}): Promise<Told<StageReport>> {
  return told(() => publishAgency(context, mappingOf(task.agency), task.summary));
}

function mappingOf(agency: string): Mapping {
  const mapping = context.all.find(({ id }) => id === agency);
  if (mapping === undefined) throw new Error(`no mapping of ${agency}`);
  return mapping;
}

/** A UserError does not stay one on its way between threads. */
async function told<Result>(work: () => Promise<Result>): Promise<Told<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { fault: { message: error.message, exitCode: error.exitCode } };
  }
}
