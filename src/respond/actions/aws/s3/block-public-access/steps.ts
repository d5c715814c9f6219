import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { bucketArn, s3, SETTINGS, stateOf, type BucketParams, type PublicAccessBlock } from './read.ts';

type Ctx = StepContext<BucketParams>;

/** Deleting a configuration needs the same permission as putting one: there is no s3:DeleteBucketPublicAccessBlock. */
const write = (p: BucketParams, place: Place): readonly Permission[] => [
  { actions: ['s3:PutBucketPublicAccessBlock'], resources: [bucketArn(place, p.bucket)] },
];

export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const same = (a: PublicAccessBlock | null, b: PublicAccessBlock | null): boolean =>
  a === null || b === null ? a === b : SETTINGS.every((name) => a[name] === b[name]);

const put = (ctx: Ctx, block: PublicAccessBlock) =>
  s3('PutPublicAccessBlock', ctx.params, ctx.place, { PublicAccessBlockConfiguration: { ...block } });

export const steps: readonly Step<BucketParams>[] = [
  {
    id: 'block',
    kind: 'idempotent',
    permissions: write,
    presence: (ctx) => {
      if (!ctx.now.exists) return 'absent';
      const { block } = stateOf(ctx.now);
      if (same(block, ALL_BLOCKED)) return 'present';
      return same(block, stateOf(ctx.preImage).block) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => put(ctx, ALL_BLOCKED),
  },
];

export const revert: readonly Step<BucketParams>[] = [
  {
    id: 'restore',
    kind: 'idempotent',
    permissions: write,
    presence: (ctx) => {
      if (!ctx.now.exists) return 'present';
      const { block } = stateOf(ctx.now);
      if (same(block, stateOf(ctx.preImage).block)) return 'present';
      return same(block, ALL_BLOCKED) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => {
      const before = stateOf(ctx.preImage).block;
      return before === null ? s3('DeletePublicAccessBlock', ctx.params, ctx.place) : put(ctx, before);
    },
  },
];
