import { connect } from 'node:net';

/** What a server answered to one request. */
export interface RawResponse {
  status: number;
  /** By lower-case name. */
  headers: Map<string, string>;
  body: string;
}

/** Sends one request exactly as given, host and target being octets (latin1), and reads the answer until the server closes. */
export function rawAsk(
  port: number,
  host: string,
  target: string,
  method = 'GET',
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(readResponse(Buffer.concat(chunks))));
    const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    socket.write(Buffer.from(head, 'latin1'));
  });
}

function readResponse(octets: Buffer): RawResponse {
  const cut = octets.indexOf('\r\n\r\n');
  const [first = '', ...lines] = octets
    .subarray(0, Math.max(cut, 0))
    .toString('latin1')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(headers),
    body: octets.subarray(cut + 4).toString('utf8'),
  };
}
