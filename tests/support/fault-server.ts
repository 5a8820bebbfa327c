import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

/** Answers one request; `count` is how often this target was asked for, from 1. */
export type Route = (answer: ServerResponse, request: IncomingMessage, count: number) => void;

/** A loopback server whose routes misbehave on purpose. Keys are `host/path?query`, or `/path` for any host. */
export interface FaultServer {
  port: number;
  /** `127.0.0.1:port`, for a mapping's connectTo. */
  to: string;
  /** Targets asked for, `host/path`, in order. */
  log: string[];
  /** How often a target was asked for. */
  asked(target: string): number;
  close(): Promise<void>;
}

/** Starts a server, with `tls` a secure one; what no route names is 404, robots.txt too. */
export async function startFaultServer(
  routes: Record<string, Route>,
  fallback?: (target: string) => Route | undefined,
  tls?: TlsOptions,
): Promise<FaultServer> {
  const log: string[] = [];
  const sockets = new Set<Socket>();
  const take = (request: IncomingMessage, answer: ServerResponse) => {
    const target = `${request.headers.host ?? ''}${request.url ?? ''}`;
    log.push(target);
    const route = routes[target] ?? routes[request.url ?? ''] ?? fallback?.(target);
    const count = log.filter((one) => one === target).length;
    answer.sendDate = false;
    if (route === undefined) text(404, 'Бет табылмады')(answer, request, count);
    else route(answer, request, count);
  };
  const server = tls === undefined ? createServer(take) : createSecureServer(tls, take);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    to: `127.0.0.1:${port}`,
    log,
    asked: (target) => log.filter((one) => one === target).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Plain text. */
export function text(status: number, body: string, headers: Record<string, string> = {}): Route {
  return (answer) => {
    answer.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
    answer.end(body);
  };
}

/** An HTML page with a paragraph of its own and links. */
export function page(paragraph: string, links: readonly string[] = []): Route {
  const list = links.map((href) => `<li><a href="${href}">сілтеме</a></li>`).join('');
  const html = `<!doctype html><html><head><title>Бет</title></head><body><p>${paragraph}</p><ul>${list}</ul></body></html>`;
  return (answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    answer.end(html);
  };
}

/** A redirect. */
export function redirect(location: string, status = 302): Route {
  return (answer) => {
    answer.writeHead(status, { Location: location });
    answer.end();
  };
}

/** Announces more than it sends, then cuts the connection. */
export const resetHalfway: Route = (answer) => {
  answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '100000' });
  answer.write('<p>Басы бар, аяғы жоқ бет</p>'.repeat(10), () => answer.socket?.resetAndDestroy());
};

/** Cuts the connection before a single byte. */
export const resetAtOnce: Route = (answer) => {
  answer.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Route = () => undefined;

/** Sends a byte now and then, for ever. */
export const slowDrip: Route = (answer) => {
  answer.writeHead(200, { 'Content-Type': 'text/html' });
  const timer = setInterval(() => answer.write('.'), 20);
  answer.on('close', () => clearInterval(timer));
};

/** Sends data for ever as fast as it is taken. */
export const endlessBody: Route = (answer) => {
  answer.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const chunk = Buffer.alloc(65_536, 1);
  const send = () => {
    while (!answer.destroyed && answer.write(chunk));
    if (!answer.destroyed) answer.once('drain', send);
  };
  send();
};

/** Writes bytes to the connection as they are, then closes it, or with `open` leaves it open. */
export function raw(text: string | Buffer, after: 'close' | 'open' = 'close'): Route {
  return (answer) => {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
    if (after === 'close') answer.socket?.end(bytes);
    else answer.socket?.write(bytes);
  };
}

/** Sends the head of an answer byte by byte, for ever. */
export const slowHead: Route = (answer) => {
  const { socket } = answer;
  socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
  const timer = setInterval(() => socket?.write('a'), 20);
  socket?.on('close', () => clearInterval(timer));
};

/** Announces an answer again and again, and gives none (RFC 8297). */
export const endlessHints: Route = (answer) => {
  const { socket } = answer;
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n';
  const timer = setInterval(() => socket?.write(hint.repeat(50)), 5);
  socket?.on('close', () => clearInterval(timer));
};

/** A body with a Content-Encoding. */
function coded(codings: string, body: Buffer): Route {
  return (answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': codings });
    answer.end(body);
  };
}

const coders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

/** A small body that swells to `megabytes` when its codings, such as `gzip, br`, are undone. */
export function bomb(codings: string, megabytes: number): Route {
  const start = Buffer.from('<!doctype html><html><body>');
  let body: Buffer = Buffer.concat([start, Buffer.alloc(megabytes * 1024 * 1024, 'a')]);
  for (const coding of codings.split(', ')) body = coders[coding]?.(body) ?? body;
  return coded(codings, body);
}

/** Swells in the middle and ends in nothing: gzip around so many gzip members that are empty. */
export function hollowBomb(megabytes: number): Route {
  const empty = gzipSync(Buffer.alloc(0));
  const many = Buffer.concat(
    Array.from({ length: Math.ceil((megabytes * 1024 * 1024) / empty.length) }, () => empty),
  );
  return coded('gzip, gzip', gzipSync(many));
}

/** Fails `times` times with a status, then answers by `then`. */
export function failing(
  times: number,
  status: number,
  then: Route,
  headers: Record<string, string> = {},
): Route {
  return (answer, request, count) =>
    count <= times
      ? text(status, 'кейінірек келіңіз', headers)(answer, request, count)
      : then(answer, request, count);
}
