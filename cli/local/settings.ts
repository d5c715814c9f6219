import { publicKeySet } from '../../src/decide/credentials/web-identity-keys.ts';
import type { FleetSecrets } from '../lib/state.ts';
import type { FleetOptions } from './launch.ts';

export interface LocalSettings {
  readonly stateDir: string;
  readonly consolePort: number;
  readonly ingestPort: number;
  readonly secrets: FleetSecrets;
  /** Where AWS calls go instead of AWS itself. */
  readonly awsEndpoint?: string;
  /** The issuer's origin, where AWS finds it or was told of its keys; keyless accounts need it. */
  readonly issuerUrl?: string;
  readonly leaseMs?: number;
  readonly crons: boolean;
  /** Custody's waits for a server that is no AWS and has no late requests: seconds instead of minutes. */
  readonly quickCustody?: boolean;
}

/** Which Worker gets which secret and setting: the same names that `wrangler secret put` and `[vars]` use. */
export function fleetOptions(s: LocalSettings): FleetOptions {
  const aws: Record<string, string> = s.awsEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: s.awsEndpoint };
  const optional = (name: string): Record<string, string> => {
    const value = process.env[name];
    return value === undefined || value === '' ? {} : { [name]: value };
  };
  const ring = s.secrets.oidcKeys;
  const issues = s.issuerUrl !== undefined && ring !== undefined;
  const issuer: Record<string, string> = issues ? { ISSUER_URL: s.issuerUrl } : {};
  return {
    stateDir: s.stateDir,
    consolePort: s.consolePort,
    ingestPort: s.ingestPort,
    crons: s.crons,
    secrets: {
      gate: {
        ENVELOPE_KEY: s.secrets.envelopeKey,
        PERMIT_KEY: s.secrets.permitKey,
        SETUP_TOKEN: s.secrets.setupToken,
        ...(issues ? { OIDC_KEYS: JSON.stringify(ring) } : {}),
        ...optional('SLACK_SIGNING_SECRET'),
      },
      ledger: { LEDGER_KEY: s.secrets.ledgerKey },
      analyst: { ...optional('ANTHROPIC_API_KEY'), ...optional('ANTHROPIC_BASE_URL') },
      outbound: Object.assign({}, ...OUTBOUND.map(optional)) as Record<string, string>,
    },
    vars: {
      gate: { ...aws, ...issuer, CONSOLE_ORIGINS: `http://localhost:${s.consolePort}` },
      console: { INGEST_ORIGIN: `http://localhost:${s.ingestPort}` },
      responder: { ...aws, ...(s.quickCustody === true ? { CUSTODY_TIMES: JSON.stringify(QUICK_CUSTODY) } : {}) },
      inspector: aws,
      puller: aws,
      outbound: { CONSOLE_ORIGIN: `http://localhost:${s.consolePort}` },
      ...(issues ? { issuer: { ...issuer, JWKS: publicKeySet(ring) } } : {}),
      supervisor: s.leaseMs === undefined ? {} : { DEFAULT_LEASE_MS: String(s.leaseMs) },
    },
  };
}

/** How people are told; see docs/slack.md and docs/pagerduty.md. */
const OUTBOUND = [
  'SLACK_BOT_TOKEN',
  'SLACK_CHANNEL',
  'SLACK_CHANNELS',
  'SLACK_API_URL',
  'SLACK_WEBHOOK_URL',
  'PAGERDUTY_ROUTING_KEY',
  'PAGERDUTY_ROUTING_KEYS',
  'PAGERDUTY_EVENTS_URL',
] as const;

/**
 * The waits of `src/respond/custody/times.ts`, cut down for the simulator: it keeps no request longer than its connection.
 * `effectTimeoutMs` stays above `goValidMs` and the client's ten seconds.
 */
const QUICK_CUSTODY = {
  jobTimeoutMs: 1_500,
  effectTimeoutMs: 13_000,
  goValidMs: 2_000,
  signatureLifetimeMs: 3_000,
  consistencyWindowMs: 1_000,
  absentGapMs: 300,
  resolvePollMs: 500,
  probeEveryMs: 5_000,
};

export const DEFAULT_CONSOLE_PORT = 8787;
export const DEFAULT_INGEST_PORT = 8788;
