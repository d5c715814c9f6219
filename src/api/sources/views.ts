import { z } from '@hono/zod-openapi';
import type { SourceSummary } from '../../contracts/rpc-sources.ts';
import type { SourceHealth } from '../../storage/main/read/source-health.ts';
import { kindOf } from './kind.ts';

/*
 * A source as people see it: what the gate keeps of it beside what its deliveries and refusals tell. Nothing secret is in either.
 */

export const SourceKindView = z
  .object({
    id: z.string(),
    title: z.string(),
    vendor: z.string(),
    summary: z.string(),
    proves: z.string(),
    limits: z.string(),
    secret: z.enum(['random', 'webhook', 'addressed', 'none']),
    settings: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        help: z.string(),
        type: z.enum(['text', 'list']),
        pattern: z.string(),
        required: z.boolean(),
        example: z.string(),
      }),
    ),
    accounts: z.object({ label: z.string(), pattern: z.string(), example: z.string() }),
    rhythmMinutes: z.int(),
    replayWindowSeconds: z.int().optional(),
    formats: z.array(z.string()),
    references: z.array(z.string()),
    tools: z.array(z.string()),
  })
  .openapi('SourceKind');

/** Of the last 24 hours, but `lastSeenAt` and `lastEventAt`. */
const Health = z.object({
  /** `waiting`: it has never delivered. `silent`: beyond its rhythm */
  state: z.enum(['disabled', 'waiting', 'speaking', 'silent']),
  lastSeenAt: z.int().nullable(),
  lastEventAt: z.int().nullable(),
  deliveries: z.int(),
  events: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  findings: z.int(),
  bytes: z.int(),
  refused: z.int(),
  lagP50Ms: z.int().nullable(),
  lagMaxMs: z.int().nullable(),
  aheadMs: z.int(),
  /** Events of each of the 24 hours, oldest first */
  hourly: z.array(z.int()),
  silence: z.object({ since: z.int(), toldAt: z.int().nullable(), finding: z.string().nullable() }).nullable(),
});

export const SourceView = z
  .object({
    id: z.string(),
    kind: z.string(),
    title: z.string(),
    name: z.string(),
    accounts: z.array(z.string()),
    settings: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    rhythmMinutes: z.int().nullable(),
    enabled: z.boolean(),
    ratePerMinute: z.int(),
    createdAt: z.int(),
    path: z.string(),
    url: z.string().nullable(),
    health: Health,
  })
  .openapi('Source');

export const SourceDetailView = SourceView.extend({
  keys: z.array(
    z.object({ id: z.string(), createdAt: z.int(), expiresAt: z.int().nullable(), lastUsedAt: z.int().nullable() }),
  ),
  /** `minutes` 0: it is never missed */
  rhythm: z.object({ minutes: z.int(), by: z.enum(['set', 'kind', 'learnt']) }),
  hours: z.array(
    z.object({
      at: z.int(),
      deliveries: z.int(),
      events: z.int(),
      duplicates: z.int(),
      rejected: z.int(),
      findings: z.int(),
      bytes: z.int(),
    }),
  ),
  refusals: z.array(z.object({ code: z.string(), n: z.int(), lastAt: z.int() })),
  deadLettersOpen: z.int(),
}).openapi('SourceDetail');

export const SetupView = z
  .object({
    id: z.string(),
    kind: z.string(),
    path: z.string(),
    url: z.string().nullable(),
    proves: z.string(),
    limits: z.string(),
    references: z.array(z.string()),
    texts: z.array(z.object({ tool: z.string(), language: z.string(), text: z.string(), left: z.array(z.string()) })),
  })
  .openapi('SourceSetup');

/** Where a source is reached; null where this installation does not know its public address. */
export const urlOf = (origin: string | undefined, path: string): string | null =>
  origin === undefined ? null : `${origin}${path}`;

const QUIET = {
  lastSeenAt: null,
  lastEventAt: null,
  deliveries: 0,
  events: 0,
  duplicates: 0,
  rejected: 0,
  findings: 0,
  bytes: 0,
  refused: 0,
  lagP50Ms: null,
  lagMaxMs: null,
  aheadMs: 0,
  hourly: Array.from({ length: 24 }, () => 0),
  silentSince: null,
  silenceToldAt: null,
  silenceFinding: null,
} as const;

function stateOf(source: SourceSummary, health: SourceHealth | undefined): z.infer<typeof Health>['state'] {
  if (!source.enabled) return 'disabled';
  const lastSeenAt = health?.lastSeenAt ?? null;
  if (lastSeenAt === null) return 'waiting';
  // The watch looks once a minute: what has spoken since is not silent any more.
  const since = health?.silentSince ?? null;
  return since !== null && lastSeenAt <= since ? 'silent' : 'speaking';
}

/** A source and its health in one. */
export function sourceView(
  source: SourceSummary,
  health: SourceHealth | undefined,
  origin: string | undefined,
): z.input<typeof SourceView> {
  const state = stateOf(source, health);
  const { id, kind, name, accounts, rhythmMinutes, enabled, ratePerMinute, createdAt } = source;
  const {
    sourceId: _,
    silentSince,
    silenceToldAt,
    silenceFinding,
    ...day
  } = health ?? {
    ...QUIET,
    sourceId: id,
  };
  return {
    id,
    kind,
    title: kindOf(kind)?.title ?? kind,
    name,
    accounts,
    settings: Object.fromEntries(
      Object.entries(source.settings).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]),
    ),
    rhythmMinutes,
    enabled,
    ratePerMinute,
    createdAt,
    path: `/in/${id}`,
    url: urlOf(origin, `/in/${id}`),
    health: {
      state,
      ...day,
      hourly: [...day.hourly],
      silence:
        state === 'silent' && silentSince !== null
          ? { since: silentSince, toldAt: silenceToldAt, finding: silenceFinding }
          : null,
    },
  };
}
