import { WorkerEntrypoint } from 'cloudflare:workers';

/** Opens a socket that says who listens, then echoes; what was disconnected is told on the next one. */
export class Subscribe extends WorkerEntrypoint {
  override fetch(request: Request): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.send(request.headers.get('vedette-listener') ?? 'nobody');
    return new Response(null, { status: 101, webSocket: client });
  }
  disconnect() {
    return { ok: true, value: { closed: 0 } };
  }
}

export default {};
