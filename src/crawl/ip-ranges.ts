import { BlockList, isIP } from 'node:net';

/** Ranges that are not the public Internet (IANA special-purpose registries, RFC 6890 and its updates). */
const ranges: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const special = new BlockList();
for (const [network, prefix] of ranges) {
  special.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
}
// All that IANA has given out for the Internet; what lies outside (mapped, compatible, translated IPv4 too) is not of it.
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/**
 * Tells whether an IP address in text form belongs to the public Internet. IPv4 inside IPv6 is never
 * public: no DNS server of a real site gives it, and each notation would be one more way in.
 */
export function isPublicIp(ip: string): boolean {
  const plain = ip.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 4) return !special.check(plain, 'ipv4');
  if (family === 6) {
    return globalUnicast.check(plain, 'ipv6') && !special.check(plain, 'ipv6') && !isIsatap(plain);
  }
  return false;
}

// RFC 5214: an interface id of 0:5efe, or 200:5efe, holds an IPv4 address under any prefix.
const isatap = new BlockList();
isatap.addSubnet('::5efe:0:0', 96, 'ipv6');
isatap.addSubnet('::200:5efe:0:0', 96, 'ipv6');

function isIsatap(ip: string): boolean {
  const groups = new URL(`http://[${ip}]/`).hostname.slice(1, -1);
  const [, tail = groups] = groups.split('::');
  return isatap.check(`::${tail.split(':').slice(-4).join(':')}`, 'ipv6');
}
