import { WorkerEntrypoint } from 'cloudflare:workers';
import type { FindingsApi, IncidentsApi } from '../../src/contracts/rpc.ts';
import { dueIncidents } from '../../src/storage/main/write/incidents.ts';
import type { Env } from './env.ts';
import { addFindings } from './findings.ts';
import { people } from './people.ts';
import { consume } from './queues.ts';
import { sourcesSpoke } from './spoke.ts';

export { AgentBreakers } from '../../durable-objects/agent-breakers/agent-breakers.ts';
export { Incident } from '../../durable-objects/incident/incident.ts';

/** For the pipeline: findings in, and which of their sources speak again. */
export class Findings extends WorkerEntrypoint<Env> implements FindingsApi {
  add(batch: Parameters<FindingsApi['add']>[0]) {
    return addFindings(this.env, batch);
  }
  spoke(req: Parameters<FindingsApi['spoke']>[0]) {
    return sourcesSpoke(this.env, req);
  }
}

/** For the console: what people may see and ask of incidents. */
export class Incidents extends WorkerEntrypoint<Env> implements IncidentsApi {
  log(req: Parameters<IncidentsApi['log']>[0]) {
    return people.log(this.env, req);
  }
  approvalArrived(req: Parameters<IncidentsApi['approvalArrived']>[0]) {
    return people.approvalArrived(this.env, req);
  }
  release(req: Parameters<IncidentsApi['release']>[0]) {
    return people.release(this.env, req);
  }
  close(req: Parameters<IncidentsApi['close']>[0]) {
    return people.close(this.env, req);
  }
  comment(req: Parameters<IncidentsApi['comment']>[0]) {
    return people.comment(this.env, req);
  }
  comments(req: Parameters<IncidentsApi['comments']>[0]) {
    return people.comments(this.env, req);
  }
  assign(req: Parameters<IncidentsApi['assign']>[0]) {
    return people.assign(this.env, req);
  }
  acknowledge(req: Parameters<IncidentsApi['acknowledge']>[0]) {
    return people.acknowledge(this.env, req);
  }
  reopen(req: Parameters<IncidentsApi['reopen']>[0]) {
    return people.reopen(this.env, req);
  }
  taskDone(req: Parameters<IncidentsApi['taskDone']>[0]) {
    return people.taskDone(this.env, req);
  }
  merge(req: Parameters<IncidentsApi['merge']>[0]) {
    return people.merge(this.env, req);
  }
  breakers(req: Parameters<IncidentsApi['breakers']>[0]) {
    return people.breakers(this.env, req);
  }
  replay(req: Parameters<IncidentsApi['replay']>[0]) {
    return people.replay(this.env, req);
  }
}

/** Objects a cron wakes at most; the next minute takes the rest. */
const POKE_LIMIT = 500;
/** An alarm that is late by this much is not trusted to come. */
const POKE_AFTER_MS = 2_000;

export default {
  fetch: () => new Response('vedette-supervisor answers by RPC and queues only', { status: 404 }),
  queue: consume,
  async scheduled(_controller, env) {
    const due = await dueIncidents(env.DB, Date.now() - POKE_AFTER_MS, POKE_LIMIT);
    await Promise.all(due.map(({ id }) => env.INCIDENT.getByName(id).poke()));
  },
} satisfies ExportedHandler<Env>;
