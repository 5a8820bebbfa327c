/** A mistake of the user or of the surroundings: what is wrong, where, and what to do. Shown without a stack. */
export class UserError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.usage) {
    super(message);
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}

/** Exit codes of every command; scripts rely on them. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  findings: 3,
  inUse: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
