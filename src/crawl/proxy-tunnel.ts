import { connect, type Socket } from 'node:net';
import { FetchFailure } from './fetch-failure.ts';

/** An HTTP proxy through which a crawl reaches the network. */
export interface ProxyServer {
  host: string;
  port: number;
  /** Value of Proxy-Authorization, or null. */
  authorization: string | null;
}

const mostHeadBytes = 16 * 1024;

/**
 * Opens a tunnel to `target` (host:port) by CONNECT (RFC 9110, 9.3.6) and calls back once: with the socket, on
 * which TLS can start, or with FetchFailure.
 */
export function openTunnel(
  proxy: ProxyServer,
  target: string,
  timeoutMs: number,
  callback: (error: Error | null, socket: Socket | null) => void,
): void {
  const socket = connect({ host: proxy.host, port: proxy.port });
  let head = Buffer.alloc(0);
  const settle = (error: Error | null) => {
    socket.removeAllListeners();
    socket.setTimeout(0);
    if (error === null) callback(null, socket);
    else {
      // A late error of a socket that is given up is nobody's.
      socket.on('error', () => undefined);
      socket.destroy();
      callback(error, null);
    }
  };
  const fail = (message: string) => settle(new FetchFailure('proxy', message));
  socket.setTimeout(timeoutMs, () => fail('the proxy did not answer in time'));
  socket.on('error', (error) => fail(`the proxy cannot be reached: ${error.message}`));
  socket.on('close', () => fail('the proxy closed the connection'));
  socket.on('connect', () => {
    const login =
      proxy.authorization === null ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`;
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`);
  });
  socket.on('data', (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0 && head.length > mostHeadBytes) fail('the proxy answered with too long a head');
    else if (end >= 0) {
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, 16))?.[1]);
      if (status < 200 || status > 299 || Number.isNaN(status)) fail(refusal(status));
      else if (head.length > end + 4) fail('the proxy sent bytes before the tunnel was used');
      else settle(null);
    }
  });
}

/** What a proxy's answer means when it is no tunnel. */
export function refusal(status: number): string {
  if (status === 407) return 'the proxy asks for a user and a password';
  return Number.isNaN(status)
    ? 'what answered is no HTTP proxy'
    : `the proxy refused with HTTP ${status}`;
}
