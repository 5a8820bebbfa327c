import type { Clock } from './ports.ts';
import { type TurnGate, Turns } from './turns.ts';

/** Requests at once and a second. */
export interface Cap {
  connections: number;
  ratePerSecond: number;
}

/** Requests of the whole process at once: a bound on sockets and memory, far above what manners allow. */
const mostRequests = 512;
/** Addresses remembered though nobody asks them at the moment. */
const mostAddresses = 4096;
// Timers are too coarse for gaps below 10 ms: so much of a late start may be caught up.
const catchUpMs = 10;

class AddressGate implements TurnGate {
  #connections: number;
  #gapMs: number;
  #inFlight = 0;
  #nextAt = 0;

  constructor({ connections, ratePerSecond }: Cap) {
    this.#connections = connections;
    this.#gapMs = 1000 / ratePerSecond;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  get readyAt(): number {
    return this.#inFlight < this.#connections ? this.#nextAt : Number.POSITIVE_INFINITY;
  }

  widen({ connections, ratePerSecond }: Cap): void {
    this.#connections = Math.max(this.#connections, connections);
    this.#gapMs = Math.min(this.#gapMs, 1000 / ratePerSecond);
  }

  started(now: number): void {
    this.#inFlight += 1;
    const slack = this.#gapMs < catchUpMs ? catchUpMs : 0;
    this.#nextAt = Math.max(now - slack, this.#nextAt) + this.#gapMs;
  }

  ended(): void {
    this.#inFlight -= 1;
  }
}

interface Line {
  gate: AddressGate;
  turns: Turns;
}

/**
 * Bounds what one server address is asked by all agencies of this process together: many state bodies share a
 * server. It never holds one host below what its own mapping allows.
 */
export class AddressCaps {
  readonly #cap: Cap;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  readonly #all: Line;

  constructor(cap: Cap, clock: Clock) {
    this.#cap = cap;
    this.#clock = clock;
    const gate = new AddressGate({ connections: mostRequests, ratePerSecond: 1e6 });
    this.#all = { gate, turns: new Turns(clock, gate) };
  }

  /** Waits for a place at an address; `own` is what the host's mapping allows. Rejects when the signal comes first. */
  async enter(address: string, own: Cap, signal: AbortSignal): Promise<void> {
    const line = this.#line(address);
    line.gate.widen(own);
    await line.turns.take(signal);
    try {
      await this.#all.turns.take(signal);
    } catch (error) {
      this.#free(line);
      throw error;
    }
  }

  /** Frees the place. */
  leave(address: string): void {
    this.#free(this.#all);
    this.#free(this.#line(address));
  }

  #free(line: Line): void {
    line.gate.ended();
    line.turns.move();
  }

  #line(address: string): Line {
    let line = this.#lines.get(address);
    if (line === undefined) {
      if (this.#lines.size >= mostAddresses) this.#forgetIdle();
      const gate = new AddressGate(this.#cap);
      line = { gate, turns: new Turns(this.#clock, gate) };
      this.#lines.set(address, line);
    }
    return line;
  }

  #forgetIdle(): void {
    for (const [address, { gate, turns }] of this.#lines) {
      if (gate.isIdle && turns.length === 0) this.#lines.delete(address);
    }
  }
}
