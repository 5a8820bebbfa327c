import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { jsonSchemaOf } from './json-schemas.ts';

const exampleSettings = `# yaml-language-server: $schema=./kosh.schema.json
# What holds for the whole workspace. Every key has a default: kosh doctor shows them all.
portal:
  base: https://www.gov.kz
  allowedHosts: [www.gov.kz, gov.kz]
languages: [kk, ru, en]
userAgent: kosh/0.1 (migration of state sites; write to the address in From)
# contact: migration@example.kz
# proxy: { url: "http://proxy.example.kz:3128", user: kosh, passwordEnv: PROXY_PASSWORD }
# trustedCertificates: [certificates/national-root.pem]   # root certificates beside those of Node
# politeness: { perAddress: { connections: 8, ratePerSecond: 10 } }   # of a server that agencies share
`;

const exampleMapping = `# yaml-language-server: $schema=../mapping.schema.json
# One file an agency; rename it to <id>.yaml. Everything kosh knows about a site stands here.
id: example-akimat            # permanent; file name without .yaml
entity: aqmola                # entity code on the portal
names: { kk: Мысал әкімдігі, ru: Акимат-пример }
kind: akimat                  # ministry, committee, department, akimat, other
wave: 2020-local
hosts:
  - host: example.gov.kz      # the canonical name
    aliases: [www.example.gov.kz]
# connectTo: { example.gov.kz: 10.0.0.5:80 }   # reach the host at another address
timeZone: Asia/Almaty
seeds: [/]                    # where to start beside / and the sitemap
languages:                    # how an address tells its language; kz is Kazakh
  - { lang: kk, path: /kz/** }
  - { lang: ru, path: /ru/** }
crawl:
  ratePerSecond: 2            # requests a second and host; the gap runs from the end of an answer
  exclude: [/search/**]
  # hours: 20-07              # by the clocks of timeZone; a crawl waits for them
  # bytesPerDay: 500 MB
  # ignoreRobots: { reason: why }
  # cookies: true               # send cookies back; off, each request is that of a new visitor
  # tls: [{ host: example.gov.kz, allow: [expired], reason: the agency no longer renews it }]
  # login: [{ host: example.gov.kz, basic: { user: kosh, passwordEnv: EXAMPLE_PASSWORD }, reason: why }]
  # login: [{ host: example.gov.kz, cookieFile: secrets/example-cookies.txt, reason: why }]
  # proxy: { url: "http://proxy.example.kz:3128" }   # instead of the one of kosh.yaml; or none
# significantParameters: [id, lang]   # when given, all other parameters are ignored
rules:
  - { match: /ru/news/**, kind: news }
redirects: []                 # by hand: { from: /old, to: https://www.gov.kz/..., reason: why }
`;

const exampleKnown = `# yaml-language-server: $schema=../../known-shared.schema.json
# What is known of an item that many agencies hold; rename it to <id>.yaml. It names and decides what kosh dedupe
# detected, and holds no text. kosh shared list shows what was detected.
id: state-flag                # permanent; file name without .yaml
titles: { kk: Мемлекеттік ту, ru: Государственный флаг, en: State flag }
marks:
  titleWords:                 # a title has to hold all words of one of these; each matches what begins with it
    kk: [мемлекеттік ту]
    ru: [государственн флаг]
    en: [state flag, national flag]
  without: { kk: [мереке], ru: [день] }   # news about the item are not the item
  kinds: [page, article]
decision: adopt               # adopt: one copy for all; ask: a person decides; refuse: every agency keeps its own
# official: { agency: example-ministry }   # whose copy goes before all others; or address: https://...
reason: The flag is the same everywhere.
`;

/** `kosh init [dir]`: a new workspace. */
export function initCommand(host: CommandHost): Command {
  const command = newCommand('init', 'make a new workspace', {
    examples: ['kosh init migration', 'cd migration && kosh agencies check'],
  }).argument('[dir]', 'folder to make it in', '.');
  return withAction(command, host, runInit);
}

/** Writes kosh.yaml, an example mapping, JSON Schemas for the editor and .gitignore; refuses a folder that holds something else. */
async function runInit(
  args: string[],
  _options: CommonOptions,
  context: CliContext,
): CommandResult {
  const root = resolve(args[0] ?? '.');
  const there = existsSync(root) ? readdirSync(root).filter((name) => !name.startsWith('.')) : [];
  if (there.length > 0) {
    throw new UserError(
      `${root}: not empty (${there.slice(0, 3).join(', ')}); choose a new folder`,
    );
  }
  mkdirSync(join(root, 'mappings', 'shared'), { recursive: true });
  const files: [string, string][] = [
    ['kosh.yaml', exampleSettings],
    ['mappings/example-akimat.yaml', exampleMapping],
    ['mappings/shared/state-flag.yaml', exampleKnown],
    ['known-shared.schema.json', `${JSON.stringify(jsonSchemaOf('known-shared'), null, 2)}\n`],
    ['kosh.schema.json', `${JSON.stringify(jsonSchemaOf('settings'), null, 2)}\n`],
    ['mapping.schema.json', `${JSON.stringify(jsonSchemaOf('mapping'), null, 2)}\n`],
    ['.gitignore', 'data/\nout/\n'],
  ];
  for (const [name, text] of files) writeFileSync(join(root, name), text);
  context.stdout(`Made a workspace in ${root}: ${files.map(([name]) => name).join(', ')}\n`);
  context.stderr(`Next: write mappings/<id>.yaml, then: kosh agencies check -w ${root}\n`);
  return exitCodes.done;
}
