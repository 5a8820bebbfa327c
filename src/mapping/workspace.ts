import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { type Mapping, mappingSchema } from '../model/mapping.ts';
import { type Settings, settingsSchema } from '../model/settings.ts';
import { type CheckedFile, faultsError, readYamlFile } from './yaml-file.ts';

/** The folder of `kosh.yaml` and what lies in it. */
export interface Workspace {
  root: string;
  settings: Settings;
  mappingsFolder: string;
  dataFolder: string;
  outFolder: string;
}

/** A mapping with the file it came from, named relative to where the user stands. */
export interface MappingFile extends CheckedFile<Mapping> {
  file: string;
}

/**
 * Opens the workspace at `dir`, or the nearest one from the working folder upward, or `KOSH_WORKSPACE`.
 * Throws UserError when there is none or kosh.yaml has faults.
 */
export function openWorkspace(dir?: string): Workspace {
  const root = dir ? resolve(dir) : findRoot();
  const file = join(root, 'kosh.yaml');
  if (!existsSync(file)) {
    throw new UserError(
      `${root}: no kosh.yaml here; make a workspace with: kosh init ${shown(root)}`,
    );
  }
  const checked = readYamlFile(shown(file), settingsSchema);
  if (!checked.value) throw faultsError(checked.faults);
  return {
    root,
    settings: checked.value,
    mappingsFolder: join(root, 'mappings'),
    dataFolder: join(root, 'data'),
    outFolder: join(root, 'out'),
  };
}

/** Reads every mapping of the workspace, sorted by file name; faults stay with their file. */
export function readMappings(workspace: Workspace): MappingFile[] {
  if (!existsSync(workspace.mappingsFolder)) return [];
  return readdirSync(workspace.mappingsFolder)
    .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
    .sort()
    .map((name) => {
      const file = shown(join(workspace.mappingsFolder, name));
      return { file, ...readYamlFile(file, mappingSchema) };
    });
}

function findRoot(): string {
  const named = process.env.KOSH_WORKSPACE;
  if (named) return resolve(named);
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'kosh.yaml'))) return folder;
    if (dirname(folder) === folder) {
      throw new UserError('no kosh.yaml in this folder or above; make a workspace with: kosh init');
    }
  }
}

/** A path as the user would type it from where they stand. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
