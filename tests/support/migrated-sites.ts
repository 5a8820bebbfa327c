import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { type MigrationScore, scoreMigration } from './score.ts';
import type { OutputItem, OutputShared, ScoredSite } from './scored-site.ts';
import { scoredTruth } from './scored-truth.ts';

/** One line of a bundle's items.ndjson, as far as the score looks at it. */
interface ItemLine {
  id: string;
  kind: string;
  versions: {
    lang: string;
    title: string;
    body_md: string;
    published: { value: string } | null;
    source: { address: string; parts: string[] };
  }[];
}

/** One line of redirects.ndjson, as far as the score looks at it. */
interface RedirectLine {
  spellings: string[];
  item: string | null;
  lang: string | null;
}

/** Every line of an NDJSON file of a bundle; none when the bundle is not there. */
export function bundleLines<Line>(workspace: string, agency: string, name: string): Line[] {
  const file = join(workspace, 'out/bundles', agency, 'data', name);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Items of a bundle as the scorer takes them: a version's addresses are those that redirect to it. */
export function bundledItems(workspace: string, agency: string): OutputItem[] {
  const leading = leadingAddresses(workspace, [agency]);
  return bundleLines<ItemLine>(workspace, agency, 'items.ndjson').map(({ id, kind, versions }) => ({
    id,
    kind,
    versions: versions.map((version) => ({
      addresses: [
        version.source.address,
        ...version.source.parts,
        ...(leading.get(`${id} ${version.lang}`) ?? []),
      ],
      lang: version.lang,
      title: version.title,
      date: version.published?.value.slice(0, 10) ?? null,
      markdown: version.body_md,
    })),
  }));
}

/** Old addresses by item id and language, from the decisions of agencies. */
function leadingAddresses(workspace: string, agencies: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const agency of agencies) {
    for (const { item, lang, spellings } of bundleLines<RedirectLine>(
      workspace,
      agency,
      'redirects.ndjson',
    )) {
      if (item === null || lang === null) continue;
      const name = `${item} ${lang}`;
      found.set(name, [...(found.get(name) ?? []), ...spellings]);
    }
  }
  return found;
}

/** Scores the bundles of a workspace against the content files of the fixture sites. */
export async function scoreWorkspace(workspace: string): Promise<MigrationScore> {
  const sites: ScoredSite[] = (await loadSites()).map(({ id, hosts }) => ({
    truth: scoredTruth(id, hosts),
    output: bundledItems(workspace, id),
  }));
  return scoreMigration(
    sites,
    sharedBundle(
      workspace,
      sites.map(({ truth }) => truth.id),
    ),
  );
}

function sharedBundle(workspace: string, agencies: readonly string[]): OutputShared[] {
  const leading = leadingAddresses(workspace, agencies);
  return bundleLines<ItemLine>(workspace, 'shared', 'items.ndjson').map(({ id, versions }) => ({
    addresses: versions.flatMap(({ lang }) => leading.get(`${id} ${lang}`) ?? []),
    languages: versions.map((version) => version.lang),
    title: versions[0]?.title ?? '',
  }));
}
