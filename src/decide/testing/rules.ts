import * as z from 'zod';
import type { PreviewedDraft } from '../../contracts/plan.ts';
import type { ActionFacts, Place } from '../action-facts.ts';
import type { HardRuleFacts } from '../hard-rules.ts';

/** A registered action and a draft of it, for tests of the rules alone. */
const Params = z.strictObject({ userName: z.string(), accessKeyId: z.string() });
type Params = z.infer<typeof Params>;
const arn = (p: Params, place: Place): string => `arn:${place.partition}:iam::${place.account}:user/${p.userName}`;

export const testAction: ActionFacts = {
  id: 'test.deactivate',
  params: Params,
  risk: 'reversible',
  lease: { longestMs: 3_600_000 },
  target: arn,
  locks: (p: Params, place: Place) => [arn(p, place)],
  readPermissions: (p: Params, place: Place) => [{ actions: ['iam:GetUser'], resources: [arn(p, place)] }],
  steps: [],
  revert: [],
};

export const testFacts: HardRuleFacts = {
  actions: new Map([[testAction.id, testAction]]),
  accounts: new Map([
    [
      '111122223333',
      {
        environment: 'development',
        accessKeyId: 'AKIAOWN',
        writeRoleArn: 'arn:aws:iam::111122223333:role/writer',
        readRoleArn: null,
      },
    ],
  ]),
  protectedPatterns: [{ pattern: 'arn:aws:iam::*:user/break-glass*', reason: 'break glass' }],
};

export const testDraft = (more: Partial<PreviewedDraft> = {}): PreviewedDraft => ({
  opId: 'op_1',
  spec: {
    action: 'test.deactivate',
    account: '111122223333',
    region: 'us-east-1',
    params: { userName: 'mallory', accessKeyId: 'AKIAMALLORY' },
    target: 'arn:aws:iam::111122223333:user/mallory',
    locks: ['arn:aws:iam::111122223333:user/mallory'],
  },
  reason: 'r',
  findings: [],
  confidence: 90,
  leaseMs: 60_000,
  preview: {
    at: 1,
    exists: true,
    alreadyDone: false,
    diff: [],
    dependents: [],
    tags: {},
    notes: [],
    reversibility: 'reversible',
    preImageDigest: 'a'.repeat(64),
    expectedDigest: 'b'.repeat(64),
  },
  ...more,
});
