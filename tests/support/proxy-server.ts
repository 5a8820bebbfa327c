import { request as ask, createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy on loopback that leads every host to one server. */
export interface ProxyServer {
  url: string;
  /** What was asked for: `GET http://qala.kz/`, `CONNECT qala.kz:443`, with the login that came along. */
  log: string[];
  close(): Promise<void>;
}

/** Starts a proxy to the server at `port`; with `login` (a value of Proxy-Authorization) it lets nobody else through. */
export async function startProxy(port: number, login?: string): Promise<ProxyServer> {
  const log: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((request, answer) => {
    log.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    if (login !== undefined && request.headers['proxy-authorization'] !== login) {
      answer.writeHead(407).end();
      return;
    }
    const { pathname, search, host } = new URL(request.url ?? '');
    const headers = { ...request.headers, host };
    const onward = ask({ port, path: pathname + search, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.writeHead(502).end());
    onward.end();
  });
  server.on('connect', (request, socket: Socket) => {
    log.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    keep(socket);
    if (login !== undefined && request.headers['proxy-authorization'] !== login) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
  });
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
