import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AcceptReply, DeliveryInput } from '../../src/contracts/delivery.ts';
import type { PulledIntakeApi } from '../../src/contracts/rpc.ts';
import { failure } from '../../src/kit/errors.ts';
import { err } from '../../src/kit/result.ts';
import type { Env } from './env.ts';
import { acceptDelivery } from './intake.ts';

const KIND = 'aws.s3';

/**
 * For the puller: takes pieces of fetched objects and nothing else. Whoever took the puller over could forge what lies in buckets,
 * and could neither announce objects nor speak for a vendor whose senders sign.
 */
export class PulledIntake extends WorkerEntrypoint<Env> implements PulledIntakeApi {
  async accept(delivery: DeliveryInput): Promise<AcceptReply> {
    if (delivery.scope.kind !== KIND || delivery.facts?.['pulled'] === undefined)
      return err(failure('forbidden', 'only pieces of fetched objects come in here'));
    return acceptDelivery(this.env, delivery);
  }
}
