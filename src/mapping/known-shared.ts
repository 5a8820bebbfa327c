import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type KnownShared, knownSharedSchema } from '../model/known-shared.ts';
import { shown, type Workspace } from './workspace.ts';
import { type CheckedFile, type Fault, faultsError, readYamlFile } from './yaml-file.ts';

/** A file of mappings/shared, named relative to where the user stands. */
export interface KnownSharedFile extends CheckedFile<KnownShared> {
  file: string;
}

/** Folder of the known shared items, in that of the mappings. */
export function knownSharedFolder(mappingsFolder: string): string {
  return join(mappingsFolder, 'shared');
}

/** Reads every known shared item, sorted by file name; faults stay with their file. */
export function readKnownShared(workspace: Workspace): KnownSharedFile[] {
  const folder = knownSharedFolder(workspace.mappingsFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
    .sort()
    .map((name) => {
      const file = shown(join(folder, name));
      return { file, ...readYamlFile(file, knownSharedSchema) };
    });
}

/** The known shared items, faultless. Throws UserError that lists every fault. */
export function knownShared(workspace: Workspace, agencies: ReadonlySet<string>): KnownShared[] {
  const files = readKnownShared(workspace);
  const faults = checkKnownShared(files, agencies);
  if (faults.length > 0) throw faultsError(faults);
  return files.flatMap(({ value }) => value ?? []);
}

/** Every fault of the known shared items: schema, ids and file names, an id used twice, unknown agencies, marks used twice. */
export function checkKnownShared(
  files: readonly KnownSharedFile[],
  agencies: ReadonlySet<string>,
): Fault[] {
  const ids = new Map<string, string>();
  const phrases = new Map<string, string>();
  return files.flatMap((file) => {
    const { value } = file;
    if (!value) return file.faults;
    const fault = (path: readonly PropertyKey[], message: string): Fault => ({
      file: file.file,
      line: file.lineOf(path),
      path: path.map(String).join('.'),
      message,
    });
    const out: Fault[] = [];
    const named = basename(file.file).replace(/\.ya?ml$/, '');
    if (named !== value.id) out.push(fault(['id'], `the file must be called ${value.id}.yaml`));
    const other = ids.get(value.id);
    if (other) out.push(fault(['id'], `"${value.id}" is also used in ${other}`));
    ids.set(value.id, file.file);
    const agency = value.official?.agency;
    if (agency !== undefined && !agencies.has(agency)) {
      out.push(
        fault(['official', 'agency'], `no agency "${agency}" (kosh agencies list shows all)`),
      );
    }
    for (const [lang, list] of Object.entries(value.marks.titleWords)) {
      for (const [index, phrase] of list.entries()) {
        const name = `${lang} ${phrase.toLowerCase().split(/\s+/).sort().join(' ')} ${value.marks.kinds.join()}`;
        const twin = phrases.get(name);
        if (twin !== undefined) {
          out.push(fault(['marks', 'titleWords', lang, index], `"${phrase}" marks ${twin} too`));
        }
        phrases.set(name, file.file);
      }
    }
    return out;
  });
}
