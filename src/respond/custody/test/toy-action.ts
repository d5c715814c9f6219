import * as z from 'zod';
import type { AwsRequest } from '../../../aws/types.ts';
import { ok } from '../../../kit/result.ts';
import type { Action, Snapshot, Step, StepContext } from '../../action.ts';

/** A target with a flag to set and a list to put one thing into: one idempotent step, one that creates. */
export interface Toy {
  flag: boolean;
  items: string[];
}

const params = z.object({ name: z.string() });
type Ctx = StepContext<{ name: string }>;

const toyOf = (s: Snapshot): Toy => s.state as unknown as Toy;
export const snapshotOf = (toy: Toy): Snapshot => ({
  exists: true,
  tags: {},
  dependents: [],
  state: { flag: toy.flag, items: [...toy.items] },
});

const call = (operation: string, item = ''): AwsRequest => ({
  service: 'ec2',
  operation,
  region: 'r',
  params: { item },
});
const mine = (ctx: Ctx): number => toyOf(ctx.now).items.filter((i) => i === ctx.opId).length;

const step = (id: string, kind: Step<unknown>['kind'], rest: Pick<Step<{ name: string }>, 'presence' | 'request'>) => ({
  id,
  kind,
  permissions: () => [],
  ...rest,
});

export const toyAction = {
  id: 'test.toy.change',
  title: 'Change a toy',
  description: 'For tests of the protocol',
  params,
  risk: 'reversible',
  lease: { defaultMs: 60_000, longestMs: 3_600_000 },
  mitigations: [],
  references: [],
  paramsFor: () => [],
  target: (p) => `arn:aws:test:us-east-1:111122223333:toy/${p.name}`,
  locks: (p) => [`arn:aws:test:us-east-1:111122223333:toy/${p.name}`],
  readPermissions: () => [],
  read: () => Promise.resolve(ok(snapshotOf({ flag: false, items: [] }))),
  material: (s) => ({ flag: toyOf(s).flag, items: toyOf(s).items.length }),
  expected: (before) => ({ flag: true, items: toyOf(before).items.length + 1 }),
  notes: () => [],
  steps: [
    step('flag', 'idempotent', {
      presence: (ctx) => (toyOf(ctx.now).flag ? 'present' : 'absent'),
      request: () => call('SetFlag'),
    }),
    step('make', 'create', {
      presence: (ctx) => (['absent', 'present'] as const)[mine(ctx)] ?? 'ambiguous',
      request: (ctx) => call('Make', ctx.opId),
    }),
  ],
  revert: [
    step('unmake', 'idempotent', {
      presence: (ctx) => (mine(ctx) === 0 ? 'present' : 'absent'),
      request: (ctx) => call('Unmake', ctx.opId),
    }),
    step('unflag', 'idempotent', {
      presence: (ctx) => (toyOf(ctx.now).flag === toyOf(ctx.preImage).flag ? 'present' : 'absent'),
      request: () => call('ClearFlag'),
    }),
  ],
  probe: () => Promise.resolve({ proof: 'effective', detail: '' }),
} satisfies Action<typeof params>;

/** Carries one of the toy's calls out. */
export function carryOut(toy: Toy, request: AwsRequest): void {
  const { item } = request.params;
  if (typeof item !== 'string') return;
  if (request.operation === 'SetFlag') toy.flag = true;
  else if (request.operation === 'ClearFlag') toy.flag = false;
  else if (request.operation === 'Make') toy.items.push(item);
  else if (request.operation === 'Unmake') toy.items = toy.items.filter((i) => i !== item);
}
