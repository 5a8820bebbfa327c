/**
 * A file to write: a name without folder, and its lines without line feeds (each gets one). Several of one name are
 * the pieces of one file, in order: what goes to many files in one pass need not be held in memory.
 */
export interface EmittedFile {
  name: string;
  lines: Iterable<string>;
  /** Lines hold one latin1 character an octet, since they stand for octets that need not be UTF-8. */
  octets?: boolean;
}

/** The part of a file name that stands for a host; undefined for what is no host name, so that none makes a path. */
export function hostFileName(host: string): string | undefined {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/.test(host) && !host.includes('..')
    ? host.replace(':', '_')
    : undefined;
}
