import { NO_CONTENT, organisationRules } from '../../../src/detect/tuning/organisation.ts';
import type { RuleMeta } from '../../../src/detect/types.ts';
import { failure } from '../../../src/kit/errors.ts';
import type { Normalizer } from '../../../src/normalize/types.ts';
import type { Stages } from '../process-delivery.ts';

/** Records of the tests: `{id, by?, account?, rule?, ip?, level?, boom?}`; `account` null: it names none; `rule` names the rule that finds it bad. */
const text = (r: Record<string, unknown>, key: string): string | undefined =>
  typeof r[key] === 'string' ? r[key] : undefined;

export const TEST_TIME = Date.UTC(2026, 0, 10, 12);
const normalizer: Normalizer = {
  format: 'test.event',
  logsource: { product: 'test', service: 'event' },
  facts: (r) => {
    const uid = text(r, 'id');
    if (r['boom'] === true) throw new Error('a bug in the normalizer');
    if (uid === undefined) return { ok: false, error: 'id is missing' };
    const account = r['account'] === null ? undefined : (text(r, 'account') ?? '123456789012');
    const facts = { uid, time: TEST_TIME, operation: 'test:Do', outcome: 'success' } as const;
    return { ok: true, value: account === undefined ? facts : { ...facts, account } };
  },
  entities: (r) => {
    const named = [text(r, 'by'), text(r, 'with')].filter((id) => id !== undefined);
    return named.map((id) => ({ type: 'principal', id, role: 'actor' }));
  },
  toOcsf: (r, facts) => ({
    class_uid: 6003,
    category_uid: 6,
    activity_id: 1,
    type_uid: 600_301,
    severity_id: 1,
    time: facts.time,
    metadata: { uid: facts.uid, version: '1.5.0', product: { name: 'Test', vendor_name: 'Test' } },
    unmapped: r,
  }),
  observables: (r) => (text(r, 'ip') === undefined ? [] : [['ip', text(r, 'ip')!]]),
};

const rule = (id: string, level: RuleMeta['level']): RuleMeta => ({
  id,
  title: `Rule ${id}`,
  level,
  status: 'stable',
  techniques: ['T1078'],
  tactics: ['initial-access'],
  description: '',
  falsePositives: [],
  references: [],
  kind: 'rule',
  logsource: {},
});

/** Stages that a test controls: a JSON array of the records above, in a delivery of any kind. */
export const testStages: Stages = {
  split: ({ body }, take) => {
    try {
      const records = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>[];
      take({ records: records.map((value) => ({ format: 'test.event', value })), bad: [], skipped: 0 });
      return Promise.resolve(undefined);
    } catch {
      return Promise.resolve(failure('malformed', 'the body is not JSON', { field: '/' }));
    }
  },
  normalizers: { 'test.event': normalizer },
  engine: {
    rules: [],
    correlations: [],
    match: (_, r) =>
      text(r, 'rule') === undefined ? [] : [rule(text(r, 'rule')!, r['level'] === 'low' ? 'low' : 'high')],
    explain: () => [],
  },
};

/** The rules of stages that a test controls, for every organisation. */
export const rulesOf = (stages: Stages) => () => Promise.resolve(organisationRules(stages.engine, NO_CONTENT));
