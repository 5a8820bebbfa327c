import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { compileGlob } from '../text/glob.ts';

/**
 * Files that the user named: as they are, or a pattern in the last part of a path (`access.log*`) where the shell left it; in
 * the order of their names. Throws UserError for what is not there, or is a folder.
 */
export function logPaths(named: readonly string[]): string[] {
  return [...new Set(named.flatMap(filesOf))];
}

function filesOf(path: string): string[] {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) {
      throw new UserError(
        `${path} is a folder; name the files in it: ${join(path, 'access.log*')}`,
      );
    }
    return [path];
  }
  const folder = dirname(path);
  const matches = compileGlob(`/${basename(path)}`, false);
  const found =
    /[*?]/.test(basename(path)) && existsSync(folder)
      ? readdirSync(folder).filter((name) => matches(`/${name}`) !== undefined)
      : [];
  if (found.length === 0) throw new UserError(`${path}: there is no such file`);
  return found.sort().map((name) => join(folder, name));
}
