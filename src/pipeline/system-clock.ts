import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../crawl/ports.ts';

/** The clock of this machine. */
export const systemClock: Clock = {
  // Monotonic: a clock that is set back or forth must not change the gaps between requests.
  now: () => performance.timeOrigin + performance.now(),
  wall: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    // An aborted wait ends early; whoever waits looks at the signal.
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  },
};

/** A signal that every request in flight may listen to without Node's warning of a leak. */
export function manyListeners(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
