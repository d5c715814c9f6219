import { WorkerEntrypoint } from 'cloudflare:workers';
import * as z from 'zod';
import { parseAppend } from '../../durable-objects/ledger-head/input.ts';
import type { LedgerHeadApi } from '../../durable-objects/ledger-head/ledger-head.ts';
import { OrgId } from '../../src/contracts/common.ts';
import type { AuditBundle, TreeHead } from '../../src/contracts/ledger.ts';
import type { LedgerAppendApi, LedgerExportApi, Rpc } from '../../src/contracts/rpc.ts';
import { keyIdOf, publicKeyOf } from '../../src/kit/crypto.ts';
import { failure } from '../../src/kit/errors.ts';
import { err, ok } from '../../src/kit/result.ts';
import type { Env } from './env.ts';

export { LedgerHead } from '../../durable-objects/ledger-head/ledger-head.ts';

const objectOf = (env: Env, org: string): LedgerHeadApi =>
  env.LEDGER_HEAD.get(env.LEDGER_HEAD.idFromName(org)) as unknown as LedgerHeadApi;

/** Writing, for the gate and the supervisor. The answer's size is that of the first entry's organisation. */
export class Append extends WorkerEntrypoint<Env> implements LedgerAppendApi {
  async append(request: unknown): Rpc<{ size: number }> {
    const parsed = parseAppend(request);
    if (!parsed.ok) return parsed;
    let size: number | undefined;
    for (const [org, entries] of Map.groupBy(parsed.value, (e) => e.org)) {
      const result = await objectOf(this.env, org).append(org, entries);
      if (!result.ok) return result;
      size ??= result.value.size;
    }
    return ok({ size: size ?? 0 });
  }
}

const HeadRequest = z.object({ v: z.literal(1), org: OrgId });
const BundleRequest = HeadRequest.extend({ chain: z.string().min(1).max(80) });
const KeyTable = z.record(z.string().regex(/^[0-9a-f]{16}$/), z.string().regex(/^[0-9a-f]{64}$/));

/** Reading, for the console. */
export class Export extends WorkerEntrypoint<Env> implements LedgerExportApi {
  async bundle(request: unknown): Rpc<AuditBundle> {
    const parsed = BundleRequest.safeParse(request);
    if (!parsed.success) return err(failure('malformed', 'expected {v: 1, org, chain}'));
    return objectOf(this.env, parsed.data.org).bundle(parsed.data.org, parsed.data.chain);
  }

  async head(request: unknown): Rpc<TreeHead> {
    const parsed = HeadRequest.safeParse(request);
    if (!parsed.success) return err(failure('malformed', 'expected {v: 1, org}'));
    return objectOf(this.env, parsed.data.org).head(parsed.data.org);
  }

  /** keyId → raw public key, hex: the present key and former ones. */
  async publicKeys(): Promise<Record<string, string>> {
    const former = KeyTable.parse(JSON.parse(this.env.LEDGER_FORMER_KEYS || '{}'));
    if (!this.env.LEDGER_KEY) return former;
    const key = await publicKeyOf(this.env.LEDGER_KEY);
    return { ...former, [keyIdOf(key)]: key };
  }
}

/** Nothing is served over HTTP. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<Env>;
