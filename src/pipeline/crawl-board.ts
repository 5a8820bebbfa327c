import type { CrawlProgress } from '../crawl/crawl-meter.ts';
import type { WaitingHost } from '../crawl/paced-network.ts';
import { byteSizeText } from '../model/byte-size.ts';
import { durationText } from './pace.ts';

/** Sums of the crawls of a run. */
export interface CrawlTotals {
  /** Agencies of the run, those that have ended, and those being crawled. */
  agencies: { all: number; done: number; running: number };
  pages: number;
  bytes: number;
  queued: number;
  ratePerSecond: number;
  /** Seconds until the last agency has fetched what is known now; null when nothing tells. */
  secondsLeft: number | null;
  /** Hosts that wait, by reason, sorted by reason. */
  waiting: Record<string, number>;
}

/** How far the crawls of a run are, from what each of them tells. */
export class CrawlBoard {
  readonly #all: number;
  readonly #running = new Map<string, CrawlProgress>();
  #done = 0;
  #pages = 0;
  #bytes = 0;

  constructor(agencies: number) {
    this.#all = agencies;
  }

  /** Takes in what an agency's crawl tells; gives the hosts that wait for another reason than before. */
  update(agency: string, progress: CrawlProgress): WaitingHost[] {
    const before = new Set(this.#running.get(agency)?.waiting.map(waitKey));
    this.#running.set(agency, progress);
    return progress.waiting.filter((one) => !before.has(waitKey(one)));
  }

  /** An agency's crawl has ended. */
  ended(agency: string): void {
    const last = this.#running.get(agency);
    this.#running.delete(agency);
    this.#done += 1;
    this.#pages += last?.pages ?? 0;
    this.#bytes += last?.bytes ?? 0;
  }

  totals(): CrawlTotals {
    const running = [...this.#running.values()];
    const sum = (of: (progress: CrawlProgress) => number) =>
      running.reduce((total, progress) => total + of(progress), 0);
    const left = running.flatMap(({ queued, ratePerSecond }) =>
      ratePerSecond > 0 ? [queued / ratePerSecond] : [],
    );
    const waiting: Record<string, number> = {};
    for (const { reason } of running.flatMap((one) => one.waiting).sort(byReason)) {
      const kind = reason.startsWith('other hosts at') ? 'server shared with others' : reason;
      waiting[kind] = (waiting[kind] ?? 0) + 1;
    }
    return {
      agencies: { all: this.#all, done: this.#done, running: running.length },
      pages: this.#pages + sum((one) => one.pages),
      bytes: this.#bytes + sum((one) => one.bytes),
      queued: sum((one) => one.queued),
      ratePerSecond: sum((one) => one.ratePerSecond),
      secondsLeft: left.length === 0 ? null : Math.max(...left),
      waiting,
    };
  }

  /** One line for people: about the one agency, or about all together. */
  text(): string {
    const [only] = this.#running;
    if (this.#all === 1 && only !== undefined) return `${only[0]}: ${progressText(only[1])}`;
    const { agencies, waiting, ...totals } = this.totals();
    const waits = Object.entries(waiting).map(([reason, hosts]) => `${reason} ${hosts}`);
    const text = `${agencies.done} of ${agencies.all} agencies crawled, ${agencies.running} under way: ${amountsText(totals)}`;
    return waits.length === 0 ? text : `${text}; hosts wait: ${waits.join(', ')}`;
  }
}

/** Where one crawl stands, and why its hosts wait. */
export function progressText(progress: CrawlProgress, wall = Date.now()): string {
  const { queued, ratePerSecond, waiting } = progress;
  const secondsLeft = ratePerSecond > 0 ? queued / ratePerSecond : null;
  const waits = waiting.map((one) => `; ${waitText(one, wall)}`);
  const more = waits.length > 3 ? `; ${waits.length - 3} more wait` : '';
  return amountsText({ ...progress, secondsLeft }) + waits.slice(0, 3).join('') + more;
}

/** What is known to be left, at the rate of the last seconds. New pages name more. */
function amountsText(now: {
  pages: number;
  bytes: number;
  queued: number;
  ratePerSecond: number;
  secondsLeft: number | null;
}): string {
  const left = now.secondsLeft === null ? '' : `, about ${durationText(now.secondsLeft)} left`;
  return `${now.pages} fetched (${byteSizeText(now.bytes)}), ${now.queued} queued, ${now.ratePerSecond.toFixed(1)}/s${left}`;
}

function waitText({ host, reason, until }: WaitingHost, wall: number): string {
  if (until === null) return `${host} waits: ${reason}`;
  const time = until - wall > 90_000 ? `until ${clockText(until)}` : `${seconds(until - wall)} s`;
  return `${host} waits ${time}: ${reason}`;
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

/** Time on this machine's clock, with the day when it is another one: `Fri 20:00`. */
function clockText(instant: number): string {
  const day = new Date(instant);
  const time = `${String(day.getHours()).padStart(2, '0')}:${String(day.getMinutes()).padStart(2, '0')}`;
  const isToday = day.toDateString() === new Date().toDateString();
  return isToday ? time : `${day.toDateString().slice(0, 3)} ${time}`;
}

function waitKey({ host, reason }: WaitingHost): string {
  return `${host} ${reason}`;
}

function byReason(a: WaitingHost, b: WaitingHost): number {
  return a.reason < b.reason ? -1 : a.reason > b.reason ? 1 : 0;
}
