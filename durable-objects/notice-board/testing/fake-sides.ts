import type { AddressInfo } from 'node:net';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // oxlint-disable-next-line typescript/no-explicit-any -- what was sent is looked into freely
  readonly body: any;
}
interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** ms; longer than a client waits: it never learns that the message was taken */
  readonly hang?: boolean;
}

/**
 * Slack's Web API and PagerDuty's Events API as they answer: 200 with `ok` inside, channel and ts of what was posted; 202. Scripted
 * replies come first. Real HTTP on `port`.
 */
export class FakeSides {
  readonly calls: Call[] = [];
  /** What stands in the channel now, by ts. */
  readonly messages = new Map<string, { body: Call['body']; thread: string | undefined }>();
  private script: Reply[] = [];
  private next = 1;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      // For tests that run elsewhere, in workerd.
      if (request.method === 'GET') {
        response.end(JSON.stringify(this.calls));
        return;
      }
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const call = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as unknown };
        this.calls.push(call);
        const scripted = this.script.shift();
        if (scripted?.hang) return request.socket.destroy();
        const reply = scripted ?? this.answer(call);
        response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
        response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
        return undefined;
      });
    });
  }

  private answer({ path, body }: Call): Reply {
    if (path.endsWith('/v2/enqueue'))
      return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: body.dedup_key } };
    if (path.endsWith('chat.postMessage')) {
      const ts = `1700000000.${String(this.next++).padStart(6, '0')}`;
      this.messages.set(ts, { body, thread: body.thread_ts });
      return { body: { ok: true, channel: body.channel, ts, message: { text: body.text } } };
    }
    if (path.endsWith('chat.update')) {
      const known = this.messages.get(body.ts);
      if (!known) return { body: { ok: false, error: 'message_not_found' } };
      this.messages.set(body.ts, { ...known, body });
      return { body: { ok: true, channel: body.channel, ts: body.ts, text: body.text } };
    }
    return { body: 'ok' };
  }

  /** The next requests are answered so, whatever they ask. */
  say(...replies: Reply[]): void {
    this.script.push(...replies);
  }
  reset(): void {
    this.calls.length = 0;
    this.messages.clear();
    this.script = [];
  }
  paths = (): string[] => this.calls.map((c) => c.path.split('/').at(-1)!);
  actions = (): string[] =>
    this.calls.filter((c) => c.path.endsWith('enqueue')).map((c) => c.body.event_action as string);

  /** Answers its origin. `port` 0: any that is free. Does not keep a test run alive. */
  async start(port: number): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.server.unref();
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
