import { type CommandMaker, type CommandTable, commandsOf } from './command-table.ts';

/**
 * Every command by its name, in the order of the help. Each is loaded when it is asked for: all together take half a
 * second and 60 MB (measured), which a crawl of a large site would carry to its end.
 */
const commands: CommandTable = {
  init: async () => (await import('./init.ts')).initCommand,
  agencies: async (rest) => (await import('./agencies.ts')).agenciesCommand(rest),
  run: async () => (await import('./stage-commands.ts')).runCommand,
  crawl: async () => (await import('./stage-commands.ts')).crawlCommand,
  ingest: async () => (await import('./ingest.ts')).ingestCommand,
  archive: async () => (await import('./archive.ts')).archiveCommand,
  changes: async () => (await import('./changes.ts')).changesCommand,
  extract: async () => (await import('./extract.ts')).extractCommand,
  dedupe: async () => (await import('./stage-commands.ts')).dedupeCommand,
  shared: async () => (await import('./shared.ts')).sharedCommand,
  pages: async () => (await import('./pages.ts')).pagesCommand,
  redirects: async (rest) => (await import('./redirects.ts')).redirectsCommand(rest),
  idmap: async () => (await import('./idmap.ts')).idMapCommand,
  decisions: async () => (await import('./decisions.ts')).decisionsCommand,
  bundle: async () => (await import('./bundle.ts')).bundleCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  findings: async () => (await import('./findings.ts')).findingsCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  'rebuild-index': async () => (await import('./rebuild.ts')).rebuildIndexCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  schema: async () => (await import('./schema.ts')).schemaCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
};

/** The command that the arguments ask for, none for the version, or all when they name none. */
export async function commandsFor(args: readonly string[]): Promise<CommandMaker[]> {
  return args[0] === '--version' || args[0] === '-V' ? [] : await commandsOf(commands, args);
}
