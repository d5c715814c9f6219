/**
 * The bare Worker that the bench compares with: it parses, packs onto a queue and stores one D1 row an event. No
 * credentials, no journal, no detection, no correlation: what the same platform costs at the least for the same bytes.
 */
interface Env {
  readonly DB: D1Database;
  readonly EVENTS: Queue<Row[]>;
}
interface Row {
  readonly id: string;
  readonly acceptedAt: number;
  readonly body: string;
}

/** Local queues refuse messages over 128,000 bytes. */
const MESSAGE_BYTES = 100_000;

function pack(lines: readonly string[], acceptedAt: number): Row[][] {
  const out: Row[][] = [];
  let current: Row[] = [];
  let bytes = 0;
  for (const line of lines) {
    const record = JSON.parse(line) as { eventID: string };
    if (bytes + line.length > MESSAGE_BYTES) {
      out.push(current);
      current = [];
      bytes = 0;
    }
    current.push({ id: record.eventID, acceptedAt, body: line });
    bytes += line.length + 100;
  }
  out.push(current);
  return out;
}

/** Rows of one statement: D1 takes at most 2 MB in a bound parameter, and JSON in JSON grows by its escapes. */
const STATEMENT_BYTES = 800_000;

function chunks(rows: readonly Row[]): Row[][] {
  const out: Row[][] = [[]];
  let bytes = 0;
  for (const row of rows) {
    if (bytes + row.body.length > STATEMENT_BYTES) {
      out.push([]);
      bytes = 0;
    }
    out.at(-1)!.push(row);
    bytes += row.body.length;
  }
  return out;
}

export default {
  async fetch(request, env) {
    if (request.method === 'GET') {
      const row = await env.DB.prepare('SELECT count(*) AS n FROM event').first<{ n: number }>();
      return Response.json(row);
    }
    if (request.method === 'PUT') {
      await env.DB.prepare(
        'CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL, stored_at INTEGER NOT NULL, body TEXT NOT NULL)',
      ).run();
      return new Response('ready');
    }
    if (request.method === 'PATCH') {
      const { results } = await env.DB.prepare(
        "SELECT stored_at - accepted_at AS ms FROM event WHERE id LIKE 'alert-%' ORDER BY ms",
      ).all<{ ms: number }>();
      return Response.json(results.map((r) => r.ms));
    }
    const zipped = request.headers.get('content-encoding') === 'gzip';
    const body = zipped && request.body ? request.body.pipeThrough(new DecompressionStream('gzip')) : request.body;
    const text = await new Response(body).text();
    const acceptedAt = Date.now();
    for (const rows of pack(
      text.split('\n').filter((l) => l !== ''),
      acceptedAt,
    ))
      await env.EVENTS.send(rows);
    return new Response(null, { status: 202 });
  },
  async queue(batch, env) {
    const insert = env.DB.prepare(
      "INSERT OR IGNORE INTO event SELECT value ->> 'id', value ->> 'acceptedAt', ?2, value ->> 'body' FROM json_each(?1)",
    );
    const now = Date.now();
    const statements = chunks(batch.messages.flatMap((m) => m.body)).map((rows) =>
      insert.bind(JSON.stringify(rows), now),
    );
    await env.DB.batch(statements);
    batch.ackAll();
  },
} satisfies ExportedHandler<Env, Row[]>;
