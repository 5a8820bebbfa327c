import type { ExitCode } from '../errors.ts';

/** Where a command reads from and writes to; tests give their own. */
export interface CliContext {
  stdin: AsyncIterable<Uint8Array>;
  /** Results only: text or JSON lines. */
  stdout: (text: string) => void;
  /** Progress and messages. */
  stderr: (text: string) => void;
  /** stderr is a terminal: progress may redraw its line. */
  terminal: boolean;
  /** What stdout is: a file or pipe takes every octet, a terminal only what is safe for it. */
  results: 'file' | 'terminal' | 'colour-terminal';
  /** Columns of the terminal, 80 when unknown. */
  columns: number;
  signal: AbortSignal;
}

/** Options every command has. */
export interface CommonOptions {
  workspace?: string;
  json?: boolean;
  quiet?: boolean;
}

/** What a command's action returns: the exit code of the process. */
export type CommandResult = Promise<ExitCode>;
