import type { Indicator } from '../../contracts/agents.ts';
import { SEVERITY_BY_LEVEL } from '../../contracts/common.ts';
import type { Observable } from '../../contracts/delivery.ts';
import type { Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { deterministicId } from '../../kit/ids.ts';

/** How sure a list makes us: somebody else saw the value in bad company. */
const CONFIDENCE = 60;

const ENTITY_BY_TYPE = {
  ip: 'ip',
  domain: 'domain',
  hash: 'hash',
  user_agent: 'user_agent',
  access_key: 'access_key',
  url: 'resource',
} as const;

/** Within what an event's id is one, as for rules' findings: what one account is told of hides nothing of another's. */
const spaceOf = ({ account, foreignAccount, source }: Observable): string[] =>
  foreignAccount || account === undefined ? ['foreign', source] : ['account', account];

/** The finding that an indicator was seen in an event. The same event and indicator again give the same id. */
export function indicatorFinding(org: string, seen: Observable, indicator: Indicator, now: number): Finding {
  const rule = `indicator:${indicator.type}:${sha256Hex(indicator.value).slice(0, 16)}`;
  const where = {
    ...(seen.account === undefined ? {} : { account: seen.account }),
    ...(seen.region === undefined ? {} : { region: seen.region }),
  };
  const entities: Entity[] = [
    {
      type: ENTITY_BY_TYPE[seen.type],
      id: seen.value.slice(0, 2048),
      // Events show the key that they were signed with: a listed one is in the attacker's hands.
      role: seen.type === 'access_key' ? 'actor' : 'source',
      ...(seen.account === undefined ? {} : { account: seen.account }),
    },
  ];
  if (seen.principal !== undefined)
    entities.unshift({
      type: 'principal',
      id: seen.principal,
      role: 'actor',
      ...(seen.account === undefined ? {} : { account: seen.account }),
    });
  const title = `Known bad ${indicator.type.replace('_', ' ')} seen (${indicator.source})`;
  return {
    v: 1,
    id: deterministicId('fnd', org, rule, seen.eventId, ...spaceOf(seen)),
    org,
    kind: 'indicator',
    rule: { id: rule, title, level: indicator.level },
    title,
    severity: SEVERITY_BY_LEVEL[indicator.level],
    confidence: CONFIDENCE,
    time: seen.time,
    acceptedAt: seen.acceptedAt,
    detectedAt: now,
    source: seen.source,
    delivery: seen.delivery,
    eventId: seen.eventId,
    outcome: 'unknown',
    ...where,
    techniques: [],
    tactics: [],
    entities,
    evidence: {
      observable: { type: seen.type, value: seen.value },
      indicator: {
        type: indicator.type,
        value: indicator.value,
        source: indicator.source,
        ...(indicator.note === undefined ? {} : { note: indicator.note }),
      },
    },
    foreignAccount: seen.foreignAccount,
  };
}
