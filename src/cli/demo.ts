import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { exitCodes } from '../errors.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { writeReport } from '../pipeline/report-stage.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { writeDemoWorkspace } from './demo-workspace.ts';
import { runStages } from './run-stages.ts';

interface DemoOptions extends CommonOptions {
  dir: string;
  serve?: boolean;
  fresh?: boolean;
}

/** `kosh demo`: the bundled legacy sites, served locally and migrated end to end. */
export function demoCommand(host: CommandHost): Command {
  const command = newCommand(
    'demo',
    'serve the bundled legacy sites on this machine and migrate them end to end',
    {
      examples: ['kosh demo', 'kosh demo --dir /tmp/demo --fresh', 'kosh demo --serve'],
      exits: ['4 the folder is in use', '130 interrupted'],
    },
  )
    .option('--dir <dir>', 'folder of the demo workspace', 'kosh-demo')
    .option('--fresh', 'begin anew instead of doing only what changed')
    .option('--serve', 'keep the old sites up afterwards, to look at them, until Ctrl-C');
  return withAction(command, host, runDemo);
}

/** Migrates the bundled sites; findings are expected there, so it ends with 0 when every stage ran. */
async function runDemo(_args: string[], options: DemoOptions, context: CliContext): CommandResult {
  const root = resolve(options.dir);
  const sites = await loadSites();
  const server = await startFixtureServer(sites);
  try {
    writeDemoWorkspace(
      root,
      server.port,
      sites.flatMap((site) => site.hosts),
      options.fresh === true,
    );
    const { json, quiet } = options;
    const code = await runStages(
      ['crawl', 'extract', 'dedupe', 'redirects', 'bundle'],
      [],
      {
        workspace: root,
        all: true,
        provisional: true,
        ...(json ? { json } : {}),
        ...(quiet ? { quiet } : {}),
      },
      context,
    );
    const workspace = openWorkspace(root);
    const mappings = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
    const report = await writeReport(workspace, mappings);
    if (!options.quiet) context.stderr(places(root, report));
    if (options.serve)
      await serve(
        server.port,
        sites.flatMap((site) => site.hosts),
        context,
      );
    return code === exitCodes.findings ? exitCodes.done : code;
  } finally {
    await server.close();
  }
}

function places(root: string, report: string): string {
  return [
    '',
    `import bundles   ${join(root, 'out', 'bundles')}`,
    `redirect tables  ${join(root, 'out', 'redirects')}`,
    `archive (WARC)   ${join(root, 'data')}/<agency>/archive`,
    `look at          ${pathToFileURL(report).href}`,
    '',
  ].join('\n');
}

async function serve(port: number, hosts: readonly string[], context: CliContext): Promise<void> {
  context.stderr(`\nThe old sites answer on 127.0.0.1:${port}, for example:\n`);
  for (const host of hosts)
    context.stderr(`  curl --connect-to ::127.0.0.1:${port} http://${host}/\n`);
  context.stderr('Ctrl-C ends.\n');
  await new Promise((done) => context.signal.addEventListener('abort', done, { once: true }));
}
