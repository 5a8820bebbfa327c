/** A name as pattern without backslashes or quotes, each octet but letters and digits bare or escaped; `*` at its end is any ending. */
export function namePattern(name: string): string {
  const open = name.endsWith('*');
  const octets = [...Buffer.from(open ? name.slice(0, -1) : name)].map((octet) => {
    const character = String.fromCharCode(octet);
    if (/[a-z0-9]/i.test(character)) return character;
    const hex = `%${octet.toString(16).padStart(2, '0')}`;
    return /[-_.~!*();:@,[/]/.test(character) ? `(?:[${character}]|${hex})` : hex;
  });
  return octets.join('') + (open ? '[^&=]*' : '');
}
