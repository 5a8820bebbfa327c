import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of a WACZ, as its datapackage.json lists it. */
export interface WaczResource {
  /** File name without folder. */
  name: string;
  path: string;
  /** `sha256:<hex>`. */
  hash: string;
  bytes: number;
}

/**
 * Writes a WACZ: a zip whose entries are stored as they are, so that readers fetch parts of it; zip64 where it must be. Bytes
 * depend on the entries and `instant` alone, not on clock or time zone. It takes its name when it is complete.
 */
export class WaczWriter {
  readonly #zip = new ZipFile();
  readonly #target: string;
  readonly #written: Promise<void>;
  readonly #mtime: Date;
  readonly #resources: WaczResource[] = [];

  /** `instant`: ISO, the date that all entries bear. */
  constructor(target: string, instant: string) {
    this.#target = target;
    this.#mtime = zipDate(instant);
    this.#written = pipeline(this.#zip.outputStream, createWriteStream(this.#partial));
    // Met by whoever finishes; a failure before that must not count as unhandled.
    this.#written.catch(() => undefined);
  }

  get resources(): readonly WaczResource[] {
    return this.#resources;
  }

  /** Adds the first `bytes` bytes of a file; resolves when they are written. `onBytes` hears of each piece. */
  async addFile(
    path: string,
    file: string,
    bytes: number,
    onBytes: (bytes: number) => void = () => undefined,
  ): Promise<void> {
    const hash = createHash('sha256');
    const source =
      bytes === 0 ? [] : createReadStream(file, { end: bytes - 1, highWaterMark: 1 << 20 });
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        onBytes(chunk.length);
        done(null, chunk);
      },
    });
    const zipped = new Promise<void>((resolve, reject) => {
      counted.on('end', resolve).on('error', reject);
      this.#zip.on('error', reject);
    });
    this.#zip.addReadStream(counted, path, { ...this.#options, size: bytes });
    await Promise.race([Promise.all([pipeline(source, counted), zipped]), this.#written]);
    this.#note(path, hash.digest('hex'), bytes);
  }

  /** Adds a small file; one that is listed stands in `resources`. */
  addBytes(path: string, bytes: Buffer, isListed = true): void {
    this.#zip.addBuffer(bytes, path, this.#options);
    if (isListed) this.#note(path, createHash('sha256').update(bytes).digest('hex'), bytes.length);
  }

  /** Ends the zip, makes it durable and gives it its name. */
  async finish(): Promise<void> {
    this.#zip.end();
    await this.#written;
    const handle = await open(this.#partial, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(this.#partial, this.#target);
  }

  /** Removes what was written of a zip that will not be finished. */
  async abandon(): Promise<void> {
    (this.#zip.outputStream as unknown as { destroy(): void }).destroy();
    await this.#written.catch(() => undefined);
    await rm(this.#partial, { force: true });
  }

  get #partial(): string {
    return `${this.#target}.partial`;
  }

  get #options() {
    return { compress: false, mtime: this.#mtime, forceDosTimestamp: true, mode: 0o100644 };
  }

  #note(path: string, hex: string, bytes: number): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    this.#resources.push({ name, path, hash: `sha256:${hex}`, bytes });
  }
}

/** Zip dates are local times: one whose local time reads as the instant does in UTC, wherever this runs. */
function zipDate(instant: string): Date {
  const [year = 1980, month = 1, ...rest] = (instant.match(/\d+/g) ?? []).map(Number);
  const [day = 1, hour = 0, minute = 0, second = 0] = rest;
  return new Date(year, month - 1, day, hour, minute, second);
}
