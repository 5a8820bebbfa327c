import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { pageSubject } from '../model/shared-verdict.ts';
import { type NamedPages, namedPages, namedShared } from '../pipeline/named-page.ts';
import type { SaidVerdict } from '../pipeline/say-verdict.ts';
import { openCatalogue } from '../pipeline/shared-catalogue.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';
import { runVerdicts, takesVerdict, type VerdictOptions } from './verdict.ts';

const either = 'address of a page, or id of an item';

/** `kosh shared merge <one> <other>`: pages of two agencies are one text. */
export function mergeCommand(host: CommandHost): Command {
  const command = takesVerdict(
    newCommand(
      'merge',
      'pages of two agencies are one text, however unlike; of items, in every language',
      {
        examples: [
          'kosh shared merge 4c5a2d10 http://aqsu.gov.kz/ru/flag --reason "the same with another preface"',
          'kosh shared merge http://aqsu.gov.kz/kz/tu http://sarkol.gov.kz/tu --reason "one text"',
        ],
      },
    ),
  )
    .argument('<one>', either)
    .argument('<other>', either);
  return withVerdicts(command, host, mergeVerdicts);
}

/** `kosh shared split <id> <address>`: a page is nobody's copy. */
export function splitCommand(host: CommandHost): Command {
  const command = takesVerdict(
    newCommand('split', 'part a page from a shared item: it is a copy of nobody else', {
      examples: [
        'kosh shared split 4c5a2d10 http://aqsu.gov.kz/ru/flag --reason "names its own park"',
      ],
    }),
  )
    .argument('<id>', 'id of the shared item, or the first eight digits of it')
    .argument('<address>', 'address of a page among its members');
  return withVerdicts(command, host, splitVerdicts);
}

/** `kosh pages pair | unpair <one> <other>`: language versions of one agency. */
export function languageVerdictCommand(host: CommandHost, verdict: 'pair' | 'unpair'): Command {
  const what = verdict === 'pair' ? 'are' : 'are not';
  const command = takesVerdict(
    newCommand(verdict, `two pages of an agency ${what} language versions of one item`, {
      examples: [
        `kosh pages ${verdict} http://aqsu.gov.kz/kz/news/5 http://aqsu.gov.kz/ru/news/7 --reason "read both"`,
      ],
    }),
  )
    .argument('<one>', 'address of a page')
    .argument('<other>', 'address of a page in another language');
  return withVerdicts(command, host, (portal, mappings, one, other) =>
    languageVerdicts(verdict, portal, mappings, one, other),
  );
}

type MakeVerdicts = (
  portal: PortalDb,
  mappings: readonly Mapping[],
  one: string,
  other: string,
) => SaidVerdict[];

function withVerdicts(command: Command, host: CommandHost, make: MakeVerdicts): Command {
  return withAction<VerdictOptions>(command, host, (args, options, context) =>
    runPages(make, args, options, context),
  );
}

async function runPages(
  make: MakeVerdicts,
  [one = '', other = '']: string[],
  options: VerdictOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const catalogue = openCatalogue(workspace);
  try {
    const said = make(catalogue.portal, allMappings(workspace), one, other);
    return await runVerdicts(workspace, said, options, context);
  } finally {
    catalogue.close();
  }
}

function allMappings(workspace: Workspace): Mapping[] {
  return readMappings(workspace).flatMap(({ value }) => value ?? []);
}

function mergeVerdicts(
  portal: PortalDb,
  mappings: readonly Mapping[],
  one: string,
  other: string,
): SaidVerdict[] {
  const a = namedPages(portal, mappings, one);
  const b = namedPages(portal, mappings, other);
  const pairs = a.pages.flatMap((page) => {
    const match = b.pages.find(({ lang }) => lang === page.lang);
    return match === undefined ? [] : [{ page, match }];
  });
  if (pairs.length === 0) {
    throw new UserError(`${one} and ${other} have no language in common; see: kosh pages pair`);
  }
  if (pairs.every(({ page, match }) => page.agency === match.agency)) {
    throw new UserError(
      `${one} and ${other} are pages of one agency; merge is for pages of two (language versions: kosh pages pair)`,
    );
  }
  return pairs
    .filter(({ page, match }) => page.agency !== match.agency)
    .map(({ page, match }) => verdictOn(pageSubject(page, match), 'merge', a));
}

function splitVerdicts(
  portal: PortalDb,
  mappings: readonly Mapping[],
  id: string,
  address: string,
): SaidVerdict[] {
  const { item, members } = namedShared(portal, id);
  const named = namedPages(portal, mappings, address);
  const held = named.pages.filter((page) =>
    members.some(
      (one) => one.agency === page.agency && one.lang === page.lang && one.key === page.key,
    ),
  );
  if (held.length === 0) {
    throw new UserError(`${address} is no member of ${item.id}; see: kosh shared show ${item.id}`);
  }
  return held.map((page) => verdictOn(pageSubject(page), 'split', named));
}

function languageVerdicts(
  verdict: 'pair' | 'unpair',
  portal: PortalDb,
  mappings: readonly Mapping[],
  one: string,
  other: string,
): SaidVerdict[] {
  const a = namedPages(portal, mappings, one);
  const b = namedPages(portal, mappings, other);
  const [page, second] = a.pages;
  const [match, third] = b.pages;
  if (page === undefined || match === undefined || second !== undefined || third !== undefined) {
    const many = second === undefined ? other : one;
    throw new UserError(`${many} shows several languages; name a page in one language`);
  }
  if (page.agency !== match.agency) {
    throw new UserError(`${one} and ${other} are of two agencies; one text: kosh shared merge`);
  }
  if (page.lang === match.lang) {
    throw new UserError(`${one} and ${other} are both ${page.lang}; versions differ in language`);
  }
  return [verdictOn(pageSubject(page, match), verdict, a)];
}

function verdictOn(subject: string, decision: string, { address }: NamedPages): SaidVerdict {
  return { subjectKind: 'page', subject, decision, address };
}
