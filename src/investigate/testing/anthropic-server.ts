import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Reply {
  readonly status?: number;
  /** What the model says; wrapped into a message of the API. */
  readonly text?: string;
  /** Sent as it is instead. */
  readonly raw?: string;
  readonly stopReason?: string;
  /** Never answers. */
  readonly hang?: boolean;
}

export interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    model: string;
    max_tokens: number;
    tools?: unknown;
    system: string;
    messages: { content: string }[];
  };
}

/** A local server that speaks the Messages API over real HTTP and says what the test tells it. */
export class AnthropicServer {
  readonly seen: Seen[] = [];
  private replies: Reply[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readAll(request)) as Seen['body'];
    this.seen.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    const reply = this.replies.length > 1 ? this.replies.shift()! : this.replies[0]!;
    if (reply.hang) return;
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    response.end(reply.raw ?? messageOf(reply));
  }

  /** Answers in turn; the last one again and again. */
  will(...replies: Reply[]): void {
    this.replies = replies;
    this.seen.length = 0;
  }

  listen(port: number): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${port}`));
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

const messageOf = (reply: Reply): string =>
  JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'test-model',
    content: [{ type: 'text', text: reply.text ?? '' }],
    stop_reason: reply.stopReason ?? 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  });

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
