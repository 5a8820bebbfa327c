/** A run of octets. `end` is behind the last one; nothing is there when it equals `start`. */
export interface Span {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/**
 * One request as a line of an access log tells it: octets as they stand there, with the log's own escapes still in place. Only
 * good until the next line is read. `host` is empty when the line does not say, `agent` when the format has none.
 */
export interface LogLine {
  /** Reads something (GET, HEAD), or is of another method, or is no request at all (`-`, octets of a TLS greeting). */
  asks: 'read' | 'other' | 'nothing';
  host: Span;
  target: Span;
  referrer: Span;
  agent: Span;
  /** As the log's clock has it: 20261124. */
  day: number;
  status: number;
}

const nothing = new Uint8Array(0);

/** An empty span. */
function emptySpan(): Span {
  return { bytes: nothing, start: 0, end: 0 };
}

/** A line without a request yet, to be filled again and again. */
export function emptyLine(): LogLine {
  return {
    asks: 'nothing',
    host: emptySpan(),
    target: emptySpan(),
    referrer: emptySpan(),
    agent: emptySpan(),
    day: 0,
    status: 0,
  };
}

/** Octets of a span as text, one latin1 character each. */
export function spanText({ bytes, start, end }: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** Points a span at octets. */
export function setSpan(span: Span, bytes: Uint8Array, start: number, end: number): void {
  span.bytes = bytes;
  span.start = start;
  span.end = end;
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
  /** Every line ends with the agent. */
  endsWithAgent: boolean;
}

/** Reads the lines of one log in order. */
export interface LineReader {
  /** Fills `into` from a line without its end. */
  read(bytes: Uint8Array, start: number, end: number, into: LogLine): LineKind;
  /** The octets that were asked for, from the target of a line as text: escapes of the log undone. */
  targetOctets(target: string): string;
  /** What a reader of the rest of the log has to know. */
  format(): LogFormat;
}
