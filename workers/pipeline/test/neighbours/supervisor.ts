import { WorkerEntrypoint } from 'cloudflare:workers';

/** A supervisor that only remembers what it was told, and fails when a test asks it to. */
interface Told {
  incident: string;
  finding: string;
}
let told: Told[] = [];
let calls = 0;
let failures = 0;
/** Where every incident lives on, if a test says so. */
let survivor: string | undefined;
let returns: object[] = [];
let shared: { from: string; into: string }[] = [];

export class Findings extends WorkerEntrypoint {
  add(batch: {
    incidents: { incident: string; findings: { id: string }[] }[];
    shared?: { from: string; into: string }[];
  }) {
    calls++;
    if (failures > 0) {
      failures--;
      throw new Error('the supervisor is away');
    }
    shared.push(...(batch.shared ?? []));
    for (const { incident, findings } of batch.incidents)
      for (const f of findings)
        if (!told.some((t) => t.incident === incident && t.finding === f.id)) told.push({ incident, finding: f.id });
    return {
      ok: true,
      value: {
        incidents: batch.incidents.map((i) => ({
          incident: i.incident,
          openedAt: 1,
          seq: 1,
          ...(survivor === undefined ? {} : { mergedInto: survivor }),
        })),
      },
    };
  }
  spoke(req: { returns: object[] }) {
    if (failures > 0) {
      failures--;
      throw new Error('the supervisor is away');
    }
    returns.push(...req.returns);
    return { ok: true, value: { told: req.returns.length } };
  }
  /** For tests only. */
  told() {
    return { told, calls, shared, returns };
  }
  /** For tests only. */
  reset(failing = 0, livesOnIn?: string) {
    told = [];
    shared = [];
    returns = [];
    survivor = livesOnIn;
    calls = 0;
    failures = failing;
  }
}
export default { fetch: () => new Response(null, { status: 404 }) };
