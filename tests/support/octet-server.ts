import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Answers one request on its connection; `count` is how often this target was asked for, from 1. */
export type Reply = (socket: Socket, count: number) => void;

/** A server on 127.0.0.1 that takes any octets in a request target, as nginx does and Node's own does not. */
export interface OctetServer {
  origin: string;
  /** Host header and target of each request, one latin1 character an octet. */
  log: string[];
  close(): Promise<void>;
}

/** Starts one; what gets no reply is answered with 404. */
export async function startOctetServer(
  replyTo: (asked: string) => Reply | undefined,
): Promise<OctetServer> {
  const log: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let pending = '';
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        const target = /^GET (\S+) HTTP\/1\.1\r\n/.exec(head)?.[1];
        const asked = `${/\r\nhost: (.*)/i.exec(head)?.[1]}${target}`;
        log.push(asked);
        const count = (counts.get(asked) ?? 0) + 1;
        counts.set(asked, count);
        (replyTo(asked) ?? say(404, {}, 'Бет табылмады'))(socket, count);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A whole answer after which the connection stays. */
export function say(status: number, fields: Record<string, string> = {}, body = ''): Reply {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  const head = `HTTP/1.1 ${status} X\r\n${lines.join('')}Content-Length: ${length}\r\n\r\n`;
  return (socket) => socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
}

/** An HTML page. */
export function sayPage(title: string, text: string, status = 200): Reply {
  const html = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
  return say(status, { 'Content-Type': 'text/html; charset=utf-8' }, html);
}

/** A redirect. */
export function sendTo(location: string, status = 302): Reply {
  return say(status, { Location: location });
}

/** Octets as they are; the connection is closed after them. */
export function octets(bytes: string | Uint8Array): Reply {
  return (socket) => socket.end(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
}

/** Cuts the connection. */
export const reset: Reply = (socket) => void socket.resetAndDestroy();

/** Says nothing. */
export const silent: Reply = () => {};

/** Sends the start, then a piece again and again, for ever. */
export function endless(start: string, piece: string, everyMs = 5): Reply {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
}
