/**
 * Writes demo/leaked-key.ndjson: CloudTrail records of a leaked access key, amid the ordinary day of others.
 * Everything is made up and deterministic: documentation addresses (RFC 5737), the documentation account, ids from a digest.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attack } from './demo-attack/attack.ts';
import { benign } from './demo-attack/benign.ts';
import type { Step } from './demo-attack/step.ts';
import { ACCOUNT, START_MS } from './demo-attack/step.ts';

const FILE = join(dirname(fileURLToPath(import.meta.url)), '..', 'demo', 'leaked-key.ndjson');

/** A UUID that depends on its seed alone. */
function uuid(seed: string): string {
  const hex = createHash('sha256').update(`vedette demo ${seed}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function record(step: Step, index: number): Record<string, unknown> {
  const [service] = step.source.split('.');
  const host = ['iam', 'sts'].includes(service ?? '') ? step.source : `${service}.${step.region}.amazonaws.com`;
  const fromService = step.identity['type'] === 'AWSService';
  return {
    eventVersion: '1.09',
    userIdentity: step.identity,
    eventTime: new Date(START_MS + step.atS * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: step.source,
    eventName: step.name,
    awsRegion: step.region,
    sourceIPAddress: step.ip,
    userAgent: step.agent,
    ...(step.error === undefined ? {} : { errorCode: step.error[0], errorMessage: step.error[1] }),
    requestParameters: step.request ?? null,
    responseElements: step.response ?? null,
    ...(step.additional === undefined ? {} : { additionalEventData: step.additional }),
    requestID: uuid(`request ${index}`),
    eventID: uuid(`event ${index}`),
    readOnly: /^(Get|List|Describe|Decrypt|AssumeRole|GenerateDataKey|Head)/.test(step.name),
    eventType: step.name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...(fromService || step.name === 'ConsoleLogin'
      ? {}
      : {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: host,
          },
        }),
  };
}

/** The file's text: one record a line, in time order. */
export function renderDemoAttack(): string {
  return [...attack, ...benign]
    .toSorted((a, b) => a.atS - b.atS)
    .map((step, i) => `${JSON.stringify(record(step, i))}\n`)
    .join('');
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, renderDemoAttack());
}
