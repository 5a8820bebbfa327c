import { emitApache } from './apache.ts';
import { emitCsv } from './csv.ts';
import type { Emitter } from './emitter.ts';
import { emitHaproxy } from './haproxy.ts';
import { emitIis } from './iis.ts';
import { emitNginx } from './nginx.ts';

/** Every server that tables can be written for, by the name that `--server` takes. */
export const emitters = {
  nginx: emitNginx,
  apache: emitApache,
  haproxy: emitHaproxy,
  iis: emitIis,
  csv: emitCsv,
} satisfies Record<string, Emitter>;

/** Name of a server that tables can be written for. */
export type TableServer = keyof typeof emitters;

/** The names, in the order in which tables are written. */
export const tableServers = Object.keys(emitters) as readonly TableServer[];
