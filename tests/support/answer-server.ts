/**
 * Answers every request on 127.0.0.1 with one redirect, as fast as a process can: it only looks for the ends of request heads. Run as a
 * process of its own with the Location; prints its port.
 */
import { createServer } from 'node:net';

const [location = ''] = process.argv.slice(2);
const answer = Buffer.from(
  `HTTP/1.1 302 Moved Temporarily\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
);
const end = Buffer.from('\r\n\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  // Heads of a few hundred bytes come whole on loopback.
  socket.on('data', (chunk) => {
    for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, at + 4))
      socket.write(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
