/**
 * What stands around the ingest Worker in its bench: grants for every kind of source and a journal that answers at once, so that
 * the door alone is measured; and the world outside, with the keys of the bench.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import type { SourceGrant } from '../../../src/contracts/access.ts';
import type { AcceptReply, DeliveryInput } from '../../../src/contracts/delivery.ts';
import { splitInParts } from '../../../src/ingest/split-delivery.ts';
import { normalizers } from '../../../src/normalize/registry.ts';

interface Env {
  readonly GRANTS: string;
  readonly OUTSIDE: string;
}
let last: DeliveryInput | undefined;
let accepted = 0;

export class SourceKeys extends WorkerEntrypoint<Env> {
  lookup({ source }: { readonly source: string }): SourceGrant | null {
    return (JSON.parse(this.env.GRANTS) as Record<string, SourceGrant>)[source] ?? null;
  }
}

export class Intake extends WorkerEntrypoint<Env> {
  accept(delivery: DeliveryInput): AcceptReply {
    accepted++;
    last = delivery.body.byteLength > 100_000 ? delivery : undefined;
    return { ok: true, value: { delivery: `dlv_${accepted}`, acceptedAt: Date.now(), duplicate: false } };
  }
  refused(): { ok: true; value: { counted: number } } {
    return { ok: true, value: { counted: 0 } };
  }
}

export default {
  async fetch(request, env) {
    const { hostname, pathname } = new URL(request.url);
    if (hostname === '127.0.0.1' && pathname === '/read') {
      // What the pipeline does with a large delivery before rules see it: inflate, split, read the facts of each record.
      if (last === undefined) return new Response('no large delivery was accepted', { status: 409 });
      let events = 0;
      const failed = await splitInParts(
        { ...last, kind: last.scope.kind, body: new Uint8Array(last.body) },
        ({ records }) => {
          for (const { format, value } of records) if (normalizers[format]?.facts(value).ok === true) events++;
        },
      );
      return Response.json({ events, failed: failed?.detail ?? null });
    }
    const answer = (JSON.parse(env.OUTSIDE) as Record<string, string>)[request.url];
    return new Response(answer ?? 'nobody is here', { status: answer === undefined ? 404 : 200 });
  },
} satisfies ExportedHandler<Env>;
