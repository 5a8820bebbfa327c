/** A host as mappings name it: lower case, without quotation marks, ports 80 and 443 and the root's dot. */
export function plainHost(text: string): string {
  return text
    .toLowerCase()
    .replace(/^"|"$/g, '')
    .replace(/:(?:80|443)$/, '')
    .replace(/\.$/, '');
}

/** The name under which made-up hosts are counted together. */
export const otherHosts = '(others)';
