import type { AgencyBody, PageSource } from '../dedupe/dedupe-page.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import { detached } from '../text/hash.ts';

/** Letters at the end of a body in which sites name where they took a text from. */
const endLetters = 700;
/** Destinations of links in Markdown; bounded, since a body is hostile. */
const destination = /\]\(<?(https?:\/\/[^\s<>)]{1,2000})/g;

/** Where a page says that its text was taken from; undefined when it says nothing. */
export function pageSource(page: Page, mapping: Mapping): PageSource | undefined {
  const own = new Set(hostNames(mapping));
  const last = [...page.markdown.slice(-endLetters).matchAll(destination)].map(
    ([, address]) => address ?? '',
  );
  const hosts = [...(page.canonical === null ? [] : [page.canonical]), ...last].flatMap(hostOf);
  const foreign = [...new Set(hosts.filter((host) => !own.has(host)))].sort().map(detached);
  if (page.credit === null && foreign.length === 0) return undefined;
  return { credit: page.credit === null ? null : detached(page.credit), hosts: foreign };
}

/** What a mapping says of the body whose site it describes. */
export function agencyBody(mapping: Mapping): AgencyBody {
  const { kk, ru, en } = mapping.names;
  return {
    kind: mapping.kind,
    parent: mapping.parent ?? null,
    names: [kk, ru, ...(en === undefined ? [] : [en])],
    hosts: hostNames(mapping),
  };
}

function hostNames({ hosts }: Mapping): string[] {
  return hosts.flatMap(({ host, aliases }) => [host, ...aliases]);
}

function hostOf(address: string): string[] {
  return URL.canParse(address) ? [new URL(address).host.toLowerCase()] : [];
}
