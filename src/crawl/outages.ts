import { FetchFailure } from './fetch-failure.ts';
import type { PacedNetwork, WaitingHost } from './paced-network.ts';
import { isOverload, type Timing } from './politeness.ts';
import type { Clock } from './ports.ts';
import { discardBody } from './stored-body.ts';

/** What watching over outages works with. */
export interface OutageOptions {
  network: PacedNetwork;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  /** A host stopped answering; nothing but this watch asks it from now on. */
  onDown: (host: string, detail: string) => void;
  onBack: (host: string) => void;
}

interface Outage {
  nextAt: number;
  end: Promise<void>;
}

/**
 * Tells a server that is down from addresses that are bad, and waits for it to come back. In doubt it asks
 * for the last address that answered, or robots.txt: a bad page must not stop a host, and an outage must not spend
 * the attempts of a thousand addresses.
 */
export class Outages {
  readonly #options: OutageOptions;
  readonly #lastGood = new Map<string, string>();
  readonly #doubts = new Map<string, Promise<boolean>>();
  readonly #outages = new Map<string, Outage>();

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** Notes that an address answered with 200. */
  answered(host: string, address: string): void {
    this.#lastGood.set(host, address);
    this.#options.network.pace(host).sound();
  }

  /** Tells whether the host of a failed address is down; asks it when its failures give reason to doubt. */
  isDown(host: string, address: string, detail: string): boolean | Promise<boolean> {
    if (this.#outages.has(host)) return true;
    const doubt = this.#doubts.get(host);
    if (doubt !== undefined) return doubt;
    if (!this.#options.network.pace(host).isDoubtful) return false;
    const asked = this.#ask(host, address, detail).finally(() => this.#doubts.delete(host));
    this.#doubts.set(host, asked);
    return asked;
  }

  /** Hosts that are waited for, and when each is asked again. */
  waiting(): WaitingHost[] {
    return [...this.#outages].map(([host, { nextAt }]) => ({
      host,
      reason: 'no answer',
      until: nextAt,
    }));
  }

  /** Resolves when the next outage ends, or is no longer waited for; undefined when there is none. */
  next(): Promise<void> | undefined {
    if (this.#outages.size === 0) return undefined;
    return Promise.race([...this.#outages.values()].map(({ end }) => end));
  }

  /** Resolves when no outage is waited for. To be called once the signal is aborted. */
  async settled(): Promise<void> {
    await Promise.all([...this.#outages.values()].map(({ end }) => end));
  }

  async #ask(host: string, address: string, detail: string): Promise<boolean> {
    const { network, signal, clock, timing, onDown } = this.#options;
    const good = this.#lastGood.get(host) ?? `${new URL(address).origin}/robots.txt`;
    if (await this.#answers(good)) {
      network.pace(host).trust();
      return false;
    }
    if (signal.aborted) return true;
    const outage: Outage = {
      nextAt: clock.now() + timing.outageFirstMs,
      end: Promise.resolve(),
    };
    this.#outages.set(host, outage);
    onDown(host, detail);
    outage.end = this.#await(host, good, outage).finally(() => this.#outages.delete(host));
    // Whoever waits for the end meets a failure of ours; it must not count as unseen before.
    outage.end.catch(() => undefined);
    return true;
  }

  async #await(host: string, good: string, outage: Outage): Promise<void> {
    const { network, clock, signal, timing, onBack } = this.#options;
    const giveUpAt = clock.now() + timing.outageLimitMs;
    for (let pause = timing.outageFirstMs; ; pause = Math.min(pause * 2, timing.outageCapMs)) {
      outage.nextAt = clock.now() + pause;
      if (outage.nextAt > giveUpAt) return;
      await clock.sleep(pause, signal);
      if (signal.aborted) return;
      if (await this.#answers(good)) {
        network.pace(host).trust();
        this.#outages.delete(host);
        onBack(host);
        return;
      }
    }
  }

  async #answers(address: string): Promise<boolean> {
    const { network, signal } = this.#options;
    try {
      const { status, body } = await network.fetch({ address, validators: null, signal });
      discardBody(body);
      return status < 500 && !isOverload(status);
    } catch (error) {
      if (error instanceof FetchFailure) return false;
      throw error;
    }
  }
}
