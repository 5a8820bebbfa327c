/**
 * The form in which addresses are compared: no scheme, default port or fragment; host in lower case
 * with its `www.`; percent-encoding decoded as UTF-8, or as windows-1251 where that fails.
 */
export function addressKey(address: string): string {
  const [bare = ''] = address.split('#');
  const match = /^(?:https?:)?\/\/([^/?]*)(.*)$/is.exec(bare);
  if (match === null) throw new Error(`"${address}" is no absolute http address`);
  const [, host = '', rest = ''] = match;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const decoded = path.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun);
  return `${host.toLowerCase().replace(/:(80|443)$/, '')}${decoded}`.normalize('NFC');
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
}
