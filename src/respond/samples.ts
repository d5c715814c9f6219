import type * as z from 'zod';
import type { Entity } from '../contracts/entity.ts';
import type { Action } from './action.ts';

const NAME = 'n'.repeat(64);
const ACCOUNT = '111122223333';

/** Entities that every action can make parameters from, with names as long as AWS lets them be: to ask it what it needs. */
export const SAMPLES: readonly Entity[] = [
  { type: 'access_key', id: `AKIA${'A'.repeat(16)}`, name: NAME, role: 'target' },
  { type: 'user', id: `arn:aws:iam::${ACCOUNT}:user/${NAME}`, name: NAME, role: 'target', account: ACCOUNT },
  { type: 'role', id: `arn:aws:iam::${ACCOUNT}:role/${NAME}`, name: NAME, role: 'target', account: ACCOUNT },
  {
    type: 'principal',
    id: 'arn:aws:iam::999900001111:root',
    role: 'related',
    of: `arn:aws:iam::${ACCOUNT}:role/${NAME}`,
  },
  { type: 'instance', id: 'i-0123456789abcdef0', role: 'target' },
  { type: 'network_acl', id: 'acl-0123456789abcdef0', role: 'related', of: 'i-0123456789abcdef0' },
  { type: 'ip', id: '198.51.100.7', role: 'source' },
  {
    type: 'ip_set',
    id: `arn:aws:wafv2:us-east-1:${ACCOUNT}:regional/ipset/vedette-blocked-${'n'.repeat(100)}/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`,
    name: `vedette-blocked-${'n'.repeat(100)}`,
    role: 'related',
  },
  { type: 'bucket', id: `arn:aws:s3:::${'b'.repeat(63)}`, name: 'b'.repeat(63), role: 'target' },
  { type: 'function', id: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${NAME}`, name: NAME, role: 'target' },
  {
    type: 'trail',
    id: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${'t'.repeat(128)}`,
    name: 't'.repeat(128),
    role: 'target',
  },
];

/** Parameters that an action makes from the samples. Throws if it fits none: add one here. */
export function sampleParams<S extends z.ZodType>(action: Pick<Action<S>, 'id' | 'paramsFor'>): z.infer<S> {
  for (const entity of SAMPLES) {
    const params = action.paramsFor(entity, { entities: SAMPLES })[0];
    if (params !== undefined) return params;
  }
  throw new Error(`no sample entity fits ${action.id}; add one to src/respond/samples.ts`);
}
