/**
 * One request as a line of an access log tells it. Texts are octets, one latin1 character each, slices of what was
 * read, and with the log's own escapes still in place; `host` is empty when the line does not say, `agent` when
 * the format has none.
 */
export interface LogLine {
  host: string;
  method: string;
  target: string;
  /** As the log's clock has it: 20261124. */
  day: number;
  status: number;
  referrer: string;
  agent: string;
}

/** A line without a request yet, to be filled again and again. */
export function emptyLine(): LogLine {
  return { host: '', method: '', target: '', day: 0, status: 0, referrer: '', agent: '' };
}

/** A request; a directive or empty line; a line that is torn or of another format. */
export type LineKind = 'request' | 'directive' | 'torn';

/** Where things stand in the lines of a log, as plain data: kept with the position in a log that is still written to. */
export type LogFormat =
  | NcsaLayout
  /** IIS: names of the fields, as the newest `#Fields` directive gives them; empty before the first. */
  | { kind: 'w3c'; fields: string };

/**
 * Apache and nginx: `host client identity user [time] "request" status bytes "referrer" "agent"` and what is added to it.
 * `front` counts the words before the time from 0, the others those after the request; -1: there is none.
 */
export interface NcsaLayout {
  kind: 'ncsa';
  front: number;
  status: number;
  referrer: number;
  agent: number;
  host: number;
}

/** Reads the lines of one log in order. */
export interface LineReader {
  /** Fills `into` from a line without its end. */
  read(text: string, into: LogLine): LineKind;
  /** The octets that were asked for, from the target of a line: escapes of the log undone. */
  targetOctets(target: string): string;
  /** What a reader of the rest of the log has to know. */
  format(): LogFormat;
}
