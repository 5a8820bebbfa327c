import type { Command } from 'commander';
import { type CommandHost, newGroup } from './command.ts';
import { languageVerdictCommand } from './shared-pages.ts';

/** `kosh pages pair | unpair`: what people say of the language versions of an agency's pages. */
export function pagesCommand(host: CommandHost): Command {
  return newGroup('pages', 'language versions of pages, said by people: pair, unpair', {
    examples: [
      'kosh pages pair http://aqsu.gov.kz/kz/news/5 http://aqsu.gov.kz/ru/news/7 --reason "read both"',
    ],
  })
    .addCommand(languageVerdictCommand(host, 'pair'))
    .addCommand(languageVerdictCommand(host, 'unpair'));
}
