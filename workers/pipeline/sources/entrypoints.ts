import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AcceptReply, DeliveryInput } from '../../../src/contracts/delivery.ts';
import type { DeadLettersApi, IntakeApi, SourceTestsApi } from '../../../src/contracts/rpc.ts';
import { depsOf } from '../deps.ts';
import type { Env } from '../env.ts';
import { acceptDelivery } from '../intake.ts';
import { replay } from '../replay.ts';
import { takeRefusals } from './refused.ts';
import { replaySource } from './replay-source.ts';
import { sendTest } from './send-test.ts';

/** For ingest: takes one delivery, answering once it is durable, and counts of what was turned away. */
export class Intake extends WorkerEntrypoint<Env> implements IntakeApi {
  accept(delivery: DeliveryInput): Promise<AcceptReply> {
    return acceptDelivery(this.env, delivery);
  }
  refused(report: Parameters<IntakeApi['refused']>[0]): ReturnType<IntakeApi['refused']> {
    return takeRefusals({ db: this.env.DB, now: Date.now }, report);
  }
}

/** For the console, which has checked the caller's role. */
export class DeadLetters extends WorkerEntrypoint<Env> implements DeadLettersApi {
  replay(request: Parameters<DeadLettersApi['replay']>[0]): ReturnType<DeadLettersApi['replay']> {
    return replay(depsOf(this.env), request);
  }
  replaySource(request: Parameters<DeadLettersApi['replaySource']>[0]): ReturnType<DeadLettersApi['replaySource']> {
    return replaySource(depsOf(this.env), request);
  }
}

/** For the console, which has checked the caller's role and whose the source is. */
export class SourceTests extends WorkerEntrypoint<Env> implements SourceTestsApi {
  send(request: Parameters<SourceTestsApi['send']>[0]): ReturnType<SourceTestsApi['send']> {
    return sendTest({ accept: (delivery) => acceptDelivery(this.env, delivery), now: Date.now }, request);
  }
}
