/**
 * Families of a template, the widest first: each folder above it (`host/catalog/**`), and all queries on its path
 * (`host/search?**`). Filters make a template of each combination; only their family shows that none brings anything.
 */
export function familiesOf(template: string): string[] {
  const [path = '', query] = template.split(/\?(.*)/s);
  const segments = path.split('/');
  const folders = segments
    .slice(2)
    .map((_, i) => `${segments.slice(0, i + 2).join('/')}/**`)
    .slice(0, deepest);
  return query === undefined ? folders : [...folders, `${path}?**`];
}

/** Deeper folders say no more than these. */
const deepest = 6;
