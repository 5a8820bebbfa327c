/** The path below which a pattern takes everything, without a slash at its end: `/kz` of `/kz/**`; undefined for other patterns. */
export function branchRoot(pattern: string): string | undefined {
  return /^(\/[^*{}?]+?)\/\*\*$/.exec(pattern)?.[1];
}
