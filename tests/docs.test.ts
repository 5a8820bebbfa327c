import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { schemaNames } from '../src/cli/json-schemas.ts';
import { findingCodes } from '../src/model/finding-codes.ts';
import { spellingClasses } from '../src/redirects/spellings.ts';
import { commandTree, type ListedCommand } from './support/command-tree.ts';
import {
  codeBlocks,
  codeSpans,
  headingAnchors,
  linkTargets,
  shellCommands,
} from './support/doc-text.ts';
import { runKosh } from './support/run-kosh.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const docs = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name));
const pages = ['README.md', join('fixtures', 'README.md'), ...docs].map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}));
const { scripts, dependencies, devDependencies } = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

const tree = await commandTree();
const known = new Map(tree.map((command) => [command.path, command]));
const everyOption = new Set(tree.flatMap(({ options }) => options.flatMap(({ names }) => names)));

/** Commands that a text tells people to type: lines of its shell blocks, and code spans that begin with kosh. */
function typedCommands(markdown: string): string[][] {
  const blocks = codeBlocks(markdown)
    .filter(({ language }) => ['console', 'sh', 'bash', 'shell'].includes(language))
    .flatMap(({ lines }) => lines.filter((line) => /^(?:\$ )?(?:kosh|npm)\b/.test(line)));
  const spans = codeSpans(markdown).filter((span) => /^(?:kosh|npm) /.test(span));
  return [...blocks, ...spans].flatMap(shellCommands);
}

/** The command that words after `kosh` name: the longest path that is one. */
function commandOf(words: readonly string[]): ListedCommand | undefined {
  for (let length = 2; length > 0; length--) {
    const command = known.get(words.slice(0, length).join(' '));
    if (command) return command;
  }
  return undefined;
}

function faultOf([program, ...words]: readonly string[]): string | undefined {
  if (program === 'npm') return npmFault(words);
  if (program !== 'kosh') return undefined;
  const command = commandOf(words);
  if (!command) return words[0]?.startsWith('-') ? undefined : `no command ${words.join(' ')}`;
  const allowed = new Set(command.options.flatMap(({ names }) => names).concat('--help', '-h'));
  const wrong = words.filter((word) => /^--?[a-z]/.test(word) && !allowed.has(word));
  return wrong.length > 0 ? `kosh ${command.path} has no ${wrong.join(', ')}` : undefined;
}

/** `npm ci`, `install`, `start`, `test` and `run <script>` are what a text may name. */
function npmFault([verb = '', script = '']: readonly string[]): string | undefined {
  if (verb === 'ci' || verb === 'install') return undefined;
  const name = verb === 'run' ? script : verb;
  return name in scripts ? undefined : `no npm script ${name}`;
}

describe.each(pages)('$file', ({ file, text }) => {
  test('names only commands, options and scripts that exist', () => {
    expect(typedCommands(text).flatMap((words) => faultOf(words) ?? [])).toEqual([]);
    const flags = codeSpans(text).flatMap((span) => span.match(/^--[a-z-]+/)?.[0] ?? []);
    expect(flags.filter((flag) => !everyOption.has(flag) && flag !== '--help')).toEqual([]);
  });

  test('links only to files and headings that exist', () => {
    const dead = linkTargets(text).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const place = path === '' ? join(root, file) : join(root, dirname(file), path);
      if (!existsSync(place)) return true;
      return anchor !== undefined && !headingAnchors(readFileSync(place, 'utf8')).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('names only finding codes that exist', () => {
    const others = new Set([
      ...Object.keys({ ...dependencies, ...devDependencies }),
      ...schemaNames,
      ...spellingClasses,
      ...readdirSync(join(root, 'fixtures', 'sites')),
      // Ids of the fixtures' own content, which fixtures/README.md explains.
      ...['prikaz-12', 'state-flag', 'state-emblem', 'state-anthem', 'country-profile'],
    ]);
    const hyphened = codeSpans(text).filter((span) => /^[a-z]+(?:-[a-z0-9]+)+$/.test(span));
    expect(hyphened.filter((span) => !(span in findingCodes) && !others.has(span))).toEqual([]);
  });
});

test('the design has a row for every class of spellings', () => {
  const design = readFileSync(join(root, 'docs', 'design.md'), 'utf8');
  expect(spellingClasses.filter((name) => !design.includes(`\n| \`${name}\` |`))).toEqual([]);
});

test('wrong commands, options and scripts are seen', () => {
  const faults = [
    'kosh rebuild',
    'kosh crawl --colour',
    'kosh redirects build --stat',
    'npm run x',
  ];
  for (const line of faults) expect(shellCommands(line).map(faultOf)).not.toContain(undefined);
  const fine = 'kosh diff әкімдік --stat > out.txt && npm test  # жоба';
  expect(shellCommands(fine).map(faultOf)).toEqual([undefined, undefined]);
});

test('the README tells people what to type', () => {
  const typed = typedCommands(readme).map((words) => words.slice(0, 2).join(' '));
  for (const command of ['kosh run', 'kosh redirects', 'npm start', 'npm test']) {
    expect(typed).toContain(command);
  }
  expect(linkTargets(readme).length).toBeGreaterThan(3);
});

test('the table of the README holds every command, and only commands', () => {
  const rows = readme.match(/^\| `kosh [^|]*\|/gm) ?? [];
  const listed = rows.flatMap((row) => {
    let group = '';
    return codeSpans(row).map((span) => {
      const words = span.split(' ').filter((word) => /^[a-z][a-z-]*$/.test(word));
      if (words[0] !== 'kosh') return `${group} ${words.join(' ')}`;
      group = words.slice(1, -1).join(' ');
      return words.slice(1).join(' ');
    });
  });
  const runnable = tree.filter(({ group }) => !group).map(({ path }) => path);
  expect([...listed].sort()).toEqual([...runnable].sort());
});

test('kosh --help lists every command, and every option and argument has its text', async () => {
  const { stdout } = await runKosh(['--help']);
  const shown = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name ?? '');
  const tops = tree.map(({ path }) => path).filter((path) => !path.includes(' '));
  expect(shown.filter((name) => name !== 'help').sort()).toEqual([...tops].sort());
  for (const command of tree) {
    const help = (await runKosh([...command.path.split(' '), '--help'])).stdout;
    for (const { flags, description } of command.options) {
      expect(description.length, `${command.path} ${flags}`).toBeGreaterThan(8);
      expect(help, command.path).toContain(flags);
    }
    for (const argument of command.arguments) {
      expect(argument.description, `${command.path} ${argument.name}`).not.toBe('');
    }
  }
});

test('messages and advice name only commands that exist', () => {
  const source = join(root, 'src');
  const files = readdirSync(source, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  const named = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:`|\b[Rr]un: |\b[Ss]ee: )kosh ([a-z-]+)/g)].map(
      ([, name]) => ({ file: relative(root, file), name: name ?? '' }),
    ),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});
