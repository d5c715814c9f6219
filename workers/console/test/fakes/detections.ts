import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Principal } from '../../../../src/contracts/access.ts';

const ok = (value: unknown) => ({ ok: true as const, value: value as never });
const missing = (what: string) => ({
  ok: false as const,
  error: { code: 'not_found', detail: `There is no such ${what}.` },
});
interface Called {
  readonly caller: Principal;
  readonly id: string;
}

const ownRule = (id: string, more: object = {}) => ({
  id,
  title: 'Odd door',
  level: 'high',
  state: 'enabled',
  version: 1,
  text: `title: Odd door
id: ${id}
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: OpenDoor }, condition: s }
level: high
`,
  createdBy: 'user:usr_analyst',
  createdAt: 1,
  updatedBy: 'user:usr_analyst',
  updatedAt: 1,
  ...more,
});
const ruleVersion = { version: 1, title: 'Odd door', level: 'high', text: 'title: Odd door\n', digest: 'a'.repeat(64) };
const isOwnRule = (req: Called): boolean => req.caller.org === 'org_a' && req.id === 'known-rule';

export class Detections extends WorkerEntrypoint {
  ownRules(req: Called) {
    return ok({ rules: req.caller.org === 'org_a' ? [ownRule('known-rule')] : [], revision: 1 });
  }
  ownRule(req: Called) {
    return isOwnRule(req) ? ok(ownRule('known-rule')) : missing('rule');
  }
  createRule(req: { body: { id: string } }) {
    return ok(ownRule(req.body.id));
  }
  updateRule(req: Called) {
    return isOwnRule(req) ? ok(ownRule('known-rule', { version: 2 })) : missing('rule');
  }
  rollBackRule(req: Called) {
    return isOwnRule(req) ? ok(ownRule('known-rule', { version: 3 })) : missing('rule');
  }
  setRuleState(req: Called & { ships: boolean }) {
    return req.ships || isOwnRule(req) ? ok({ id: req.id }) : missing('rule');
  }
  removeRule(req: Called) {
    return isOwnRule(req) ? ok({ id: req.id }) : missing('rule');
  }
  versions(req: Called) {
    const row = { ...ruleVersion, note: '', createdBy: 'user:usr_analyst', createdAt: 1 };
    return isOwnRule(req) ? ok({ versions: [row] }) : missing('rule');
  }
  tunings() {
    return ok({ tunings: [] });
  }
  suppressions() {
    return ok({ suppressions: [] });
  }
  suppress(req: { body: object }) {
    return ok({ id: 'sup_made', ...req.body, createdBy: 'user:usr_analyst', createdAt: 1 });
  }
  endSuppression(req: Called) {
    return req.caller.org === 'org_a' && /^[a-z]+_known$/.test(req.id) ? ok({ id: req.id }) : missing('suppression');
  }
}
