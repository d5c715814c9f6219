import { applyD1Migrations, createExecutionContext, env as testEnv, type D1Migration } from 'cloudflare:test';
import type { DeliveryInput, SourceScope } from '../../../src/contracts/delivery.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import type { Env } from '../env.ts';
import { DeadLetters, Intake } from '../index.ts';

interface FakeSupervisor {
  told(): Promise<{
    told: { incident: string; finding: string }[];
    calls: number;
    shared: { from: string; into: string }[];
    returns: { incident: string; finding: string; source: string; since: number; silent: number }[];
  }>;
  reset(failing?: number, livesOnIn?: string): Promise<void>;
}
export const env = testEnv as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
export const supervisor = env.SUPERVISOR_FINDINGS as unknown as FakeSupervisor;
export const intake = () => new Intake(createExecutionContext(), env);
export const deadLetters = () => new DeadLetters(createExecutionContext(), env);
export const migrateMain = () => applyD1Migrations(env.DB, env.MIGRATIONS_MAIN);

export const ACCOUNT = '123456789012';
let worlds = 0;
/** Storage is not isolated between tests of one file: each takes an organisation of its own. */
export function newScope(kind = 'standard.webhook', accounts: readonly string[] = [ACCOUNT]): SourceScope {
  const n = `${Date.now().toString(36)}${++worlds}`;
  return { org: `org_t${n}`, sourceId: `src_t${n}`, kind, accounts };
}
export const journalName = (scope: SourceScope, shard = 0): string => `${scope.org}:${scope.sourceId}:${shard}`;
export const journalOf = (scope: SourceScope) => env.INTAKE_JOURNAL.getByName(journalName(scope));

export function delivery(
  scope: SourceScope,
  body: string | Uint8Array,
  more: Partial<DeliveryInput> = {},
): DeliveryInput {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  return {
    v: 1,
    scope,
    contentType: 'application/json',
    receivedAt: Date.now(),
    body: bytes.slice().buffer,
    ...more,
  };
}

export async function accept(scope: SourceScope, body: string | Uint8Array, more: Partial<DeliveryInput> = {}) {
  const reply = await intake().accept(delivery(scope, body, more));
  if (!reply.ok) throw new Error(`refused: ${reply.error.detail}`);
  return reply.value;
}

/** Waits (in short steps, five seconds at most) until `probe` answers something. */
export async function until<T>(probe: () => Promise<T | undefined | null | false>): Promise<T> {
  for (let i = 0; i < 250; i++) {
    const found = await probe();
    if (found !== undefined && found !== null && found !== false) return found;
    await new Promise((r) => setTimeout(r, 20));
  }
  throw new Error('nothing happened within five seconds');
}

export const rows = async <T>(sql: string, ...bindings: unknown[]): Promise<T[]> =>
  (
    await env.DB.prepare(sql)
      .bind(...bindings)
      .all<T>()
  ).results;
