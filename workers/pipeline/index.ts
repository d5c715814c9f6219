import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AcceptReply, BlockMessage, DeliveryInput } from '../../src/contracts/delivery.ts';
import type { DeadLettersApi, IntakeApi, ManualFindingsApi, RetroHuntsApi } from '../../src/contracts/rpc.ts';
import { sweepIdempotent } from '../../src/storage/main/write/idempotency.ts';
import { sweepKeptBack } from '../../src/storage/main/write/rules.ts';
import { consumeBlocks } from './consume-blocks.ts';
import { consumeDeadBlocks, consumeDeadFindings, consumeDeadPulls } from './consume-dead.ts';
import { consumeFindings } from './consume-findings.ts';
import { depsOf } from './deps.ts';
import type { Env } from './env.ts';
import { acceptDelivery, pokeJournals } from './intake.ts';
import { createManualFinding } from './manual.ts';
import { replay } from './replay.ts';
import { consumeDeadRetro, consumeRetro } from './retro/consume-retro.ts';
import * as hunts from './retro/hunts-api.ts';
import { lookBackAll } from './retro/look-back-all.ts';

export { CorrelationWindow } from '../../durable-objects/correlation-window/correlation-window.ts';
export { Correlator } from '../../durable-objects/correlator/correlator.ts';
export { HuntSlots } from '../../durable-objects/hunt-slots/hunt-slots.ts';
export { IntakeJournal } from '../../durable-objects/intake-journal/intake-journal.ts';
export { PrincipalBaseline } from '../../durable-objects/principal-baseline/principal-baseline.ts';
export { RetroHunt } from '../../durable-objects/retro-hunt/retro-hunt.ts';

/** For ingest: takes one delivery; answers once it is durable. */
export class Intake extends WorkerEntrypoint<Env> implements IntakeApi {
  accept(delivery: DeliveryInput): Promise<AcceptReply> {
    return acceptDelivery(this.env, delivery);
  }
}

/** For the console, which has checked the caller's role. */
export class DeadLetters extends WorkerEntrypoint<Env> implements DeadLettersApi {
  replay(request: Parameters<DeadLettersApi['replay']>[0]): ReturnType<DeadLettersApi['replay']> {
    return replay(depsOf(this.env), request);
  }
}

/** For the console, which has checked the caller's role. */
export class ManualFindings extends WorkerEntrypoint<Env> implements ManualFindingsApi {
  create(request: Parameters<ManualFindingsApi['create']>[0]): ReturnType<ManualFindingsApi['create']> {
    return createManualFinding(depsOf(this.env), request);
  }
}

/** For the console, which has checked the caller's role. */
export class RetroHunts extends WorkerEntrypoint<Env> implements RetroHuntsApi {
  start(request: Parameters<RetroHuntsApi['start']>[0]): ReturnType<RetroHuntsApi['start']> {
    return hunts.startHunt(depsOf(this.env), request);
  }
  list(request: Parameters<RetroHuntsApi['list']>[0]): ReturnType<RetroHuntsApi['list']> {
    return hunts.huntsOf(depsOf(this.env), request);
  }
  hunt(request: Parameters<RetroHuntsApi['hunt']>[0]): ReturnType<RetroHuntsApi['hunt']> {
    return hunts.oneHunt(depsOf(this.env), request);
  }
  cancel(request: Parameters<RetroHuntsApi['cancel']>[0]): ReturnType<RetroHuntsApi['cancel']> {
    return hunts.cancelHunt(depsOf(this.env), request);
  }
  contentChanged(request: Parameters<RetroHuntsApi['contentChanged']>[0]): ReturnType<RetroHuntsApi['contentChanged']> {
    return hunts.contentChanged(depsOf(this.env), request);
  }
}

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    const deps = depsOf(env);
    switch (batch.queue) {
      case 'vedette-blocks':
        return consumeBlocks(deps, batch.messages as readonly Message<BlockMessage>[]);
      case 'vedette-blocks-dead':
        return consumeDeadBlocks(deps, batch.messages);
      case 'vedette-findings':
        return consumeFindings(deps, batch.messages);
      case 'vedette-findings-dead':
        return consumeDeadFindings(deps, batch.messages);
      case 'vedette-pulls-dead':
        return consumeDeadPulls(deps, batch.messages);
      case 'vedette-retro':
        return consumeRetro(deps, batch.messages);
      case 'vedette-retro-dead':
        return consumeDeadRetro(deps, batch.messages);
      default:
        throw new Error(`no consumer for queue ${batch.queue}`);
    }
  },
  async scheduled(_controller, env) {
    await pokeJournals(env);
    await sweepIdempotent(env.DB, Date.now());
    await lookBackAll(env, depsOf(env));
    await sweepKeptBack(env.DB, Date.now());
  },
} satisfies ExportedHandler<Env>;
