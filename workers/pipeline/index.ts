import { WorkerEntrypoint } from 'cloudflare:workers';
import type { BlockMessage } from '../../src/contracts/delivery.ts';
import type { ManualFindingsApi } from '../../src/contracts/rpc.ts';
import { sweepIdempotent } from '../../src/storage/main/write/idempotency.ts';
import { sweepRefusals } from '../../src/storage/main/write/refusals.ts';
import { sweepKeptBack } from '../../src/storage/main/write/rules.ts';
import { consumeBlocks } from './consume-blocks.ts';
import { consumeDeadBlocks, consumeDeadFindings, consumeDeadPulls } from './consume-dead.ts';
import { consumeFindings } from './consume-findings.ts';
import { depsOf, watchDepsOf } from './deps.ts';
import type { Env } from './env.ts';
import { pokeJournals } from './intake.ts';
import { createManualFinding } from './manual.ts';
import { consumeDeadRetro, consumeRetro } from './retro/consume-retro.ts';
import { lookBackAll } from './retro/look-back-all.ts';
import { watchSources } from './sources/watch.ts';

export { CorrelationWindow } from '../../durable-objects/correlation-window/correlation-window.ts';
export { Correlator } from '../../durable-objects/correlator/correlator.ts';
export { HuntSlots } from '../../durable-objects/hunt-slots/hunt-slots.ts';
export { IntakeJournal } from '../../durable-objects/intake-journal/intake-journal.ts';
export { PrincipalBaseline } from '../../durable-objects/principal-baseline/principal-baseline.ts';
export { RetroHunt } from '../../durable-objects/retro-hunt/retro-hunt.ts';

/** For the console, which has checked the caller's role. */
export class ManualFindings extends WorkerEntrypoint<Env> implements ManualFindingsApi {
  create(request: Parameters<ManualFindingsApi['create']>[0]): ReturnType<ManualFindingsApi['create']> {
    return createManualFinding(depsOf(this.env), request);
  }
}

export { PulledIntake } from './pulled-intake.ts';
export { RetroHunts } from './retro/entrypoint.ts';
export { DeadLetters, Intake, SourceTests } from './sources/entrypoints.ts';

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
    const waiting = new Set<string>();
    await pokeJournals(env, waiting);
    await watchSources(watchDepsOf(env), waiting);
    await sweepIdempotent(env.DB, Date.now());
    await lookBackAll(env, depsOf(env));
    await sweepKeptBack(env.DB, Date.now());
    await sweepRefusals(env.DB, Date.now());
  },
} satisfies ExportedHandler<Env>;
