import { fileURLToPath } from 'node:url';

/**
 * File of a worker of this folder, such as `extract-worker`. Workers are compiled files, because Node 20 starts no
 * TypeScript worker: from sources (tests, tsx) the build's file is used.
 */
export function workerFile(name: string): string {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/src/pipeline/' : './';
  return fileURLToPath(new URL(`${folder}${name}.js`, import.meta.url));
}
