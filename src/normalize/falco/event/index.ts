import type { Observable } from '../../../contracts/delivery.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { isAddress, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { domainsOf, entitiesOf, remoteOf, sourcesOf } from './entities.ts';
import { severityOf, toOcsf } from './ocsf.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DIGEST_CHARS = 40;
const TECHNIQUE = /^t[0-9]{4}(\.[0-9]{3})?$/i;
const TACTIC = /^mitre_([a-z_]{1,40})$/;
/** Alerts below `Notice` are kept and searched, and raise nothing. */
const LEAST_SEVERITY = 2;
/** Rules are written for everybody's workloads: one alert alone is often somebody's debugging. */
const CONFIDENCE = 60;

/** Tactics and techniques from the tags that Falco's own rules bear: `mitre_privilege_escalation`, `T1548.001`. */
function attackOf(record: Record<string, unknown>): { tactics: string[]; techniques: string[] } {
  const tags = list(record, 'tags').filter((tag): tag is string => typeof tag === 'string');
  const tactics = tags.flatMap((tag) => TACTIC.exec(tag)?.[1]?.replaceAll('_', '-') ?? []);
  const techniques = tags.filter((tag) => TECHNIQUE.test(tag)).map((tag) => tag.toUpperCase());
  return { tactics: [...new Set(tactics)].slice(0, 8), techniques: [...new Set(techniques)].slice(0, 16) };
}

/** Alerts of Falco's rules (https://falco.org/docs/outputs/formatting/). Falco names no cluster and gives no id; Falcosidekick adds one. */
export const event = {
  format: 'falco.event',
  logsource: { product: 'falco', service: 'falco' },
  accountFromKey: true,
  facts(record) {
    if (text(record, 'rule') === undefined) return err('rule is missing');
    const at = time(own(record, 'time'));
    if (at === undefined) return err('time is missing or no time');
    const uuid = own(record, 'uuid');
    return ok({
      uid: typeof uuid === 'string' && UUID.test(uuid) ? uuid.toLowerCase() : digestOf(record).slice(0, DIGEST_CHARS),
      time: at,
      outcome: 'unknown',
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  observables: (record) => [
    ...[...new Set([...sourcesOf(record), ...remoteOf(record)])]
      .filter(isAddress)
      .map((ip): [Observable['type'], string] => ['ip', ip]),
    ...domainsOf(record).map((name): [Observable['type'], string] => ['domain', name]),
  ],
  verdict(record) {
    const rule = text(record, 'rule');
    const severity = severityOf(record);
    if (rule === undefined || severity < LEAST_SEVERITY) return undefined;
    return {
      ruleId: `falco:${rule}`.slice(0, 200),
      title: rule.slice(0, 300),
      severity,
      confidence: CONFIDENCE,
      ...attackOf(record),
    };
  },
} satisfies Normalizer;
